// SPDX-License-Identifier: MIT

#include "reports/intake/content.h"

#include <algorithm>
#include <array>
#include <string>

#include "libauth/base/text.h"
#include "reports/intake/lines.h"

namespace reports::intake {
namespace {

using namespace std::string_view_literals;
using libauth::base::equals_ignoring_case;
using libauth::base::starts_with_ignoring_case;

struct Magic {
  std::string_view start;
  Content content;
};

/// RFC 1952 section 2.3.1; the ZIP application note sections 4.3.7 (file), 4.3.16 (no files) and
/// 8.5.3 (one volume of a split archive); RFC 4155 appendix A.
constexpr std::array kMagic = {
    Magic{"\x1F\x8B"sv, Content::gzip},    Magic{"PK\x03\x04"sv, Content::zip},
    Magic{"PK\x05\x06"sv, Content::zip},   Magic{"PK\x30\x30PK"sv, Content::zip},
    Magic{"\xFE\xFF"sv, Content::xml},     Magic{"\xFF\xFE"sv, Content::xml},
    Magic{"\0\0\xFE\xFF"sv, Content::xml}, Magic{"<\0"sv, Content::xml},
    Magic{"\0<"sv, Content::xml},          Magic{"\0\0\0<"sv, Content::xml},
    Magic{"From "sv, Content::mbox},
};

/// One of these among the first fields makes a mail: a text may begin with "see: this", too.
constexpr std::array kMailFields = {
    "Return-Path"sv,
    "Received"sv,
    "From"sv,
    "To"sv,
    "Subject"sv,
    "Date"sv,
    "Message-ID"sv,
    "MIME-Version"sv,
    "Content-Type"sv,
    "ContentType"sv,
    "Delivered-To"sv,
    "X-Original-To"sv,
    "DKIM-Signature"sv,
    "Reply-To"sv,
    "Authentication-Results"sv,
    "Authentication-Results-Original"sv,
    "Received-SPF"sv,
};

/// Elements of RFC 9990 appendix A that are common to all forms, as they begin.
constexpr std::array kAggregateElements = {"<feedback"sv, ":feedback"sv, "<report_metadata"sv,
                                           "<policy_published"sv, "<policy_evaluated"sv};

constexpr std::array kTlsMembers = {"\"organization-name\""sv, "\"organization_name\""sv,
                                    "\"policies\""sv, "\"report-id\""sv, "\"date-range\""sv};

constexpr std::array kHtmlStarts = {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv,
                                    "<div"sv,           "<p>"sv,   "<pre"sv,  "<br"sv,
                                    "<table"sv,         "<meta"sv, "<span"sv, "<font"sv};

template <class List>
bool has_any(std::string_view octets, const List& words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return octets.find(word) != std::string_view::npos; });
}

/// The name of the field that the line is, RFC 5322 section 2.2; empty where it is none.
std::string_view field_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return {};
  const std::string_view name = libauth::base::trim(line.substr(0, colon));
  const bool is_name = std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
  return is_name ? name : std::string_view();
}

/// Calls with the name of each field before the first empty line, or the first line that is no
/// field, until it says that it is enough; whether it did.
template <class Predicate>
bool any_field(std::string_view octets, Predicate is_it) {
  while (!octets.empty()) {
    const std::string_view line = without_end(take_line(octets));
    if (!line.empty() && libauth::base::is_wsp(line.front())) continue;
    const std::string_view name = field_name(line);
    if (name.empty()) return false;
    if (is_it(name)) return true;
  }
  return false;
}

/// Without white space in front, and NUL octets, which are seen there in documents that are XML
/// otherwise.
std::string_view from_first_word(std::string_view octets) {
  if (octets.starts_with("\xEF\xBB\xBF")) octets.remove_prefix(3);
  const std::size_t start = octets.find_first_not_of(" \t\r\n\0"sv);
  return start == std::string_view::npos ? std::string_view() : octets.substr(start);
}

}  // namespace

bool has_field(std::string_view octets, std::string_view name) {
  return any_field(octets,
                   [&](std::string_view field) { return equals_ignoring_case(field, name); });
}

Content content_of(std::string_view octets) {
  for (const Magic& magic : kMagic) {
    if (octets.starts_with(magic.start)) return magic.content;
  }
  const std::string_view text = from_first_word(octets);
  if (text.empty()) return Content::empty;
  if (text.front() == '<') return Content::xml;
  if (text.front() == '{' || text.front() == '[') return Content::json;
  const auto is_of_mail = [](std::string_view field) {
    return std::ranges::any_of(
        kMailFields, [&](std::string_view name) { return equals_ignoring_case(field, name); });
  };
  return any_field(text, is_of_mail) ? Content::mail : Content::unknown;
}

bool is_aggregate_xml(std::string_view xml) {
  // UTF-16 and UTF-32 have NUL octets between those of ASCII. The elements stand near the
  // beginning.
  constexpr std::size_t kBeginning = 65'536;
  if (xml.substr(0, 4).find('\0') == std::string_view::npos && !xml.starts_with("\xFE\xFF") &&
      !xml.starts_with("\xFF\xFE")) {
    return has_any(xml, kAggregateElements);
  }
  std::string text(xml.substr(0, kBeginning));
  std::erase(text, '\0');
  return has_any(text, kAggregateElements);
}

bool is_html(std::string_view xml) {
  const std::string_view text = from_first_word(xml);
  return std::ranges::any_of(
      kHtmlStarts, [&](std::string_view start) { return starts_with_ignoring_case(text, start); });
}

bool is_tls_json(std::string_view json) {
  return has_any(json, kTlsMembers);
}

}  // namespace reports::intake
