// SPDX-License-Identifier: MIT

#include "reports/analysis/service_records.h"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/name.h"
#include "reports/analysis/causes.h"
#include "reports/sources/known_senders.h"

using namespace reports::analysis;

namespace {

bool is_known_sender(std::string_view name) {
  const auto senders = reports::sources::known_senders();
  return std::any_of(senders.begin(), senders.end(),
                     [name](const auto& sender) { return sender.name == name; });
}

bool is_name(const std::string& text) {
  return libauth::dns::Name::parse(text).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisServiceRecords)

BOOST_AUTO_TEST_CASE(EveryRowIsAServiceOfTheCatalogueAndTellsSomething) {
  std::string before;
  for (const ServiceRecords& row : service_records()) {
    BOOST_TEST(is_known_sender(row.service), row.service);
    BOOST_TEST((before < row.service));
    before = row.service;
    BOOST_TEST(!(row.spf_include.empty() && row.dkim_name.empty() && row.return_path_name.empty()));
    BOOST_TEST((row.spf_include.empty() || is_name(std::string(row.spf_include))));
    for (const auto& [name, type, value] :
         {std::tuple{row.dkim_name, row.dkim_type, row.dkim_value},
          std::tuple{row.return_path_name, row.return_path_type, row.return_path_value}}) {
      BOOST_TEST(name.empty() == type.empty());
      BOOST_TEST(name.empty() == value.empty());
      if (name.empty()) continue;
      BOOST_TEST(is_name(for_domain(name, "example.com")), row.service);
      BOOST_TEST(name.ends_with(".{domain}"));
      if (type == "CNAME") BOOST_TEST(is_name(for_domain(value, "example.com")), row.service);
    }
  }
}

BOOST_AUTO_TEST_CASE(TheOwnersDomainStandsInItsPlaces) {
  const ServiceRecords* row = records_of_service("Microsoft 365");
  BOOST_REQUIRE(row != nullptr);
  BOOST_TEST(for_domain(row->dkim_name, "mail.example.com") ==
             "selector1._domainkey.mail.example.com");
  BOOST_TEST(for_domain(row->dkim_value, "mail.example.com") ==
             "selector1-mail-example-com._domainkey.TENANT.onmicrosoft.com");
  BOOST_TEST(records_of_service("nobody") == nullptr);
  BOOST_TEST(records_of_service("") == nullptr);
}

BOOST_AUTO_TEST_CASE(IdsOfCausesAreDistinctAndInKebabCase) {
  for (const CauseInfo& info : causes()) {
    BOOST_TEST(info.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    BOOST_TEST(std::count_if(causes().begin(), causes().end(),
                             [&](const CauseInfo& other) { return other.id == info.id; }) == 1);
    BOOST_TEST(info.meaning.ends_with('.'));
    BOOST_TEST(&info_of(info.kind) == &info);
  }
}

BOOST_AUTO_TEST_SUITE_END()
