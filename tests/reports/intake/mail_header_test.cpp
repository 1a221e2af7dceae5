// SPDX-License-Identifier: MIT
//
// Each document knows the header of the mail that was delivered with it.

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/intake/read.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/found.h"
#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using tests::gzip;
using tests::kJson;
using tests::kXml;
using tests::report_file;
using tests::zip;

namespace {

std::string mail(const std::string& id, const std::string& content) {
  return "X-Id: " + id + "\nContent-Type: text/plain\n\n" + content + "\n";
}

/// The parts need no encoding.
std::string multipart(const std::string& id, const std::vector<std::string>& parts) {
  std::string text = "X-Id: " + id + "\nContent-Type: multipart/mixed; boundary=" + id + "\n\n";
  for (const std::string& part : parts) text += "--" + id + "\n" + part + "\n";
  return text + "--" + id + "--\n";
}

std::string base64(const std::string& octets) {
  return "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" +
         tests::base64(octets);
}

const std::string kXmlPart = "Content-Type: text/xml\n\n" + kXml;
const std::string kMbox = "From a@example.com Tue Nov 14 10:00:00 2023\n" + mail("one", kXml) +
                          "\nFrom a@example.com Tue Nov 14 11:00:00 2023\n" + mail("two", kXml) +
                          "\n";

struct Row {
  const char* name;
  std::string upload;
  std::vector<std::string> want;  ///< X-Id of the mail of each document; "-" for none
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const Row kRows[] = {
    {"no mail", kXml, {"-"}},
    {"an archive", zip({{"a.xml", kXml}, {"b.json", kJson}}), {"-", "-"}},
    {"a mail", mail("one", kXml), {"one"}},
    {"a mail with CRLF", tests::with_crlf(mail("one", kXml)), {"one"}},
    {"a text with a report in it", mail("one", "Hello\n" + kXml), {"one"}},
    {"several reports in a mail", multipart("one", {kXmlPart, kXmlPart}), {"one", "one"}},
    {"archives inside each other",
     multipart("one", {base64(gzip(zip({{"a.xml", kXml}, {"b.json", kJson}})))}),
     {"one", "one"}},
    {"a mail in a mail",
     multipart("one", {"Content-Type: message/rfc822\n\n" + mail("two", kXml)}),
     {"one"}},
    {"a mail in an archive in a mail",
     multipart("one", {base64(zip({{"a.eml", mail("two", kXml)}, {"b.xml", kXml}}))}),
     {"one", "one"}},
    {"an mbox file in a mail", multipart("one", {base64(kMbox)}), {"one", "one"}},
    {"an mbox file", kMbox, {"one", "two"}},
    {"an mbox file, packed", gzip(kMbox), {"one", "two"}},
    {"mails in an archive",
     zip({{"a.eml", mail("one", kXml)}, {"b.eml", mail("two", kXml)}, {"c.xml", kXml}}),
     {"one", "two", "-"}},
};

std::string id_of(const Document& document) {
  if (!document.mail_header) return "-";
  const std::string& header = *document.mail_header;
  // The header alone, whole.
  BOOST_TEST(header.find("<feedback") == std::string::npos);
  BOOST_TEST(header.find("Content-Type") != std::string::npos);
  BOOST_TEST_REQUIRE(header.starts_with("X-Id: "));
  return header.substr(6, header.find_first_of("\r\n") - 6);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(MailHeader)

BOOST_DATA_TEST_CASE(IsThatOfTheOutermostMail, boost::unit_test::data::make(kRows), row) {
  std::vector<std::string> ids;
  for (const Document& document : unpack(row.upload).documents) ids.push_back(id_of(document));
  BOOST_TEST(ids == row.want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(StaysWithReportsOfEveryKind) {
  const Reading mails = read(report_file("four.mbox"));
  BOOST_TEST_REQUIRE(mails.reports.size() == 4U);
  for (const ReadReport& read : mails.reports) {
    BOOST_TEST_REQUIRE(read.document.mail_header != nullptr);
    BOOST_TEST(read.document.mail_header->find("From: ") != std::string::npos);
  }
  BOOST_TEST(read(report_file("rfc9990.xml")).reports.at(0).document.mail_header == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
