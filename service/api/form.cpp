// SPDX-License-Identifier: MIT

#include "service/api/form.h"

#include <optional>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/mail/header.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// RFC 2046 section 5.1.1.
constexpr std::size_t kMaxBoundary = 70;

ParseError error(std::string_view rule, std::string message, std::size_t offset = 0) {
  return {.offset = offset, .rule = std::string(rule), .message = std::move(message)};
}

std::string_view media_type(std::string_view content_type) {
  return libauth::base::trim(content_type.substr(0, content_type.find(';')));
}

/// The quoted-string at the beginning of the text, without its quotes, which it takes away. One
/// without an end goes to the end of the text.
std::string take_quoted(std::string_view& text) {
  std::string value;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    // A backslash before anything else is itself: it stands in the file names of some browsers.
    const bool is_escape = text.starts_with("\\\"") || text.starts_with("\\\\");
    if (is_escape) text.remove_prefix(1);
    value += text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

std::string take_value(std::string_view& text) {
  if (text.starts_with('"')) return take_quoted(text);
  const std::string_view value = text.substr(0, text.find(';'));
  text.remove_prefix(value.size());
  return std::string(libauth::base::trim(value));
}

/// The parameter of that name, RFC 2045 section 5.1; none where there is none.
std::optional<std::string> parameter_of(std::string_view field, std::string_view name) {
  for (std::size_t semicolon = field.find(';'); semicolon != std::string_view::npos;
       semicolon = field.find(';')) {
    field.remove_prefix(semicolon + 1);
    const std::size_t equals = field.find_first_of("=;");
    if (equals == std::string_view::npos || field[equals] == ';') continue;
    const std::string_view found = libauth::base::trim(field.substr(0, equals));
    field = field.substr(equals + 1);
    while (!field.empty() && libauth::base::is_fws(field.front())) field.remove_prefix(1);
    std::string value = take_value(field);
    if (libauth::base::equals_ignoring_case(found, name)) return value;
  }
  return std::nullopt;
}

/// Whether a part has the media type text/plain, which it has too where it says none (RFC 7578
/// section 4.4).
bool is_plain_text(const libauth::mail::Header& header) {
  const auto* const type = header.find("Content-Type");
  return type == nullptr ||
         libauth::base::equals_ignoring_case(media_type(type->value), "text/plain");
}

/// A line of the form that parts it: where it begins, with the CRLF before it, and where what
/// follows begins.
struct Delimiter {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_last = false;
};

class FormReader {
 public:
  FormReader(std::string_view body, const std::string& boundary, const FormLimits& limits)
      : body_(body), line_("\r\n--" + boundary), limits_(limits) {}

  Result<std::vector<FormFile>> read();

 private:
  std::optional<Delimiter> first() const;
  std::optional<Delimiter> next(std::size_t from) const;
  std::optional<Delimiter> at(std::size_t begin, std::size_t end) const;
  std::optional<ParseError> add(std::size_t begin, std::size_t end);

  const std::string_view body_;
  const std::string line_;  // CRLF, "--" and the boundary
  const FormLimits& limits_;
  std::vector<FormFile> files_;
};

/// The first one needs no CRLF where the body begins with it.
std::optional<Delimiter> FormReader::first() const {
  const std::string_view bare = std::string_view(line_).substr(2);
  if (body_.starts_with(bare)) {
    if (auto delimiter = at(0, bare.size())) return delimiter;
  }
  return next(0);
}

std::optional<Delimiter> FormReader::next(std::size_t from) const {
  for (std::size_t begin = body_.find(line_, from); begin != std::string_view::npos;
       begin = body_.find(line_, begin + 1)) {
    if (auto delimiter = at(begin, begin + line_.size())) return delimiter;
  }
  return std::nullopt;
}

/// The delimiter whose boundary ends there; none where the line goes on with something else, as
/// that of a longer boundary does.
std::optional<Delimiter> FormReader::at(std::size_t begin, std::size_t end) const {
  std::string_view rest = body_.substr(end);
  if (rest.starts_with("--")) return Delimiter{begin, end + 2, true};
  while (!rest.empty() && libauth::base::is_wsp(rest.front())) rest.remove_prefix(1);
  if (!rest.starts_with("\r\n")) return std::nullopt;
  return Delimiter{begin, body_.size() - rest.size() + 2, false};
}

/// Adds the part that stands there.
std::optional<ParseError> FormReader::add(std::size_t begin, std::size_t end) {
  const std::string_view part = body_.substr(begin, end - begin);
  if (part.empty()) return std::nullopt;
  std::size_t header_end = 0;  // with the CRLF of the last field
  if (!part.starts_with("\r\n")) {
    header_end = part.substr(0, limits_.header).find("\r\n\r\n");
    if (header_end == std::string_view::npos) {
      if (part.size() > limits_.header) {
        return error(
            kFormHeaderRule,
            "The header of a part has more than " + std::to_string(limits_.header) + " octets.",
            begin);
      }
      return error(kFormRule, "A part has no empty line behind its header.", begin);
    }
    header_end += 2;
  }
  const libauth::mail::Header header(part.substr(0, header_end));
  const auto* const disposition = header.find("Content-Disposition");
  const std::string_view field = disposition == nullptr ? std::string_view() : disposition->value;
  const auto file = parameter_of(field, "filename");
  const std::string_view octets = part.substr(header_end + 2);
  if (octets.empty() && file.value_or("").empty()) return std::nullopt;
  if (files_.size() == limits_.files) {
    return error(kFormFilesRule,
                 "The form has more than " + std::to_string(limits_.files) + " files.", begin);
  }
  files_.push_back({file ? *file : parameter_of(field, "name").value_or(""), octets,
                    !file && is_plain_text(header)});
  return std::nullopt;
}

Result<std::vector<FormFile>> FormReader::read() {
  auto delimiter = first();
  if (!delimiter) return error(kFormRule, "The boundary of the form is not in the body.");
  while (!delimiter->is_last) {
    // The CRLF of this one may be that of the next one, of a part without anything.
    const auto end = next(delimiter->end - 2);
    if (!end)
      return error(kFormRule, "The form breaks off before its last boundary.", body_.size());
    if (end->begin >= delimiter->end) {
      if (auto wrong = add(delimiter->end, end->begin)) return *wrong;
    }
    delimiter = end;
  }
  return std::move(files_);
}

}  // namespace

bool is_form(std::string_view content_type) {
  return libauth::base::equals_ignoring_case(media_type(content_type), "multipart/form-data");
}

Result<std::vector<FormFile>> read_form(std::string_view content_type, std::string_view body,
                                        const FormLimits& limits) {
  const auto boundary = parameter_of(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary) {
    return error(kFormBoundaryRule, "Content-Type needs the boundary of the form, 1 to 70 octets.");
  }
  return FormReader(body, *boundary, limits).read();
}

}  // namespace service::api
