// SPDX-License-Identifier: MIT
//
// The description of the API says what the route table says.

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "service/api/schemas.h"
#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

std::set<std::string> routes_of_table() {
  std::set<std::string> routes;
  for (const Route& route : all_routes()) {
    routes.insert(libauth::base::to_lower(route.method) + " " + std::string(route.path));
  }
  return routes;
}

std::set<std::string> routes_of(const boost::json::object& openapi) {
  std::set<std::string> routes;
  for (const auto& path : openapi.at("paths").as_object()) {
    for (const auto& method : path.value().as_object()) {
      routes.insert(std::string(method.key()) + " " + std::string(path.key()));
    }
  }
  return routes;
}

/// Every "$ref" in the document.
void collect_references(const boost::json::value& value, std::set<std::string>& found) {
  if (value.is_array()) {
    for (const auto& element : value.get_array()) collect_references(element, found);
  }
  if (!value.is_object()) return;
  for (const auto& member : value.get_object()) {
    if (member.key() == "$ref") found.insert(std::string(member.value().as_string()));
    collect_references(member.value(), found);
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Openapi, tests::Fixture)

BOOST_AUTO_TEST_CASE(HasEveryRouteAndNoOther) {
  const auto openapi = tests::body_of(send("GET", "/openapi.json"));
  BOOST_TEST(tests::text_of(openapi, "openapi") == "3.1.0");
  BOOST_TEST(routes_of(openapi) == routes_of_table(), boost::test_tools::per_element());
  BOOST_TEST(routes_of_table().size() == all_routes().size());
}

BOOST_AUTO_TEST_CASE(LeadsToEverySchemaThatItNames) {
  const auto openapi = tests::body_of(send("GET", "/openapi.json"));
  const auto& schemas = openapi.at("components").at("schemas").as_object();
  std::set<std::string> references;
  collect_references(openapi, references);
  BOOST_TEST(references.size() == all_schemas().size() + 1);  // and that of problems
  for (const std::string& reference : references) {
    const std::string prefix = "#/components/schemas/";
    BOOST_REQUIRE(reference.starts_with(prefix));
    BOOST_TEST(schemas.contains(reference.substr(prefix.size())));
  }
}

BOOST_AUTO_TEST_CASE(DescribesEveryPlaceInAPath) {
  for (const Route& route : all_routes()) {
    std::set<std::string> places;
    for (const std::string_view part : libauth::base::split(route.path, '/')) {
      if (part.starts_with('{')) places.insert(std::string(part.substr(1, part.size() - 2)));
    }
    std::set<std::string> described;
    for (const ParameterInfo& info : route.parameters) {
      if (info.in_path) described.insert(std::string(info.name));
    }
    BOOST_TEST(places == described, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(GivesEveryOperationANameAndAnAnswer) {
  std::set<std::string_view> names;
  for (const Route& route : all_routes()) {
    BOOST_TEST(names.insert(route.name).second);
    BOOST_TEST(!route.summary.empty());
    BOOST_TEST(!route.answers.empty());
  }
}

BOOST_AUTO_TEST_CASE(SaysOnceWhichRoutesAreRefusedWhenThereIsTooMuchWork) {
  const auto openapi = tests::body_of(send("GET", "/openapi.json"));
  std::set<std::string_view> gated;
  for (const Route& route : all_routes()) {
    if (std::ranges::count(route.problems, &kBusy) > 0) gated.insert(route.name);
    const auto& path = openapi.at("paths").at(route.path);
    const auto& operation = path.at(libauth::base::to_lower(route.method));
    BOOST_TEST(operation.at("responses").at("503").at("description").as_string() ==
               std::string(kBusy.title) + " (busy); " + std::string(kDatabaseUnavailable.title) +
                   " (database-unavailable)");
  }
  const std::set<std::string_view> want{
      "audit_domain",       "get_report",           "get_report_source",  "get_unread_source",
      "get_dmarc_summary",  "get_dmarc_impact",     "get_dmarc_timeline", "get_dmarc_fixes",
      "list_dmarc_sources", "list_dmarc_receivers", "get_tls_summary",    "upload_report",
      "verify_message"};
  BOOST_TEST(gated == want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(DescribesOneParameterAsOpenapiHasIt) {
  const auto openapi = tests::body_of(send("GET", "/openapi.json"));
  const auto& parameter =
      openapi.at("paths").at("/v1/domains/{domain}/audit").at("get").at("parameters").at(1);
  BOOST_TEST(service::json::compact(parameter) ==
             R"({"name":"selector","in":"query","required":false,"description":)"
             R"("DKIM selector to look at besides the widely used ones.",)"
             R"("schema":{"type":"array","items":{"type":"string"}}})");
}

BOOST_AUTO_TEST_CASE(NamesTheWordsThatThereAre) {
  const auto openapi = tests::body_of(send("GET", "/openapi.json"));
  const auto& parameters = openapi.at("paths").at("/v1/verify").at("post").at("parameters");
  std::set<std::string> with_words;
  for (const auto& parameter : parameters.as_array()) {
    if (!parameter.at("schema").as_object().contains("enum")) continue;
    with_words.insert(std::string(parameter.at("name").as_string()));
  }
  const std::set<std::string> want{"accept_partial_body", "check_helo", "dmarc_mode", "line_ends"};
  BOOST_TEST(with_words == want, boost::test_tools::per_element());
  const auto& members =
      openapi.at("components").at("schemas").at("mailvet.verify-1").at("properties");
  const auto& result = members.at("dkim").at("items").at("properties").at("result");
  BOOST_TEST(
      service::json::compact(result) ==
      R"({"type":"string","enum":["pass","fail","policy","neutral","temperror","permerror"]})");
}

BOOST_AUTO_TEST_SUITE_END()
