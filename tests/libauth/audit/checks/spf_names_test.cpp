// SPDX-License-Identifier: MIT
//
// Whose names an SPF record leads to, and who can take those that nobody has.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth;
using namespace libauth::audit;

namespace {

constexpr const char* kSoa = " 60 SOA ns.example. hostmaster.example. 1 7200 600 86400 60\n";
constexpr const char* kExample =
    "provider.example. 60 TXT \"v=spf1 exists:%{i}.gone.example -all\"\n"
    "taken.example. 60 TXT \"held\"\n";

Audit audit_of(const std::string& record, const char* failing = nullptr) {
  const auto zone = [](const std::string& name, const std::string& records = {}) {
    return tests::zone(name + kSoa + records);
  };
  dns::ZoneResolver resolver(
      {zone("."), zone("github.io."), zone("there.example."),
       zone("example.", kExample + std::string("d.example. 60 TXT \"") + record + "\"\n")});
  if (failing != nullptr) resolver.fail(tests::name(failing), dns::Status::servfail);
  return audit::run(tests::name("d.example"), {}, resolver);
}

/// "spf-name-registrable gone.example", one after another.
std::string names_text(const Audit& audit) {
  std::vector<std::string> texts;
  for (const Finding& finding : audit.findings) {
    if (finding.check != "spf-names") continue;
    const auto domain = finding.arguments.find("registrable");
    texts.push_back(finding.id + (domain == finding.arguments.end() ? "" : " " + domain->second));
  }
  return tests::joined(texts);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SpfNames)

// RFC 7208 section 7: the sender chooses what stands before the last macro, and whoever has the
// domain behind it answers.
BOOST_AUTO_TEST_CASE(ReportsFreeDomainsBehindMacrosAndPtr) {
  const struct {
    const char* terms;
    const char* findings;
  } kRows[] = {
      {"exists:%{i}.spf.gone.example", "spf-name-registrable gone.example"},
      {"include:%{ir}.gone.example", "spf-name-registrable gone.example"},
      {"a:%{l}.gone.example", "spf-name-registrable gone.example"},
      {"mx:%{l}.gone.example", "spf-name-registrable gone.example"},
      {"redirect=%{l}.gone.example", "spf-name-registrable gone.example"},
      {"ptr:gone.example", "spf-name-registrable gone.example"},
      {"ptr:mail.gone.example", "spf-name-registrable gone.example"},
      {"include:provider.example", "spf-name-registrable gone.example"},
      {"exists:%{i}.me.github.io", "spf-name-registrable me.github.io"},
      {"exists:%{i}.there.example", ""},
      {"exists:%{i}.taken.example", ""},
      {"ptr:there.example", ""},
      {"ptr", ""},
      {"exists:%{i}._spf.%{d}", ""},
      // Nothing can be registered there, or anybody has it already.
      {"exists:%{i}.example", ""},
      {"exists:%{h}", ""},
      {"exists:%{i}.gone.local", ""},
      // The rest is not fixed, lets nobody pass, or is never looked at.
      {"exists:%{i}gone.example", ""},
      {"-exists:%{i}.gone.example", ""},
      {"?ptr:gone.example", ""},
      {"-include:provider.example", ""},
      {"-all exists:%{i}.gone.example", ""},
      {"exp=%{i}.gone.example", ""},
      {"note=%{i}.gone.example", ""},
  };
  for (const auto& row : kRows) {
    const std::string record = std::string("v=spf1 ") + row.terms;
    BOOST_TEST(names_text(audit_of(record)) == row.findings, row.terms);
  }
}

BOOST_AUTO_TEST_CASE(ClaimsNoMoreThanTheDnsTells) {
  const struct {
    const char* terms;
    const char* message;
  } kRows[] = {
      {"exists:%{i}.spf.gone.example",
       "The term \"exists:%{i}.spf.gone.example\" in the record of d.example leads to "
       "spf.gone.example, and the DNS does not know gone.example: if it can be registered, whoever "
       "does so can send in the name of d.example."},
      {"a:host.gone.example",
       "The term \"a:host.gone.example\" in the record of d.example leads to host.gone.example, "
       "and the DNS does not know gone.example: if it can be registered, whoever does so can send "
       "in the name of d.example."},
      {"include:me.github.io",
       "The term \"include:me.github.io\" in the record of d.example leads to me.github.io, and "
       "the DNS does not know me.github.io: whoever gets that name from the provider of github.io "
       "can send in the name of d.example."},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Audit audit = audit_of(std::string("v=spf1 ip4:192.0.2.1 ") + row.terms + " -all");
      std::size_t count = 0;
      for (const Finding& finding : audit.findings) {
        if (finding.id != "spf-name-registrable") continue;
        ++count;
        BOOST_TEST(finding.message == row.message);
        BOOST_TEST(finding.fix.value().record == "v=spf1 ip4:192.0.2.1 -all");
        BOOST_TEST(!finding.evidence.empty());
      }
      BOOST_TEST(count == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysUnknownWhereTheDnsIsSilent) {
  for (const char* terms : {"exists:%{i}.gone.example", "ptr:gone.example"}) {
    const Audit audit = audit_of(std::string("v=spf1 ") + terms + " -all", "gone.example");
    BOOST_TEST(names_text(audit) == "spf-name-unknown gone.example", terms);
    for (const CheckResult& check : audit.checks) {
      if (check.id == "spf-names") BOOST_TEST(base::name_of(check.verdict) == "unknown", terms);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
