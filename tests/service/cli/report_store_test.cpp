// SPDX-License-Identifier: MIT
//
// mailvet report list, source, verdict and remove.

#include <string>
#include <vector>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

const std::string kXml = tests::report_xml("example.com", "r1");

struct Stored : tests::ReportDatabase {
  Stored() {
    import({folder.write("1.xml", kXml),
            folder.write("2.xml", tests::report_xml("example.org", "r2", "40")),
            MAILVET_SOURCE_DIR "/fixtures/reports/tls-rfc8460.json"});
  }
};

const tests::WrongWords kWrong[] = {
    {{"list", "--limit", "0"}, "--limit"},
    {{"list", "--kind", "spam"}, "--kind"},
    {{"list", "--after", "x"}, "--after"},
    {{"list", "--after", "-5"}, "\"-5\" is not the number that the list before has"},
    {{"list", "--after", "9223372036854775808"}, "--after"},
    {{"list", "--from", "may"}, "--from is a date"},
    {{"list", "--to", "1900-01-01"}, "of the years 1970 to 9999"},
    {{"list", "--from", "2026-05-02", "--to", "2026-05-02"}, "not before its end"},
    {{"source"}, "ID"},
    {{"verdict", "example.com", "Example", "perhaps"}, "VERDICT"},
    {{"verdict", "example.com", "Example"}, "approve"},
    {{"verdict", "example.com", "", "approve"}, "1 to 255 octets"},
    {{"verdict", "example.com", ""}, "1 to 255 octets"},
    {{"verdict", "example.com", "  ", "approve"}, "1 to 255 octets"},
    {{"verdict", "example.com", "a\nb", "approve"}, "1 to 255 octets"},
    {{"verdict", "example.com", std::string(256, 'a'), "approve"}, "1 to 255 octets"},
    {{"verdict", "192.0.2.1", "Example", "approve"}, "192.0.2.1"},
    {{"list", "a..b"}, "a..b"},
    {{"remove"}, "--aggregate-older-than"},
    {{"remove", "--tls-older-than", "-1"}, "--tls-older-than"},
    {{"remove", "--tls-older-than", "1", "--now", "soon"}, "--now"},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportStore, Stored)

BOOST_AUTO_TEST_CASE(ListsTheLatestFirst) {
  auto list = json_of(report({"list", "--format", "json"}));
  BOOST_TEST(list.at("schema").as_string() == "mailvet.report-list/1");
  BOOST_REQUIRE(list.at("reports").as_array().size() == 3U);
  BOOST_TEST(list.at("reports").at(0).at("kind").as_string() == "tls");
  list = json_of(report({"list", "EXAMPLE.com", "--kind", "aggregate", "--format", "json"}));
  BOOST_REQUIRE(list.at("reports").as_array().size() == 1U);
  BOOST_TEST(list.at("reports").at(0).at("report_id").as_string() == "r1");
}

// The aggregate reports are of 2023-11-14T22:13:20Z to 2023-11-15T22:13:19Z, the TLS report of
// 2026-05-01.
BOOST_AUTO_TEST_CASE(ListsThoseOfAPeriod) {
  const auto listed = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "list");
    words.insert(words.end(), {"--format", "json"});
    return json_of(report(words)).at("reports").as_array().size();
  };
  BOOST_TEST(listed({"--from", "2023-11-15"}) == 3U);
  BOOST_TEST(listed({"--to", "2023-11-15"}) == 0U);
  BOOST_TEST(listed({"--from", "2023-11-15", "--to", "2023-11-16"}) == 2U);
  BOOST_TEST(listed({"--from", "2023-11-15T10:13:20Z"}) == 1U);
  BOOST_TEST(listed({"example.com", "--to", "2023-11-16"}) == 1U);
}

BOOST_AUTO_TEST_CASE(GoesThroughPages) {
  const auto first = json_of(report({"list", "--limit", "2", "--format", "json"}));
  BOOST_TEST(first.at("reports").as_array().size() == 2U);
  const std::string next = std::to_string(first.at("next").to_number<std::int64_t>());
  const auto second = json_of(report({"list", "--after", next, "--format", "json"}));
  BOOST_TEST(second.at("reports").as_array().size() == 1U);
  BOOST_TEST(report({"list", "--limit", "2"}).out.ends_with("More: --after " + next + "\n"));
}

BOOST_AUTO_TEST_CASE(PrintsTheOctetsOfAReport) {
  const auto list =
      json_of(report({"list", "example.com", "--kind", "aggregate", "--format", "json"}));
  const std::string id(list.at("reports").at(0).at("id").as_string());
  BOOST_TEST(report({"source", id}).out == kXml);
  const Captured none = report({"source", "nosuch"});
  BOOST_TEST(none.status == 1);
  BOOST_TEST(none.has_one_error_line());
  BOOST_TEST(none.out == "");
}

// The octets are a stranger's: a terminal is not to obey them.
BOOST_AUTO_TEST_CASE(ShowsATerminalNothingThatItObeys) {
  std::string hostile = tests::report_xml("example.net", "r9");
  hostile.insert(hostile.find("<feedback>"), "<!-- \xC2\x9B 2J\r\n\xE2\x80\xAE\n\n-->");
  import({folder.write("9.xml", hostile), folder.write("bad.xml", "<feedback>\x1b[2J\r\n\x07")});
  const auto list = json_of(report({"list", "example.net", "--format", "json"}));
  const std::string id(list.at("reports").at(0).at("id").as_string());
  const auto unread = json_of(report({"unread", "--format", "json"}));
  const std::string bad(unread.at("unread").at(0).at("id").as_string());
  const auto source = [&](const std::string& one, bool is_screen) {
    return tests::run({"report", "source", one, "--database", database}, {}, is_screen).out;
  };
  BOOST_TEST(source(id, false) == hostile);
  BOOST_TEST(source(bad, false) == "<feedback>\x1b[2J\r\n\x07");
  BOOST_TEST(source(bad, true) == "<feedback>\\027[2J\n\\007\n");
  const std::string screen = source(id, true);
  BOOST_TEST(screen.starts_with("<?xml version=\"1.0\"?><!-- \\194\\155 2J\n"), screen);
  BOOST_TEST(screen.find("\n\\226\\128\\174\n\n--><feedback>") != std::string::npos, screen);
  BOOST_TEST(screen.ends_with("</feedback>\n"));
}

BOOST_AUTO_TEST_CASE(KeepsTheOwnersWord) {
  BOOST_TEST(report({"verdict", "Example.com", "example.net", "approve"}).out ==
             "example.net of example.com: approve\n");
  BOOST_TEST(report({"verdict", "example.com", "Other", "block"}).status == 0);
  auto list = json_of(report({"verdict", "example.com", "--format", "json"}));
  BOOST_TEST(list.at("schema").as_string() == "mailvet.source-verdicts/1");
  BOOST_REQUIRE(list.at("verdicts").as_array().size() == 2U);
  const auto taken =
      json_of(report({"verdict", "example.com", "Other", "none", "--format", "json"}));
  BOOST_TEST(taken.at("schema").as_string() == "mailvet.source-verdict/1");
  BOOST_TEST(!taken.contains("verdict"));
  const std::string text = report({"verdict", "example.com"}).out;
  BOOST_TEST(text.starts_with("1 source of example.com with a word of yours\n"), text);
  BOOST_TEST(text.find("example.net  approve") != std::string::npos, text);
}

// Such a word does nothing, and is mostly a slip; a source may be seen later, so it is kept.
BOOST_AUTO_TEST_CASE(WarnsOfAWordOnASourceThatNoReportHas) {
  const auto said = [&](const std::string& source, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"verdict", "example.com", source, "approve"});
    const Captured ran = report(more);
    BOOST_TEST(ran.status == 0);
    return ran.err;
  };
  BOOST_TEST(said("example.net") == "");
  BOOST_TEST(said("Example.NET") ==
             "mailvet: warning: No report on example.com has the source \"Example.NET\". One that "
             "differs in case alone is \"example.net\".\n");
  BOOST_TEST(said("Example Nets") ==
             "mailvet: warning: No report on example.com has the source \"Example Nets\".\n");
  const std::string map =
      folder.write("map.csv", "evidence-kind,value,name,type\nspf,example.net,Example Nets,\n");
  BOOST_TEST(said("Example Nets", {"--map", map}) == "");
  BOOST_TEST(report({"verdict", "example.com", "Other", "none"}).err == "");
  const auto list = json_of(report({"verdict", "example.com", "--format", "json"}));
  BOOST_TEST(list.at("verdicts").as_array().size() == 3U);
}

// Receivers write what a message had, which need be no name of a host.
BOOST_AUTO_TEST_CASE(TakesAnyDomainThatAReportMayHave) {
  import({folder.write("host.xml", tests::report_xml("foo_bar.example.com", "r9"))});
  BOOST_TEST(report({"list", "foo_bar.example.com"}).status == 0);
  const Captured sources = report({"sources", "FOO_bar.example.com."});
  BOOST_TEST(sources.status == 0, sources.err);
  BOOST_TEST(report({"verdict", "foo_bar.example.com", "example.net", "approve"}).status == 0);
}

BOOST_AUTO_TEST_CASE(ListsNothingForADomainWithoutReports) {
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{}, {"--format", "json"}, {"--kind", "tls"}}) {
    std::vector<std::string> words = {"list", "Example.edu.example"};
    words.insert(words.end(), more.begin(), more.end());
    const Captured ran = report(words);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.out == "");
    BOOST_TEST(ran.err.starts_with("mailvet: There are no reports on example.edu.example. There "
                                   "are some on "),
               ran.err);
  }
  // It has reports, though none of that kind.
  BOOST_TEST(report({"list", "example.org", "--kind", "failure"}).status == 0);
}

BOOST_AUTO_TEST_CASE(RemovesByAgeAndKind) {
  const Captured tls = report(
      {"remove", "--tls-older-than", "30", "--now", "2026-07-01T00:00:00Z", "--format", "json"});
  BOOST_TEST(tls.status == 0);
  const auto removed = json_of(tls);
  BOOST_TEST(removed.at("schema").as_string() == "mailvet.removed/1");
  BOOST_TEST(removed.at("tls").to_number<int>() == 1);
  BOOST_TEST(removed.at("aggregate").to_number<int>() == 0);
  // The reports are of 2023-11-14.
  BOOST_TEST(report({"remove", "--aggregate-older-than", "3", "--now", "2023-11-16T00:00:00Z"})
                 .out.starts_with("Removed: 0 aggregate reports"));
  BOOST_TEST(report({"remove", "--aggregate-older-than", "3", "--now", "2023-11-20T00:00:00Z"})
                 .out.starts_with("Removed: 2 aggregate reports"));
}

BOOST_DATA_TEST_CASE(SaysOnOneLineWhatWasWrong, boost::unit_test::data::make(kWrong), wrong) {
  const Captured ran = report(wrong.words);
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line(), ran.err);
  BOOST_TEST(ran.err.find(wrong.says) != std::string::npos, ran.err);
}

// Also where the command only reads.
BOOST_AUTO_TEST_CASE(SaysWhatIsNoDatabase) {
  const std::string path = folder.path().string();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "The database has no name"},
      {":memory:", "Reports are kept in a file"},
      {path, path + ": it is a folder"}};
  for (const auto& [database_name, says] : cases) {
    for (const std::string command : {"list", "import"}) {
      const Captured ran = tests::run({"report", command, "--database", database_name,
                                       command == "import" ? folder.file("1.xml") : "example.com"});
      BOOST_TEST(ran.status == 2);
      BOOST_TEST(ran.has_one_error_line(), ran.err);
      BOOST_TEST(ran.err.find(says) != std::string::npos, ran.err);
    }
  }
}

BOOST_AUTO_TEST_CASE(MakesNoDatabaseToReadFrom) {
  const std::string missing = folder.file("missing.db");
  for (const std::string command : {"list", "unread", "reread"}) {
    const Captured ran = tests::run({"report", command, "--database", missing});
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.err.find("There is no database " + missing) != std::string::npos, ran.err);
  }
  BOOST_TEST(!std::filesystem::exists(missing));
}

// Files are read by "report FILE..." as ever; a command stands directly behind "report".
BOOST_AUTO_TEST_CASE(TellsFilesFromCommands) {
  const std::string file = folder.write("summary", kXml);
  BOOST_TEST(tests::run({"report", file}).status == 0);
  const std::vector<std::vector<std::string>> mixed = {{"report", file, "list"},
                                                       {"report", "--format", "json", "list"}};
  for (const auto& words : mixed) {
    const Captured ran = tests::run(words);
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.err.find("./list") != std::string::npos, ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
