// SPDX-License-Identifier: MIT
//
// The sample reports of parsedmarc: every one that is well-formed XML is read.

#include <filesystem>
#include <map>
#include <string>

#include <boost/test/unit_test.hpp>

#include "reports/aggregate/parse.h"
#include "reports/intake/unpack.h"
#include "tests/reports/fixture.h"

using namespace reports;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc";

/// What becomes of a file.
struct Want {
  std::size_t records = 0;
  std::string rule;  // empty: accepted
};

using Wants = std::map<std::string, Want>;

/// RFC 9990 allows a consumer to use what it can of a document that does not conform.
const Wants kAggregate = {
    {"!example.com!1538204542!1538463818.xml", {1, ""}},
    {"!large-example.com!1711897200!1711983600.xml", {2286, ""}},
    {"addisonfoods.com!example.com!1536105600!1536191999.xml", {1, ""}},
    {"empty_reason.xml", {1, ""}},
    {"estadocuenta1.infonacot.gob.mx!example.com!1536853302!1536939702!2940.xml.zip", {1, ""}},
    {"example.net!example.com!1529366400!1529452799.xml", {1, ""}},
    {"fastmail.com!example.com!1516060800!1516147199!102675056.xml.gz", {1, ""}},
    {"ikea.com!example.de!1538690400!1538776800.xml", {0, "xml"}},  // xs:schema without its end
    {"invalid_utf_8.xml", {1, ""}},
    {"invalid_xml.xml", {0, "xml"}},              // "<" in text
    {"mimecast-weird-gzip.eml", {0, "content"}},  // mail
    {"old_draft_from_wiki.xml", {1, ""}},
    {"protection.outlook.com!example.com!1711756800!1711843200.xml", {1, ""}},
    {"Report domain- borschow.com Submitter- google.com Report-ID- 949348866075514174.eml",
     {0, "content"}},  // mail
    {"rfc9990-example.net!example.com!1700000000!1700086399.xml", {2, ""}},
    {"rfc9990-sample.xml", {1, ""}},
    {"twilight.eml", {0, "content"}},  // mail
    {"usssa.com!example.com!1538784000!1538870399.xml", {2, ""}},
    {"veeam.com!example.com!1530133200!1530219600.xml", {1, ""}},
};

const Wants kUpperCase = {{"report_with_upper_cased_pass.xml", {1, ""}}};

/// One report in four forms.
const Wants kExtract = {
    {"changed-input.xml", {20, ""}},
    {"nice-input.xml", {20, ""}},
    {"nice-input.xml.gz", {20, ""}},
    {"nice-input.xml.zip", {20, ""}},
};

Want outcome_of(const fs::path& path) {
  const auto unpacked = intake::unpack(tests::read_file(path));
  if (!unpacked) return {0, unpacked.error().rule};
  Want outcome;
  for (const intake::Document& document : unpacked->documents) {
    const auto report = aggregate::parse(document.octets);
    if (!report) return {0, report.error().rule};
    outcome.records += report->records.size();
  }
  return outcome;
}

void check_folder(const std::string& name, const Wants& wants) {
  if (!fs::exists(kFolder)) {
    BOOST_TEST_MESSAGE("skipped: there is no " << kFolder);
    return;
  }
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(kFolder / name)) {
    ++seen;
    const std::string file = entry.path().filename().string();
    const auto want = wants.find(file);
    BOOST_TEST_REQUIRE((want != wants.end()), file);
    const Want got = outcome_of(entry.path());
    BOOST_TEST(got.rule == want->second.rule, file << ": got rule \"" << got.rule << "\"");
    BOOST_TEST(got.records == want->second.records, file << ": got " << got.records);
  }
  BOOST_TEST(seen == wants.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ParsedmarcReports)

BOOST_AUTO_TEST_CASE(Aggregate) {
  check_folder("aggregate", kAggregate);
}

BOOST_AUTO_TEST_CASE(UpperCase) {
  check_folder("aggregate_invalid", kUpperCase);
}

BOOST_AUTO_TEST_CASE(Extract) {
  check_folder("extract_report", kExtract);
}

BOOST_AUTO_TEST_SUITE_END()
