// SPDX-License-Identifier: MIT

#include "reports/sources/known_senders.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "reports/sources/sender_map.h"

using namespace reports::sources;

namespace {

constexpr std::array kTypes = {kMailProvider,  kHosting,    kTransactional,  kMarketing,
                               kCrm,           kSupport,    kCommerce,       kPayment,
                               kCollaboration, kHr,         kSurvey,         kTraining,
                               kMailingList,   kForwarding, kSecurityGateway};

using Column = std::pair<std::string_view, std::string_view KnownSender::*>;
constexpr std::array<Column, 6> kColumns = {{{"domain", &KnownSender::domain},
                                             {"dkim", &KnownSender::dkim},
                                             {"spf", &KnownSender::spf},
                                             {"ptr", &KnownSender::ptr},
                                             {"selector", &KnownSender::selector},
                                             {"asn", &KnownSender::asn}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesKnownSenders)

BOOST_AUTO_TEST_CASE(EverySenderHasANameOfItsOwnATypeAndEvidence) {
  std::set<std::string_view> names;
  for (const KnownSender& sender : known_senders()) {
    BOOST_TEST(names.insert(sender.name).second, sender.name);
    BOOST_TEST((std::find(kTypes.begin(), kTypes.end(), sender.type) != kTypes.end()), sender.name);
    bool has_evidence = false;
    for (const auto& [kind, column] : kColumns) {
      has_evidence = has_evidence || !(sender.*column).empty();
    }
    BOOST_TEST(has_evidence, sender.name);
  }
  BOOST_TEST(names.size() >= 100U);
}

// The table is built without parsing: its values must be in the form that the parser gives.
BOOST_AUTO_TEST_CASE(EveryValueIsOneOfAMap) {
  for (const KnownSender& sender : known_senders()) {
    for (const auto& [kind, column] : kColumns) {
      if ((sender.*column).empty()) continue;
      for (const std::string_view value : libauth::base::split(sender.*column, ' ')) {
        const std::string row = std::string(kind) + "," + std::string(value) + "," +
                                std::string(sender.name) + "," + std::string(sender.type);
        const auto rows = parse_sender_map("evidence-kind,value,name,type\n" + row);
        BOOST_REQUIRE_MESSAGE(rows.has_value(), row);
        BOOST_TEST(rows->at(0).value == value, row);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(NoEvidenceIsOfTwoSenders) {
  std::map<std::pair<std::string_view, std::string_view>, std::string_view> seen;
  for (const KnownSender& sender : known_senders()) {
    for (const auto& [kind, column] : kColumns) {
      if ((sender.*column).empty()) continue;
      for (const std::string_view value : libauth::base::split(sender.*column, ' ')) {
        const auto [it, is_new] = seen.emplace(std::pair{kind, value}, sender.name);
        BOOST_TEST(is_new, value << " is of " << it->second << " and " << sender.name);
        if (kind != "dkim" && kind != "spf" && kind != "ptr") continue;
        BOOST_TEST(!seen.contains({"domain", value}), value);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ATypeMakesMailOrPassesItOnOrCanDoBoth) {
  for (const std::string_view type : kTypes) {
    BOOST_TEST(!(makes_mail(type) && passes_mail_on(type)), type);
  }
  BOOST_TEST(makes_mail("Marketing"));
  BOOST_TEST(passes_mail_on("mailing-list"));
  for (const auto type : {"mail-provider", "hosting", "security-gateway", "", "Email Provider"}) {
    BOOST_TEST(!makes_mail(type), type);
    BOOST_TEST(!passes_mail_on(type), type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
