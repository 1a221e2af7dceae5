// SPDX-License-Identifier: MIT
//
// Usage: what every command has in common.

#include "service/cli/program.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/captured.h"

namespace {

struct Case {
  std::vector<std::string> arguments;
  const char* says;
};
std::ostream& operator<<(std::ostream& out, const Case& test) {
  for (const std::string& argument : test.arguments) out << argument << ' ';
  return out;
}

const Case kBad[] = {
    {{}, "subcommand"},
    {{"frobnicate"}, "frobnicate"},
    {{"audit"}, "DOMAIN"},
    {{"audit", "example.com", "example.net"}, "example.net"},
    {{"audit", "example.com", "--format", "xml"}, "--format"},
    {{"audit", "example.com", "--fail-on", "info"}, "--fail-on"},
    {{"audit", "example.com", "--timeout", "0"}, "--timeout"},
    {{"audit", "example.com", "--nonsense"}, "--nonsense"},
    {{"audit", "example.com", "--resolver"}, "--resolver"},
    {{"audit", "example.com", "--now", "tomorrow"}, "\"tomorrow\" is not a time"},
    {{"audit", "example.com", "--now", ""}, "\"\" is not a time"},
    {{"audit", "example.com", "--now="}, "--now"},
    {{"audit", "example.com", "--now", "2026"}, "2026-05-01T00:00:00Z or 1777593600 (seconds"},
    {{"audit", "example.com", "--now", "20260501"}, "--now"},
    {{"audit", "example.com", "--now", "99999999"}, "--now"},
    {{"audit", "example.com", "--now", "4294967296"}, "--now"},
    {{"audit", "example.com", "--now", "2026-05-01"}, "--now"},
    {{"audit", "example.com", "--now", "2026-05-01T00:00:00+01:00"}, "--now"},
    {{"spf", "--ip", "192.0.2.1", "--now", "2026"}, "--now"},
    {{"verify", "/nonexistent/message", "--now", "2026"}, "--now"},
    {{"dkim", "sign", "/nonexistent/message", "--now", ""}, "--now"},
    {{"audit", "192.0.2.1"}, "IP address"},
    {{"audit", "foo bar"}, "at octet 3"},
    {{"audit", ""}, "empty"},
    {{"audit", "example.com", "--selector", "a b"}, "selector"},
    {{"audit", "example.com", "--resolver", "nonsense"}, "nonsense"},
    {{"audit", "example.com", "--zone", "/nonexistent/zone"}, "/nonexistent/zone"},
    {{"audit", "example.com", "--resolver", "127.0.0.1@1", "--trust-anchor", "/nonexistent/key"},
     "--dnssec"},
    {{"serve", "--resolver", "system", "--trust-anchor", "/nonexistent/key", "--listen",
      "127.0.0.1:0"},
     "--dnssec"},
    {{"audit", "example.com", "--resolver", "127.0.0.1@1", "--dnssec", "--trust-anchor",
      "/nonexistent/key"},
     "/nonexistent/key"},
    {{"audit", "example.com", "--resolver", "127.0.0.1@1", "--root-hints", "/nonexistent/hints"},
     "--root-hints only counts without --resolver"},
    {{"serve", "--resolver", "system", "--root-hints", "/nonexistent/hints", "--listen",
      "127.0.0.1:0"},
     "--root-hints only counts without --resolver"},
    {{"audit", "example.com", "--root-hints", "/nonexistent/hints"}, "/nonexistent/hints"},
    {{"audit", "example.com", "--root-hints", "/dev/null"}, "/dev/null"},
    {{"audit", "line\nbreak\x1b[2J"}, "\\010"},
    {{"report"}, "FILE"},
    {{"report", "x.xml", "--nonsense"}, "--nonsense"},
    // Each names the help of the command in question.
    {{"--nonsense"}, "(see mailvet --help)"},
    {{"frobnicate"}, "(see mailvet --help)"},
    {{"audit"}, "(see mailvet audit --help)"},
    {{"dkim", "sign"}, "(see mailvet dkim sign --help)"},
    {{"dkim"}, "(see mailvet dkim --help)"},
    {{"report", "x.xml", "--nonsense"}, "(see mailvet report --help)"},
    {{"report", "list", "--nonsense"}, "(see mailvet report list --help)"},
    {{"report", "summary"}, "(see mailvet report summary --help)"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", ""}, "The database has no name"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", ":memory:"}, "not in the memory"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", "/tmp"}, "/tmp: it is a folder"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", "/nonexistent/reports.db"},
     "the folder /nonexistent does not exist"},
    {{"serve", "--listen", "8460"}, "8460"},
    {{"serve", "--listen", "0.0.0.0:0"}, "--allow-remote"},
    {{"serve", "--listen", "[::]:0"}, "--allow-remote"},
    {{"serve", "--listen", "192.0.2.1:0"}, "--allow-remote"},
    {{"serve", "--max-body", "x"}, "--max-body"},
    {{"serve", "--max-body", "67108865"}, "--max-octets, 67108864, are not read"},
    {{"serve", "--max-records", "999"}, "--max-records"},
    {{"serve", "--max-octets", "943718401"}, "--max-octets"},
    {{"serve", "--host-name", "http://mailvet.example/"}, "--host-name"},
    {{"serve", "--host-name", "mailvet.example:8460"}, "without scheme and port"},
    {{"report", "--max-records", "5000", "import", "x.xml"}, "import is a command"},
    {{"serve", "--drain", "-1"}, "--drain"},
    {{"serve", "stray"}, "stray"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Program)

BOOST_DATA_TEST_CASE(SaysOnOneLineWhatWasWrong, boost::unit_test::data::make(kBad), test) {
  const tests::Captured ran = tests::run(test.arguments);
  BOOST_TEST_CONTEXT(ran.err) {
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.has_one_error_line());
    BOOST_TEST(ran.err.find(test.says) != std::string::npos);
  }
  BOOST_TEST(ran.out == "");
}

BOOST_AUTO_TEST_CASE(ShowsHelpAndVersion) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"--version"}, {"audit", "--help"}, {"report", "--help"}, {"serve", "-h"}}) {
    const tests::Captured ran = tests::run(arguments);
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(!ran.out.empty());
    BOOST_TEST(ran.err == "");
  }
  BOOST_TEST(tests::run({"--version"}).out.starts_with("mailvet "));
}

BOOST_AUTO_TEST_CASE(NamesTheFormsOfATimeInTheHelp) {
  const std::vector<std::vector<std::string>> commands = {
      {"audit"}, {"spf"}, {"verify"}, {"dkim", "sign"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.push_back("--help");
    const std::string help = tests::run(arguments).out;
    BOOST_TEST(help.find("2026-05-01T00:00:00Z") != std::string::npos, help);
    BOOST_TEST(help.find("1777593600") != std::string::npos, help);
  }
}

BOOST_AUTO_TEST_CASE(NamesTheExitStatusInTheHelp) {
  for (const std::string command : {"audit", "report"}) {
    BOOST_TEST(tests::run({command, "--help"}).out.find("Exit status") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
