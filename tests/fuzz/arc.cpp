// SPDX-License-Identifier: MIT
//
// ARC chains out of any header: nothing is asked where the structure is broken, a chain that is
// sealed passes, and a seal with another octet does not.

#include <algorithm>
#include <memory>
#include <string>

#include "libauth/arc/seal.h"
#include "libauth/arc/validate.h"
#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "tests/fuzz/property.h"

using namespace libauth;

namespace {

constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};
const std::string kPlain = "From: a@example.com\r\nSubject: x\r\n";

/// An Ed25519 key of 32 zeros, RFC 8410 section 7.
const dkim::SigningKey& signing_key() {
  static const dkim::SigningKey key{
      *dns::Name::parse("example.com"), *dns::Name::parse("s1"),
      *crypto::PrivateKey::parse_pem(
          "-----BEGIN PRIVATE KEY-----\n"
          "MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
          "-----END PRIVATE KEY-----\n")};
  return key;
}

/// Every name has that key.
dns::AnswerPtr key_answer() {
  static const dns::AnswerPtr answer = [] {
    dns::Answer made;
    made.status = dns::Status::answered;
    made.records = std::vector<dns::Txt>{
        {{"v=DKIM1; k=ed25519; p=" + base::encode_base64(signing_key().key.public_octets())}}};
    return std::make_shared<const dns::Answer>(std::move(made));
  }();
  return answer;
}

struct Outcome {
  arc::Validation chain;
  std::size_t asked = 0;
};

Outcome validate(const mail::Header& header) {
  dkim::BodyHasher bodies;
  arc::Settings settings;
  settings.now = kNow;
  const arc::Validator validator(header, bodies, settings);
  bodies.finish();
  dns::Facts facts;
  validator.ask(facts);
  Outcome outcome;
  outcome.asked = facts.missing().size();
  for (const dns::Question& question : facts.missing()) facts.learn(question, key_answer());
  facts.forget_missing();
  outcome.chain = validator.evaluate(facts);
  fuzz::require(facts.missing().empty(), "all questions are asked at once");
  return outcome;
}

/// The fields of the next set; empty where nobody adds one.
std::string next_set(const mail::Header& header, arc::Result chain, const std::string& results) {
  dkim::BodyHasher bodies;
  arc::SealingSettings settings;
  settings.timestamp = kNow;
  const auto sealer = arc::Sealer::create(header, bodies, signing_key(), settings);
  bodies.finish();
  const auto set = sealer ? sealer->seal(results, chain) : std::nullopt;
  if (!set) return {};
  return set->seal + "\r\n" + set->message_signature + "\r\n" + set->authentication_results +
         "\r\n";
}

bool is_structure_right(const mail::Header& header, std::size_t sets) {
  return header.count("ARC-Seal") == sets && header.count("ARC-Message-Signature") == sets &&
         header.count("ARC-Authentication-Results") == sets;
}

void check_outcome(const mail::Header& header, const Outcome& outcome) {
  const arc::Validation& chain = outcome.chain;
  fuzz::require(outcome.asked <= 2 * chain.sets.size(), "a set has two keys at most");
  if (!chain.sets.empty()) {
    fuzz::require(chain.sets.size() == chain.instances, "each instance has its set");
    fuzz::require(is_structure_right(header, chain.instances), "only whole chains have sets");
  }
  const bool is_pass = chain.result == arc::Result::pass;
  fuzz::require(is_pass == (chain.reason == arc::Reason::verified), "pass is verified");
  fuzz::require(is_pass == chain.oldest_pass.has_value(), "what passes has an oldest pass");
  fuzz::require(chain.detail.empty() == (chain.result != arc::Result::fail), "a failure is told");
  if (!is_pass) return;
  fuzz::require(*chain.oldest_pass <= chain.instances, "the oldest pass is a set");
  for (const auto& set : chain.sets) {
    fuzz::require(set.seal == dkim::Reason::verified, "each seal of a chain that passes verifies");
  }
}

/// A set on top of the header continues its chain, or marks it as failed.
void check_sealing(const mail::Header& header, const Outcome& before) {
  const std::string octets(header.octets());
  if (octets.empty() || base::is_wsp(octets.front())) return;
  const std::string set = next_set(header, before.chain.result, octets);
  if (set.empty()) return;
  fuzz::require(mail::Header(std::string_view(set)).fields().size() == 3, "a set has three fields");
  const arc::Validation after = validate(mail::Header(std::string_view(set + octets))).chain;
  if (before.chain.result == arc::Result::fail) {
    fuzz::require(after.result == arc::Result::fail, "a chain that failed does not pass again");
  } else if (before.chain.instances < arc::Limits().sets) {
    fuzz::require(after.result == arc::Result::pass, "a chain that is sealed passes");
    fuzz::require(after.oldest_pass <= before.chain.oldest_pass.value_or(0), "and all before it");
  }
}

/// Puts another octet into a seal of a chain that passes: that of an instance and at a place that
/// the input names.
void check_changed_seal(std::string_view input) {
  static const std::string chain = [] {
    std::string header = kPlain;
    for (const auto status : {arc::Result::none, arc::Result::pass, arc::Result::pass}) {
      header.insert(0,
                    next_set(mail::Header(std::string_view(header)), status, "mx.example; none"));
    }
    return header;
  }();
  if (input.size() < 3) return;
  const auto octet = [&input](std::size_t i) { return static_cast<unsigned char>(input[i]); };
  const mail::Header header{std::string_view(chain)};
  std::vector<const mail::Field*> seals;
  for (const auto& field : header.fields()) {
    if (field.is_named("ARC-Seal")) seals.push_back(&field);
  }
  const std::string_view value = seals[octet(0) % seals.size()]->value;
  // The last digits of base64 have bits that stand for nothing.
  const std::size_t at = octet(1) % (value.size() - 3);
  if (base::is_fws(value[at]) || base::is_fws(input[2]) || value[at] == input[2]) return;
  std::string changed = chain;
  changed[static_cast<std::size_t>(value.data() - header.octets().data()) + at] = input[2];
  fuzz::require(validate(mail::Header(std::string_view(changed))).chain.result == arc::Result::fail,
                "a chain with a changed seal fails");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  const mail::Header header(input);
  const Outcome outcome = validate(header);
  check_outcome(header, outcome);
  const Outcome again = validate(header);
  fuzz::require(again.asked == outcome.asked && again.chain.reason == outcome.chain.reason &&
                    again.chain.detail == outcome.chain.detail,
                "the same header gives the same");
  check_sealing(header, outcome);
  check_changed_seal(input);
  return 0;
}
