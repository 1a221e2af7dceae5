// SPDX-License-Identifier: MIT
//
// docs/findings.md is made from the catalogue, and says what the catalogue says.
//
// After a change of the catalogue: MAILVET_WRITE_DOCS=1 build/dev/tests/libauth_audit_test

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/check.h"
#include "libauth/base/enum.h"

using namespace libauth::audit;

namespace {

constexpr const char* kPage = MAILVET_SOURCE_DIR "/docs/findings.md";

constexpr std::string_view kHead = R"(# Findings

What an audit can say. This page is made from the catalogue in `libauth/audit/checks`; ids never
change.

The severity tells what follows for the domain:

| severity | meaning |
|---|---|
| critical | mail is lost, or anyone can pass as the domain |
| error | receivers treat the record as broken |
| warning | protection is weaker than the owner may think |
| notice | worth knowing, may be intended |
| info | a fact |

The verdict tells what is known: `pass`, `fail`, `unknown` (the DNS did not tell, which is never the
same as missing) or `not_applicable`. The summary of an audit counts unknown findings as such, whatever
their severity. In the messages `{domain}` and the like stand for values of the audit.
)";

std::string page() {
  std::ostringstream out;
  out << kHead;
  for (const Check* check : all_checks()) {
    out << "\n## " << check->id << "\n\n"
        << check->title << ".\n\n"
        << "| finding | verdict | severity | says | source |\n|---|---|---|---|---|\n";
    for (const FindingInfo* info : check->findings) {
      out << "| `" << info->id << "` | " << libauth::base::name_of(info->verdict) << " | "
          << libauth::base::name_of(info->severity) << " | " << info->message << " | "
          << (info->spec.empty() ? "-" : info->spec) << " |\n";
    }
  }
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(FindingsPage)

BOOST_AUTO_TEST_CASE(SaysWhatTheCatalogueSays) {
  if (std::getenv("MAILVET_WRITE_DOCS") != nullptr) std::ofstream(kPage) << page();
  std::ifstream file(kPage);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  BOOST_TEST((text == page()), "docs/findings.md differs; see the head of this test");
}

BOOST_AUTO_TEST_SUITE_END()
