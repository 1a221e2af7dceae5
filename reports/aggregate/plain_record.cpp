// SPDX-License-Identifier: MIT

#include "reports/aggregate/plain_record.h"

#include <cstring>

#include "libauth/base/text.h"
#include "reports/aggregate/leaves.h"

namespace reports::aggregate {
namespace {

/// Whether there is surely nothing to trim.
bool is_trimmed(std::string_view text) {
  const auto is_visible = [](char c) { return static_cast<unsigned char>(c) > ' '; };
  return text.empty() || (is_visible(text.front()) && is_visible(text.back()));
}

/// Reads tags and texts as long as they are plain. After a false nothing may be read any more.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at, const Limits& limits)
      : begin_(text.data()), at_(begin_ + at), end_(begin_ + text.size()), limit_(limits.text) {}

  std::size_t place() const { return static_cast<std::size_t>(at_ - begin_); }

  /// Goes beyond the tag if it is what follows after space.
  template <std::size_t N>
  bool tag(const char (&tag)[N]) {
    while (at_ != end_ && libauth::base::is_fws(*at_)) ++at_;
    return word(tag);
  }

  /// The text up to an end tag; none where it is anything but text, or not trimmed.
  template <std::size_t N>
  bool text(const char (&end_tag)[N], std::string_view& text) {
    const char* const start = at_;
    while (at_ != end_ && *at_ != '<') {
      if (*at_ == '&' || *at_ == '\r') return false;
      ++at_;
    }
    text = std::string_view(start, static_cast<std::size_t>(at_ - start));
    return is_trimmed(text) && text.size() <= limit_ && word(end_tag);
  }

 private:
  template <std::size_t N>
  bool word(const char (&word)[N]) {
    if (static_cast<std::size_t>(end_ - at_) < N - 1 || std::memcmp(at_, word, N - 1) != 0) {
      return false;
    }
    at_ += N - 1;
    return true;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  std::size_t limit_;
};

/// Sets a member that has no value yet.
template <std::size_t N>
bool text(Scanner& in, const char (&end_tag)[N], std::optional<std::string>& member) {
  std::string_view written;
  if (member || !in.text(end_tag, written)) return false;
  member.emplace(written);
  return true;
}

template <std::size_t N>
bool domain(Scanner& in, const char (&end_tag)[N], std::optional<std::string>& member) {
  std::string_view written;
  if (member || !in.text(end_tag, written) || !is_plain_domain(written)) return false;
  member.emplace(written);
  return true;
}

template <class E, std::size_t N>
bool word(Scanner& in, const char (&end_tag)[N], std::optional<Word<E>>& member) {
  std::string_view written;
  if (member || !in.text(end_tag, written)) return false;
  const E* const value = find_word<E>(written);
  if (!value || only_in(*value)) return false;
  member.emplace(*value);
  return true;
}

bool reason(Scanner& in, Reason& reason) {
  while (!in.tag("</reason>")) {
    const bool read = in.tag("<type>")      ? word(in, "</type>", reason.type)
                      : in.tag("<comment>") ? text(in, "</comment>", reason.comment)
                                            : false;
    if (!read) return false;
  }
  return reason.type.has_value();
}

bool policy_evaluated(Scanner& in, PolicyEvaluated& evaluated) {
  if (!in.tag("<disposition>") || !word(in, "</disposition>", evaluated.disposition)) return false;
  if (!in.tag("<dkim>") || !word(in, "</dkim>", evaluated.dkim)) return false;
  if (!in.tag("<spf>") || !word(in, "</spf>", evaluated.spf)) return false;
  while (in.tag("<reason>")) {
    if (!reason(in, evaluated.reasons.emplace_back())) return false;
  }
  return in.tag("</policy_evaluated>");
}

bool row(Scanner& in, Record& record) {
  std::string_view written;
  if (!in.tag("<row>") || !in.tag("<source_ip>") || !in.text("</source_ip>", written)) return false;
  const auto address = read_address(written);
  if (!address.value || address.repaired) return false;
  record.source_ip = address.value;
  if (!in.tag("<count>") || !in.text("</count>", written)) return false;
  record.count = libauth::base::parse_number<std::uint64_t>(written);
  if (!record.count || *record.count > kMaxCount) return false;
  return in.tag("<policy_evaluated>") && policy_evaluated(in, record.policy_evaluated) &&
         in.tag("</row>");
}

bool identifiers(Scanner& in, Identifiers& identifiers) {
  if (!in.tag("<identifiers>")) return false;
  while (!in.tag("</identifiers>")) {
    const bool read =
        in.tag("<header_from>")     ? domain(in, "</header_from>", identifiers.header_from)
        : in.tag("<envelope_from>") ? domain(in, "</envelope_from>", identifiers.envelope_from)
        : in.tag("<envelope_to>")   ? domain(in, "</envelope_to>", identifiers.envelope_to)
                                    : false;
    if (!read) return false;
  }
  return identifiers.header_from && !identifiers.header_from->empty();
}

bool dkim(Scanner& in, DkimAuthResult& dkim) {
  while (!in.tag("</dkim>")) {
    const bool read = in.tag("<domain>")         ? domain(in, "</domain>", dkim.domain)
                      : in.tag("<selector>")     ? text(in, "</selector>", dkim.selector)
                      : in.tag("<result>")       ? word(in, "</result>", dkim.result)
                      : in.tag("<human_result>") ? text(in, "</human_result>", dkim.human_result)
                                                 : false;
    if (!read) return false;
  }
  return dkim.domain && dkim.selector && dkim.result;
}

bool spf(Scanner& in, SpfAuthResult& spf) {
  while (!in.tag("</spf>")) {
    const bool read = in.tag("<domain>")   ? domain(in, "</domain>", spf.domain)
                      : in.tag("<scope>")  ? word(in, "</scope>", spf.scope)
                      : in.tag("<result>") ? word(in, "</result>", spf.result)
                                           : false;
    if (!read) return false;
  }
  return spf.domain && spf.result;
}

/// Most records have one or two signatures.
constexpr std::size_t kUsualSignatures = 2;

bool auth_results(Scanner& in, AuthResults& results) {
  if (!in.tag("<auth_results>")) return false;
  while (in.tag("<dkim>")) {
    if (results.dkim.empty()) results.dkim.reserve(kUsualSignatures);
    if (!dkim(in, results.dkim.emplace_back())) return false;
  }
  if (in.tag("<spf>") && !spf(in, results.spf.emplace_back())) return false;
  return in.tag("</auth_results>");
}

}  // namespace

std::optional<std::size_t> read_plain_record(std::string_view text, std::size_t at,
                                             const Limits& limits, Record& record) {
  Scanner in(text, at, limits);
  const bool read = in.tag("<record>") && row(in, record) && identifiers(in, record.identifiers) &&
                    auth_results(in, record.auth_results) && in.tag("</record>");
  if (!read) return std::nullopt;
  return in.place();
}

}  // namespace reports::aggregate
