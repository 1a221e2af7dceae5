// SPDX-License-Identifier: MIT
//
// The verification of a message: whatever its octets are, however they are cut, and whatever the
// DNS says, a session ends, says the same however the message is cut, and what it prints can be
// read back.
//
// The first octets of the input say how it is fed; the rest is the message.

#include "libauth/verify/session.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/authres/parse.h"
#include "libauth/authres/write.h"
#include "tests/fuzz/property.h"
#include "tests/support/verify_summary.h"

using namespace libauth;

namespace {

/// How a message is fed and answered.
struct Plan {
  std::uint8_t options = 0;
  std::uint8_t world = 0;    ///< which answers there are
  std::uint32_t cuts = 0;    ///< where the message is cut
  std::uint8_t give_up = 0;  ///< answers before the caller has no more time; 255: never

  static constexpr std::size_t kOctets = 7;

  explicit Plan(const std::uint8_t* octets)
      : options(octets[0]),
        world(octets[1]),
        cuts(octets[2] | static_cast<std::uint32_t>(octets[3]) << 8 |
             static_cast<std::uint32_t>(octets[4]) << 16),
        give_up(octets[5] < 128 ? 255 : octets[6]) {}

  bool has(unsigned bit) const { return (options >> bit & 1U) != 0; }
};

/// FNV-1a, so that every run sees the same world.
std::uint32_t hash_of(std::string_view text, std::uint32_t seed) {
  std::uint32_t hash = 2166136261U ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

constexpr std::array kKeys = {
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "v=DKIM1; p=",
    "v=DKIM1; k=ed25519; t=s:y; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "v=DKIM1; k=rsa; p=AAAA",
};
constexpr std::array kPolicies = {
    "v=DMARC1; p=reject",
    "v=DMARC1; p=quarantine; t=y; adkim=s",
    "v=DMARC1; p=none; sp=reject; psd=y",
    "v=DMARC1",
    "v=DMARC1; p=bogus; np=reject; aspf=s; psd=n",
};
constexpr std::array kSenders = {"v=spf1 a mx include:%{d2}.example -all",
                                 "v=spf1 ip4:192.0.2.1 -all",
                                 "v=spf1 exists:%{l}.%{i}.example ?all"};

dns::Records records_for(const dns::Question& question, std::uint32_t hash) {
  const std::string& name = question.name.text();
  switch (question.type) {
    case dns::RrType::txt: {
      const char* text = name.find("_domainkey") != std::string::npos
                             ? kKeys[hash / 64 % kKeys.size()]
                         : name.starts_with("_dmarc") ? kPolicies[hash / 64 % kPolicies.size()]
                                                      : kSenders[hash / 64 % kSenders.size()];
      return std::vector{dns::Txt{{text}}};
    }
    case dns::RrType::mx:
      return std::vector{dns::Mx{10, question.name}};
    case dns::RrType::ptr:
      return std::vector{*dns::Name::parse("mx.example.com")};
    case dns::RrType::aaaa:
      return std::vector{*base::IpAddress::parse("2001:db8::1")};
    default:
      return std::vector{*base::IpAddress::parse("192.0.2.1")};
  }
}

dns::AnswerPtr answer_to(const dns::Question& question, std::uint8_t world) {
  constexpr std::array kFailures = {dns::Status::no_such_name, dns::Status::no_data,
                                    dns::Status::timeout,      dns::Status::servfail,
                                    dns::Status::bogus,        dns::Status::malformed};
  const std::uint32_t hash = hash_of(question.text(), world);
  if (hash % 16 < kFailures.size() && world % 4 != 0) return dns::failed(kFailures[hash % 16], "");
  dns::Answer answer;
  answer.status = dns::Status::answered;
  answer.records = records_for(question, hash);
  return std::make_shared<const dns::Answer>(std::move(answer));
}

verify::Settings settings_of(const Plan& plan) {
  verify::Settings settings;
  settings.authserv_id = "mx.receiver.example";
  settings.now = base::Time(std::chrono::seconds(1'777'593'600));
  settings.check_helo = plan.has(0);
  settings.explain = plan.has(1);
  settings.dmarc_mode = plan.has(2) ? dmarc::Mode::rfc7489 : dmarc::Mode::rfc9989;
  settings.line_ends = plan.has(3) ? mail::LineEnd::lf : mail::LineEnd::crlf;
  settings.accept_partial_body = plan.has(4);
  if (plan.has(5)) settings.limits.header_octets = 200;
  return settings;
}

verify::Envelope envelope_of(const Plan& plan) {
  verify::Envelope envelope{.ip = {}, .helo = "mx.example.com", .mail_from = "joe@example.com"};
  if (!plan.has(6)) envelope.ip = base::IpAddress::parse("192.0.2.1");
  if (plan.has(7)) envelope.mail_from.clear();
  return envelope;
}

/// Gives all that is open its answer; less where the caller gives up. False where it did.
bool answer(verify::Session& session, const Plan& plan, std::size_t& answered) {
  for (;;) {
    const auto given = session.take_questions();
    const std::vector<dns::Question> questions(given.begin(), given.end());
    if (questions.empty()) return true;
    for (const dns::Question& question : questions) {
      if (plan.give_up != 255 && answered >= plan.give_up) return false;
      session.answer(question, answer_to(question, plan.world));
      ++answered;
    }
  }
}

/// Feeds the message in pieces that the seed cuts, and gives what came out.
std::string run(std::string_view message, const Plan& plan, std::uint32_t seed) {
  verify::Session session(envelope_of(plan), settings_of(plan));
  std::size_t answered = 0;
  for (std::uint32_t state = seed; !message.empty();) {
    state = state * 1664525U + 1013904223U;
    // Without a seed the message comes in one piece.
    const std::size_t count =
        seed == 0 ? message.size() : std::min<std::size_t>(state >> 24, message.size());
    session.feed(message.substr(0, count));
    message.remove_prefix(count);
    // Answers while the message arrives, and others in another order, change nothing either.
    if (seed != 0 && plan.give_up == 255 && state % 4 == 0) answer(session, plan, answered);
  }
  session.finish();
  if (!answer(session, plan, answered)) session.give_up();
  fuzz::require(session.is_done(), "a session ends when all is answered, or the caller gives up");
  const verify::Report& report = session.report();
  fuzz::require(report.cost.questions + report.cost.refused < 600, "the questions are bounded");
  const auto& results = report.authentication_results;
  const auto read = authres::parse(authres::write_value(results));
  fuzz::require(read && read->results.size() == results.results.size(),
                "what is printed can be read back");
  return tests::summary(report);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < Plan::kOctets) return 0;
  const Plan plan(data);
  const std::string_view message = fuzz::text_of(data + Plan::kOctets, size - Plan::kOctets);
  const std::string whole = run(message, plan, 0);
  fuzz::require(run(message, plan, plan.cuts | 1U) == whole, "cutting changes nothing");
  return 0;
}
