// SPDX-License-Identifier: MIT
//
// DMARC for a message: whatever the records say, the walk is bounded, foresight and explanations
// change no outcome, and where the two specifications differ it is said why.
//
// The first line of the input tells the identifiers, each other one what a name publishes: records
// with "&" between; "!" is a name that the DNS does not tell, and "@" one that does not exist.

#include <array>

#include "libauth/base/text.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/settle.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using dmarc::Policy;
using dmarc::Result;

namespace {

/// What the lines are about, and the domains of authors and identifiers.
constexpr std::array kNames = {
    "a.mail.example.com",          "mail.example.com", "example.com", "com", "b.example.com",
    "l9.l8.l7.l6.l5.l4.l3.l2.com", "example.net",      "net"};

dns::Name name_at(std::size_t index) {
  return *dns::Name::parse(kNames.at(index % kNames.size()));
}

class World final : public dns::Resolver {
 public:
  explicit World(std::vector<std::string_view> lines) : lines_(std::move(lines)) {}

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline) override {
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) answers.push_back(answer(question));
    return answers;
  }

 private:
  std::string_view line_of(const dns::Name& owner) const {
    for (std::size_t i = 0; i < kNames.size() && i + 1 < lines_.size(); ++i) {
      if (name_at(i) == owner) return lines_[i + 1];
    }
    return {};
  }

  dns::AnswerPtr answer(const dns::Question& question) const {
    dns::Answer answer;
    const bool is_record = question.type == dns::RrType::txt;
    const std::string_view line = line_of(is_record ? question.name.parent() : question.name);
    answer.status = line == "@" ? dns::Status::no_such_name : dns::Status::no_data;
    if (line == "!") answer.status = dns::Status::timeout;
    if (is_record && line.size() > 1) {
      answer.status = dns::Status::answered;
      std::vector<dns::Txt> records;
      for (const std::string_view text : base::split(line, '&')) {
        records.push_back({{std::string(text)}});
      }
      answer.records = std::move(records);
    }
    return std::make_shared<const dns::Answer>(std::move(answer));
  }

  std::vector<std::string_view> lines_;
};

/// Each octet is one identifier: its domain, and how its check ended.
dmarc::Identifiers identifiers_of(std::string_view octets) {
  dmarc::Identifiers identifiers;
  for (const char c : octets.substr(0, 4)) {
    const auto octet = static_cast<unsigned char>(c);
    const dns::Name domain = name_at(octet);
    const unsigned end = octet / 8U % 4U;
    if (!identifiers.spf && octet >= 128) {
      identifiers.spf = {domain, end == 0   ? spf::Result::temperror
                                 : end == 1 ? spf::Result::fail
                                            : spf::Result::pass};
    } else {
      identifiers.dkim.push_back({domain, end == 0   ? dkim::Result::temperror
                                          : end == 1 ? dkim::Result::permerror
                                                     : dkim::Result::pass});
    }
  }
  return identifiers;
}

dmarc::Evaluation evaluated(World& world, const dns::Name& author,
                            const dmarc::Identifiers& identifiers,
                            const dmarc::Settings& settings) {
  dns::Facts facts;
  dns::SettleCost cost;
  auto evaluation = dns::settle(
      world, facts,
      [&](dns::Facts& known) { return dmarc::evaluate(author, identifiers, known, settings); }, {},
      &cost);
  fuzz::require(cost.questions <= 8 * 5 + 1, "a walk for each name, and one for existence");
  return evaluation;
}

bool has_same_outcome(const dmarc::Evaluation& one, const dmarc::Evaluation& other) {
  return one.result == other.result && one.policy == other.policy &&
         one.disposition == other.disposition && one.record_domain == other.record_domain;
}

void check_one(const dmarc::Evaluation& got, const dmarc::Settings& settings) {
  const std::size_t most = settings.mode == dmarc::Mode::rfc9989 ? 8 : 2;
  fuzz::require(got.queries >= 1 && got.queries <= most, "the queries are bounded");
  fuzz::require(!got.reason.empty(), "there is a reason");
  fuzz::require(got.result == Result::fail || got.disposition == Policy::none,
                "only what fails is asked something for");
  fuzz::require(got.disposition <= got.policy.value_or(Policy::none),
                "nobody asks for more than the policy");
  fuzz::require(got.record_domain || got.result == Result::none || got.result == Result::temperror,
                "without a record there is no pass and no fail");
  bool counts = got.spf && got.spf->counts;
  for (const auto& dkim : got.dkim) counts = counts || dkim.counts;
  fuzz::require(counts == (got.result == Result::pass), "what counts passes, and nothing else");
  fuzz::require(got.percent <= 100, "a share is at most all");
}

void check_author(World& world, const dns::Name& author, const dmarc::Identifiers& identifiers) {
  for (const dmarc::Mode mode : {dmarc::Mode::rfc9989, dmarc::Mode::rfc7489}) {
    const dmarc::Settings settings{.mode = mode, .explain = true};
    const auto got = evaluated(world, author, identifiers, settings);
    check_one(got, settings);
    const auto plain =
        evaluated(world, author, identifiers, {.mode = mode, .explain = true, .foresight = false});
    fuzz::require(has_same_outcome(got, plain) && got.org_domain == plain.org_domain &&
                      got.queries == plain.queries && got.reason == plain.reason,
                  "foresight changes nothing");
    const auto lean = evaluated(world, author, identifiers, {.mode = mode, .foresight = false});
    check_one(lean, settings);
    fuzz::require(has_same_outcome(got, lean), "explanations change no outcome");
    fuzz::require(lean.queries <= got.queries, "nor do they make it ask for less");
  }
  dns::Facts facts;
  const auto comparison = dns::settle(
      world, facts, [&](dns::Facts& known) { return dmarc::compare(author, identifiers, known); });
  const bool is_same = has_same_outcome(comparison.rfc9989, comparison.rfc7489) &&
                       comparison.rfc9989.org_domain == comparison.rfc7489.org_domain;
  fuzz::require(is_same || !comparison.differences.empty(), "what differs is explained");
}

void check_message(World& world, const dmarc::Identifiers& identifiers) {
  const std::array authors = {name_at(0), name_at(2), name_at(5)};
  dns::Facts facts;
  const auto message = dns::settle(world, facts, [&](dns::Facts& known) {
    return dmarc::evaluate_message(authors, {}, identifiers, known);
  });
  for (const auto& evaluation : message.authors) {
    fuzz::require(evaluation.disposition <= message.verdict.disposition,
                  "the verdict asks for the most");
    fuzz::require(message.verdict.result != Result::pass || evaluation.result == Result::pass,
                  "a message passes for all its authors");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  World world(base::split(fuzz::text_of(data, size), '\n'));
  const std::string_view first = fuzz::text_of(data, size);
  const auto identifiers = identifiers_of(first.substr(0, first.find('\n')));
  for (const std::size_t author : {0U, 1U, 2U, 3U, 5U}) {
    check_author(world, name_at(author), identifiers);
  }
  check_message(world, identifiers);
  return 0;
}
