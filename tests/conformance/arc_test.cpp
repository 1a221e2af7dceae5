// SPDX-License-Identifier: MIT
//
// The public ARC test suite: 171 chains to validate and 17 messages to seal. It was written for a
// draft of RFC 8617; where the RFC demands something else, the case stands in a table here.
//
// The suite is no part of this repository: where its folder is missing, the test says so and
// passes.

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "libauth/arc/field_set.h"
#include "libauth/arc/own_results.h"
#include "libauth/base/text.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/taglist/tag_list.h"
#include "tests/support/arc_chain.h"

using namespace libauth;

namespace {

constexpr std::size_t kValidations = 171;
/// Ids that the file has twice, for two different messages; we run both.
constexpr std::size_t kSameIds = 4;
constexpr std::size_t kSealings = 17;

/// A case that the suite wants otherwise.
struct Deviation {
  const char* id;
  const char* suite;  ///< the result that the suite has
  const char* ours;   ///< our result and reason
  const char* why;
};

constexpr Deviation kDeviations[] = {
    {"cv_fail_i1_as_cv_fail", "", "fail failed_before",
     "RFC 8617 section 5.2 step 2: where the newest seal has cv=fail the result is fail; the draft "
     "had no result"},
    {"cv_fail_i2_as2_fail", "", "fail failed_before", "RFC 8617 section 5.2 step 2, likewise"},
    {"cv_fail_i2_as1_fail", "", "fail wrong_chain_status",
     "RFC 8617 section 5.2 step 3.C: no seal may have cv=fail, and the first has cv=none; the "
     "result is fail"},
    {"ams_fields_h_empty", "pass", "fail message_signature",
     "RFC 8617 section 4.1.2 has the syntax of RFC 6376 section 3.5: h= must not be empty, and has "
     "From (section 5.4)"},
    {"ams_fields_h_mis_hdr", "pass", "fail message_signature",
     "RFC 8617 section 4.1.2 has the syntax of RFC 6376 section 3.5: there is a name between two "
     "colons of h="},
    {"ams_fields_c_na", "pass", "fail message_signature",
     "RFC 8617 section 4.1.2 has the semantics of RFC 6376 section 3.5: without c= the header is "
     "simple; the case was signed as relaxed"},
};

std::string file_of(const char* name) {
  return (std::filesystem::path(MAILVET_CONFORMANCE_DIR) / "arc" / name).string();
}

/// Whether the suite is there; says so where it is not.
bool is_there(const std::string& file) {
  if (std::filesystem::exists(file)) return true;
  BOOST_TEST_MESSAGE("left out: there is no " << file);
  return false;
}

tests::Keys keys_of(const YAML::Node& scenario) {
  tests::Keys keys;
  for (const auto& record : scenario["txt-records"]) {
    keys.add(record.first.as<std::string>(), {record.second.as<std::string>()});
  }
  return keys;
}

tests::Message message_of(const YAML::Node& test) {
  return tests::Message(test["message"].as<std::string>(""), mail::LineEnd::lf);
}

/// Looks whether the case ends as the suite or the table has it. Gives whether it deviates.
bool check(const std::string& id, const std::string& suite, const tests::Validated& validated) {
  const auto* const deviation = std::find_if(std::begin(kDeviations), std::end(kDeviations),
                                             [&id](const Deviation& d) { return d.id == id; });
  if (deviation == std::end(kDeviations)) {
    BOOST_TEST(base::name_of(validated.chain.result) == suite, id << ": " << validated.summary()
                                                                  << ", want " << suite << ". "
                                                                  << validated.chain.detail);
    return false;
  }
  BOOST_TEST(suite == deviation->suite, id);
  BOOST_TEST(validated.summary() == deviation->ours, id << ": " << deviation->why);
  BOOST_TEST(base::name_of(validated.chain.result) != suite, id << " deviates no more");
  return true;
}

/// A field of a set, as the suite compares them: the tags by name, without white space.
using Tags = std::map<std::string, std::string>;

std::string without_white_space(std::string_view text) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest),
               [](char c) { return !base::is_fws(c); });
  return rest;
}

Tags tags_of(std::string_view value) {
  Tags tags;
  const auto list = taglist::parse_tag_list(value);
  BOOST_TEST(list.defects.empty());
  for (const auto& tag : list.tags) tags[tag.name] = without_white_space(tag.value);
  return tags;
}

/// The field in the form that the suite signed: the tags in the order of their names, on one line.
std::string in_suite_form(std::string_view name, const Tags& tags) {
  std::string text(name);
  for (const auto& [tag, value] : tags) {
    text += tag == tags.begin()->first ? ": " : "; ";
    text += tag + "=" + value;
  }
  return text;
}

std::string signed_by(const crypto::PrivateKey& key, const crypto::Sha256& digest) {
  return base::encode_base64(key.sign(digest));
}

/// One case of sealing.
struct Sealing {
  tests::Message message;
  dkim::SigningKey key;
  std::string authserv_id;
  arc::SealingSettings settings;
  arc::Result chain;

  Sealing(const YAML::Node& scenario, const YAML::Node& test)
      : message(message_of(test)),
        key{tests::name(scenario["domain"].as<std::string>()),
            tests::name(scenario["sel"].as<std::string>()),
            crypto::PrivateKey::parse_pem(scenario["privatekey"].as<std::string>()).value()},
        authserv_id(test["srv-id"].as<std::string>()),
        chain(tests::validate(message, keys_of(scenario)).chain.result) {
    const auto fields = test["sig-headers"].as<std::string>();
    for (const auto field : base::split(fields, ':')) settings.fields.emplace_back(field);
    settings.timestamp = base::Time(std::chrono::seconds(test["t"].as<int>()));
  }

  std::string results() const { return arc::own_results(message.header(), authserv_id); }

  /// "b" of the message signature, had it the form of the suite.
  std::string sign_message(Tags tags) const {
    tags["b"].clear();
    const std::string field = in_suite_form(arc::kMessageSignatureName, tags);
    return signed_by(key.key,
                     dkim::header_digest(message.header(), settings.fields,
                                         dkim::Canonicalization::relaxed, mail::read_field(field)));
  }

  /// "b" of the seal, had it and the message signature the form of the suite.
  std::string sign_seal(Tags tags, const std::string& results_field,
                        const std::string& message_signature) const {
    std::string text;
    if (chain != arc::Result::fail) {
      for (const auto& set : arc::field_sets_of(message.header()).sets) {
        arc::append_sealed(text, set);
      }
    }
    arc::append_sealed(text, mail::read_field(results_field));
    arc::append_sealed(text, mail::read_field(message_signature));
    tags["b"].clear();
    const std::string field = in_suite_form(arc::kSealName, tags);
    dkim::append_canonical(text, mail::read_field(field), dkim::Canonicalization::relaxed);
    return signed_by(key.key, crypto::sha256(text));
  }
};

/// The set has what the suite has, in another order of tags: RFC 8617 sections 4.1.2 and 4.1.3 have
/// the instance first, the suite has the order of the alphabet, which other signatures follow from.
/// So "b" is made anew over the same set in the suite's order, and is to be the suite's.
void compare(const Sealing& sealing, const arc::SealedSet& set, const YAML::Node& test) {
  const auto payload = [](const std::string& field) {
    return without_white_space(mail::read_field(field).value);
  };
  BOOST_TEST(payload(set.authentication_results) ==
             without_white_space(test["AAR"].as<std::string>()));
  Tags signature = tags_of(mail::read_field(set.message_signature).value);
  signature["b"] = sealing.sign_message(signature);
  BOOST_TEST((signature == tags_of(test["AMS"].as<std::string>())),
             in_suite_form("ours", signature));
  Tags seal = tags_of(mail::read_field(set.seal).value);
  seal["b"] = sealing.sign_seal(seal, set.authentication_results,
                                in_suite_form(arc::kMessageSignatureName, signature));
  BOOST_TEST((seal == tags_of(test["AS"].as<std::string>())), in_suite_form("ours", seal));
}

/// What the message with the set on top of it is: the chain goes on, or is marked as failed.
void validate_sealed(const Sealing& sealing, const arc::SealedSet& set, const tests::Keys& keys) {
  const auto validated = tests::validate(tests::text_of(set) + sealing.message.octets(), keys);
  BOOST_TEST(validated.summary() ==
             (sealing.chain == arc::Result::fail ? "fail failed_before" : "pass verified"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_chain_of_the_suite_is_validated_as_it_says_but_for_a_table) {
  const std::string file = file_of("arc-draft-validation-tests.yml");
  if (!is_there(file)) return;
  std::set<std::string> ids;
  std::size_t count = 0;
  std::size_t deviations = 0;
  for (const YAML::Node& scenario : YAML::LoadAllFromFile(file)) {
    const tests::Keys keys = keys_of(scenario);
    for (const auto& test : scenario["tests"]) {
      const auto validated = tests::validate(message_of(test.second), keys);
      const auto suite = base::to_lower(test.second["cv"].as<std::string>(""));
      const auto id = test.first.as<std::string>();
      if (check(id, suite, validated)) ++deviations;
      ids.insert(id);
      ++count;
    }
  }
  BOOST_TEST(ids.size() == kValidations);
  BOOST_TEST(count == kValidations + kSameIds);
  BOOST_TEST(deviations == std::size(kDeviations));
  BOOST_TEST_MESSAGE("validated " << count << " chains; " << deviations << " deviate");
}

BOOST_AUTO_TEST_CASE(every_set_of_the_suite_is_sealed_as_it_says) {
  const std::string file = file_of("arc-draft-sign-tests.yml");
  if (!is_there(file)) return;
  std::size_t count = 0;
  for (const YAML::Node& scenario : YAML::LoadAllFromFile(file)) {
    for (const auto& test : scenario["tests"]) {
      BOOST_TEST_CONTEXT(test.first.as<std::string>()) {
        const Sealing sealing(scenario, test.second);
        // The suite's host says in its own results how it validated the chain.
        const bool is_told = sealing.results().find("; arc=") != std::string::npos;
        const auto told = "; arc=" + std::string(base::name_of(sealing.chain));
        BOOST_TEST((!is_told || sealing.results().find(told) != std::string::npos), told);
        const auto set = tests::sealed_set(sealing.message, sealing.key, sealing.chain,
                                           sealing.results(), sealing.settings);
        const bool is_wanted = !base::trim(test.second["AS"].as<std::string>()).empty();
        BOOST_TEST(set.has_value() == is_wanted);
        if (set) {
          compare(sealing, *set, test.second);
          validate_sealed(sealing, *set, keys_of(scenario));
        }
        ++count;
      }
    }
  }
  BOOST_TEST(count == kSealings);
  BOOST_TEST_MESSAGE("sealed " << count << " messages");
}
