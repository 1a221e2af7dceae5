// SPDX-License-Identifier: MIT
//
// The sample reports of parsedmarc, as files and as mails: what must come out of each.

#include <filesystem>
#include <map>
#include <string>
#include <variant>

#include <boost/test/unit_test.hpp>

#include "reports/intake/folder.h"
#include "reports/intake/read.h"
#include "tests/reports/fixture.h"

using namespace reports;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc";

/// What becomes of a file: "aggregate 2" is a report with two records, "tls 1" one with one policy,
/// "failure" one message; a rule where it is refused.
using Wants = std::map<std::string, std::string>;

/// RFC 9990 allows a consumer to use what it can of a document that does not conform.
const Wants kAggregate = {
    {"!example.com!1538204542!1538463818.xml", "aggregate 1"},
    {"!large-example.com!1711897200!1711983600.xml", "aggregate 2286"},
    {"addisonfoods.com!example.com!1536105600!1536191999.xml", "aggregate 1"},
    {"empty_reason.xml", "aggregate 1"},
    {"estadocuenta1.infonacot.gob.mx!example.com!1536853302!1536939702!2940.xml.zip",
     "aggregate 1"},
    {"example.net!example.com!1529366400!1529452799.xml", "aggregate 1"},
    {"fastmail.com!example.com!1516060800!1516147199!102675056.xml.gz", "aggregate 1"},
    {"ikea.com!example.de!1538690400!1538776800.xml", "aggregate 1"},  // xs:schema without its end
    {"invalid_utf_8.xml", "aggregate 1"},
    {"invalid_xml.xml", "aggregate 1"},  // "<" in text
    {"mimecast-weird-gzip.eml", "aggregate 1"},
    {"old_draft_from_wiki.xml", "aggregate 1"},
    {"protection.outlook.com!example.com!1711756800!1711843200.xml", "aggregate 1"},
    {"Report domain- borschow.com Submitter- google.com Report-ID- 949348866075514174.eml",
     "aggregate 1"},
    {"rfc9990-example.net!example.com!1700000000!1700086399.xml", "aggregate 2"},
    {"rfc9990-sample.xml", "aggregate 1"},
    {"twilight.eml", "aggregate 1"},
    {"usssa.com!example.com!1538784000!1538870399.xml", "aggregate 2"},
    {"veeam.com!example.com!1530133200!1530219600.xml", "aggregate 1"},
};

const Wants kUpperCase = {{"report_with_upper_cased_pass.xml", "aggregate 1"}};

/// One report in four forms.
const Wants kExtract = {
    {"changed-input.xml", "aggregate 20"},
    {"nice-input.xml", "aggregate 20"},
    {"nice-input.xml.gz", "aggregate 20"},
    {"nice-input.xml.zip", "aggregate 20"},
};

const Wants kFailure = {
    {"DMARC Failure Report for domain.de (mail-from=sharepoint@domain.de, ip=10.10.10.10).eml",
     "failure"},
    {"[Netease DMARC Failure Report] Rent Reminder.eml", "failure"},
    {"dmarc_ruf_report_linkedin.crlf.eml", "failure"},
    {"dmarc_ruf_report_linkedin.eml", "failure"},  // with a "From " line, as in mbox files
    {"exim_plain_text_only_no_arf_part.eml", "failure"},
};

const Wants kTls = {
    {"google.com_smtp_tls_report.eml", "tls 1"},
    {"mail.ru.json", "tls 1"},
    {"rfc8460.json", "tls 1"},
    {"smtp_tls.json", "tls 1"},
};

const Wants kTop = {{"LICENSE", "content"}, {"empty.xml", "empty-payload"}};

struct Describe {
  std::string operator()(const aggregate::Report& report) const {
    return "aggregate " + std::to_string(report.records.size());
  }
  std::string operator()(const tls::Report& report) const {
    return "tls " + std::to_string(report.policies.size());
  }
  std::string operator()(const failure::Report&) const { return "failure"; }
};

std::string outcome_of(const intake::Payload& payload) {
  if (payload.error) return payload.error->rule;
  const intake::Reading reading = intake::read(payload.octets);
  std::string outcome;
  const auto add = [&](const std::string& word) {
    outcome += (outcome.empty() ? "" : ", ") + word;
  };
  for (const intake::ReadReport& read : reading.reports) add(std::visit(Describe{}, read.report));
  for (const intake::Refused& refused : reading.refused) add(refused.error.rule);
  for (const intake::Skipped& skipped : reading.skipped) add("(" + skipped.error.rule + ")");
  return outcome;
}

void check(const fs::path& folder, const Wants& wants) {
  if (!fs::exists(folder)) {
    BOOST_TEST_MESSAGE("skipped: there is no " << folder);
    return;
  }
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string file = entry.path().filename().string();
    const auto want = wants.find(file);
    BOOST_TEST_REQUIRE((want != wants.end()), file);
    intake::each_payload(entry.path(), {}, [&](intake::Payload&& payload) {
      ++seen;
      BOOST_TEST(outcome_of(payload) == want->second, file << ": got " << outcome_of(payload));
      return true;
    });
  }
  BOOST_TEST(seen == wants.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SampleReports)

BOOST_AUTO_TEST_CASE(Aggregate) {
  check(kFolder / "aggregate", kAggregate);
}

BOOST_AUTO_TEST_CASE(UpperCase) {
  check(kFolder / "aggregate_invalid", kUpperCase);
}

BOOST_AUTO_TEST_CASE(Extract) {
  check(kFolder / "extract_report", kExtract);
}

BOOST_AUTO_TEST_CASE(Failure) {
  check(kFolder / "failure", kFailure);
}

BOOST_AUTO_TEST_CASE(Tls) {
  check(kFolder / "smtp_tls", kTls);
}

BOOST_AUTO_TEST_CASE(Others) {
  check(kFolder, kTop);
}

BOOST_AUTO_TEST_SUITE_END()
