// SPDX-License-Identifier: MIT

#include "reports/sources/look_up.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/reports/sources/mmdb_writer.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace reports::sources;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};

/// Two addresses with names that lead back, one with a name that does not, and one without.
constexpr std::string_view kRecords = R"(
1.2.0.192.in-addr.arpa. 60 PTR mail.example.net.
mail.example.net. 60 A 192.0.2.1
2.2.0.192.in-addr.arpa. 60 PTR a.example.org.
2.2.0.192.in-addr.arpa. 60 PTR b.example.org.
b.example.org. 60 A 192.0.2.2
3.2.0.192.in-addr.arpa. 60 PTR mail.bank.example.
mail.bank.example. 60 A 198.51.100.1
)";

/// Counts what it is asked.
class Counting final : public dns::Resolver {
 public:
  explicit Counting(dns::Resolver& beyond) : beyond_(beyond) {}
  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline deadline) override {
    ++rounds;
    asked += questions.size();
    return beyond_.resolve(questions, deadline);
  }

  std::size_t rounds = 0;
  std::size_t asked = 0;

 private:
  dns::Resolver& beyond_;
};

/// "mail.example.net confirmed complete"
std::string summary(const AddressFacts& facts) {
  return facts.ptr.value_or("-") + (facts.is_confirmed ? " confirmed" : "") +
         (facts.is_complete ? " complete" : "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesLookUp)

// RFC 8601 section 3: a name counts where it leads back.
BOOST_AUTO_TEST_CASE(ANameIsConfirmedWhereItLeadsBack) {
  dns::ZoneResolver resolver({tests::world(kRecords)});
  const struct {
    const char* address;
    const char* want;
  } kRows[] = {
      {"192.0.2.1", "mail.example.net confirmed complete"},
      {"::ffff:192.0.2.1", "mail.example.net confirmed complete"},
      {"192.0.2.2", "b.example.org confirmed complete"},
      {"192.0.2.3", "mail.bank.example complete"},
      {"192.0.2.4", "- complete"},
      {"2001:db8::1", "- complete"},
  };
  std::vector<base::IpAddress> addresses;
  for (const auto& row : kRows) addresses.push_back(tests::ip(row.address));
  const auto facts = look_up(addresses, resolver, {}, kNow);
  BOOST_REQUIRE(facts.size() == std::size(kRows));
  for (std::size_t i = 0; i < facts.size(); ++i) {
    BOOST_TEST(summary(facts[i]) == kRows[i].want, kRows[i].address);
    BOOST_TEST((facts[i].address == addresses[i]));
    BOOST_TEST((facts[i].looked_up == kNow));
    BOOST_TEST(!facts[i].asn.has_value());
    BOOST_TEST(!facts[i].country.has_value());
  }
}

BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellIsNotComplete) {
  const struct {
    const char* what;
    const char* failing;
    const char* want;
  } kRows[] = {
      {"the names", "1.2.0.192.in-addr.arpa", "-"},
      {"the address of the only name", "mail.example.net", "mail.example.net"},
      {"another address", "2.2.0.192.in-addr.arpa", "mail.example.net confirmed complete"},
  };
  for (const auto status : {dns::Status::servfail, dns::Status::refused, dns::Status::timeout,
                            dns::Status::bogus, dns::Status::malformed}) {
    for (const auto& row : kRows) {
      dns::ZoneResolver resolver({tests::world(kRecords)});
      resolver.fail(tests::name(row.failing), status);
      const base::IpAddress addresses[] = {tests::ip("192.0.2.1")};
      const auto facts = look_up(addresses, resolver, {}, kNow);
      BOOST_TEST(summary(facts.at(0)) == row.want, row.what);
    }
  }
}

BOOST_AUTO_TEST_CASE(AsksForAllAtOnceAndForNothingTwice) {
  dns::ZoneResolver zones({tests::world(kRecords)});
  Counting resolver(zones);
  std::vector<base::IpAddress> addresses;
  for (int round = 0; round < 3; ++round) {
    for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}) {
      addresses.push_back(tests::ip(address));
    }
  }
  const auto facts = look_up(addresses, resolver, {}, kNow);
  BOOST_TEST(facts.size() == 12U);
  BOOST_TEST(resolver.rounds == 2U);
  BOOST_TEST(resolver.asked == 8U);  // 4 addresses, 4 names
  BOOST_TEST(summary(facts.at(9)) == "b.example.org confirmed complete");
}

BOOST_AUTO_TEST_CASE(KeepsToTheNumberAtOnce) {
  dns::ZoneResolver zones({tests::world(kRecords)});
  std::vector<base::IpAddress> addresses;
  for (const char* address : {"192.0.2.4", "192.0.2.5", "192.0.2.6"}) {
    addresses.push_back(tests::ip(address));
  }
  for (const auto& [at_once, rounds] : {std::pair{3U, 1U}, {2U, 2U}, {1U, 3U}, {0U, 3U}}) {
    Counting resolver(zones);
    const auto facts = look_up(addresses, resolver, {}, kNow, {.at_once = at_once});
    BOOST_TEST(facts.size() == 3U);
    BOOST_TEST(resolver.rounds == rounds);
  }
  Counting resolver(zones);
  BOOST_TEST(look_up({}, resolver, {}, kNow).empty());
  BOOST_TEST(resolver.asked == 0U);
}

// Names that a stranger gives an address make no more than kMaxNames questions.
BOOST_AUTO_TEST_CASE(ManyNamesMakeFewQuestions) {
  std::string records;
  for (int i = 0; i < 100; ++i) {
    records += "1.2.0.192.in-addr.arpa. 60 PTR n" + std::to_string(i) + ".example.net.\n";
  }
  dns::ZoneResolver zones({tests::world(records)});
  Counting resolver(zones);
  const base::IpAddress addresses[] = {tests::ip("192.0.2.1")};
  const auto facts = look_up(addresses, resolver, {}, kNow);
  BOOST_TEST(resolver.asked == 1U + libauth::ptr::kMaxNames);
  BOOST_TEST(!facts.at(0).is_confirmed);
  BOOST_TEST(facts.at(0).is_complete);
}

BOOST_AUTO_TEST_CASE(TheFirstFileWithAValueCounts) {
  const tests::TempDir dir;
  std::vector<Mmdb> files;
  const auto open = [&](const char* name, const tests::MmdbMap& entry) {
    tests::MmdbWriter writer(6);
    writer.add("192.0.2.0/24", entry);
    auto file = Mmdb::open(dir.write(name, writer.text()));
    BOOST_REQUIRE(file.has_value());
    files.push_back(std::move(*file));
  };
  open("country", {{"country", tests::MmdbMap{{"iso_code", "NL"}}}});
  open("asn", {{"asn", 64500U}, {"as_name", "Example"}, {"country_code", "DE"}});
  open("more", {{"asn", 64501U}, {"as_domain", "example.net"}});
  // The files tell even where the DNS does not.
  dns::ZoneResolver resolver({});
  const base::IpAddress addresses[] = {tests::ip("192.0.2.1")};
  const AddressFacts facts = look_up(addresses, resolver, files, kNow).at(0);
  BOOST_TEST((facts.country == "NL"));
  BOOST_TEST((facts.asn == 64500U));
  BOOST_TEST((facts.as_name == "Example"));
  BOOST_TEST((facts.as_domain == "example.net"));
  BOOST_TEST(!facts.is_complete);
}

BOOST_AUTO_TEST_SUITE_END()
