// SPDX-License-Identifier: MIT
//
// mailvet spf, over zone files: no question leaves the test.

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/captured.h"
#include "tests/support/temp_dir.h"

namespace {

namespace json = boost::json;

/// A port of this machine where nobody answers: what is not in a zone file fails at once.
constexpr const char* kNobody = "127.0.0.1@1";

/// The whole DNS: other names do not exist.
constexpr std::string_view kWorld = R"(
. 300 SOA ns.example. hostmaster.example. 1 7200 600 86400 60
example.com. 300 TXT "v=spf1 mx include:_spf.example.com a:web.example.com -all exp=why.example.com"
example.com. 300 MX 10 mx1.example.com.
example.com. 300 MX 20 mx2.example.com.
mx1.example.com. 300 A 192.0.2.10
mx2.example.com. 300 A 192.0.2.11
web.example.com. 300 CNAME host.example.net.
host.example.net. 300 A 192.0.2.80
_spf.example.com. 300 TXT "v=spf1 ip4:198.51.100.0/28 ip6:2001:db8:25::/64 -all"
why.example.com. 300 TXT "%{i} is none of ours"
soft.example.com. 300 TXT "v=spf1 a:gone.example.com ~all"
open.example.com. 300 TXT "v=spf1 ip4:192.0.2.0/24"
moved.example.com. 300 TXT "v=spf1 redirect=example.com"
helo.example.com. 300 TXT "v=spf1 exists:%{h}.names.example.com -all"
unknown.names.example.com. 300 A 127.0.0.2
syntax.example.com. 300 TXT "v=spf1 ipv4:192.0.2.1 -all"
twice.example.com. 300 TXT "v=spf1 -all"
twice.example.com. 300 TXT "v=spf1 ~all"
lost.example.com. 300 TXT "v=spf1 include:nothing.example.com -all"
loop.example.com. 300 TXT "v=spf1 include:loop.example.com -all"
vain.example.com. 300 TXT "v=spf1 a:x1.example.com a:x2.example.com a:x3.example.com -all"
four.example.com. 300 TXT "v=spf1 a:mx1.example.com a:mx2.example.com a:web.example.com -all"
nospf.example.com. 300 A 192.0.2.99
xn--bcher-kva.example.com. 300 TXT "v=spf1 ip4:192.0.2.10 -all"
ptr.example.com. 300 TXT "v=spf1 ptr -all"
10.2.0.192.in-addr.arpa. 300 PTR mx1.example.com.
10.2.0.192.in-addr.arpa. 300 PTR host.ptr.example.com.
host.ptr.example.com. 300 A 192.0.2.10
)";

struct World {
  tests::TempDir folder;
  std::string file = folder.write("world.zone", kWorld);

  tests::Captured spf(std::vector<std::string> arguments) const {
    const std::vector<std::string> before{"spf"};
    arguments.insert(arguments.begin(), before.begin(), before.end());
    arguments.insert(arguments.end(), {"--zone", file, "--resolver", kNobody, "--timeout", "2",
                                       "--now", "2026-05-01T00:00:00Z"});
    return tests::run(arguments);
  }

  json::object document(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    return json::parse(spf(std::move(arguments)).out).as_object();
  }
};

/// The member, or an empty text where it is left out.
std::string text_of(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  return member == nullptr ? "" : std::string(member->as_string());
}

bool says(const std::string& text, std::string_view words) {
  // Sentences are broken between words.
  std::string joined;
  for (const char c : text) {
    const char plain = c == '\n' ? ' ' : c;
    if (plain != ' ' || !joined.ends_with(' ')) joined += plain;
  }
  return joined.find(words) != std::string::npos;
}

/// A domain, a client, and what comes of the two.
struct Sender {
  const char* domain;
  const char* ip;
  const char* result;
  int status;
  const char* matched;
  const char* headline;
};
std::ostream& operator<<(std::ostream& out, const Sender& row) {
  return out << row.domain << ' ' << row.ip;
}

const Sender kSenders[] = {
    {"example.com", "192.0.2.10", "pass", 0, "mx", "192.0.2.10 may send mail for example.com"},
    {"example.com", "198.51.100.5", "pass", 0, "include:_spf.example.com",
     "198.51.100.5 may send mail for example.com"},
    {"example.com", "::ffff:192.0.2.80", "pass", 0, "a:web.example.com", "may send mail"},
    {"example.com", "2001:db8:25::1", "pass", 0, "include:_spf.example.com", "may send mail"},
    {"example.com", "203.0.113.9", "fail", 1, "-all",
     "203.0.113.9 may NOT send mail for example.com"},
    {"moved.example.com", "203.0.113.9", "fail", 1, "-all", "may NOT send"},
    {"soft.example.com", "203.0.113.9", "softfail", 1, "~all", "should probably not send"},
    {"open.example.com", "203.0.113.9", "neutral", 1, "", "does not say whether 203.0.113.9"},
    {"nospf.example.com", "203.0.113.9", "none", 1, "", "does not say at all"},
    {"absent.example.com", "203.0.113.9", "none", 1, "", "does not exist"},
    {"syntax.example.com", "203.0.113.9", "permerror", 1, "", "its SPF records are broken"},
    {"twice.example.com", "203.0.113.9", "permerror", 1, "", "Only one is allowed"},
    {"lost.example.com", "203.0.113.9", "permerror", 1, "include:nothing.example.com",
     "nothing.example.com does not exist"},
    {"loop.example.com", "203.0.113.9", "permerror", 1, "include:loop.example.com",
     "the 11th lookup, where 10 are allowed"},
    {"vain.example.com", "203.0.113.9", "permerror", 1, "a:x3.example.com",
     "the 3rd void lookup, where 2 are allowed"},
    {"ptr.example.com", "192.0.2.10", "pass", 0, "ptr", "host.ptr.example.com (confirmed)"},
};

struct BadInput {
  std::vector<std::string> arguments;
  const char* says;
};
std::ostream& operator<<(std::ostream& out, const BadInput& row) {
  for (const std::string& argument : row.arguments) out << argument << ' ';
  return out;
}

const std::string kFrom = "--mail-from=user@example.com";

const BadInput kBadInput[] = {
    {{}, "Give a DOMAIN"},
    {{""}, "The domain is empty."},
    {{"192.0.2.1"}, "is an IP address"},
    {{"foo bar"}, "at octet 3"},
    {{"a\x1b[2J.example.com"}, "\\027"},
    {{"example.com", "example.net"}, "example.net"},
    {{kFrom}, "--ip is missing"},
    {{"example.com", "--helo", "h.example.com"}, "--ip is missing"},
    {{"--ip", "192.0.2.1"}, "Whose mail?"},
    {{"--ip", "192.0.2.1", "--mail-from", ""}, "give --helo"},
    {{"--ip", "", kFrom}, "is empty"},
    {{"--ip", "192.0.2.300", kFrom}, "\"192.0.2.300\" is not an IP address"},
    {{"--ip", "fe80::1%eth0", kFrom}, "leave out the zone, \"%eth0\""},
    {{"--ip", "192.0.2.0/24", kFrom}, "it is a network"},
    {{"--ip", "mail.example.com", kFrom}, "is not an IP address"},
    {{"--ip", "192.0.2.1", "--mail-from", "a\r\nb@example.com"}, "control character"},
    {{"--ip", "192.0.2.1", kFrom, "--helo", ""}, "--helo is empty"},
    {{"--ip", "192.0.2.1", kFrom, "--helo", "a\tb"}, "is not a HELO name"},
    {{"--ip", "192.0.2.1", kFrom, "--helo", std::string(1001, 'a')}, "it has 1001 octets"},
    {{"--ip", "192.0.2.1", "--mail-from", std::string(990, 'a') + "@example.com"}, "1002 octets"},
    {{"--ip", "192.0.2.1", kFrom, "--receiver", "a\nb"}, "not the name of a host"},
    {{"--ip", "192.0.2.1", kFrom, "--receiver", "mx.example (evil); x=\"y\""}, "name of a host"},
    {{"--ip", "192.0.2.1", kFrom, "--receiver", "a..b"}, "not the name of a host"},
    {{"--ip", "192.0.2.1", kFrom, "--receiver", "mx(1).example"}, "not the name of a host"},
    {{"example.com", "--ip", "192.0.2.1", kFrom}, "not both"},
};

const std::string kLongWord(256, 'a');

struct Form {
  std::vector<std::string> arguments;
  const char* identity;
  const char* domain;
  const char* result;
};
std::ostream& operator<<(std::ostream& out, const Form& row) {
  for (const std::string& argument : row.arguments) out << argument << ' ';
  return out;
}

// RFC 7208 section 2.4: without a reverse-path the HELO name is what is checked. Section 4.3: what
// has no local-part is the postmaster's, and what is no domain has no record.
const Form kForms[] = {
    {{"--mail-from", "user@example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "<user@example.com>"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "\"a b@c\"@example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "user@EXAMPLE.com."}, "mailfrom", "EXAMPLE.com", "pass"},
    {{"--mail-from",
      "user@b\xc3\xbc"
      "cher.example.com"},
     "mailfrom",
     "xn--bcher-kva.example.com",
     "pass"},
    {{"--mail-from", "user@[192.0.2.1]"}, "mailfrom", "[192.0.2.1]", "none"},
    {{"--mail-from", "user@example"}, "mailfrom", "example", "none"},
    {{"example.com"}, "mailfrom", "example.com", "pass"},
    {{"example.com", "--helo", "mx1.example.com"}, "mailfrom", "example.com", "pass"},
    {{"--helo", "example.com"}, "helo", "example.com", "pass"},
    {{"--mail-from", "", "--helo", "example.com"}, "helo", "example.com", "pass"},
    {{"--mail-from", "<>", "--helo", "example.com"}, "helo", "example.com", "pass"},
    {{"--helo", "[192.0.2.10]"}, "helo", "[192.0.2.10]", "none"},
    {{"--helo", "localhost"}, "helo", "localhost", "none"},
    {{"--helo", "my host"}, "helo", "my host", "none"},
    {{"--helo", std::string(256, 'a')}, "helo", kLongWord.c_str(), "none"},
    {{"--mail-from", "@example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "a b@example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", std::string(200, 'v') + "@example.com"}, "mailfrom", "example.com", "pass"},
    {{"--mail-from", "user@"}, "mailfrom", "", "none"},
    {{"--mail-from", "a@d..example"}, "mailfrom", "d..example", "none"},
    {{"--mail-from", "u@" + kLongWord}, "mailfrom", kLongWord.c_str(), "none"},
    {{"--mail-from", "nonsense"}, "mailfrom", "nonsense", "none"},
};

/// A record and what can be done with it.
struct Record {
  const char* domain;
  const char* use;
  int status;
  const char* text;
};
std::ostream& operator<<(std::ostream& out, const Record& row) {
  return out << row.domain;
}

const Record kRecords[] = {
    {"example.com", "usable", 0, "receivers can use"},
    {"soft.example.com", "usable", 0, "probably may not send"},
    {"open.example.com", "usable", 0, "ends without \"all\""},
    {"moved.example.com", "usable", 0, "if nothing matched, that record decides"},
    {"helo.example.com", "usable", 0, "depends on the sender"},
    {"ptr.example.com", "usable", 0, "depends on the sender"},
    {"b\xc3\xbc"
     "cher.example.com",
     "usable", 0, "xn--bcher-kva.example.com has an SPF record"},
    {"nospf.example.com", "none", 1, "has no SPF record"},
    {"absent.example.com", "none", 1, "has no SPF record"},
    {"syntax.example.com", "permerror", 1, "cannot be read, at octet"},
    {"twice.example.com", "permerror", 1, "There are 2 SPF records"},
    {"lost.example.com", "permerror", 1, "nothing.example.com has no SPF record"},
    {"loop.example.com", "permerror", 1, "leads back"},
    {"vain.example.com", "permerror", 1, "3 lookups find nothing"},
    {"four.example.com", "permerror", 1,
     "For senders with IPv6 addresses 3 lookups find nothing, and 2 are allowed"},
    {"four.example.com", "permerror", 1, "no IPv6 address"},
    {"four.example.com", "permerror", 1,
     "0 that find nothing for senders with IPv4 addresses, and 3 for those with IPv6 addresses, of "
     "2 that are allowed: too many."},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SpfCommand, World)

BOOST_AUTO_TEST_CASE(TellsWhoMaySend) {
  for (const Sender& row : kSenders) {
    BOOST_TEST_CONTEXT(row) {
      const std::vector<std::string> arguments{"--ip", row.ip, "--mail-from",
                                               std::string("user@") + row.domain};
      const json::object found = document(arguments);
      BOOST_TEST(text_of(found, "schema") == "mailvet.spf/1");
      for (const char* member : {"explanation", "lookups", "void_lookups", "matched", "trace"}) {
        BOOST_TEST(found.contains(member), member);
      }
      BOOST_TEST(text_of(found, "result") == row.result);
      BOOST_TEST(text_of(found, "matched") == row.matched);
      BOOST_TEST(text_of(found, "received_spf").find(row.result) != std::string::npos);
      const tests::Captured text = spf(arguments);
      BOOST_TEST(text.status == row.status);
      BOOST_TEST(text.err == "");
      BOOST_TEST(says(text.out, row.headline), text.out);
      BOOST_TEST(says(text.out, std::string(": ") + row.result), text.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysOnOneLineWhatWasWrong) {
  for (const BadInput& row : kBadInput) {
    const tests::Captured ran = spf(row.arguments);
    BOOST_TEST_CONTEXT(row << ran.err) {
      BOOST_TEST(ran.status == 2);
      BOOST_TEST(ran.has_one_error_line());
      BOOST_TEST(ran.err.find(row.says) != std::string::npos);
      BOOST_TEST(ran.out == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(ChecksTheSenderOrElseTheHeloName) {
  for (const Form& row : kForms) {
    BOOST_TEST_CONTEXT(row) {
      std::vector<std::string> arguments = row.arguments;
      arguments.insert(arguments.end(), {"--ip", "192.0.2.10"});
      const json::object found = document(arguments);
      BOOST_TEST(text_of(found, "identity") == row.identity);
      BOOST_TEST(text_of(found, "domain") == row.domain);
      BOOST_TEST(text_of(found, "result") == row.result);
    }
  }
}

BOOST_AUTO_TEST_CASE(HasTheMembersOfTheDocument) {
  const json::object found =
      document({"--ip", "203.0.113.9", "--helo", "mail.example.net", kFrom, "--receiver", "mx.us"});
  BOOST_TEST(text_of(found, "explanation") == "203.0.113.9 is none of ours");
  BOOST_TEST(text_of(found, "ip") == "203.0.113.9");
  BOOST_TEST(text_of(found, "helo") == "mail.example.net");
  BOOST_TEST(text_of(found, "mail_from") == "user@example.com");
  BOOST_TEST(text_of(found, "record_domain") == "example.com");
  BOOST_TEST(text_of(found, "time") == "2026-05-01T00:00:00Z");
  BOOST_TEST(!text_of(found, "reason").empty());
  BOOST_TEST(found.at("lookups") == 3);
  BOOST_TEST(found.at("void_lookups") == 0);
  BOOST_TEST(found.at("cost").at("rounds").to_number<int>() >= 2);
  BOOST_TEST(found.at("cost").at("questions").to_number<int>() >= 6);
  BOOST_TEST(!found.contains("trace_left_out"));
}

// Each step with the answers that it rests on.
BOOST_AUTO_TEST_CASE(TracesEveryStepWithItsEvidence) {
  const json::object found = document({"--ip", "203.0.113.9", kFrom});
  std::vector<std::string> steps;
  std::string asked;
  std::int64_t lookups = 0;
  for (const json::value& value : found.at("trace").as_array()) {
    const json::object& step = value.as_object();
    steps.push_back(std::string(step.at("depth").to_number<std::size_t>(), '>') +
                    text_of(step, "term") + " " + text_of(step, "outcome"));
    for (const json::value& evidence : step.at("evidence").as_array()) {
      asked +=
          text_of(evidence.as_object(), "name") + "/" + text_of(evidence.as_object(), "type") + " ";
      BOOST_TEST(text_of(evidence.as_object(), "status") == "answered");
    }
    lookups = std::max(lookups, step.at("lookups").as_int64());
  }
  const std::vector<std::string> expected{
      "v=spf1 record",
      "mx no_match",
      "include:_spf.example.com no_match",
      ">v=spf1 record",
      ">ip4:198.51.100.0/28 no_match",
      ">ip6:2001:db8:25::/64 no_match",
      ">-all match",
      "a:web.example.com no_match",
      "-all match",
      "exp=why.example.com followed",
  };
  BOOST_TEST(steps == expected, boost::test_tools::per_element());
  BOOST_TEST(asked ==
             "example.com/TXT example.com/MX mx1.example.com/A mx2.example.com/A "
             "_spf.example.com/TXT web.example.com/A why.example.com/TXT ");
  BOOST_TEST(lookups == 3);
}

BOOST_AUTO_TEST_CASE(ExplainsEachStepInWords) {
  const std::string text = spf({"--ip", "203.0.113.9", kFrom}).out;
  for (const char* words : {
           "The mail servers of example.com: mx1.example.com (192.0.2.10) and mx2.example.com "
           "(192.0.2.11). 203.0.113.9 is none of them.",
           "does not match (lookup 1 of 10)",
           "Would the record of _spf.example.com let 203.0.113.9 pass?",
           "203.0.113.9 is not in it.",
           "These are IPv6 addresses, and 203.0.113.9 is none.",
           "So include:_spf.example.com does not match: the record of _spf.example.com says fail,",
           "web.example.com (an alias of host.example.net) has the address 192.0.2.80.",
           "\"all\" stands for everybody whom nothing before it has matched. The \"-\" in front "
           "means",
           "\"203.0.113.9 is none of ours\"",
           "Received-SPF: fail",
       }) {
    BOOST_TEST(says(text, words), words << "\n" << text);
  }
}

// The macro "h" needs a word where no HELO name is known.
BOOST_AUTO_TEST_CASE(TakesTheWordUnknownForAHeloThatIsNotGiven) {
  const std::vector<std::string> sender{"--ip", "192.0.2.1", "--mail-from", "u@helo.example.com"};
  const json::object found = document(sender);
  BOOST_TEST(text_of(found, "result") == "pass");
  BOOST_TEST(text_of(found, "helo") == "");
  std::vector<std::string> named = sender;
  named.insert(named.end(), {"--helo", "mail.example.net"});
  BOOST_TEST(text_of(document(named), "result") == "fail");
}

BOOST_AUTO_TEST_CASE(TellsWhatARecordIsWorth) {
  for (const Record& row : kRecords) {
    BOOST_TEST_CONTEXT(row) {
      const json::object found = document({row.domain});
      BOOST_TEST(text_of(found, "schema") == "mailvet.spf_tree/1");
      BOOST_TEST(text_of(found, "use") == row.use);
      BOOST_TEST(found.at("reasons").as_array().empty() == (row.status == 0));
      const tests::Captured text = spf({row.domain});
      BOOST_TEST(text.status == row.status);
      BOOST_TEST(text.err == "");
      BOOST_TEST(says(text.out, row.text), text.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(ShowsTheTreeWithCostsAndNetworks) {
  const json::object found = document({"example.com"});
  BOOST_TEST(found.at("tree").at("records").as_array().size() == 2U);
  BOOST_TEST(found.at("tree").at("cost").at("worst") == 3);
  BOOST_TEST(found.at("authorised").at("ipv4_addresses") == 19);
  BOOST_TEST(found.at("last_word").at("says").as_string() == "fail");
  const std::string text = spf({"example.com"}).out;
  for (const char* words : {
           "1 1 mx",
           "192.0.2.10 and 192.0.2.11",
           "1 2 include:_spf.example.com",
           "1 3 a:web.example.com",
           "19 IPv4 addresses and about 1.8e19 IPv6 addresses",
           "3 for a sender that nothing matches, of 10 that are allowed, so that there is room for "
           "7",
           "may not send; receivers may refuse the mail (-all in the record of example.com)",
       }) {
    BOOST_TEST(says(text, words), words << "\n" << text);
  }
}

BOOST_AUTO_TEST_CASE(SaysWhyWhereNobodyAnswers) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"spf", "example.net"},
           {"spf", "--ip", "192.0.2.1", "--mail-from", "u@example.net"},
       }) {
    for (const std::string format : {"text", "json"}) {
      std::vector<std::string> all = arguments;
      all.insert(all.end(), {"--resolver", kNobody, "--timeout", "1", "--format", format});
      const tests::Captured ran = tests::run(all);
      BOOST_TEST(ran.status == 2);
      BOOST_TEST(ran.has_one_error_line(), ran.err);
      BOOST_TEST(ran.err.find(kNobody) != std::string::npos, ran.err);
      BOOST_TEST(!ran.out.empty());
    }
  }
}

// A look-up that fails inside the record: unknown, and never "no record".
BOOST_AUTO_TEST_CASE(IsUnknownWhereAnIncludeIsNotAnswered) {
  const std::string zone = folder.write("org.zone",
                                        "example.org. 60 SOA ns.example.org. h. 1 2 3 4 5\n"
                                        "example.org. 60 TXT \"v=spf1 include:far.example.net "
                                        "ip4:192.0.2.1 include:nothing.example.org -all\"\n");
  const std::vector<std::string> dns{"--zone", zone, "--resolver", kNobody, "--timeout", "1"};
  for (const std::string ip : {"", "192.0.2.1"}) {
    std::vector<std::string> arguments{"spf", "example.org"};
    arguments.insert(arguments.end(), dns.begin(), dns.end());
    if (!ip.empty()) arguments.insert(arguments.end(), {"--ip", ip});
    const tests::Captured ran = tests::run(arguments);
    // The tree shows another include that is surely broken, whatever the first one says.
    BOOST_TEST(ran.status == (ip.empty() ? 1 : 2), ran.out);
    BOOST_TEST(says(ran.out, "DNS did not"), ran.out);
    BOOST_TEST(ran.has_one_error_line() == !ip.empty(), ran.err);
  }
  const std::string open = folder.write("open.zone",
                                        "example.org. 60 SOA ns.example.org. h. 1 2 3 4 5\n"
                                        "example.org. 60 TXT \"v=spf1 include:far.example.net "
                                        "-all\"\n");
  const tests::Captured ran =
      tests::run({"spf", "example.org", "--zone", open, "--resolver", kNobody, "--timeout", "1"});
  BOOST_TEST(ran.status == 2, ran.out);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  BOOST_TEST(says(ran.out, "There may be more: not every answer is known."), ran.out);
}

BOOST_AUTO_TEST_CASE(NamesTheExitStatusInTheHelp) {
  const tests::Captured ran = tests::run({"spf", "--help"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out.find("Exit status") != std::string::npos);
  BOOST_TEST(ran.out.find("--mail-from") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
