// SPDX-License-Identifier: MIT

#include "service/api/words.h"

#include <algorithm>
#include <utility>

#include "libauth/base/ip_address.h"
#include "libauth/base/text.h"
#include "service/api/limits.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dns::Name;

bool is_host_label(std::string_view label) {
  using libauth::base::is_alnum;
  if (label.starts_with('_')) label.remove_prefix(1);
  const bool known = std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
  return known && !label.empty() && label.front() != '-' && label.back() != '-';
}

}  // namespace

std::string quoted(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

ParseError wrong_word(std::string_view word, std::string message, std::size_t offset) {
  return {.offset = offset, .rule = std::string(word), .message = std::move(message)};
}

Result<Name> read_name(std::string_view word, std::string_view text) {
  auto name = Name::parse(text);
  if (name) return name;
  const ParseError& why = name.error();
  return wrong_word(word,
                    quoted(text) + " is not a domain name, at octet " + std::to_string(why.offset) +
                        ": " + why.message,
                    why.offset);
}

std::string why_not_mail_domain(const Name& name) {
  std::size_t number = 0;
  for (const std::string_view label : name.labels()) {
    ++number;
    if (is_host_label(label)) continue;
    return "label " + std::to_string(number) + ", " + quoted(label) +
           ", is not made of letters, digits and inner hyphens.";
  }
  return "its last label is a number.";
}

Result<Name> read_mail_domain(std::string_view text) {
  auto name = read_report_domain(text);
  if (!name || name->is_mail_domain()) return name;
  return wrong_word("domain",
                    quoted(text) + " is not a domain for mail: " + why_not_mail_domain(*name));
}

Result<Name> read_report_domain(std::string_view text) {
  if (text.empty()) return wrong_word("domain", "The domain is empty.");
  if (libauth::base::IpAddress::parse(text)) {
    return wrong_word("domain", quoted(text) + " is an IP address; give the name of a domain.");
  }
  auto name = read_name("domain", text);
  if (!name || !name->is_root()) return name;
  return wrong_word("domain", quoted(text) + " is not a domain for mail: the root has no mail.");
}

std::string wrong_source_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; };
  const bool is_name = !libauth::base::trim(name).empty() && name.size() <= kMaxSourceName &&
                       std::ranges::none_of(name, is_control);
  return is_name
             ? ""
             : "A source has a name of 1 to " + std::to_string(kMaxSourceName) + " octets of text.";
}

}  // namespace service::api
