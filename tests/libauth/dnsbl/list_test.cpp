// SPDX-License-Identifier: MIT

#include "libauth/dnsbl/list.h"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dnsbl;

namespace {

std::string meaning(std::string_view zone, std::string_view code) {
  const Reading reading = read_code(find_list(tests::name(zone)), tests::ip(code));
  return std::string(libauth::base::name_of(reading.meaning));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dnsbl_list)

BOOST_AUTO_TEST_CASE(a_code_means_what_its_list_says) {
  const struct {
    const char* zone;
    const char* code;
    const char* want;
  } kRows[] = {
      {"zen.spamhaus.org", "127.0.0.2", "listed"},
      {"ZEN.spamhaus.org", "127.0.0.9", "listed"},
      {"zen.spamhaus.org", "127.0.0.10", "policy"},
      {"zen.spamhaus.org", "127.0.0.11", "policy"},
      {"zen.spamhaus.org", "127.0.0.12", "refused"},
      {"zen.spamhaus.org", "127.0.1.2", "refused"},
      {"hostkarma.junkemailfilter.com", "127.0.0.1", "good"},
      {"hostkarma.junkemailfilter.com", "127.0.0.2", "listed"},
      {"rep.mailspike.net", "127.0.0.18", "good"},
      // RFC 5782 section 2.3: of other lists any code in 127.0.0.0/8.
      {"list.example", "127.0.0.2", "listed"},
      {"list.example", "127.9.9.9", "listed"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.zone << " " << row.code) {
      BOOST_TEST(meaning(row.zone, row.code) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(refusals_and_lost_zones_are_no_listings) {
  for (const char* zone : {"zen.spamhaus.org", "list.example", "dnsbl.dronebl.org"}) {
    for (const char* code :
         {"127.255.255.0", "127.255.255.252", "127.255.255.254", "127.255.255.255", "192.0.2.1",
          "0.0.0.0", "128.0.0.2", "126.255.255.255", "2001:db8::1", "::ffff:127.0.0.2"}) {
      BOOST_TEST_CONTEXT(zone << " " << code) {
        BOOST_TEST(meaning(zone, code) == "refused");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_table_is_in_order_and_its_zones_can_be_found) {
  const auto lists = known_lists();
  BOOST_TEST(std::is_sorted(lists.begin(), lists.end(),
                            [](const List& a, const List& b) { return a.zone < b.zone; }));
  for (const List& list : lists) {
    BOOST_TEST_CONTEXT(list.zone) {
      BOOST_TEST(find_list(tests::name(list.zone)) == &list);
      BOOST_TEST(!list.codes.empty());
      BOOST_TEST((list.removal.empty() || list.removal.starts_with("https://")));
      std::uint32_t last = 0;
      for (const Code& code : list.codes) {
        BOOST_TEST(code.first > last, "codes of " << list.zone << " are in order and apart");
        BOOST_TEST(code.first <= code.last);
        BOOST_TEST(!code.text.empty());
        last = code.last;
      }
    }
  }
  BOOST_TEST(find_list(tests::name("spamhaus.org")) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
