// SPDX-License-Identifier: MIT
//
// Chains whose structure is broken: RFC 8617 section 5.2 steps 1 to 3. Each begins as a chain that
// passes, and none of them may ask the DNS anything.

#include <algorithm>
#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/arc/chain_fields.h"

using namespace libauth;
using tests::Fields;

namespace {

/// The chain of `sets` sets with that change.
std::string changed(unsigned sets, const std::function<void(Fields&)>& change) {
  Fields fields(tests::chain_of(sets));
  change(fields);
  return fields.text();
}

std::string validated(const std::string& message,
                      const arc::Settings& settings = tests::arc_settings_now()) {
  const auto validation = tests::validate(message, tests::chain_keys(), settings);
  BOOST_TEST(validation.asked.empty(), validation.asked.size() << " questions");
  BOOST_TEST(validation.chain.sets.empty());
  BOOST_TEST(!validation.chain.detail.empty());
  BOOST_TEST(!validation.chain.oldest_pass.has_value());
  BOOST_TEST(!validation.chain.is_temporary);
  return validation.summary();
}

/// A field of `count` sets, each with nothing but its instance and, in seals, its status.
std::string bare_sets(unsigned count) {
  std::string header;
  for (unsigned i = 1; i <= count; ++i) {
    for (const char* kind : tests::kKinds) {
      header += std::string(kind) + ": i=" + std::to_string(i) +
                (i == 1 ? "; cv=none\r\n" : "; cv=pass\r\n");
    }
  }
  return header + tests::kPlainMessage;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcStructure)

BOOST_AUTO_TEST_CASE(ChainsThatAreChangedHereWouldPass) {
  for (const unsigned sets : {1U, 2U, 3U}) {
    const auto unchanged = changed(sets, [](Fields&) {});
    BOOST_TEST(tests::validate(unchanged, tests::chain_keys()).summary() == "pass verified");
  }
}

BOOST_AUTO_TEST_CASE(EachMissingFieldMakesAChainFail) {
  for (const unsigned sets : {1U, 2U, 3U}) {
    for (unsigned instance = 1; instance <= sets; ++instance) {
      for (const std::string kind : tests::kKinds) {
        const auto message = changed(sets, [&](Fields& fields) {
          fields.fields.erase(
              std::find(fields.fields.begin(), fields.fields.end(), fields.at(kind, instance)));
        });
        BOOST_TEST(validated(message) == "fail incomplete_set",
                   kind << " " << instance << " of " << sets);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(EachDuplicateFieldMakesAChainFail) {
  for (const unsigned sets : {1U, 2U, 3U}) {
    for (unsigned instance = 1; instance <= sets; ++instance) {
      for (const std::string kind : tests::kKinds) {
        for (const bool on_top : {true, false}) {
          const auto message = changed(sets, [&](Fields& fields) {
            const std::string copy = fields.at(kind, instance);
            fields.fields.insert(on_top ? fields.fields.begin() : fields.fields.end(), copy);
          });
          BOOST_TEST(validated(message) == "fail incomplete_set",
                     kind << " " << instance << " of " << sets);
        }
      }
    }
  }
}

// A verifier that was crashed by one kind of field alone is the reason for this one.
BOOST_AUTO_TEST_CASE(OneKindOfFieldAloneMakesAChainFail) {
  for (const std::string kept : tests::kKinds) {
    const auto message = changed(2, [&kept](Fields& fields) {
      std::erase_if(fields.fields, [&kept](const std::string& field) {
        return field.starts_with("ARC-") && !field.starts_with(kept + ":");
      });
    });
    BOOST_TEST(validated(message) == "fail incomplete_set", kept);
  }
}

BOOST_AUTO_TEST_CASE(MissingSetMakesAChainFail) {
  for (const unsigned missing : {1U, 2U}) {
    const auto message = changed(3, [missing](Fields& fields) {
      std::erase_if(fields.fields, [missing](const std::string& field) {
        return field.starts_with("ARC-") &&
               field.find(": i=" + std::to_string(missing) + ";") != std::string::npos;
      });
    });
    BOOST_TEST(validated(message) == "fail incomplete_set", missing);
  }
}

BOOST_AUTO_TEST_CASE(FieldOfAnotherSetMakesAChainFail) {
  for (const std::string kind : tests::kKinds) {
    const auto message = changed(2, [&kind](Fields& fields) {
      std::string& field = fields.at(kind, 2);
      field = tests::replaced(field, "i=2;", "i=3;");
    });
    BOOST_TEST(validated(message) == "fail incomplete_set", kind);
  }
}

BOOST_AUTO_TEST_CASE(InstanceThatIsNoneMakesAChainFail) {
  for (const char* instance : {"i=0;", "i=51;", "i=001;", "i=a;", "i=;", "j=1;", "i=-1;", "I=1;",
                               "i=4294967297;", "i=99999999999999999999999;"}) {
    for (const std::string kind : tests::kKinds) {
      const auto message = changed(1, [&](Fields& fields) {
        std::string& field = fields.at(kind, 1);
        field = tests::replaced(field, "i=1;", instance);
      });
      BOOST_TEST(validated(message) == "fail bad_instance", kind << " " << instance);
    }
  }
}

BOOST_AUTO_TEST_CASE(ChainStatusHasToFitThePlace) {
  const struct {
    unsigned sets;
    unsigned instance;
    const char* status;
    const char* want;
  } kCases[] = {
      {1, 1, "cv=pass;", "fail wrong_chain_status"},
      {1, 1, "cv=fail;", "fail failed_before"},
      {1, 1, "cv=FAIL;", "fail failed_before"},
      {1, 1, "cv=;", "fail wrong_chain_status"},
      {1, 1, "cv=(null);", "fail wrong_chain_status"},
      {1, 1, "cw=none;", "fail wrong_chain_status"},
      {2, 1, "cv=pass;", "fail wrong_chain_status"},
      {2, 1, "cv=fail;", "fail wrong_chain_status"},
      {2, 2, "cv=none;", "fail wrong_chain_status"},
      {2, 2, "cv=fail;", "fail failed_before"},
      {3, 2, "cv=none;", "fail wrong_chain_status"},
      {3, 2, "cv=fail;", "fail wrong_chain_status"},
      {3, 3, "cv=passed;", "fail wrong_chain_status"},
  };
  for (const auto& test : kCases) {
    const auto message = changed(test.sets, [&test](Fields& fields) {
      std::string& seal = fields.at("ARC-Seal", test.instance);
      seal = tests::replaced(seal, test.instance == 1 ? "cv=none;" : "cv=pass;", test.status);
    });
    BOOST_TEST(validated(message) == test.want, test.status);
  }
}

// RFC 8617 section 5.2 step 2 comes before step 3: where the newest seal says "fail", nobody looks
// at the rest.
BOOST_AUTO_TEST_CASE(FailedChainIsOneEvenIfSetsAreMissing) {
  const auto message = changed(3, [](Fields& fields) {
    std::string& seal = fields.at("ARC-Seal", 3);
    seal = tests::replaced(seal, "cv=pass;", "cv=fail;");
    std::erase(fields.fields, std::string(fields.at("ARC-Seal", 1)));
  });
  BOOST_TEST(validated(message) == "fail failed_before");
}

// RFC 8617 section 5.2 step 1: the maximum is 50. Ours is lower by default.
BOOST_AUTO_TEST_CASE(TooManySetsMakeAChainFail) {
  arc::Settings most = tests::arc_settings_now();
  most.limits.sets = 50;
  arc::Settings more = most;
  more.limits.sets = 1000;
  BOOST_TEST(validated(bare_sets(51), most) == "fail too_many_sets");
  BOOST_TEST(validated(bare_sets(51), more) == "fail too_many_sets");
  BOOST_TEST(validated(bare_sets(5000), more) == "fail too_many_sets");
  BOOST_TEST(validated(bare_sets(21)) == "fail too_many_sets");
  arc::Settings two = tests::arc_settings_now();
  two.limits.sets = 2;
  BOOST_TEST(validated(tests::chain_of(3), two) == "fail too_many_sets");
  // 50 of them are looked at: what is wrong then is that they are no signatures.
  const auto fifty = tests::validate(bare_sets(50), tests::chain_keys(), more);
  BOOST_TEST(fifty.summary() == "fail message_signature");
  BOOST_TEST(fifty.asked.empty());
  BOOST_TEST(fifty.chain.instances == 50U);
}

// Many fields of one instance are one set, and no good one.
BOOST_AUTO_TEST_CASE(ManyFieldsOfOneInstanceAreNotManySets) {
  std::string header;
  for (int i = 0; i < 3000; ++i) header += "ARC-Seal: i=1; cv=none\r\n";
  BOOST_TEST(validated(header + tests::kPlainMessage) == "fail incomplete_set");
  BOOST_TEST(validated("ARC-Seal: i=21; cv=pass\r\n" + header + tests::kPlainMessage) ==
             "fail too_many_sets");
}

BOOST_AUTO_TEST_CASE(LongFieldMakesAChainFail) {
  arc::Settings settings = tests::arc_settings_now();
  const auto message = changed(1, [&](Fields& fields) {
    fields.at("ARC-Authentication-Results", 1) += std::string(settings.limits.field_octets, 'x');
  });
  BOOST_TEST(validated(message, settings) == "fail too_long");
  settings.limits.field_octets *= 2;
  BOOST_TEST(tests::validate(message, tests::chain_keys(), settings).summary() == "fail seal");
}

BOOST_AUTO_TEST_CASE(CutHeaderMakesAChainFail) {
  for (const unsigned sets : {0U, 1U}) {
    const tests::Message message(tests::chain_of(sets));
    const auto validation =
        tests::validate(message, tests::chain_keys(), tests::arc_settings_now(), true);
    BOOST_TEST(validation.summary() == "fail header_cut");
    BOOST_TEST(validation.asked.empty());
  }
}

BOOST_AUTO_TEST_CASE(MessageWithoutAChainHasNone) {
  for (const std::string& message :
       {std::string(), tests::kPlainMessage, std::string("\r\nbody"),
        "Authentication-Results: mx.example.net; arc=pass\r\n" + tests::kPlainMessage,
        "X-ARC-Seal: i=1\r\n" + tests::kPlainMessage}) {
    const auto validation = tests::validate(message, {});
    BOOST_TEST(validation.summary() == "none no_chain");
    BOOST_TEST(validation.asked.empty());
    BOOST_TEST(validation.chain.detail.empty());
    BOOST_TEST(validation.chain.instances == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
