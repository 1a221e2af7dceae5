// SPDX-License-Identifier: MIT
//
// mailvet dmarc, over zone files: no question leaves the test.

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/captured.h"
#include "tests/service/cli/mail_world.h"
#include "tests/support/temp_dir.h"

namespace {

namespace json = boost::json;

/// A port of this machine where nobody answers: what is not in a zone file fails at once.
constexpr const char* kNobody = "127.0.0.1@1";

/// The whole DNS: other names do not exist.
constexpr std::string_view kWorld = R"(
. 300 SOA ns.example. hostmaster.example. 1 7200 600 86400 60
_dmarc.example.com. 300 TXT "v=DMARC1; p=reject; sp=quarantine; np=reject; rua=mailto:a@example.com"
news.example.com. 300 A 192.0.2.1
_dmarc.strict.example. 300 TXT "v=DMARC1; p=reject; adkim=s; aspf=s"
_dmarc.test.example. 300 TXT "v=DMARC1; p=reject; t=y; pct=30"
_dmarc.none.example. 300 TXT "v=DMARC1; p=none"
_dmarc.bad.example. 300 TXT "v=DMARC1; p=oops"
_dmarc.bank.example. 300 TXT "v=DMARC1; p=quarantine; psd=y"
_dmarc.mail.example.net. 300 TXT "v=DMARC1; p=reject"
_dmarc.odd.example. 300 TXT "v=DMARC1; p=none; x=\195\188"
_dmarc.xn--bcher-kva.example. 300 TXT "v=DMARC1; p=reject"
_dmarc.badsp.example. 300 TXT "v=DMARC1; p=reject; sp=xx; rua=mailto:a@badsp.example; pct=1"
_dmarc.nop.example. 300 TXT "v=DMARC1; rua=mailto:a@nop.example"
_dmarc.lower.example. 300 TXT "v=dmarc1; p=reject"
_dmarc.two.example. 300 TXT "v=DMARC1; p=reject"
_dmarc.two.example. 300 TXT "v=DMARC1; p=none"
_dmarc.many.example. 300 TXT "v=DMARC1; p=none; rua=,,,,,,,,,,,,,,,,,,,,,,,,,"
)";

struct World {
  tests::TempDir folder;
  std::string file = folder.write("world.zone", kWorld);

  tests::Captured dmarc(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "dmarc");
    arguments.insert(arguments.end(), {"--zone", file, "--resolver", kNobody, "--timeout", "2"});
    return tests::run(arguments);
  }

  json::object document(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    return json::parse(dmarc(std::move(arguments)).out).as_object();
  }
};

bool says(const std::string& text, std::string_view words) {
  // Sentences are broken between words.
  std::string joined;
  for (const char c : text) {
    const char plain = c == '\n' ? ' ' : c;
    if (plain != ' ' || !joined.ends_with(' ')) joined += plain;
  }
  return joined.find(words) != std::string::npos;
}

/// The members of the suites, "pass reject none example.com example.com 2".
std::string members_of(const json::object& found) {
  std::string text;
  for (const char* name :
       {"result", "policy", "disposition", "org_domain", "record_domain", "queries"}) {
    const json::value& member = found.at(name);
    const std::string value =
        member.is_string() ? std::string(member.get_string().c_str()) : json::serialize(member);
    text += (text.empty() ? "" : " ") + value;
  }
  return text;
}

/// A command line, its members, its exit status, and words of the text.
struct Row {
  std::vector<std::string> arguments;
  const char* members;
  int status;
  const char* text;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  for (const std::string& argument : row.arguments) out << argument << ' ';
  return out;
}

const Row kRows[] = {
    {{"example.com"},
     "fail reject reject example.com example.com 2",
     0,
     "example.com has the DMARC policy reject"},
    {{"news.example.com"},
     "fail quarantine quarantine example.com example.com 3",
     0,
     "that of example.com, the organizational domain, for news.example.com has none"},
    {{"gone.example.com"},
     "fail reject reject example.com example.com 3",
     0,
     "names below the domain that do not exist"},
    {{"none.example"},
     "fail none none none.example none.example 2",
     0,
     "To treat the message as if there were no policy"},
    {{"nothing.example"}, "none null none nothing.example null 2", 1, "DMARC does not apply"},
    {{"bad.example"}, "none null none bad.example null 2", 1, "a policy that is not valid"},
    {{"example.com", "--spf", "pass@example.com"},
     "pass reject none example.com example.com 1",
     0,
     "SPF says pass for example.com, which counts: it is the author domain."},
    {{"news.example.com", "--dkim", "example.com"},
     "pass quarantine none example.com example.com 3",
     0,
     "its organizational domain is the same"},
    {{"example.com", "--spf", "fail@example.com", "--dkim", "example.net"},
     "fail reject reject example.com example.com 2",
     1,
     "To refuse the message (reject)"},
    {{"example.com", "--dkim", "fail@example.com", "--dkim", "news.example.com"},
     "pass reject none example.com example.com 2",
     0,
     "DKIM says fail for example.com"},
    {{"strict.example", "--dkim", "a.strict.example"},
     "fail reject reject strict.example strict.example 2",
     1,
     "but the record asks for equal names"},
    {{"test.example", "--spf", "none@test.example"},
     "fail reject quarantine test.example test.example 2",
     1,
     "the owner tests the policy"},
    {{"test.example", "--spf", "NONE@Test.Example", "--mode", "rfc7489"},
     "fail reject reject test.example test.example 1",
     1,
     "for 30 of 100 messages"},
    {{"giant.bank.example"},
     "fail quarantine quarantine giant.bank.example bank.example 2",
     0,
     "a public suffix"},
    {{"a.mail.example.net"},
     "fail reject reject mail.example.net mail.example.net 4",
     0,
     "RFC 7489 looks only at"},
    {{"a.mail.example.net", "--mode", "rfc7489"},
     "none null none example.net null 2",
     1,
     "by the public suffix list"},
    // RFC 9989 section 4.10.1.
    {{"badsp.example"},
     "fail none none badsp.example badsp.example 2",
     0,
     "none, as sp of the record is not valid"},
    {{"nop.example"}, "fail none none nop.example nop.example 2", 0, "as the record has no p"},
    {{"lower.example"},
     "none null none lower.example null 2",
     1,
     "The text \"v=dmarc1; p=reject\" at _dmarc.lower.example is no DMARC record: its version is"},
    {{"two.example"},
     "none null none two.example null 2",
     1,
     "_dmarc.two.example has 2 DMARC records"},
    {{"many.example"}, "fail none none many.example many.example 2", 0, "- And 6 more."},
    {{"b\xc3\xbc"
      "cher.example"},
     "fail reject reject xn--bcher-kva.example xn--bcher-kva.example 2",
     0,
     "xn--bcher-kva.example"},
};

const Row kBad[] = {
    {{}, "", 2, "DOMAIN"},
    {{""}, "", 2, "The domain is empty."},
    {{"192.0.2.1"}, "", 2, "is an IP address"},
    {{"example.com", "example.net"}, "", 2, "example.net"},
    {{"example.com", "--spf", "pass"}, "", 2, "Give --spf as RESULT@DOMAIN"},
    {{"example.com", "--spf", ""}, "", 2, "--spf"},
    {{"example.com", "--spf", "passed@example.com"}, "", 2, "\"passed\" in --spf is no result"},
    {{"example.com", "--spf", "pass@"}, "", 2, "not a domain name"},
    {{"example.com", "--spf", "pass@a..b"}, "", 2, "not a domain name"},
    {{"example.com", "--spf", "pass@user@example.com"}, "", 2, "not a domain for mail"},
    {{"example.com", "--dkim", ""}, "", 2, "--dkim"},
    {{"example.com", "--dkim", "192.0.2.1"}, "", 2, "not a domain for mail"},
    {{"example.com", "--dkim", "softfail@example.com"}, "", 2, "is no result"},
    {{"example.com", "--dkim", "a\x1b[2J.example"}, "", 2, "\\027"},
    {{"example.com", "--mode", "rfc9091"}, "", 2, "--mode"},
    {{"example.com", "--format", "xml"}, "", 2, "--format"},
    {{"example.com", "--zone", "/nonexistent/zone"}, "", 2, "/nonexistent/zone"},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DmarcCommand, World)

BOOST_AUTO_TEST_CASE(TellsWhatDmarcMakesOfAMessage) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row) {
      const json::object found = document(row.arguments);
      BOOST_TEST(found.at("schema").as_string() == "mailvet.dmarc/1");
      BOOST_TEST(members_of(found) == row.members);
      BOOST_TEST(!found.at("reason").as_string().empty());
      const tests::Captured text = dmarc(row.arguments);
      BOOST_TEST(text.status == row.status);
      BOOST_TEST(text.err == "");
      BOOST_TEST(says(text.out, row.text), text.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysOnOneLineWhatWasWrong) {
  for (const Row& row : kBad) {
    BOOST_TEST_CONTEXT(row) {
      const tests::Captured ran = dmarc(row.arguments);
      BOOST_TEST(ran.status == row.status);
      BOOST_TEST(ran.has_one_error_line(), ran.err);
      BOOST_TEST(ran.err.find(row.text) != std::string::npos, ran.err);
      BOOST_TEST(ran.out == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(TakesNoMoreSignaturesThanItSays) {
  std::vector<std::string> arguments{"example.com"};
  for (int i = 0; i < 20; ++i) arguments.insert(arguments.end(), {"--dkim", "example.net"});
  BOOST_TEST(document(arguments).at("dkim").as_array().size() == 20U);
  arguments.insert(arguments.end(), {"--dkim", "example.net"});
  BOOST_TEST(dmarc(arguments).err.find("at most 20 signatures") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(HasTheMembersOfTheDocument) {
  const json::object found = document({"news.example.com", "--spf", "softfail@b.example.com",
                                       "--dkim", "example.com", "--dkim", "fail@example.net"});
  BOOST_TEST(found.at("from").as_string() == "news.example.com");
  BOOST_TEST(found.at("mode").as_string() == "rfc9989");
  BOOST_TEST(found.at("policy_source").as_string() == "sp");
  BOOST_TEST(found.at("testing").as_bool() == false);
  BOOST_TEST(found.at("percent") == 100);
  BOOST_TEST(found.at("record").as_string().starts_with("v=DMARC1; p=reject"));
  BOOST_TEST(json::serialize(found.at("spf")) ==
             R"({"domain":"b.example.com","result":"softfail","aligned":"relaxed","counts":false,)"
             R"("org_domain":"example.com"})");
  const json::array& dkim = found.at("dkim").as_array();
  BOOST_TEST_REQUIRE(dkim.size() == 2U);
  BOOST_TEST(json::serialize(dkim.at(0)) ==
             R"({"domain":"example.com","result":"pass","aligned":"relaxed","counts":true,)"
             R"("org_domain":"example.com"})");
  BOOST_TEST(json::serialize(dkim.at(1)) ==
             R"({"domain":"example.net","result":"fail","aligned":"no","counts":false})");
  BOOST_TEST(found.at("differences").as_array().empty());
  BOOST_TEST(!found.contains("silence"));
  BOOST_TEST(!found.contains("failure"));
  // The three names of the walk, and whether the author domain exists.
  BOOST_TEST(found.at("evidence").as_array().size() == 4U);
  BOOST_TEST(found.at("cost").at("questions").to_number<int>() >= 4);
}

BOOST_AUTO_TEST_CASE(LeavesOutWhatThereIsNot) {
  const json::object found = document({"nothing.example"});
  for (const char* name : {"record", "policy_source", "spf", "failure", "silence"}) {
    BOOST_TEST(!found.contains(name), name);
  }
  BOOST_TEST(found.at("dkim").as_array().empty());
}

BOOST_AUTO_TEST_CASE(TellsWhatIsWrongWithARecord) {
  const json::object found = document({"badsp.example"});
  const json::array& problems = found.at("problems").as_array();
  BOOST_TEST_REQUIRE(problems.size() == 2U);
  BOOST_TEST(problems.at(0).at("kind").as_string() == "invalid_value");
  BOOST_TEST(problems.at(0).at("name").as_string() == "_dmarc.badsp.example");
  BOOST_TEST(problems.at(0).at("tag").as_string() == "sp");
  BOOST_TEST(problems.at(0).at("value").as_string() == "xx");
  BOOST_TEST(problems.at(0).at("offset").to_number<int>() == 23);
  BOOST_TEST(problems.at(0).at("sentence").as_string().ends_with("section 4.10.1)."));
  BOOST_TEST(problems.at(1).at("kind").as_string() == "obsolete_tag");
  BOOST_TEST(!found.contains("problems_left_out"));

  const json::object none = document({"lower.example"});
  const json::value& text = none.at("problems").as_array().at(0);
  BOOST_TEST(text.at("kind").as_string() == "no_record");
  BOOST_TEST(text.at("value").as_string() == "v=dmarc1; p=reject");
  BOOST_TEST(!text.as_object().contains("tag"));
  BOOST_TEST(!text.as_object().contains("offset"));

  BOOST_TEST(document({"many.example"}).at("problems_left_out").to_number<int>() == 6);
  BOOST_TEST(document({"example.com"}).at("problems").as_array().empty());
  BOOST_TEST(!says(dmarc({"example.com"}).out, "What is odd"));
}

BOOST_AUTO_TEST_CASE(WritesOctetsOfRecordsAsEscapes) {
  BOOST_TEST(document({"odd.example"}).at("record").as_string().ends_with("x=\\195\\188"));
}

BOOST_AUTO_TEST_CASE(SaysWhyReceiversDiffer) {
  const json::object found = document({"test.example"});
  const json::array& differences = found.at("differences").as_array();
  const auto has = [&](std::string_view words) {
    return std::any_of(differences.begin(), differences.end(), [words](const json::value& text) {
      return text.as_string().find(words) != json::string::npos;
    });
  };
  BOOST_TEST(has("t=y"));
  BOOST_TEST(has("pct=30"));
  BOOST_TEST(says(dmarc({"test.example"}).out, "Those that follow RFC 7489 differ here"));
  BOOST_TEST(says(dmarc({"none.example"}).out, "Receivers of both come to the same."));
}

/// With the results of SPF and DKIM that verify comes to, counts of names included.
BOOST_AUTO_TEST_CASE(SaysTheSameAsVerify) {
  const tests::MailWorld mail;
  const std::string good = tests::MailWorld::sign(std::string(tests::kMail)).out;
  const struct {
    std::string message;
    std::string sender;
    const char* members;
  } kMessages[] = {
      {good, "example.com", "pass reject none example.com example.com 1"},
      {good + "more", "example.com", "pass reject none example.com example.com 1"},
      {good, "mx.example.com", "pass reject none example.com example.com 1"},
      {good + "more", "mx.example.com", "fail reject reject example.com example.com 2"},
  };
  for (const auto& [message, sender, members] : kMessages) {
    const json::object verified = json::parse(mail.verify({"-", "--ip", "192.0.2.1", "--mail-from",
                                                           "joe@" + sender, "--format", "json"},
                                                          message)
                                                  .out)
                                      .as_object();
    std::vector<std::string> arguments = {"dmarc",      "example.com", "--zone",    mail.zone,
                                          "--resolver", kNobody,       "--timeout", "2",
                                          "--format",   "json"};
    const auto add = [&](const char* option, const json::value& result) {
      arguments.push_back(option);
      arguments.push_back(std::string(result.at("result").as_string().c_str()) + "@" +
                          result.at("domain").as_string().c_str());
    };
    add("--spf", verified.at("spf"));
    for (const json::value& signature : verified.at("dkim").as_array()) add("--dkim", signature);
    BOOST_TEST(members_of(verified.at("dmarc").as_object()) == members);
    BOOST_TEST(members_of(json::parse(tests::run(arguments).out).as_object()) == members);
  }
}

BOOST_AUTO_TEST_CASE(SaysWhyWhereNobodyAnswers) {
  const tests::Captured ran = tests::run(
      {"dmarc", "example.com", "--resolver", kNobody, "--timeout", "2", "--format", "json"});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  const json::object found = json::parse(ran.out).as_object();
  BOOST_TEST(members_of(found) == "temperror null none null null 1");
  BOOST_TEST(found.contains("failure"));
}

BOOST_AUTO_TEST_CASE(ATemperrorThatIsGivenIsOne) {
  const tests::Captured ran = dmarc({"example.com", "--spf", "temperror@example.com"});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  BOOST_TEST(says(ran.out, "receivers apply no policy"), ran.out);
}

BOOST_AUTO_TEST_SUITE_END()
