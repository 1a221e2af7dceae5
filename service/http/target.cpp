// SPDX-License-Identifier: MIT

#include "service/http/target.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"

namespace service::http {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

ParseError error(std::string message) {
  return {.offset = 0, .rule = "request-target", .message = std::move(message)};
}

Result<std::string> decode(std::string text) {
  std::string decoded;
  try {
    Poco::URI::decode(text, decoded);
  } catch (const Poco::SyntaxException&) {
    return error("\"" + libauth::base::printable(text, 80) + "\" has malformed percent-encoding.");
  }
  if (libauth::base::is_utf8(decoded)) return decoded;
  return error("\"" + libauth::base::printable(text, 80) + "\" is not UTF-8 when decoded.");
}

/// What follows the scheme in absolute-form, RFC 9112 section 3.2.2; none in other forms.
std::optional<std::string_view> behind_scheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (libauth::base::starts_with_ignoring_case(target, scheme)) {
      return target.substr(scheme.size());
    }
  }
  return std::nullopt;
}

/// The path and query of absolute-form; other forms as they are.
std::string_view without_authority(std::string_view target) {
  const auto rest = behind_scheme(target);
  if (!rest) return target;
  const std::size_t end = rest->find_first_of("/?");
  return end == std::string_view::npos ? std::string_view("/") : rest->substr(end);
}

std::optional<ParseError> read_path(std::string_view path, Target& target) {
  for (const char c : path) {
    if (libauth::base::is_printable_ascii(c) && c != ' ') {
      target.path += c;
    } else {
      std::string encoded;
      Poco::URI::encode(std::string(1, c), "", encoded);
      target.path += encoded;
    }
  }
  for (const std::string_view part : libauth::base::split(path.substr(1), '/')) {
    auto segment = decode(std::string(part));
    if (!segment) return segment.error();
    target.segments.push_back(std::move(*segment));
  }
  return std::nullopt;
}

std::optional<ParseError> read_query(std::string_view query, Target& target) {
  for (const std::string_view pair : libauth::base::split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    // "+" is itself: RFC 3986 section 3.4, and part of many mail addresses.
    auto name = decode(std::string(pair.substr(0, equals)));
    if (!name) return name.error();
    auto value = decode(std::string(pair.substr(std::min(equals + 1, pair.size()))));
    if (!value) return value.error();
    target.query.push_back({std::move(*name), std::move(*value)});
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> authority_of(std::string_view target) {
  const auto rest = behind_scheme(target);
  return rest ? std::optional(rest->substr(0, rest->find_first_of("/?"))) : std::nullopt;
}

Result<Target> read_target(std::string_view text) {
  if (text.find('#') != std::string_view::npos) return error("A request target has no fragment.");
  text = without_authority(text);
  const std::size_t question = text.find('?');
  const std::string_view path = text.substr(0, question);
  if (!path.starts_with('/')) return error("The path does not begin with a slash.");
  Target target;
  if (auto wrong = read_path(path, target)) return *wrong;
  if (question == std::string_view::npos) return target;
  if (auto wrong = read_query(text.substr(question + 1), target)) return *wrong;
  return target;
}

}  // namespace service::http
