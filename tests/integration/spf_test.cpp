// SPDX-License-Identifier: MIT
//
// mailvet spf, the real program, against a real name server: records of all shapes, hostile ones
// among them.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/mailvet.h"
#include "tests/support/nsd.h"

using tests::Ended;

namespace {

namespace json = boost::json;

/// The strings of a TXT record, each of at most 255 octets, as a zone file has them.
std::string strings_of(const std::string& text) {
  std::string strings;
  for (std::size_t at = 0; at < text.size(); at += 255) {
    strings += " \"" + text.substr(at, 255) + "\"";
  }
  return strings;
}

/// "v=spf1 " and so many times the term, then the end.
std::string long_record(std::size_t count, const std::string& term, const std::string& end) {
  std::string text = "v=spf1 ";
  for (std::size_t i = 0; i < count; ++i) text += term + " ";
  return strings_of(text + end);
}

std::string zone_text() {
  std::string text = R"($ORIGIN spf.example.
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
plain TXT "v=spf1 mx a:www.spf.example include:list.spf.example ~all"
plain MX 10 mx
mx A 192.0.2.10
mx AAAA 2001:db8::10
www CNAME mx
list TXT "v=spf1 ip4:198.51.100.0/24" " ip6:2001:db8:25::/64 -all"
deep TXT "v=spf1 include:d1.spf.example -all"
d1 TXT "v=spf1 include:d2.spf.example -all"
d2 TXT "v=spf1 include:d3.spf.example -all"
d3 TXT "v=spf1 ip4:203.0.113.7 -all"
loop TXT "v=spf1 include:back.spf.example -all"
back TXT "v=spf1 include:loop.spf.example -all"
self TXT "v=spf1 redirect=self.spf.example"
escape TXT "v=spf1 include:\027[2J.spf.example -all"
title TXT "v=spf1 x=\027]0;title\007 -all"
nul TXT "v=spf1 \000 -all"
high TXT "v=spf1 a:\155\226\128\174\194\155.spf.example -all"
badmx TXT "v=spf1 mx -all"
badmx MX 10 \027[31mred.spf.example.
badalias TXT "v=spf1 a:ring.spf.example -all"
ring CNAME bell\007\027[5m.spf.example.
bell\007\027[5m A 192.0.2.1
exploit TXT "v=spf1 -all exp=say.spf.example"
say TXT "go to \027[8mhell"
inject TXT "v=spf1 -all exp=line.spf.example"
line TXT "%{l} one\013\010Received-SPF: pass"
near TXT "v=spf1\027[2J-all"
redirct TXT "v=spf1 redirct=\027[2J.spf.example -all"
meant TXT "v=spf1 redirct=plain.spf.example -all"
two TXT "v=spf1 \027[2J -all"
two TXT "v=spf1 -all"
innear TXT "v=spf1 include:near.spf.example -all"
inescape TXT "v=spf1 include:escape.spf.example -all"
aliased TXT "v=spf1 include:cna.spf.example -all"
cna CNAME cnb
cnb CNAME cna
)";
  text += "wide TXT" + long_record(4900, "ip4:10.9.9.9", "-all") + "\n";
  text += "many TXT" + long_record(10'000, "mx", "-all") + "\n";
  text += "names TXT" + long_record(10'000, "x=y", "-all") + "\n";
  text += "around TXT" + long_record(4900, "ip4:10.9.9.9", "include:around.spf.example") + "\n";
  text += "word TXT " + strings_of("v=spf1 a:" + std::string(60'000, 'a') + ".spf.example") + "\n";
  return text;
}

struct World {
  tests::Nsd nsd{std::map<std::string, std::string>{{"spf.example", zone_text()}}};

  World() { BOOST_REQUIRE_MESSAGE(nsd.started(), nsd.log()); }

  Ended spf(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "spf");
    arguments.insert(arguments.end(), {"--resolver", nsd.address(), "--timeout", "10"});
    return tests::run_mailvet(std::move(arguments));
  }

  Ended check(const std::string& ip, const std::string& domain, const char* format = "text") const {
    return spf({"--ip", ip, "--helo", "mail.example.net", "--mail-from", "user@" + domain,
                "--format", format});
  }
};

/// Whether a terminal would do anything but print it: control characters, but for line ends.
bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

std::string result_of(const Ended& ended) {
  return std::string(json::parse(ended.out).at("result").as_string());
}

struct Row {
  const char* domain;
  const char* ip;
  const char* result;
  int status;
};

const Row kShapes[] = {
    {"plain.spf.example", "192.0.2.10", "pass", 0},
    {"plain.spf.example", "2001:db8::10", "pass", 0},
    {"plain.spf.example", "198.51.100.77", "pass", 0},
    {"plain.spf.example", "203.0.113.1", "softfail", 1},
    {"deep.spf.example", "203.0.113.7", "pass", 0},
    {"deep.spf.example", "203.0.113.8", "fail", 1},
    {"loop.spf.example", "203.0.113.8", "permerror", 1},
    {"self.spf.example", "203.0.113.8", "permerror", 1},
    {"absent.spf.example", "203.0.113.8", "none", 1},
    {"ns.spf.example", "203.0.113.8", "none", 1},
    {"names.spf.example", "203.0.113.8", "fail", 1},
    {"wide.spf.example", "10.9.9.9", "pass", 0},
    {"wide.spf.example", "203.0.113.8", "fail", 1},
    {"many.spf.example", "203.0.113.8", "permerror", 1},
    {"around.spf.example", "203.0.113.8", "permerror", 1},
    {"exploit.spf.example", "203.0.113.8", "fail", 1},
    {"inject.spf.example", "203.0.113.8", "fail", 1},
    {"badalias.spf.example", "192.0.2.1", "pass", 0},
    {"badmx.spf.example", "203.0.113.8", "fail", 1},
    {"escape.spf.example", "203.0.113.8", "permerror", 1},
    {"nul.spf.example", "203.0.113.8", "permerror", 1},
    {"high.spf.example", "203.0.113.8", "permerror", 1},
    {"near.spf.example", "203.0.113.8", "none", 1},
    {"redirct.spf.example", "203.0.113.8", "permerror", 1},
    {"meant.spf.example", "203.0.113.8", "fail", 1},
    {"two.spf.example", "203.0.113.8", "permerror", 1},
    {"innear.spf.example", "203.0.113.8", "permerror", 1},
    {"inescape.spf.example", "203.0.113.8", "permerror", 1},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SpfAgainstNsd, World)

BOOST_AUTO_TEST_CASE(DecidesRecordsOfAllShapes) {
  for (const Row& row : kShapes) {
    BOOST_TEST_CONTEXT(row.domain << ' ' << row.ip) {
      const Ended ended = check(row.ip, row.domain, "json");
      BOOST_TEST(result_of(ended) == row.result);
      BOOST_TEST(ended.status == row.status);
      BOOST_TEST(ended.err == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(PrintsNothingThatATerminalObeys) {
  for (const Row& row : kShapes) {
    BOOST_TEST_CONTEXT(row.domain) {
      for (const Ended& ended :
           {check(row.ip, row.domain), spf({row.domain}), check(row.ip, row.domain, "json"),
            spf({row.domain, "--format", "json"})}) {
        BOOST_TEST(!ended.timed_out);
        BOOST_TEST(ended.signal == 0);
        BOOST_TEST(is_plain(ended.out + ended.err), ended.out.substr(0, 2000));
        BOOST_TEST(!ended.out.empty());
      }
    }
  }
  for (const char* domain : {"title.spf.example", "word.spf.example"}) {
    BOOST_TEST(is_plain(spf({domain}).out), domain);
  }
}

// Records of 60 KiB and 10,000 terms, alone and in an include that comes back.
BOOST_AUTO_TEST_CASE(BoundsWhatItPrints) {
  for (const char* domain : {"wide.spf.example", "many.spf.example", "names.spf.example",
                             "around.spf.example", "word.spf.example"}) {
    BOOST_TEST_CONTEXT(domain) {
      for (const Ended& text : {check("203.0.113.8", domain), spf({domain})}) {
        BOOST_TEST(text.out.size() > 200U);
        BOOST_TEST(text.out.size() < 40'000U);
      }
      BOOST_TEST(check("203.0.113.8", domain, "json").out.size() < 2'000'000U);
      BOOST_TEST(spf({domain, "--format", "json"}).out.size() < 8'000'000U);
    }
  }
  const json::value wide = json::parse(check("203.0.113.8", "wide.spf.example", "json").out);
  BOOST_TEST(wide.at("trace").as_array().size() == 1000U);
  BOOST_TEST(wide.at("trace_left_out").to_number<int>() == 4902 - 1000);
  BOOST_TEST(wide.at("trace").as_array().back().at("term").as_string() == "-all");
}

// What a document leaves out is counted; the text shows the end of a long record.
BOOST_AUTO_TEST_CASE(CountsTheTermsThatItLeavesOut) {
  const json::value names = json::parse(spf({"names.spf.example", "--format", "json"}).out);
  BOOST_TEST(names.at("tree").at("records").at(0).at("terms").as_array().size() == 5000U);
  BOOST_TEST(names.at("terms_left_out") == 5001);
  const Ended text = spf({"names.spf.example"});
  BOOST_TEST(text.out.find("9961 more terms") != std::string::npos, text.out);
  BOOST_TEST(text.out.find("everybody else: fail") != std::string::npos, text.out);
}

// The rounds are the depth of the tree and one more, not the number of look-ups.
BOOST_AUTO_TEST_CASE(AsksInAsManyRoundsAsTheTreeIsDeep) {
  const json::value deep = json::parse(check("203.0.113.8", "deep.spf.example", "json").out);
  BOOST_TEST(deep.at("cost").at("rounds") == 4);
  BOOST_TEST(deep.at("lookups") == 3);
  const json::value tree = json::parse(spf({"deep.spf.example", "--format", "json"}).out);
  BOOST_TEST(tree.at("tree").at("cost").at("depth") == 3);
}

BOOST_AUTO_TEST_CASE(TellsSomebodyWhoDoesNotKnowSpf) {
  const Ended fail = check("203.0.113.8", "deep.spf.example");
  BOOST_TEST(fail.out.starts_with("203.0.113.8 may NOT send mail for deep.spf.example: fail\n"),
             fail.out);
  BOOST_TEST(fail.out.find("the record of d1.spf.example says") != std::string::npos, fail.out);
  BOOST_TEST(fail.out.find("Received-SPF: fail") != std::string::npos, fail.out);
}

// A loop of aliases is all that the resolver does not tell: with words, and never "no record".
BOOST_AUTO_TEST_CASE(SaysInWordsWhatTheDnsDidNotTell) {
  for (const Ended& ended :
       {check("203.0.113.8", "aliased.spf.example"), spf({"aliased.spf.example"})}) {
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.err.find("did not tell the text records (TXT) of cna.spf.example: no usable "
                              "answer came from " +
                              nsd.address()) != std::string::npos,
               ended.err);
  }
}

BOOST_AUTO_TEST_CASE(EndsWithStatusTwoWhereTheNameServerIsDown) {
  nsd.stop();
  for (const Ended& ended :
       {check("192.0.2.10", "plain.spf.example", "json"), spf({"plain.spf.example"})}) {
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.err.starts_with("mailvet: "), ended.err);
    BOOST_TEST(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
    BOOST_TEST(ended.err.find(nsd.address()) != std::string::npos, ended.err);
  }
  BOOST_TEST(result_of(check("192.0.2.10", "plain.spf.example", "json")) == "temperror");
}

BOOST_AUTO_TEST_SUITE_END()
