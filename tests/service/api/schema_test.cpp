// SPDX-License-Identifier: MIT
//
// The schema of a type fits the JSON that is made of it.

#include "service/api/schema.h"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "reports/aggregate/report.h"
#include "reports/analysis/impact.h"
#include "reports/store/store.h"
#include "service/api/analysis_documents.h"

namespace {

using namespace service;

/// Whether the document has what the schema requires and nothing that it does not name.
bool fits(const json::value& value, const json::object& schema) {
  if (const auto* types = schema.if_contains("anyOf")) {
    return std::ranges::any_of(types->as_array(), [&value](const json::value& one) {
      return fits(value, one.as_object());
    });
  }
  const auto& type = schema.at("type").as_string();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "array") {
    for (const auto& element : value.as_array()) {
      if (!fits(element, schema.at("items").as_object())) return false;
    }
    return true;
  }
  const auto* properties = schema.if_contains("properties");
  if (properties == nullptr) return value.is_object();
  if (const auto* required = schema.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      if (!value.as_object().contains(name.as_string())) return false;
    }
  }
  for (const auto& member : value.as_object()) {
    const auto* known = properties->as_object().if_contains(member.key());
    if (known == nullptr || !fits(member.value(), known->as_object())) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Schema)

BOOST_AUTO_TEST_CASE(FitsAnAudit) {
  libauth::audit::Audit audit;
  audit.findings.emplace_back().arguments = {{"domain", "example.com"}};
  audit.findings.emplace_back().fix.emplace();
  const auto schema = api::document_schema<libauth::audit::Audit>("mailvet.audit/1");
  BOOST_TEST(fits(json::document("mailvet.audit/1", audit), schema));
  BOOST_TEST(!fits(json::from(audit), schema));  // without the member "schema"
}

BOOST_AUTO_TEST_CASE(FitsAReport) {
  using namespace reports::aggregate;
  Report report;
  const auto schema = api::schema_of<Report>();
  BOOST_TEST(fits(json::from(report), schema));
  report.report_metadata.begin = libauth::base::Time();
  report.policy_published.p = Word<Policy>::read("novel");
  report.records.emplace_back().source_ip.emplace();
  report.records.back().count = kMaxCount;
  BOOST_TEST(fits(json::from(report), schema));
}

BOOST_AUTO_TEST_CASE(ListsTheWordsOfAnEnum) {
  BOOST_TEST(json::compact(api::schema_of<libauth::audit::Verdict>()) ==
             R"({"type":"string","enum":["pass","fail","unknown","not_applicable"]})");
}

BOOST_AUTO_TEST_CASE(RequiresAllButOptionalMembers) {
  const auto schema = api::schema_of<libauth::audit::Finding>();
  const std::string required = json::compact(schema.at("required"));
  BOOST_TEST(required.find("\"evidence\"") != std::string::npos);
  BOOST_TEST(required.find("\"fix\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(FitsAStoredReportOfEachKind) {
  namespace store = reports::store;
  const auto schema = api::schema_of<store::StoredReport>();
  reports::aggregate::Report aggregate;
  aggregate.records.emplace_back();
  reports::tls::Report tls;
  tls.policies.emplace_back();
  for (const store::AnyReport& report : {store::AnyReport(aggregate), store::AnyReport(tls),
                                         store::AnyReport(reports::failure::Report())}) {
    store::StoredReport stored;
    stored.report = report;
    BOOST_TEST(fits(json::from(stored), schema));
  }
  json::value other = json::from(store::StoredReport());
  other.as_object()["report"] = json::object{{"no", "report"}};
  BOOST_TEST(!fits(other, schema));
}

BOOST_AUTO_TEST_CASE(FitsWhatIsToldOfADomain) {
  reports::analysis::Impact impact;
  impact.blockers.emplace_back().value = 97.5;
  BOOST_TEST(fits(json::from(impact), api::schema_of<reports::analysis::Impact>()));
  api::SourcesPage page;
  page.domain = "example.com";
  page.sources.emplace_back().selectors.top.push_back({"example.com/s1", 3});
  page.next = "1.2.x";
  const json::value written = json::from(page);
  BOOST_TEST(fits(written, api::schema_of<api::SourcesPage>()));
  BOOST_TEST(written.as_object().begin()->key() == "domain");
  BOOST_TEST(written.at("next").as_string() == "1.2.x");
  api::TlsDocument tls;
  tls.domain = "example.com";
  BOOST_TEST(fits(json::from(tls), api::schema_of<api::TlsDocument>()));
  BOOST_TEST(json::from(tls).as_object().begin()->key() == "domain");
}

BOOST_AUTO_TEST_SUITE_END()
