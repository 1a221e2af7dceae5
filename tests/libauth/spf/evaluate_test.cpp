// SPDX-License-Identifier: MIT
//
// What the public suite (tests/conformance/rfc7208_test.cpp) does not look at.

#include "libauth/spf/evaluate.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/published.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace dns = libauth::dns;
using libauth::base::name_of;

namespace {

Evaluation run(dns::Resolver& resolver, const Request& request, const Settings& settings = {},
               dns::SettleCost* cost = nullptr) {
  dns::Facts facts;
  return dns::settle(
      resolver, facts, [&](dns::Facts& known) { return evaluate(request, known, settings); }, {},
      cost);
}

Request from(std::string_view mail_from, std::string_view address = "192.0.2.1") {
  Request request;
  request.ip = tests::ip(address);
  request.helo = "helo.example.org";
  request.mail_from = mail_from;
  return request;
}

/// Evaluates with foresight and without, which must be the same, and gives what came out.
Evaluation check(const dns::Zone& zone, const Request& request, const Settings& given = {}) {
  dns::ZoneResolver resolver({zone});
  Settings settings = given;
  settings.trace = true;
  const Evaluation got = run(resolver, request, settings);
  settings.foresight = false;
  const Evaluation again = run(resolver, request, settings);
  BOOST_TEST((got == again), "with foresight " << name_of(got.result) << " " << got.lookups
                                               << ", without " << name_of(again.result) << " "
                                               << again.lookups);
  return got;
}

std::string txt(std::string_view owner, std::string_view record) {
  return std::string(owner) + ". 60 TXT \"" + std::string(record) + "\"\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_evaluate)

BOOST_AUTO_TEST_CASE(says_which_record_and_term_decided) {
  const dns::Zone zone =
      tests::world(txt("example.com", "v=spf1 include:inner.example.com ~all") +
                   txt("inner.example.com", "v=spf1 ip4:192.0.2.0/24 -all") +
                   txt("redirecting.example.com", "v=spf1 redirect=example.com") +
                   txt("chain.example.com", "v=spf1 redirect=redirecting.%{d2}") +
                   txt("lost.example.com", "v=spf1 redirect=none.example.com") +
                   txt("outer.example.com", "v=spf1 include:redirecting.example.com -all"));
  const struct {
    const char* sender;
    const char* address;
    Result result;
    const char* domain;
    const char* matched;
    std::size_t lookups;
  } kRows[] = {
      {"a@example.com", "192.0.2.1", Result::pass, "example.com", "include:inner.example.com", 1},
      {"a@example.com", "198.51.100.1", Result::softfail, "example.com", "~all", 1},
      {"a@example.com", "::ffff:192.0.2.1", Result::pass, "example.com",
       "include:inner.example.com", 1},
      {"a@example.com", "2001:db8::1", Result::softfail, "example.com", "~all", 1},
      {"a@inner.example.com", "198.51.100.1", Result::fail, "inner.example.com", "-all", 0},
      {"a@redirecting.example.com", "192.0.2.1", Result::pass, "example.com",
       "include:inner.example.com", 2},
      {"a@chain.example.com", "198.51.100.1", Result::softfail, "example.com", "~all", 3},
      {"a@lost.example.com", "192.0.2.1", Result::permerror, "none.example.com", "", 1},
      {"a@outer.example.com", "192.0.2.1", Result::pass, "outer.example.com",
       "include:redirecting.example.com", 3},
      {"a@none.example.com", "192.0.2.1", Result::none, "none.example.com", "", 0},
      {"a@Example.COM.", "192.0.2.1", Result::pass, "example.com", "include:inner.example.com", 1},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.sender << " from " << row.address) {
      const Evaluation got = check(zone, from(row.sender, row.address));
      BOOST_TEST(name_of(got.result) == name_of(row.result));
      BOOST_TEST(got.domain == row.domain);
      BOOST_TEST(got.matched == row.matched);
      BOOST_TEST(got.lookups == row.lookups);
      BOOST_TEST(!got.reason.empty());
    }
  }
}

// RFC 7208 has no client that passes by itself, this host neither: only what the record says
// counts.
BOOST_AUTO_TEST_CASE(loopback_passes_only_where_the_record_says_so) {
  const dns::Zone zone =
      tests::world(txt("others.example.com", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all") +
                   txt("ours.example.com", "v=spf1 ip4:127.0.0.1 ip6:::1 -all") +
                   txt("named.example.com", "v=spf1 a:localhost.example.com -all") +
                   "localhost.example.com. 60 A 127.0.0.1\nlocalhost.example.com. 60 AAAA ::1\n" +
                   txt("helo.example.org", "v=spf1 -all"));
  const struct {
    const char* sender;
    Result result;
  } kRows[] = {
      {"a@others.example.com", Result::fail}, {"a@ours.example.com", Result::pass},
      {"a@named.example.com", Result::pass},  {"a@none.example.com", Result::none},
      {"a@localhost", Result::none},          {"", Result::fail},
  };
  for (const auto& row : kRows) {
    for (const char* address : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
      BOOST_TEST_CONTEXT(row.sender << " from " << address) {
        BOOST_TEST(name_of(check(zone, from(row.sender, address)).result) == name_of(row.result));
      }
    }
    BOOST_TEST((check(zone, from(row.sender, "127.0.0.2")).result != Result::pass));
  }
}

BOOST_AUTO_TEST_CASE(takes_the_sender_apart) {
  // RFC 7208 sections 2.4 and 4.3.
  const dns::Zone zone =
      tests::world(txt("example.com", "v=spf1 exists:%{l}.%{o}.seen.example -all") +
                   txt("helo.example.org", "v=spf1 exists:%{l}.%{o}.seen.example -all") +
                   "a.example.com.seen.example. 60 A 127.0.0.2\n"
                   "postmaster.example.com.seen.example. 60 A 127.0.0.2\n"
                   "postmaster.helo.example.org.seen.example. 60 A 127.0.0.2\n"
                   "b.example.com.seen.example. 60 A 127.0.0.2\n");
  const struct {
    const char* sender;
    Result want;
  } kRows[] = {
      {"a@example.com", Result::pass},  {"@example.com", Result::pass},
      {"example.com", Result::pass},    {"", Result::pass},
      {"x@example.com", Result::fail},  {"x@y@example.com", Result::fail},
      {"a@example.com.", Result::pass}, {"a@", Result::none},
      {"a@localhost", Result::none},    {"a@[192.0.2.1]", Result::none},
      {"a@example..com", Result::none}, {"a@.", Result::none},
      {"a@exa mple.com", Result::none}, {"a@nowhere.example", Result::none},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('<' << row.sender << '>') {
      BOOST_TEST(name_of(check(zone, from(row.sender)).result) == name_of(row.want));
    }
  }
  Request huge = from(std::string(100'000, 'a') + "@example.com");
  BOOST_TEST(name_of(check(zone, huge).result) == "fail");
  huge.mail_from = "a@" + std::string(100'000, 'a') + ".example";
  BOOST_TEST(name_of(check(zone, huge).result) == "none");
}

BOOST_AUTO_TEST_CASE(macros_see_the_octets_of_odd_names) {
  // A label may have any octet (RFC 2181 section 11): "%{d}" stands for it, not for its escape.
  const dns::Zone zone =
      tests::world(txt("example.com", "v=spf1 include:a(b).example.com -all") +
                   "a\\(b\\).example.com. 60 TXT \"v=spf1 exists:%{d}.seen.example -all\"\n"
                   "a\\(b\\).example.com.seen.example. 60 A 127.0.0.2\n");
  BOOST_TEST(name_of(check(zone, from("a@example.com")).result) == "pass");
}

BOOST_AUTO_TEST_CASE(what_the_dns_does_not_tell_is_temperror) {
  // RFC 7208 section 5: any RCODE but 0 and 3, and a timeout.
  const struct {
    const char* what;
    const char* record;
    dns::Question failing;
    Result want;
  } kRows[] = {
      {"the record", "v=spf1 -all", tests::question("example.com", dns::RrType::txt),
       Result::temperror},
      {"a", "v=spf1 a:x.example -all", tests::question("x.example", dns::RrType::a),
       Result::temperror},
      {"mx", "v=spf1 mx:x.example -all", tests::question("x.example", dns::RrType::mx),
       Result::temperror},
      {"a host of mx", "v=spf1 mx:m.example -all", tests::question("x.example", dns::RrType::a),
       Result::temperror},
      {"exists", "v=spf1 exists:x.example -all", tests::question("x.example", dns::RrType::a),
       Result::temperror},
      {"include", "v=spf1 include:x.example -all", tests::question("x.example", dns::RrType::txt),
       Result::temperror},
      {"redirect", "v=spf1 redirect=x.example", tests::question("x.example", dns::RrType::txt),
       Result::temperror},
      {"ptr: no match, section 5.5", "v=spf1 ptr:x.example -all",
       tests::question("1.2.0.192.in-addr.arpa", dns::RrType::ptr), Result::fail},
      {"behind a term that matches", "v=spf1 +all a:x.example",
       tests::question("x.example", dns::RrType::a), Result::pass},
      {"the other address family", "v=spf1 a:x.example -all",
       tests::question("x.example", dns::RrType::aaaa), Result::fail},
  };
  for (const auto& row : kRows) {
    for (const dns::Status status :
         {dns::Status::servfail, dns::Status::refused, dns::Status::timeout, dns::Status::bogus,
          dns::Status::malformed, dns::Status::not_asked}) {
      BOOST_TEST_CONTEXT(row.what << ": " << name_of(status)) {
        dns::ZoneResolver resolver(
            {tests::world(txt("example.com", row.record) + "m.example. 60 MX 10 x.example.\n"
                                                           "x.example. 60 A 198.51.100.9\n")});
        resolver.fail(row.failing, status);
        BOOST_TEST(name_of(run(resolver, from("a@example.com")).result) == name_of(row.want));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(counts_lookups_and_void_lookups_one_a_term) {
  // RFC 7208 section 4.6.4.
  const std::string_view spare = "a.example. 60 A 198.51.100.1\nm.example. 60 MX 10 a.example.\n";
  const struct {
    const char* record;
    Result want;
    std::size_t lookups;
    std::size_t voids;
  } kRows[] = {
      {"v=spf1 -all", Result::fail, 0, 0},
      {"v=spf1 ip4:198.51.100.1 ip6:2001:db8::1 exp=x.example -all", Result::fail, 0, 0},
      {"v=spf1 a:a.example mx:m.example -all", Result::fail, 2, 0},
      {"v=spf1 a:no1.example exists:no2.example -all", Result::fail, 2, 2},
      {"v=spf1 a:no1.example mx:no2.example exists:no3.example -all", Result::permerror, 3, 3},
      {"v=spf1 a:no1.example mx:a.example ptr -all", Result::permerror, 3, 3},
      {"v=spf1 a:a.example a:a.example a:a.example a:a.example a:a.example a:a.example a:a.example "
       "a:a.example a:a.example a:a.example -all",
       Result::fail, 10, 0},
      {"v=spf1 a:a.example a:a.example a:a.example a:a.example a:a.example a:a.example a:a.example "
       "a:a.example a:a.example a:a.example a:a.example -all",
       Result::permerror, 11, 0},
      {"v=spf1 include:example.com -all", Result::permerror, 11, 0},
      {"v=spf1 redirect=example.com", Result::permerror, 11, 0},
      {"v=spf1 a:a..example a:a.example -all", Result::fail, 2, 0},
      {"v=spf1 all a:a.example", Result::pass, 0, 0},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.record) {
      const Evaluation got = check(
          tests::world(txt("example.com", row.record) + std::string(spare)), from("a@example.com"));
      BOOST_TEST(name_of(got.result) == name_of(row.want));
      BOOST_TEST(got.lookups == row.lookups);
      BOOST_TEST(got.void_lookups == row.voids);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_caller_sets_the_limits) {
  const dns::Zone zone =
      tests::world(txt("example.com", "v=spf1 a:no1.example a:no2.example a:no3.example -all"));
  Settings settings;
  settings.limits.void_lookups = 3;
  BOOST_TEST(name_of(check(zone, from("a@example.com"), settings).result) == "fail");
  settings.limits.lookups = 2;
  BOOST_TEST(name_of(check(zone, from("a@example.com"), settings).result) == "permerror");
}

BOOST_AUTO_TEST_CASE(more_than_ten_mail_exchanges_are_an_error) {
  for (const int count : {10, 11}) {
    BOOST_TEST_CONTEXT(count << " exchanges") {
      std::string records = txt("example.com", "v=spf1 mx -all");
      for (int i = 0; i < count; ++i) {
        records += "example.com. 60 MX 10 m" + std::to_string(i) + ".example.\n";
      }
      const Evaluation got = check(tests::world(records), from("a@example.com"));
      BOOST_TEST(name_of(got.result) == (count == 10 ? "fail" : "permerror"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_null_mx_matches_nothing) {
  const dns::Zone zone =
      tests::world(txt("example.com", "v=spf1 mx -all") + "example.com. 60 MX 0 .\n");
  BOOST_TEST(name_of(check(zone, from("a@example.com")).result) == "fail");
}

BOOST_AUTO_TEST_CASE(explains_only_what_can_be_printed) {
  // RFC 7208 section 6.2: the text goes into an SMTP reply. Without one, or with trouble: none.
  const struct {
    const char* what;
    std::string helo;
    std::string text;
    std::string want;
  } kRows[] = {
      {"plain", "h.example", "Go away, %{h}!", "Go away, h.example!"},
      {"a line end out of HELO", "h.example\r\nX: y", "Go away, %{h}!", ""},
      {"octets above 126 out of HELO", "h\xff.example", "Go away, %{h}!", ""},
      {"the same, escaped", "h\xff.example", "Go away, %{H}!", "Go away, h%FF.example!"},
      {"octets above 126", "h.example", "\\228", ""},
      {"a line end", "h.example", "a\\013\\010b", ""},
      {"a broken macro", "h.example", "%x", ""},
      {"nothing", "h.example", "", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const dns::Zone zone = tests::world(txt("example.com", "v=spf1 -all exp=why.example.com") +
                                          txt("why.example.com", row.text));
      Request request = from("a@example.com");
      request.helo = row.helo;
      const Evaluation got = check(zone, request);
      BOOST_TEST(name_of(got.result) == "fail");
      BOOST_TEST(got.explanation == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(explanations_name_the_receiver_and_the_time) {
  // RFC 7208 section 7.3: "unknown" where the receiver has no name.
  const struct {
    const char* receiver;
    const char* want;
  } kRows[] = {
      {"", "unknown 1234567890"},
      {"mx.example", "mx.example 1234567890"},
      {"a-receiver-with-a-long-name.example.net",
       "a-receiver-with-a-long-name.example.net 1234567890"},
  };
  const dns::Zone zone = tests::world(txt("example.com", "v=spf1 -all exp=why.example.com") +
                                      txt("why.example.com", "%{r} %{t}"));
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.receiver << '"') {
      Request request = from("a@example.com");
      request.receiver = row.receiver;
      request.now = libauth::base::Time(std::chrono::seconds(1'234'567'890));
      BOOST_TEST(check(zone, request).explanation == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(foresight_asks_in_fewer_rounds_and_stops_at_what_decides) {
  dns::ZoneResolver resolver(
      {tests::world(txt("example.com",
                        "v=spf1 a:a.example mx:m.example include:i.example ip4:192.0.2.0/24 "
                        "a:never.example -all") +
                    txt("i.example", "v=spf1 exists:x.example -all") +
                    "a.example. 60 A 198.51.100.1\nm.example. 60 MX 10 a.example.\n")});
  Settings settings;
  dns::SettleCost with;
  dns::SettleCost without;
  BOOST_TEST(name_of(run(resolver, from("a@example.com"), settings, &with).result) == "pass");
  settings.foresight = false;
  BOOST_TEST(name_of(run(resolver, from("a@example.com"), settings, &without).result) == "pass");
  BOOST_TEST(with.rounds == 3U);
  BOOST_TEST(without.rounds == 5U);
  BOOST_TEST(with.questions == 5U);
  BOOST_TEST(without.questions == 5U);
}

BOOST_AUTO_TEST_CASE(foresight_is_bounded_where_records_include_each_other) {
  std::string records;
  for (int i = 0; i < 12; ++i) {
    std::string record = "v=spf1";
    for (int j = 0; j < 12; ++j) record += " include:n" + std::to_string(j) + ".example";
    records += "n" + std::to_string(i) + ".example. 60 TXT \"" + record + "\"\n";
  }
  dns::ZoneResolver resolver({tests::world(records)});
  dns::SettleCost cost;
  BOOST_TEST(name_of(run(resolver, from("a@n0.example"), {}, &cost).result) == "permerror");
  BOOST_TEST(cost.questions <= 12U);
}

BOOST_AUTO_TEST_CASE(selects_the_record_among_texts) {
  // RFC 7208 section 4.5.
  const struct {
    const char* what;
    const char* records;
    Published::Kind want;
    std::size_t count;
  } kRows[] = {
      {"none", "example.com. 60 A 192.0.2.1", Published::Kind::none, 0},
      {"no such name", "", Published::Kind::none, 0},
      {"one among others", "example.com. 60 TXT \"x\"\nexample.com. 60 TXT \"v=spf1 -all\"",
       Published::Kind::one, 1},
      {"strings are joined", "example.com. 60 TXT \"v=sp\" \"f1 -all\"", Published::Kind::one, 1},
      {"joined without space", "example.com. 60 TXT \"v=spf1\" \"mx\"", Published::Kind::none, 0},
      {"two", "example.com. 60 TXT \"v=spf1 a\"\nexample.com. 60 TXT \"v=spf1 -all\"",
       Published::Kind::many, 2},
      {"type SPF is not read, section 3.1", "example.com. 60 SPF \"v=spf1 -all\"",
       Published::Kind::none, 0},
      {"an empty text", "example.com. 60 TXT \"\"", Published::Kind::none, 0},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      dns::Facts facts;
      BOOST_TEST(
          (published_record(tests::name("example.com"), facts).kind == Published::Kind::unknown));
      const Published got = dns::settle(resolver, facts, [](dns::Facts& known) {
        return published_record(tests::name("example.com"), known);
      });
      BOOST_TEST((got.kind == row.want));
      BOOST_TEST(got.count == row.count);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_explanation_needs_no_round_of_its_own_where_an_include_takes_one) {
  const dns::Zone zone = tests::world(
      "a.example.com. 60 TXT \"v=spf1 include:b.example.com -all exp=why.example.com\"\n"
      "b.example.com. 60 TXT \"v=spf1 ip4:192.0.2.9 -all exp=other.example.com\"\n"
      "why.example.com. 60 TXT \"not ours\"\n");
  dns::ZoneResolver resolver({zone});
  dns::SettleCost cost;
  const Evaluation got = run(resolver, from("x@a.example.com"), {}, &cost);
  BOOST_TEST(got.explanation == "not ours");
  // The depth of the tree and one; not the explanation of the included record.
  BOOST_TEST(cost.rounds == 2U);
  BOOST_TEST(cost.questions == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
