// SPDX-License-Identifier: MIT

#include <algorithm>
#include <optional>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::audit {
namespace {

using spf::Published;

/// Octets of a DNS message that every resolver takes by UDP (RFC 1035 section 4.2.1), and that
/// go through every network unfragmented (the default of name servers since the DNS Flag Day 2020).
constexpr std::size_t kSmallAnswer = 512;
constexpr std::size_t kLargestUdp = 1232;

constexpr FindingInfo kType99 = {
    .id = "spf-type-99",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "{domain} publishes its SPF record a second time with the type SPF (99), which nobody asks "
        "for any more.",
    .spec = "RFC 7208 section 3.1",
};
constexpr FindingInfo kType99Differs = {
    .id = "spf-type-99-differs",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "{domain} has a record of the type SPF (99) that says something else than its TXT records: "
        "\"{record}\". Nobody asks for that type any more; only the TXT record counts.",
    .spec = "RFC 7208 section 3.1",
};
constexpr FindingInfo kJoined = {
    .id = "spf-strings-joined",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} is published in several strings, which receivers join without "
        "a space: \"{left}\" and \"{right}\" become one term.",
    .spec = "RFC 7208 section 3.3",
};
constexpr FindingInfo kLarge = {
    .id = "spf-answer-large",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The answer with the SPF record of {domain} has {octets} octets, where 512 are advised; "
        "the {others} other TXT records at the name are {other_octets} of them.",
    .spec = "RFC 7208 section 3.4",
};
constexpr FindingInfo kOverUdp = {
    .id = "spf-answer-over-udp",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The answer with the SPF record of {domain} has {octets} octets and needs TCP, which some "
        "receivers cannot use; the {others} other TXT records at the name are {other_octets} of "
        "them.",
    .spec = "RFC 7208 section 3.4",
};
constexpr std::array kFindings = {&kType99, &kType99Differs, &kJoined, &kLarge, &kOverUdp};

/// Octets of a TXT record in an answer: a pointer to the name, type, class, TTL and size, and the
/// strings with their lengths (RFC 1035 sections 3.2.1 and 3.3.14).
std::size_t octets_of(const dns::Txt& txt) {
  std::size_t octets = 12;
  for (const std::string& string : txt.strings) octets += 1 + string.size();
  return octets;
}

/// Octets of a name on the wire, uncompressed.
std::size_t octets_of(const dns::Name& name) {
  return name.is_root() ? 1 : name.octets().size() + 2;
}

/// Octets of the answer without signatures and without what servers add: header, question, aliases
/// and records.
std::size_t octets_of(const dns::Name& domain, const dns::Answer& answer) {
  std::size_t octets = 12 + octets_of(domain) + 4;
  for (const dns::Name& alias : answer.aliases) octets += 12 + octets_of(alias);
  for (const dns::Txt& txt : answer.txt()) octets += octets_of(txt);
  return octets;
}

void judge_size(const Subject& subject, const Published& published, Reporter& reporter) {
  const std::size_t octets = octets_of(subject.domain, *published.answer);
  if (octets <= kSmallAnswer) return;
  std::size_t others = 0;
  std::size_t other_octets = 0;
  for (const dns::Txt& txt : published.answer->txt()) {
    if (spf::is_spf_record(txt.joined())) continue;
    ++others;
    other_octets += octets_of(txt);
  }
  reporter.report(octets > kLargestUdp ? kOverUdp : kLarge,
                  {{"domain", subject.domain.text()},
                   {"octets", std::to_string(octets)},
                   {"others", std::to_string(others)},
                   {"other_octets", std::to_string(other_octets)}},
                  {{subject.domain, dns::RrType::txt}});
}

/// Records of type 99 have the form of TXT (RFC 4408 section 3.1.1).
void judge_type_99(const Subject& subject, const Published& published, Reporter& reporter) {
  const dns::Question question{subject.domain, dns::RrType::spf};
  const dns::Answer* answer = subject.facts.find(question);
  if (answer == nullptr || published.answer == nullptr) return;
  if (!answer->is_known()) return reporter.conclude(Verdict::unknown);
  const auto records = answer->txt();
  for (const dns::Txt& record : records) {
    const std::string text = record.joined();
    Arguments arguments = {{"domain", subject.domain.text()}};
    const std::vector<dns::Question> evidence = {question, {subject.domain, dns::RrType::txt}};
    if (published.kind == Published::Kind::one && text == published.text) {
      reporter.report(kType99, std::move(arguments), evidence);
      continue;
    }
    std::optional<Fix> fix;
    if (published.kind == Published::Kind::none && records.size() == 1) {
      fix = readable_spf_fix(subject.domain, text, "Publish it as TXT, and remove the other.",
                             subject.facts);
    }
    arguments["record"] = text;
    reporter.report(kType99Differs, std::move(arguments), evidence, std::move(fix));
  }
}

/// Two strings of a record between which a space was lost.
struct LostSpace {
  std::string left;    ///< the term before
  std::string right;   ///< the term after
  std::string record;  ///< the record as it was meant
};

bool is_readable(const std::string& text) {
  return spf::is_spf_record(text) && spf::parse_record(text).has_value();
}

/// Whether the text begins with what only the beginning of a term can be.
bool begins_term(std::string_view text) {
  constexpr std::string_view kBeginnings[] = {"include:", "ip4:", "ip6:", "exists:", "redirect="};
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [text](std::string_view beginning) { return text.starts_with(beginning); });
}

std::string last_term(const std::string& text) {
  return text.substr(text.rfind(' ') + 1);
}

std::string first_term(const std::string& text) {
  return text.substr(0, text.find(' '));
}

/// The record with a space put in before the strings of those indices.
std::string joined_with_spaces(const dns::Txt& txt, const std::vector<std::size_t>& places) {
  std::string text;
  for (std::size_t i = 0; i < txt.strings.size(); ++i) {
    if (std::find(places.begin(), places.end(), i) != places.end()) text += ' ';
    text += txt.strings[i];
  }
  return text;
}

/// The place where a space was lost: joined, the record cannot be read, or a term of its own has
/// become the end of another; with the space it can be read.
std::optional<LostSpace> lost_space(const dns::Txt& txt) {
  std::vector<std::size_t> places;
  std::vector<std::size_t> sure;
  for (std::size_t i = 1; i < txt.strings.size(); ++i) {
    if (txt.strings[i - 1].ends_with(' ') || txt.strings[i].starts_with(' ')) continue;
    if (txt.strings[i - 1].empty() || txt.strings[i].empty()) continue;
    places.push_back(i);
    if (begins_term(txt.strings[i])) sure.push_back(i);
  }
  const bool is_unreadable = !is_readable(txt.joined());
  if (is_unreadable ? places.empty() : sure.empty()) return std::nullopt;
  // Most records are split at one place, and most others were all split in the same way.
  std::vector<std::vector<std::size_t>> guesses = {sure.empty() ? places : sure, places};
  if (is_unreadable) {
    for (const std::size_t place : places) guesses.push_back({place});
  }
  constexpr std::size_t kMaxGuesses = 20;
  if (guesses.size() > kMaxGuesses) guesses.resize(kMaxGuesses);
  for (const auto& guess : guesses) {
    std::string record = joined_with_spaces(txt, guess);
    if (!is_readable(record)) continue;
    const std::size_t place = guess.front();
    return LostSpace{last_term(txt.strings[place - 1]), first_term(txt.strings[place]),
                     std::move(record)};
  }
  return std::nullopt;
}

void judge_strings(const Subject& subject, const Published& published, Reporter& reporter) {
  for (const dns::Txt& txt : published.answer->txt()) {
    const bool is_meant = txt.strings.size() > 1 && spf::is_spf_record(first_term(txt.strings[0]));
    if (!is_meant) continue;
    const auto lost = lost_space(txt);
    if (!lost) continue;
    reporter.report(
        kJoined, {{"domain", subject.domain.text()}, {"left", lost->left}, {"right", lost->right}},
        {{subject.domain, dns::RrType::txt}},
        readable_spf_fix(subject.domain, lost->record,
                         "End each string but the last with a space, or publish it as one string.",
                         subject.facts));
  }
}

void run(const Subject& subject, Reporter& reporter) {
  const Published published = spf::published_record(subject.domain, subject.facts);
  judge_type_99(subject, published, reporter);
  if (published.answer == nullptr) return;
  if (published.kind == Published::Kind::unknown) return reporter.conclude(Verdict::unknown);
  judge_strings(subject, published, reporter);
  if (published.kind == Published::Kind::none) {
    reporter.conclude(Verdict::not_applicable);
  } else {
    judge_size(subject, published, reporter);
  }
}

}  // namespace

constexpr Check kSpfAnswer = {
    .id = "spf-answer",
    .title = "The SPF record is published in a way that receivers can use",
    .area = Area::spf,
    .findings = kFindings,
    .run = run};

}  // namespace libauth::audit
