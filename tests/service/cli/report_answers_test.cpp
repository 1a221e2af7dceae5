// SPDX-License-Identifier: MIT
//
// mailvet report summary, sources, impact, receivers, fixes, tls and timeline.

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

/// Messages that are alike, of an aggregate report.
struct Row {
  std::string address;
  int count = 0;
  std::string disposition;
  std::string result;    ///< of DKIM and SPF, in alignment
  std::string signer{};  ///< domain of a signature that passed; '' for none
};

std::string xml_of(const Row& row) {
  const std::string signature =
      row.signer.empty() ? ""
                         : "<dkim><domain>" + row.signer +
                               "</domain><selector>s1</selector><result>pass</result></dkim>";
  return "<record><row><source_ip>" + row.address + "</source_ip><count>" +
         std::to_string(row.count) + "</count><policy_evaluated><disposition>" + row.disposition +
         "</disposition><dkim>" + row.result + "</dkim><spf>" + row.result +
         "</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from>"
         "</identifiers><auth_results>" +
         signature + "<spf><domain>example.com</domain><result>" +
         (row.result == "pass" ? "pass" : "fail") + "</result></spf></auth_results></record>";
}

/// A report on 2023-11-15.
std::string report_of(const std::string& org_name, const std::vector<Row>& rows) {
  std::string xml = "<?xml version=\"1.0\"?><feedback><report_metadata><org_name>" + org_name +
                    "</org_name><email>reports@receiver.example</email><report_id>r" +
                    std::to_string(rows.size()) +
                    "</report_id><date_range>"
                    "<begin>1700006400</begin><end>1700092799</end></date_range></report_metadata>"
                    "<policy_published><domain>example.com</domain><p>none</p></policy_published>";
  for (const Row& row : rows) xml += xml_of(row);
  return xml + "</feedback>";
}

constexpr const char* kNow = "2023-11-17T00:00:00Z";

bool asks_dns(const std::string& command) {
  return command != "sources" && command != "tls" && command != "timeline";
}

struct Answers : tests::ReportDatabase {
  std::string zone = folder.write("dns.zone",
                                  "$ORIGIN .\n$TTL 3600\n"
                                  "@ SOA ns.example. h.example. 1 7200 3600 1209600 300\n"
                                  "example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
                                  "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n");
  std::string map = folder.write("map.csv",
                                 "evidence-kind,value,name,type\n"
                                 "dkim,news.example.net,Example News,marketing\n");

  Answers() {
    const std::string one =
        report_of("Receiver", {{"192.0.2.1", 90, "none", "pass", "example.com"},
                               {"198.51.100.7", 60, "none", "fail", "news.example.net"},
                               {"203.0.113.66", 30, "reject", "fail"}});
    import({folder.write("1.xml", one), MAILVET_SOURCE_DIR "/fixtures/reports/tls-rfc8460.json"});
    report({"verdict", "example.com", "Example News", "approve"});
  }

  /// The answer on example.com, without the network.
  Captured ask(const std::string& command, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {command, "Example.COM", "--map", map});
    if (std::find(more.begin(), more.end(), "--now") == more.end()) {
      more.insert(more.end(), {"--now", kNow});
    }
    if (asks_dns(command)) {
      more.insert(more.end(), {"--offline", "--zone", zone});
    }
    return report(std::move(more));
  }
  boost::json::object document(const std::string& command,
                               std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--format", "json"});
    return json_of(ask(command, std::move(more)));
  }
};

/// Every answer.
struct Face {
  std::string command;
  std::vector<std::string> more;
  std::string schema;
  int status = 0;
  std::string first_line;
};
std::ostream& operator<<(std::ostream& out, const Face& face) {
  return out << face.command;
}

const Face kFaces[] = {
    {"summary",
     {},
     "mailvet.dmarc-summary/1",
     1,
     "critical: This needs work now: 60 % of 150 messages of your own pass DMARC, and 30 of 30 "
     "that pretend to be yours were stopped."},
    {"sources",
     {},
     "mailvet.dmarc-sources/1",
     0,
     "180 messages of 3 sources: 90 yours that pass, 60 yours that fail, 0 forwarded, 30 that "
     "pretend to be yours, 0 unknown"},
    {"impact",
     {"--policy", "reject"},
     "mailvet.dmarc-impact/1",
     1,
     "Not ready: under p=reject 60 messages of yours would be lost, 60 a day"},
    {"receivers", {}, "mailvet.dmarc-receivers/1", 0, "Reports come; the last one ends 2023-11-15"},
    {"fixes", {}, "mailvet.dmarc-fixes/1", 1, "60 messages of yours fail, of 1 source"},
    {"tls",
     {"--now", "2026-05-03T00:00:00Z"},
     "mailvet.tls-summary/1",
     1,
     "5629 sessions, of which 303 failed (5.38 %)"},
    {"timeline",
     {},
     "mailvet.dmarc-timeline/1",
     0,
     "180 messages on 1 day with reports; of 150 of your own 60 % pass DMARC"},
};

const tests::WrongWords kWrong[] = {
    {{"summary"}, "DOMAIN"},
    {{"summary", "192.0.2.1"}, "192.0.2.1"},
    {{"summary", "example.com", "--now", "soon"}, "--now"},
    {{"summary", "example.com", "--now", "soon"}, "is not a date or time such as 2026-05-01, "},
    {{"summary", "example.com", "--now", "2026-13-01"}, "--now: \"2026-13-01\""},
    {{"summary", "example.com", "--now", "2026"}, "--now: \"2026\""},
    {{"sources", "example.com", "--from", "yesterday"}, "mailvet: --from is a date"},
    {{"sources", "example.com", "--to", "tomorrow"}, "mailvet: --to is a date"},
    {{"sources", "example.com", "--from", "2023-11-17", "--to", "2023-11-16"},
     "mailvet: --from: The period begins at "},
    {{"sources", "example.com", "--from", "2023-11-17", "--days", "3"}, "--from"},
    {{"sources", "example.com", "--days", "0"}, "--days"},
    {{"sources", "example.com", "--map", "/nowhere/map.csv"}, "/nowhere/map.csv"},
    {{"impact", "example.com", "--policy", "discard"}, "--policy"},
    {{"impact", "example.com", "--policy", "none", "--subdomain-policy", "x"},
     "--subdomain-policy"},
    {{"fixes", "example.com", "--offline", "--resolver", "192.0.2.53"}, "--offline"},
    {{"timeline", "example.com", "--format", "poem"}, "--format"},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportAnswers, Answers)

BOOST_DATA_TEST_CASE(AnswersInTheFirstLine, boost::unit_test::data::make(kFaces), face) {
  const Captured ran = ask(face.command, face.more);
  BOOST_TEST(ran.status == face.status, ran.err);
  BOOST_TEST(ran.err == "");
  BOOST_TEST(ran.out.substr(0, ran.out.find('\n')) == face.first_line);
  BOOST_TEST(ran.out.find("example.com, ") != std::string::npos, ran.out);
}

BOOST_DATA_TEST_CASE(GivesOneDocument, boost::unit_test::data::make(kFaces), face) {
  std::vector<std::string> more = face.more;
  more.insert(more.end(), {"--format", "json"});
  const Captured ran = ask(face.command, more);
  BOOST_TEST(ran.status == face.status);
  const auto answer = json_of(ran);
  BOOST_TEST(answer.begin()->key() == "schema");
  BOOST_TEST(answer.at("schema").as_string() == face.schema);
  BOOST_TEST(answer.at("domain").as_string() == "example.com");
  BOOST_TEST(answer.at("period").at("from").is_string());
}

// A domain that has no reports is a slip, or a database that is not the right one.
BOOST_DATA_TEST_CASE(SaysWhichDomainsThereAre, boost::unit_test::data::make(kFaces), face) {
  std::vector<std::string> words = {face.command, "example.net", "--now", kNow};
  if (!face.more.empty() && face.more[0] == "--policy")
    words.insert(words.end(), face.more.begin(), face.more.end());
  if (asks_dns(face.command)) words.emplace_back("--offline");
  const Captured ran = report(words);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.out == "");
  BOOST_TEST(ran.err ==
             "mailvet: There are no reports on example.net. There are some on example.com.\n");
}

BOOST_DATA_TEST_CASE(SaysOnOneLineWhatWasWrong, boost::unit_test::data::make(kWrong), wrong) {
  const Captured ran = report(wrong.words);
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  BOOST_TEST(ran.err.find(wrong.says) != std::string::npos, ran.err);
}

BOOST_AUTO_TEST_CASE(TakesThePeriodThatIsAskedFor) {
  const auto messages = [&](std::vector<std::string> more) {
    return document("sources", std::move(more)).at("messages").to_number<int>();
  };
  BOOST_TEST(messages({"--from", "2023-11-15", "--to", "2023-11-16"}) == 180);
  BOOST_TEST(messages({"--from", "2023-11-16"}) == 0);
  BOOST_TEST(messages({"--to", "2023-11-15"}) == 0);
  BOOST_TEST(messages({"--days", "1"}) == 0);
  BOOST_TEST(messages({"--days", "2"}) == 180);
  BOOST_TEST(messages({"--days", "2", "--now", "2023-11-17"}) == 180);
  BOOST_TEST(messages({"--days", "1", "--now", "2023-11-17"}) == 0);
  const auto period = document("impact", {"--policy", "none"}).at("period");
  BOOST_TEST(period.at("from").as_string() == "2023-10-18T00:00:00Z");  // 30 days
}

// Of days to come there are no reports, so that their absence tells nothing.
BOOST_AUTO_TEST_CASE(SaysThatThePeriodEndsInTheFuture) {
  const Captured ran = ask("sources", {"--to", "2023-11-18"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.err ==
             "mailvet: warning: --to: The period ends at 2023-11-18T00:00:00Z, which is after now, "
             "2023-11-17T00:00:00Z; of the time between there are no reports yet.\n");
  BOOST_TEST(ask("sources", {"--to", "2023-11-17"}).err == "");
}

BOOST_AUTO_TEST_CASE(TakesTheWordsOfThePolicy) {
  const auto impact = document("impact", {"--policy", "quarantine", "--subdomain-policy", "none",
                                          "--non-existent-policy", "reject", "--testing"});
  const auto& proposed = impact.at("proposed");
  BOOST_TEST(proposed.at("p").as_string() == "quarantine");
  BOOST_TEST(proposed.at("sp").as_string() == "none");
  BOOST_TEST(proposed.at("np").as_string() == "reject");
  BOOST_TEST(proposed.at("testing").as_bool());
  // A word that is left out stays as today, and without any the next step is asked for.
  BOOST_TEST(document("impact", {"--subdomain-policy", "reject"}).at("proposed").at("p") == "none");
  const auto next = document("impact");
  BOOST_TEST(next.at("proposed") == next.at("next_step").at("raised"));
  const Captured nothing = ask("impact", {"--policy", "none"});
  BOOST_TEST(nothing.status == 0);
  BOOST_TEST(nothing.out.starts_with("Nothing changes: p=none is your policy already\n"),
             nothing.out);
}

BOOST_AUTO_TEST_CASE(NamesSourcesByTheMap) {
  const std::string named = ask("sources").out;
  BOOST_TEST(named.find("Example News  failing (approve)") != std::string::npos, named);
  const std::string unnamed = report({"sources", "example.com", "--now", kNow}).out;
  BOOST_TEST(unnamed.find("Example News") == std::string::npos, unnamed);
}

// What helps to say whose a source is, and what reports do not say or cannot mean.
BOOST_AUTO_TEST_CASE(TellsWhatASourceThatIsAskedAboutLooksLike) {
  std::string claimed =
      report_of("Doubtful", {{"192.0.2.200", 40, "none", "pass", "shop.example"}});
  const std::string own = "<spf><domain>example.com";
  claimed.replace(claimed.find(own), own.size(), "<spf><domain>shop.example");
  import({folder.write("claimed.xml", claimed),
          folder.write("other.xml",
                       report_of("Other", {{"198.51.100.9", 5, "none", "fail", "other.example"},
                                           { "192.0.2.1",
                                             165,
                                             "none",
                                             "",
                                             "example.com" }}))});
  const std::string text = ask("sources").out;
  for (const char* line :
       {"\n165 messages without a result for DKIM or SPF: it is that of the signatures",
        "\n40 messages said to pass DMARC, and nothing that the report lists can be why",
        "\n  of: shop.example (40)\n",
        "\nAre these yours?\n  other.example: sent by 198.51.100.9; From example.com; signed "
        "other.example/s1; told by receiver.example\n\nYour word"}) {
    BOOST_TEST(text.find(line) != std::string::npos, line << " is not in " << text);
  }
  const auto sources = document("sources");
  BOOST_TEST(sources.at("derived").to_number<int>() == 165);
  BOOST_TEST(sources.at("contradicted").at("messages").to_number<int>() == 40);
  BOOST_TEST(sources.at("classes").at("failing").to_number<int>() == 60);
}

// A domain that is abused has thousands of them.
BOOST_AUTO_TEST_CASE(TellsSourcesThatPretendTogether) {
  std::vector<Row> rows;
  for (int i = 1; i <= 60; ++i) {
    rows.push_back({"203.0.113." + std::to_string(100 + i), 1, "none", "fail"});
    rows.push_back({"198.51.100." + std::to_string(100 + i), 1, "none", "fail",
                    "s" + std::to_string(i) + ".shop" + std::to_string(i) + ".example"});
  }
  import({folder.write("many.xml", report_of("Other", rows))});
  const std::string text = ask("sources").out;
  BOOST_TEST(text.find("\n  203.0.113.101 ") == std::string::npos, text);
  BOOST_TEST(
      text.find("\n90 messages of 61 sources pretend to be yours; 30 were") != std::string::npos,
      text);
  BOOST_TEST(text.find("\n  and 32 more: --format json") != std::string::npos, text);
  BOOST_TEST(document("sources").at("sources").as_array().size() == 123U);
}

BOOST_AUTO_TEST_CASE(HoldsWhatFailsAgainstTheZone) {
  const auto fixes = document("fixes");
  BOOST_TEST(fixes.at("dmarc").at("text").as_string() == "v=DMARC1; p=none");
  BOOST_TEST(fixes.at("spf").at("state").as_string() == "fine");
  BOOST_REQUIRE(fixes.at("sources").as_array().size() == 1U);
  BOOST_TEST(fixes.at("sources").at(0).at("source").at("name").as_string() == "Example News");
  const std::string text = ask("fixes").out;
  BOOST_TEST(text.find("\n      -> ") != std::string::npos, text);
  // Without any DNS it is unknown what is published, and never missing.
  const auto unknown = json_of(report(
      {"fixes", "example.com", "--now", kNow, "--map", map, "--offline", "--format", "json"}));
  BOOST_TEST(unknown.at("dmarc").at("state").as_string() == "unknown");
}

// RFC 9990 section 4: reports are not sent to who does not say that they are wanted.
BOOST_AUTO_TEST_CASE(SaysWhichMailFailsAndWhereReportsAreRefused) {
  const std::string refused =
      folder.write("refused.zone",
                   "$ORIGIN .\n$TTL 3600\n"
                   "@ SOA ns.example. h.example. 1 7200 3600 1209600 300\n"
                   "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:a@third.example\"\n");
  const std::string text =
      report({"fixes", "example.com", "--now", kNow, "--map", map, "--zone", refused, "--offline"})
          .out;
  for (const char* line :
       {"\n  DMARC now: valid, but its reports are not sent, \"v=DMARC1; p=none; ",
        "-> No reports are sent to mailto:a@third.example: third.example does not say that ",
        "publish: example.com._report._dmarc.third.example TXT \"v=DMARC1;\"\n",
        "\n      From example.com (60); received by "}) {
    BOOST_TEST(text.find(line) != std::string::npos, line << " is not in " << text);
  }
  const auto cause = document("fixes").at("sources").at(0).at("causes").at(0);
  BOOST_TEST(cause.at("header_from").at("top").at(0).at("name").as_string() == "example.com");
  BOOST_TEST(cause.at("reporters").at("top").at(0).at("messages").to_number<int>() == 60);
  BOOST_TEST(cause.at("dispositions").is_object());
}

// The policy is that of the zone; without one it is what receivers saw, and that is told.
BOOST_AUTO_TEST_CASE(SaysWhosePolicyItIs) {
  const std::string published =
      folder.write("reject.zone",
                   "$ORIGIN .\n$TTL 3600\n"
                   "@ SOA ns.example. h.example. 1 7200 3600 1209600 300\n"
                   "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n");
  const auto run = [&](std::vector<std::string> words, std::vector<std::string> more) {
    words.insert(words.end(), {"example.com", "--now", kNow, "--map", map, "--offline"});
    words.insert(words.end(), more.begin(), more.end());
    return report(words);
  };
  const std::string summary = run({"summary"}, {"--zone", published}).out;
  BOOST_TEST(summary.find("who saw p=none; you publish p=reject\n") != std::string::npos, summary);
  BOOST_TEST(summary.find("You publish p=reject; receivers saw p=none.") != std::string::npos);
  BOOST_TEST(summary.find("p=quarantine") == std::string::npos, summary);
  const Captured impact = run({"impact", "--policy", "reject"}, {"--zone", published});
  BOOST_TEST(impact.status == 1);
  BOOST_TEST(impact.out.starts_with("In force: this is your policy already; it costs you 60 "
                                    "messages (60 a day): see mailvet report fixes\n"),
             impact.out);
  for (const char* command : {"summary", "impact"}) {
    const std::string fallen_back = run({command}, {}).out;
    BOOST_TEST(fallen_back.find("\nThe DNS did not tell your policy, or was not asked: it is taken "
                                "as receivers saw it\n") != std::string::npos,
               fallen_back);
    const auto of = [&](std::vector<std::string> more) {
      more.insert(more.end(), {"--format", "json"});
      return json_of(run({command}, more)).at("policy_source");
    };
    BOOST_TEST(of({}) == "seen");
    BOOST_TEST(of({"--zone", published}) == "published");
  }
  const std::string fixes = run({"fixes"}, {}).out;
  BOOST_TEST(fixes.find("SPF now: unknown (The DNS was not asked.)") != std::string::npos, fixes);
  BOOST_TEST(fixes.find("The DNS was not asked for _dmarc.example.com TXT.") != std::string::npos,
             fixes);
}

// RFC 9989 section 4.7: np holds for names that do not exist, sp for others; both faces ask the
// DNS.
BOOST_AUTO_TEST_CASE(KnowsWhichPolicyReceiversHadToObey) {
  std::string xml = report_of("Other", {{"203.0.113.9", 20, "none", "fail"}});
  const auto replace = [&xml](std::string_view what, std::string_view by) {
    xml.replace(xml.find(what), what.size(), by);
  };
  replace("<p>none</p>", "<p>none</p><sp>none</sp><np>reject</np>");
  replace("<header_from>example.com", "<header_from>nope.example.com");
  replace("reports@receiver.example", "reports@other.example");
  import({folder.write("np.xml", xml)});
  const auto weaker = [this](const std::string& records) {
    const std::string more = folder.write("more.zone", "$ORIGIN .\n$TTL 3600\n" + records);
    const auto receivers = json_of(report({"receivers", "example.com", "--now", kNow, "--offline",
                                           "--zone", more, "--format", "json"}))
                               .at("receivers");
    for (const auto& receiver : receivers.as_array()) {
      if (receiver.at("reporter") != "other.example") continue;
      return receiver.at("obedience").at("weaker").to_number<int>();
    }
    return -1;
  };
  const std::string start = "@ SOA ns.example. h.example. 1 7200 3600 1209600 300\n";
  BOOST_TEST(weaker(start) == 20);
  BOOST_TEST(weaker(start + "nope.example.com. A 192.0.2.9\n") == 0);
}

// The usual period is a week: that reports have stopped is seen in the time before it.
BOOST_AUTO_TEST_CASE(SaysThatTlsReportsHaveStopped) {
  const Captured stopped = ask("tls", {"--now", "2026-05-20T00:00:00Z"});
  BOOST_TEST(stopped.status == 1);
  BOOST_TEST(stopped.out.find("No reports come any more: the last one is of 2026-05-01") !=
                 std::string::npos,
             stopped.out);
  const Captured never = ask("tls");
  BOOST_TEST(never.out.find("at _smtp._tls brings them.") != std::string::npos, never.out);
}

/// A TLS report of a day in May 2026 without failure-details.
std::string tls_of(int day, const std::string& type, int good, int failed) {
  const std::string date = "2026-05-0" + std::to_string(day);
  return "{\"organization-name\":\"S\",\"date-range\":{\"start-datetime\":\"" + date +
         "T00:00:00Z\",\"end-datetime\":\"" + date + "T23:59:59Z\"},\"contact-info\":\"tls@s" +
         std::to_string(day % 2) + ".example\",\"report-id\":\"" + date +
         "\",\"policies\":[{\"policy\":{\"policy-type\":\"" + type +
         "\",\"policy-string\":[\"mode: testing\"]},\"summary\":{"
         "\"total-successful-session-count\":" +
         std::to_string(good) + ",\"total-failure-session-count\":" + std::to_string(failed) +
         "}}]}";
}

/// In a mail that says the domain, as the report does not.
std::string mailed(const std::string& report) {
  return "From: a@s.example\nSubject: Report Domain: tls.example Submitter: s.example\n"
         "Content-Type: application/tlsrpt+json\n\n" +
         report + "\n";
}

constexpr const char* kTlsNow = "2026-05-09T00:00:00Z";

// RFC 8460 section 4.4: failure-details are optional; failures without them are none that enforcing
// would not lose.
BOOST_AUTO_TEST_CASE(TellsTlsFailuresWithoutAReason) {
  for (int day = 2; day < 9; ++day) {
    import({folder.write(std::to_string(day) + ".eml", mailed(tls_of(day, "sts", 600, 300)))});
  }
  const Captured text = report({"tls", "tls.example", "--now", kTlsNow});
  BOOST_TEST(text.status == 1);
  for (const char* line :
       {"6300 sessions, of which 2100 failed (33.33 %)\n",
        "Enforcing MTA-STS: unsafe. 2100 of 6300 sessions failed in a way that enforcing loses.\n"
        "    2100 sessions under the policy failed without a reason given, as s0.example (1200), "
        "s1.example (900) said: ",
        "no host is named: 2100 sessions failed\n    failed without a reason given, 2100 sessions: "
        "sts (2100), 2026-05-02 to 2026-05-08\n"}) {
    BOOST_TEST(text.out.find(line) != std::string::npos, line << " is not in " << text.out);
  }
  const auto sts =
      json_of(report({"tls", "tls.example", "--now", kTlsNow, "--format", "json"})).at("sts");
  BOOST_TEST(sts.at("lost_under_policy").to_number<int>() == 2100);
  BOOST_TEST(sts.at("blockers").at(0).at("sessions").to_number<int>() == 2100);
  BOOST_TEST(sts.at("blockers").at(0).at("senders").as_array().size() == 2U);
}

// One failure of many where there is no policy says nothing on a policy.
BOOST_AUTO_TEST_CASE(OneTlsFailureWithoutAPolicyIsNotUnsafe) {
  for (int day = 2; day < 9; ++day) {
    import({folder.write(std::to_string(day) + ".eml",
                         mailed(tls_of(day, "no-policy-found", 100'000, day == 8 ? 1 : 0)))});
  }
  const Captured text = report({"tls", "tls.example", "--now", kTlsNow});
  BOOST_TEST(text.status == 0);
  for (const char* line :
       {"700001 sessions, of which 1 failed (less than 0.01 %)\n",
        "Enforcing MTA-STS: not enough data. No sender has reported on an MTA-STS policy: publish "
        "one with mode testing. 1 of 700001 sessions without a policy failed in a way that "
        "enforcing loses.\n    1 session without a policy failed without a reason given, as ",
        "Enforcing DANE: not enough data. "}) {
    BOOST_TEST(text.out.find(line) != std::string::npos, line << " is not in " << text.out);
  }
}

// The report has no domain, its mail has.
BOOST_AUTO_TEST_CASE(ShowsWhereTheDomainOfATlsReportComesFrom) {
  const std::string path = folder.write("a.eml", mailed(tls_of(2, "sts", 5, 0)));
  const Captured shown = tests::run({"report", path});
  BOOST_TEST(shown.out.find("tls.example (as the mail's subject says), sts: 5 sessions good") !=
                 std::string::npos,
             shown.out);
  const auto found = json_of(tests::run({"report", path, "--format", "json"}));
  const auto& policy = found.at("reports").at(0).at("policies").at(0).as_object();
  BOOST_TEST(!policy.contains("policy_domain"));
  BOOST_TEST(policy.at("effective_policy_domain").at("domain").as_string() == "tls.example");
  BOOST_TEST(policy.at("effective_policy_domain").at("source").as_string() == "subject");
}

BOOST_AUTO_TEST_CASE(FailsWhereTheDnsDoesNotAnswer) {
  const Captured ran = report({"fixes", "example.com", "--now", kNow, "--map", map, "--resolver",
                               "127.0.0.1@1", "--timeout", "1"});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  BOOST_TEST(ran.out.find("60 messages of yours fail") == 0U);
}

// What receivers write reaches no terminal as it is.
BOOST_DATA_TEST_CASE(ShowsNothingThatATerminalObeys, boost::unit_test::data::make(kFaces), face) {
  const std::string name =
      "Evil \xc2\x9b"
      "2J\xe2\x80\xae name";
  import({folder.write("evil.xml", report_of(name,
                                             {{ "192.0.2.9",
                                                500,
                                                "none",
                                                "fail",
                                                "evil\xc2\x9b.example" }}))});
  const Captured ran = ask(face.command, face.more);
  for (const std::string bad : {"\x1b", "\xc2\x9b", "\xe2\x80\xae"}) {
    BOOST_TEST(ran.out.find(bad) == std::string::npos, ran.out);
  }
  BOOST_TEST(!ran.out.empty());
}

BOOST_AUTO_TEST_SUITE_END()
