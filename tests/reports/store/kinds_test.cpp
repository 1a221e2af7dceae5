// SPDX-License-Identifier: MIT
//
// Reports of every kind, and payloads that are none, in both databases.

#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/aggregate/parse.h"
#include "reports/intake/read.h"
#include "reports/store/store.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/packed.h"
#include "tests/reports/store/databases.h"

using namespace reports;
using namespace reports::store;
using tests::part;
using tests::report_file;
using tests::with;

namespace {

namespace data = boost::unit_test::data;
const auto kBoth = data::make(tests::kBackends);

const libauth::base::Time kReceived{std::chrono::seconds(1'777'700'000)};

const char* const kFiles[] = {
    "tls-rfc8460.json",   "tls-two-policies.json", "tls-quirks.json", "failure-rfc9991.eml",
    "failure-quirks.eml", "failure-text.eml",      "rfc9990.xml",     "quirks.xml"};
const auto kBothWithFiles = kBoth * data::make(kFiles);

Upload upload_of(const intake::ReadReport& read) {
  return {
      std::visit([](const auto& report) { return decltype(Upload::report)(&report); }, read.report),
      read.document.octets, read.document.parts ? &*read.document.parts : nullptr};
}

/// Adds all reports that are in the octets.
std::vector<Outcome> add(Store& store, const std::string& octets) {
  const intake::Reading reading = intake::read(octets);
  std::vector<Upload> uploads;
  for (const intake::ReadReport& read : reading.reports) uploads.push_back(upload_of(read));
  return store.add(uploads, kReceived);
}

/// A mail with two failure reports, of different messages.
std::string two_failures() {
  const auto feedback = [](const char* domain) {
    return part("Content-Type: message/feedback-report\n",
                std::string("Feedback-Type: auth-failure\nVersion: 1\nAuth-Failure: dmarc\n"
                            "Reported-Domain: ") +
                    domain + "\n");
  };
  const auto original = [](const char* domain) {
    return part("Content-Type: message/rfc822\n",
                std::string("From: a@") + domain + "\nSubject: Hello\n\nbody\n");
  };
  return tests::mail(tests::multipart("mixed", {feedback("example.com"), original("example.com"),
                                                feedback("example.org"), original("example.org")}));
}

UnreadUpload unread(std::string_view name, std::string_view payload,
                    const libauth::base::ParseError& error) {
  return {name, payload, error};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Kinds)

BOOST_DATA_TEST_CASE(GivesBackWhatWasAdded, kBothWithFiles, backend, file) {
  tests::Database database(backend);
  const std::string octets = report_file(file);
  const intake::Reading reading = intake::read(octets);
  BOOST_TEST_REQUIRE(reading.reports.size() == 1U);
  const Outcome outcome = add(database.store, octets).at(0);
  BOOST_TEST((outcome.stored == Stored::stored));
  const StoredReport found = database.store.find(outcome.id).value();
  BOOST_TEST((found.report == reading.reports[0].report));
  BOOST_TEST((found.summary.kind == reading.reports[0].document.kind));
  BOOST_TEST(found.content_hash.starts_with(outcome.id));
  const auto payload = database.store.payload(outcome.id).value();
  BOOST_TEST((payload.first == found.summary.kind));
  BOOST_TEST((payload.second == reading.reports[0].document.octets));
  BOOST_TEST((add(database.store, octets).at(0).stored == Stored::duplicate));
  BOOST_TEST(database.store.list().reports.size() == 1U);
}

// A TLS report whose domain only its mail or its file name says has it when it is read again.
BOOST_DATA_TEST_CASE(GivesBackTheDomainThatTheMailSaid, kBoth, backend) {
  tests::Database database(backend);
  const std::string json =
      with(tests::plain_tls_report(), "\"policy-domain\":\"example.com\",", "");
  const std::string mail_of_it =
      "From: a@b.example\nSubject: Report Domain: a.example\n"
      "Content-Type: application/tlsrpt+json\n\n" +
      json;
  for (const auto& [octets, name] : {std::pair<std::string, std::string>{mail_of_it, ""},
                                     {json, "b.example!c.example!1!2.json"},
                                     {json, ""}}) {
    const intake::Reading reading = intake::read(octets, {}, name);
    const Upload upload = upload_of(reading.reports.at(0));
    const Outcome outcome = database.store.add({&upload, 1}, kReceived).at(0);
    const StoredReport found = database.store.find(outcome.id).value();
    BOOST_TEST((found.report == reading.reports[0].report));
    BOOST_TEST(found.content_hash.starts_with(outcome.id));
    BOOST_TEST(found.summary.domain == tls::domain_of(std::get<tls::Report>(found.report)));
  }
  BOOST_TEST(database.store.list().reports.size() == 3U);
}

BOOST_DATA_TEST_CASE(SummarisesATlsReport, kBoth, backend) {
  tests::Database database(backend);
  const std::string json = report_file("tls-rfc8460.json");
  const auto id = add(database.store, json).at(0).id;
  const auto report = std::get<tls::Report>(database.store.find(id)->report);
  const Summary summary = database.store.list().reports.at(0);
  BOOST_TEST(summary.domain == report.policies.at(0).policy_domain.value());
  BOOST_TEST(summary.reporter == tls::reporter_of(report));
  BOOST_TEST((summary.begin == report.begin));
  BOOST_TEST((summary.end == report.end));
  BOOST_TEST((summary.org_name == report.organization_name));
  BOOST_TEST((summary.report_id == report.report_id));
  BOOST_TEST(summary.records == report.policies.size());
  BOOST_TEST(summary.messages == 0U);
}

// The incidents of a failure report are its messages; it belongs to when its message arrived.
BOOST_DATA_TEST_CASE(SummarisesAFailureReport, kBoth, backend) {
  tests::Database database(backend);
  const auto id = add(database.store, report_file("failure-rfc9991.eml")).at(0).id;
  const auto report = std::get<failure::Report>(database.store.find(id)->report);
  const Summary summary = database.store.list().reports.at(0);
  BOOST_TEST(summary.domain == report.header_from.value());
  BOOST_TEST(!summary.reporter.empty());
  BOOST_TEST(!summary.report_id);
  BOOST_TEST(summary.begin.has_value());
  BOOST_TEST((summary.begin == summary.end));
  BOOST_TEST(summary.records == 1U);
  BOOST_TEST(summary.messages == report.incidents.value_or(1));
}

// RFC 8460 section 4.4: policies of several domains may stand in one report.
BOOST_DATA_TEST_CASE(CountsAPolicyForItsOwnDomain, kBoth, backend) {
  tests::Database database(backend);
  const std::string json = with(report_file("tls-two-policies.json"), "\"policy-domain\"",
                                "\"policy-domain\": \"other.example\", \"was\"");
  add(database.store, json);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM tls_policy WHERE domain = 'other.example'") ==
             1);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM tls_policy") == 2);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM tls_failure f WHERE NOT EXISTS"
                             " (SELECT 1 FROM tls_policy p WHERE p.report = f.report"
                             " AND p.position = f.policy AND p.domain = f.domain)") == 0);
}

BOOST_DATA_TEST_CASE(ARevisedTlsReportTakesTheOthersPlace, kBoth, backend) {
  tests::Database database(backend);
  const std::string json = report_file("tls-rfc8460.json");
  add(database.store, json);
  const Outcome second =
      add(database.store, with(json, "\"result-type\"", " \"result-type\"")).at(0);
  BOOST_TEST((second.stored == Stored::revised));
  BOOST_TEST(second.revision == 2);
  BOOST_TEST((database.store.totals() == Totals{}));
}

// They have the same octets and are two reports all the same.
BOOST_DATA_TEST_CASE(KeepsEveryFailureReportOfAMail, kBoth, backend) {
  tests::Database database(backend);
  const std::string mail = two_failures();
  const intake::Reading reading = intake::read(mail);
  BOOST_TEST_REQUIRE(reading.reports.size() == 2U);
  const auto outcomes = add(database.store, mail);
  BOOST_TEST_REQUIRE(outcomes.size() == 2U);
  BOOST_TEST(outcomes[0].id != outcomes[1].id);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST((outcomes[i].stored == Stored::stored));
    const StoredReport found = database.store.find(outcomes[i].id).value();
    BOOST_TEST((found.report == reading.reports[i].report));
    BOOST_TEST(database.store.payload(outcomes[i].id)->second == mail);
  }
  for (const Outcome& again : add(database.store, mail)) {
    BOOST_TEST((again.stored == Stored::duplicate));
  }
}

BOOST_DATA_TEST_CASE(ListsOneKind, kBoth, backend) {
  tests::Database database(backend);
  add(database.store, report_file("tls-rfc8460.json"));
  const auto aggregate = add(database.store, tests::plain_report()).at(0);
  const auto failure = add(database.store, report_file("failure-rfc9991.eml")).at(0);
  const Page page = database.store.list({.kind = intake::Kind::failure});
  BOOST_TEST_REQUIRE(page.reports.size() == 1U);
  BOOST_TEST(page.reports[0].id == failure.id);
  const Page both =
      database.store.list({.domain = "example.com", .kind = intake::Kind::aggregate, .limit = 1});
  BOOST_TEST_REQUIRE(both.reports.size() == 1U);
  BOOST_TEST(both.reports[0].id == aggregate.id);
  BOOST_TEST(!both.next);
}

// A report of a page must not be without its reports: mail, its payload, and what was unreadable.
BOOST_DATA_TEST_CASE(AddsReportsAndUnreadPayloadsTogether, kBoth, backend) {
  tests::Database database(backend);
  const std::string xml = tests::plain_report();
  const intake::Reading reading = intake::read(xml);
  const std::vector<Upload> uploads = {upload_of(reading.reports.at(0))};
  const libauth::base::ParseError error{12, "xml", "The document ends too early"};
  // A name as it stands in an archive: any octets.
  const std::string name = std::string("a\0b", 3) + "\xff.xml";
  const std::vector<UnreadUpload> payloads = {unread(name, "<feedback", error),
                                              unread("b.xml", "<feed", error),
                                              unread("c.xml", "<feedback", error)};
  const Added added = database.store.add(uploads, payloads, kReceived);
  BOOST_TEST_REQUIRE(added.reports.size() == 1U);
  BOOST_TEST_REQUIRE(added.unread.size() == 3U);
  BOOST_TEST(added.unread[0].size() == 26U);
  BOOST_TEST(added.unread[0] != added.unread[1]);
  BOOST_TEST(added.unread[0] == added.unread[2]);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM unread_payload") == 2);
  BOOST_TEST(database.number("SELECT COUNT(*) FROM unread_payload WHERE rule = 'xml' AND octets = 9"
                             " AND name LIKE 'ab%.xml' AND received = 1777700000") == 1);
  // Once more, it is the same.
  const Added again = database.store.add({}, payloads, kReceived);
  BOOST_TEST(again.unread == added.unread, boost::test_tools::per_element());
  BOOST_TEST(database.number("SELECT COUNT(*) FROM unread_payload") == 2);
}

// Octets of every value, and more than a page of either database.
BOOST_DATA_TEST_CASE(KeepsPayloadsOctetForOctet, kBoth, backend) {
  tests::Database database(backend);
  std::string payload;
  for (unsigned i = 0; i < 300'000; ++i) payload += static_cast<char>(i * 7919 >> 3);
  const aggregate::Report report = aggregate::parse(tests::plain_report()).value();
  const Outcome outcome = database.store.add(report, payload, kReceived);
  BOOST_TEST((database.store.payload(outcome.id)->second == payload));
}

// Nothing says that the second one is about the same messages as the first one.
BOOST_DATA_TEST_CASE(KeepsReportsWithoutAnIdBesideEachOther, kBoth, backend) {
  tests::Database database(backend);
  aggregate::Report report = aggregate::parse(tests::plain_report()).value();
  tls::Report other;
  other.contact_info = "tls@sender.example.net";
  other.begin = kReceived;
  for (const char* id : {"none", "", "<>"}) {
    report.report_metadata.report_id = id;
    if (report.report_metadata.report_id == "none") report.report_metadata.report_id.reset();
    other.report_id = report.report_metadata.report_id;
    for (const char* payload : {"one", "two"}) {
      const std::string octets = std::string(id) + payload;
      const std::string other_octets = "tls " + octets;
      const Upload uploads[] = {{&report, octets}, {&other, other_octets}};
      for (const Outcome& outcome : database.store.add(uploads, kReceived)) {
        BOOST_TEST((outcome.stored == Stored::stored));
        BOOST_TEST(outcome.revision == 1);
      }
      BOOST_TEST((database.store.add(uploads, kReceived).at(0).stored == Stored::duplicate));
    }
  }
  BOOST_TEST(database.store.totals().reports == 6U);
  BOOST_TEST(database.store.totals().superseded == 0U);
  const Page page = database.store.list();
  BOOST_TEST(page.reports.size() == 12U);
  for (const Summary& summary : page.reports) BOOST_TEST(summary.is_latest);
}

// Quotes, backslashes, braces and the word NULL mean something in an array of PostgreSQL.
BOOST_DATA_TEST_CASE(KeepsTextsOctetForOctet, kBoth, backend) {
  tests::Database database(backend);
  aggregate::Report report = aggregate::parse(tests::plain_report()).value();
  const aggregate::Record record = report.records.at(0);
  report.records.clear();
  for (const char* text : {"", "NULL", "\"", "\\", "a,b", "{}", "'; --", " a ",
                           "\xc3\xa4\xe2\x82\xac", "line\nline", "\\\"", "$1", "%s", "?"}) {
    aggregate::Record& odd = report.records.emplace_back(record);
    odd.identifiers.envelope_to = text;
    odd.auth_results.dkim.at(0).human_result = text;
    odd.policy_evaluated.reasons.push_back({std::nullopt, text});
    report.report_metadata.errors.emplace_back(text);
  }
  report.records.emplace_back(record).auth_results.dkim.at(0).selector.reset();
  const Outcome outcome = database.store.add(report, "texts", kReceived);
  BOOST_TEST((std::get<aggregate::Report>(database.store.find(outcome.id)->report) == report));
}

// PostgreSQL refuses large rows in an index, SQLite does not.
BOOST_DATA_TEST_CASE(KeepsReportsWithLongKeys, kBoth, backend) {
  tests::Database database(backend);
  std::string text;  // that cannot be compressed, as long as the readers leave it
  for (unsigned i = 0; text.size() < 2048; ++i)
    text += static_cast<char>('a' + i * i * 31 % 977 % 26);
  aggregate::Report report = aggregate::parse(tests::plain_report()).value();
  report.policy_published.domain = text;
  report.report_metadata.report_id = text;
  report.report_metadata.email = "a@" + text;
  const Outcome outcome = database.store.add(report, "one", kReceived);
  const StoredReport found = database.store.find(outcome.id).value();
  BOOST_TEST((std::get<aggregate::Report>(found.report) == report));
  BOOST_TEST(found.summary.domain == text);
  BOOST_TEST(found.summary.reporter.size() == 255U);
  BOOST_TEST((found.summary.report_id == text));
  BOOST_TEST((database.store.add(report, "two", kReceived).stored == Stored::revised));
  report.report_metadata.report_id->back() = '!';
  BOOST_TEST((database.store.add(report, "three", kReceived).stored == Stored::stored));
}

BOOST_AUTO_TEST_SUITE_END()
