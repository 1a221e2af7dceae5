// SPDX-License-Identifier: MIT
//
// Uploads of every kind, and of forms with many files, over the route table.

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "service/api/report_upload.h"
#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

std::string fixture_file(const std::string& name) {
  std::ifstream file(MAILVET_SOURCE_DIR "/fixtures/reports/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string report(std::string_view id, std::string_view count = "3") {
  return tests::report_xml("example.com", id, count);
}

struct OfKind {
  const char* file;
  const char* kind;
  const char* media_type;
  const char* disposition;  ///< its end
};
std::ostream& operator<<(std::ostream& out, const OfKind& test) {
  return out << test.file;
}

constexpr OfKind kKinds[] = {
    {"rfc9990.xml", "aggregate", "application/xml", ".xml\""},
    {"tls-rfc8460.json", "tls", "application/tlsrpt+json", ".json\""},
    {"failure-rfc9991.eml", "failure", "message/rfc822", ".eml\""},
};

/// The value of the field; empty where the answer has none.
std::string field(const Response& response, std::string_view name) {
  for (const Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

struct Uploading : tests::Fixture {
  Response upload(const tests::Form& form) {
    return send("POST", "/v1/reports", form.body, form.content_type);
  }
};

const boost::json::object& file_of(const boost::json::object& answer, std::size_t index) {
  return answer.at("files").at(index).as_object();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Uploads, Uploading)

BOOST_DATA_TEST_CASE_F(Uploading, StoresEveryKind, boost::unit_test::data::make(kKinds), test) {
  const std::string octets = fixture_file(test.file);
  const Response response = send("POST", "/v1/reports", octets);
  BOOST_REQUIRE_MESSAGE(response.status == 201, response.body);
  const auto answer = tests::body_of(response);
  const auto& uploaded = answer.at("reports").at(0).as_object();
  BOOST_TEST(tests::text_of(uploaded, "kind") == test.kind);
  BOOST_TEST(!tests::text_of(uploaded, "domain").empty());
  const std::string path = "/v1/reports/" + tests::text_of(uploaded, "id");

  const auto stored = tests::body_of(send("GET", path));
  const auto& summary = stored.at("summary").as_object();
  for (const char* member : {"kind", "domain", "records", "messages", "begin", "end"}) {
    BOOST_TEST_CONTEXT(member) {
      BOOST_TEST((summary.contains(member) == uploaded.contains(member)));
      if (uploaded.contains(member) && std::string_view(member) != "messages") {
        BOOST_TEST((summary.at(member) == uploaded.at(member)));
      }
    }
  }
  BOOST_TEST(!stored.at("report").as_object().empty());

  const Response source = send("GET", path + "/source");
  BOOST_TEST(source.status == 200);
  BOOST_TEST((source.body == octets));
  BOOST_TEST(source.content_type == test.media_type);
  BOOST_TEST(field(source, "Content-Disposition").starts_with("attachment; filename=\""));
  BOOST_TEST(field(source, "Content-Disposition").ends_with(test.disposition));
  BOOST_TEST(field(source, "Content-Security-Policy").find("sandbox") != std::string::npos);

  BOOST_TEST(send("POST", "/v1/reports", octets).status == 200);
  const auto list = tests::body_of(send("GET", std::string("/v1/reports?kind=") + test.kind));
  BOOST_TEST(list.at("reports").as_array().size() == 1U);
  for (const OfKind& other : kKinds) {
    if (std::string_view(other.kind) == test.kind) continue;
    const auto none = tests::body_of(send("GET", std::string("/v1/reports?kind=") + other.kind));
    BOOST_TEST(none.at("reports").as_array().empty());
  }
}

// Octets that a browser would run if it were let.
BOOST_AUTO_TEST_CASE(NeverServesOctetsAsWhatTheyPretendToBe) {
  std::string hostile = report("r1");
  hostile.insert(hostile.find("<feedback>"), "<!-- <script>alert(1)</script> -->");
  const auto answer = tests::body_of(send("POST", "/v1/reports", hostile));
  const std::string id = tests::text_of(answer.at("reports").at(0).as_object(), "id");
  const Response source = send("GET", "/v1/reports/" + id + "/source");
  BOOST_TEST((source.body == hostile));
  BOOST_TEST(source.content_type == "application/xml");
  BOOST_TEST(field(source, "Content-Disposition") == "attachment; filename=\"" + id + ".xml\"");
}

BOOST_AUTO_TEST_CASE(HasNoSourceOfAnotherId) {
  for (const std::string start : {"/v1/reports/", "/v1/unread-reports/"}) {
    for (const std::string id : {"0", "%22%0d%0aX:%20y", "00000000000000000000000000"}) {
      const std::string path = start + id + "/source";
      BOOST_TEST(tests::is_problem(send("GET", path), kNoSuchReport, path));
    }
  }
}

BOOST_AUTO_TEST_CASE(KeepsWhatCannotBeRead) {
  const std::string cut = report("cut").substr(0, 150);
  const Response response = send("POST", "/v1/reports", cut);
  BOOST_TEST(tests::is_problem(response, kUnreadableReport, "/v1/reports"));
  const auto problem = tests::body_of(response);
  const auto& rejected = problem.at("rejected").at(0).as_object();
  const std::string id = tests::text_of(rejected, "unread");
  BOOST_REQUIRE(!id.empty());
  BOOST_TEST(tests::text_of(rejected, "rule") == "xml");

  const auto list = tests::body_of(send("GET", "/v1/unread-reports"));
  BOOST_TEST(tests::text_of(list, "schema") == "mailvet.unread-list/1");
  BOOST_TEST(list.at("count") == 1);
  BOOST_TEST(!list.contains("next"));
  const auto& unread = list.at("unread").at(0).as_object();
  BOOST_TEST(tests::text_of(unread, "id") == id);
  BOOST_TEST(tests::text_of(unread, "reason") == tests::text_of(rejected, "reason"));
  const Response source = send("GET", "/v1/unread-reports/" + id + "/source");
  BOOST_TEST((source.body == cut));
  BOOST_TEST(source.content_type == "application/octet-stream");
  BOOST_TEST(field(source, "Content-Disposition").starts_with("attachment"));

  send("POST", "/v1/reports", cut);
  BOOST_TEST(store.unread_count() == 1U);
}

BOOST_AUTO_TEST_CASE(ListsWhatCannotBeReadPageByPage) {
  for (const std::string id : {"a", "b", "c"}) {
    send("POST", "/v1/reports", report(id).substr(0, 150) + id);
  }
  BOOST_REQUIRE(store.unread_count() == 3U);
  std::vector<std::string> ids;
  std::string after;
  do {
    const auto list = tests::body_of(send("GET", "/v1/unread-reports?limit=1" + after));
    for (const auto& unread : list.at("unread").as_array()) {
      ids.push_back(tests::text_of(unread.as_object(), "id"));
    }
    BOOST_TEST(list.contains("next") == (ids.size() < 3));
    after = list.contains("next") ? "&after=" + std::to_string(list.at("next").as_int64()) : "";
  } while (!after.empty() && ids.size() < 10);
  BOOST_REQUIRE(ids.size() == 3U);
  BOOST_TEST((ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]));
  for (const std::string query :
       {"limit=0", "limit=x", "limit=1001", "after=x", "after=-1", "after=9223372036854775808"}) {
    const Response response = send("GET", "/v1/unread-reports?" + query);
    BOOST_TEST(tests::is_problem(response, kBadParameter, "/v1/unread-reports"));
  }
}

BOOST_AUTO_TEST_CASE(TellsOfEachFileOfAForm) {
  send("POST", "/v1/reports", report("old"));
  tests::Form form;
  form.add("good.xml", report("r1"))
      .add("old.xml", report("old"))
      .add("cut.xml", report("cut").substr(0, 150))
      .add("hello.txt", "hello")
      .add("tls.json", tests::tls_json("example.com", "t1"))
      .add("month.zip", fixture_file("month.zip"));
  const Response response = upload(form);
  BOOST_REQUIRE_MESSAGE(response.status == 201, response.body);
  const auto answer = tests::body_of(response);
  BOOST_TEST(tests::text_of(answer, "schema") == "mailvet.upload/1");
  BOOST_TEST(tests::text_of(answer, "outcome") == "stored");
  BOOST_TEST(answer.at("totals").at("reports") == 6);
  BOOST_TEST(!answer.contains("reports"));
  BOOST_REQUIRE(answer.at("files").as_array().size() == 6U);

  BOOST_TEST(tests::text_of(file_of(answer, 0), "name") == "good.xml");
  BOOST_TEST(tests::text_of(file_of(answer, 0), "outcome") == "stored");
  BOOST_TEST(tests::text_of(file_of(answer, 1), "outcome") == "duplicate");
  BOOST_TEST(!file_of(answer, 2).contains("outcome"));
  BOOST_TEST(file_of(answer, 2).at("rejected").at(0).as_object().contains("unread"));
  BOOST_TEST(!file_of(answer, 3).contains("outcome"));
  BOOST_TEST(file_of(answer, 3).at("rejected").at(0).at("rule").as_string() == "content");
  BOOST_TEST(file_of(answer, 4).at("reports").at(0).at("kind").as_string() == "tls");
  BOOST_TEST(file_of(answer, 5).at("reports").as_array().size() == 3U);

  const auto unread = tests::body_of(send("GET", "/v1/unread-reports")).at("unread");
  BOOST_REQUIRE(unread.as_array().size() == 2U);
  BOOST_TEST(tests::text_of(unread.at(0).as_object(), "name") == "cut.xml");
  BOOST_TEST(tests::text_of(unread.at(1).as_object(), "name") == "hello.txt");
}

BOOST_AUTO_TEST_CASE(TakesAFileOfAFormForTheSameAsTheBodyAlone) {
  for (const std::string& octets :
       {report("r1"), report("r2") + "\r\n", report("r3") + "\n", fixture_file("rfc9990.xml.gz")}) {
    BOOST_TEST(send("POST", "/v1/reports", octets).status == 201);
    BOOST_TEST(upload(tests::Form().add("again", octets)).status == 200);
  }
}

BOOST_AUTO_TEST_CASE(KeepsReportsOnOtherDomainsAsUnread) {
  services.own_domains = {*libauth::dns::Name::parse("example.com")};
  BOOST_TEST(send("POST", "/v1/reports", tests::report_xml("mail.example.com", "r1")).status ==
             201);
  const Response other = send("POST", "/v1/reports", tests::report_xml("example.org", "r2"));
  BOOST_TEST(tests::is_problem(other, kNotAReport, "/v1/reports"));
  BOOST_TEST(other.body.find("The report is on example.org") != std::string::npos, other.body);
  BOOST_TEST(store.list().reports.size() == 1U);
  BOOST_TEST(store.unread().payloads.at(0).rule == "other-domain");
}

// curl -F file=@r1.xml -F csrf=token
BOOST_AUTO_TEST_CASE(LeavesOutOtherFieldsOfAForm) {
  tests::Form form;
  form.add("r1.xml", report("r1")).add_field("csrf", "token").add_field("note", "see: above");
  form.add_field("options", "{\"a\":1}")
      .add_field("html", "<b>x</b>", "Content-Type: text/plain\r\n");
  const auto answer = tests::body_of(upload(form));
  BOOST_TEST(answer.at("files").as_array().size() == 1U);
  BOOST_TEST(store.unread_count() == 0U);
  BOOST_TEST(tests::is_problem(upload(tests::Form().add_field("csrf", "token")), kUnreadableReport,
                               "/v1/reports"));
  BOOST_TEST(store.unread_count() == 0U);
}

// What is called a file is kept, whatever it is.
BOOST_AUTO_TEST_CASE(TakesFieldsWithAReport) {
  const auto outcomes = [&](const tests::Form& form) {
    const auto answer = tests::body_of(upload(form));
    return answer.at("files").as_array().size();
  };
  tests::Form pasted;
  pasted.add_field("report", "\n" + report("r1"))
      .add_field("tls", tests::tls_json("example.com", "t"));
  BOOST_TEST(outcomes(pasted) == 2U);
  BOOST_TEST(store.list().reports.size() == 2U);
  BOOST_TEST(outcomes(tests::Form().add_field("cut", report("r2").substr(0, 150))) == 1U);
  BOOST_TEST(outcomes(tests::Form().add_field("x", "y", "Content-Type: application/xml\r\n")) ==
             1U);
  BOOST_TEST(outcomes(tests::Form().add("x.txt", "y")) == 1U);
  BOOST_TEST(store.unread_count() == 2U);
}

BOOST_AUTO_TEST_CASE(AnswersAFormOfDuplicatesWithTheirOutcome) {
  tests::Form form;
  form.add("a.xml", report("r1")).add("b.xml", report("r1"));
  const auto first = tests::body_of(upload(form));
  BOOST_TEST(tests::text_of(file_of(first, 0), "outcome") == "stored");
  BOOST_TEST(tests::text_of(file_of(first, 1), "outcome") == "duplicate");
  const Response second = upload(form);
  BOOST_TEST(second.status == 200);
  BOOST_TEST(tests::text_of(tests::body_of(second), "outcome") == "duplicate");
  const Response revised = upload(tests::Form().add("a", report("r1")).add("b", report("r1", "4")));
  BOOST_TEST(revised.status == 201);
  BOOST_TEST(tests::text_of(tests::body_of(revised), "outcome") == "revised");
}

BOOST_AUTO_TEST_CASE(RefusesFormsWithoutAnyReport) {
  const Response unread =
      upload(tests::Form().add("cut", report("x").substr(0, 150)).add("empty", ""));
  BOOST_TEST(tests::is_problem(unread, kUnreadableReport, "/v1/reports"));
  BOOST_TEST(tests::body_of(unread).at("files").as_array().size() == 2U);
  BOOST_TEST(store.unread_count() == 1U);
  BOOST_TEST(tests::is_problem(upload(tests::Form().add("x.html", "<html><body/></html>")),
                               kNotAReport, "/v1/reports"));
  BOOST_TEST(tests::is_problem(upload(tests::Form()), kUnreadableReport, "/v1/reports"));
  tests::Form without;
  without.content_type = "multipart/form-data";
  BOOST_TEST(tests::is_problem(upload(without), kUnreadableReport, "/v1/reports"));
  tests::Form cut;
  cut.add("r1.xml", report("r1")).body.resize(cut.body.size() - 4);
  BOOST_TEST(tests::is_problem(upload(cut), kUnreadableReport, "/v1/reports"));
  BOOST_TEST(store.totals().reports == 0U);
}

BOOST_AUTO_TEST_CASE(RefusesFormsOfTooManyFiles) {
  tests::Form form;
  for (std::size_t i = 0; i <= kMaxFormFiles; ++i) form.add("x", "x");
  BOOST_TEST(tests::is_problem(upload(form), kTooLarge, "/v1/reports"));
}

BOOST_AUTO_TEST_CASE(TellsHowMuchAFileUnpacksTo) {
  const std::string octets = report("r1");
  BOOST_TEST(store_file(octets, "a", store, {}).output == 0U);
  BOOST_TEST(store_file(fixture_file("rfc9990.xml.gz"), "b", store, {}).output ==
             fixture_file("rfc9990.xml").size());
  reports::intake::Limits limits;
  limits.output = 100;
  const auto over = store_file(fixture_file("rfc9990.xml.gz"), "c", store, {}, limits);
  BOOST_TEST(!over.file.outcome);
  BOOST_TEST(over.error.rule == "limit-output");
  BOOST_TEST(over.output >= limits.output);
}

BOOST_AUTO_TEST_CASE(ShowsNamesOfFilesOnOneLine) {
  const auto answer =
      tests::body_of(upload(tests::Form().add("a\x1b[2J.xml", report("r1")).add("", report("r2"))));
  BOOST_TEST(tests::text_of(file_of(answer, 0), "name") == "a\\027[2J.xml");
  BOOST_TEST(!file_of(answer, 1).contains("name"));
}

// RFC 9990 section 3.5.2: what the own host says of the mail tells whether to believe the report.
BOOST_AUTO_TEST_CASE(TellsTheTrustOfMailedReports) {
  const auto mail = [](const char* id, const char* dmarc) {
    return std::string("Authentication-Results: mx.example.com; dmarc=") + dmarc +
           " header.from=example.net\nFrom: a@example.net\nContent-Type: text/xml\n\n" + report(id);
  };
  const auto trust = [this] {
    const auto list = tests::body_of(send("GET", "/v1/reports?limit=1"));
    return tests::text_of(list.at("reports").as_array().at(0).as_object(), "trust");
  };
  upload(tests::Form().add("a.eml", mail("r1", "fail")));
  BOOST_TEST(trust() == "");
  services.authserv_ids = {"mx.example.com"};
  upload(tests::Form().add("a.eml", mail("r2", "fail")));
  BOOST_TEST(trust() == "fail");
  send("POST", "/v1/reports", mail("r3", "pass"));
  BOOST_TEST(trust() == "pass");
}

BOOST_AUTO_TEST_SUITE_END()
