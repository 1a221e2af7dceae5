// SPDX-License-Identifier: MIT
//
// Reports in mails, wherever they are and however they were put there.

#include "reports/intake/mail.h"

#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/intake/unpack.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/found.h"
#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using namespace std::string_literals;
using tests::attached;
using tests::gzip;
using tests::kJson;
using tests::kXml;
using tests::mail;
using tests::multipart;
using tests::part;
using tests::with_crlf;
using tests::zip;

namespace {

struct Row {
  const char* name;
  std::string upload;
  std::vector<std::string> want;
  Limits limits = {};
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

std::string text(const std::string& content) {
  return part("Content-Type: text/plain; charset=utf-8\n", content);
}

std::string html(const std::string& content) {
  return part("Content-Type: text/html\n", "<html><body>" + content + "</body></html>\n");
}

/// A part with the encoding declared and the content as it is.
std::string encoded(const std::string& encoding, const std::string& content,
                    const std::string& type = "application/octet-stream") {
  return part("Content-Type: " + type + "\nContent-Transfer-Encoding: " + encoding + "\n", content);
}

std::string without_padding(std::string lines) {
  std::erase(lines, '=');
  return lines;
}

std::string inner_mail(const std::string& content) {
  return part("Content-Type: message/rfc822\n", mail(content));
}

/// Mails in mails.
std::string forwarded(const std::string& content, int times) {
  return times == 0 ? mail(content)
                    : mail(part("Content-Type: message/rfc822\n", forwarded(content, times - 1)));
}

/// Multiparts in multiparts.
std::string nested(const std::string& content, int levels) {
  return levels == 0
             ? content
             : multipart("mixed", {nested(content, levels - 1)}, "b" + std::to_string(levels));
}

const std::string kEscaped =
    "<pre>&lt;?xml version=&quot;1.0&quot;?&gt;<br>\n&lt;feedback&gt;&nbsp;&lt;/feedback&gt;</pre>";

// The numbers are those of the catalogue of quirks.
const Row kRows[] = {
    {"60: gzip as zip", mail(attached(gzip(kXml), "application/zip")), {"aggregate"}},
    {"60: zip as gzip", mail(attached(zip({{"a", kXml}}), "application/gzip")), {"aggregate a"}},
    {"60: gzip as text", mail(attached(gzip(kXml), "text/plain")), {"aggregate"}},
    {"60: gzip as a type of nobody", mail(attached(gzip(kXml), "x-gzip")), {"aggregate"}},
    {"60: gzip as an image", mail(attached(gzip(kXml), "image/png")), {"aggregate"}},
    {"61: names that lie",
     mail(part("Content-Type: application/zip; name=\"aol com 12345 xml\"\n"
               "Content-Transfer-Encoding: base64\n",
               tests::base64(gzip(kXml)))),
     {"aggregate aol com 12345 xml"}},
    {"62: gzip twice", mail(attached(gzip(kXml, 2))), {"aggregate"}},
    {"62: octets after gzip", mail(attached(gzip(kXml) + "\r\n")), {"aggregate"}},
    {"65: XML not packed", mail(attached(kXml, "text/xml")), {"aggregate"}},
    {"66: XML as 7bit", mail(encoded("7bit", kXml)), {"aggregate"}},
    {"66: XML as 8bit", mail(encoded("8bit", kXml, "application/xml")), {"aggregate"}},
    {"66: XML as text", mail(text(kXml)), {"aggregate"}},
    {"66: gzip as binary", mail(encoded("binary", gzip(kXml))), {"aggregate"}},
    {"66: quoted-printable",
     mail(encoded("quoted-printable", "<?xml version=3D\"1.0\"?><feed=\nback/>")),
     {"aggregate"}},
    {"66: uuencode",
     mail(encoded("x-uuencode", "begin 644 a\n+/&9E961B86-K+SX \n`\nend\n")),
     {"aggregate"}},
    {"66: base64 without padding",
     mail(encoded("base64", without_padding(tests::base64(gzip(kXml))))),
     {"aggregate"}},
    {"66: base64 with spaces",
     mail(encoded("base64", " H4 s I\n" + tests::base64(gzip(kXml)).substr(4))),
     {"aggregate"}},
    {"66: base64 on one line of 2000 octets",
     mail(encoded("Base64", "PGZlZWRiYWNr" + std::string(2000, 'A') + "Lz4=")),
     {"aggregate"}},
    {"66: base64 that is declared and not done", mail(encoded("base64", kXml)), {"aggregate"}},
    {"66: an encoding of nobody", mail(encoded("x-none", kXml)), {"aggregate"}},
    {"67: the first part",
     mail(multipart("mixed", {attached(gzip(kXml)), text("Hello")})),
     {"aggregate"}},
    {"67: the last part",
     mail(multipart("mixed", {text("Hello"), html("Hello"), attached(kXml)})),
     {"aggregate"}},
    {"67: related in alternative in mixed",
     mail(multipart(
         "mixed",
         {multipart("alternative", {text("Hello"), multipart("related", {attached(kXml)}, "b3")},
                    "b2")})),
     {"aggregate"}},
    {"67: forwarded",
     mail(multipart("mixed", {text("See"), inner_mail(attached(gzip(kXml)))})),
     {"aggregate"}},
    {"67: forwarded in base64",
     mail(encoded("base64", tests::base64(mail(attached(gzip(kXml)))), "message/rfc822")),
     {"aggregate"}},
    {"67: a mail as a file", mail(attached(mail(attached(gzip(kXml))))), {"aggregate"}},
    {"67: mails in a zip",
     zip({{"a.eml", mail(attached(gzip(kXml)))}, {"b.eml", mail(text("Hi"))}}),
     {"aggregate a.eml", "(not-a-report b.eml)"}},
    {"68: a name in pieces, RFC 2231",
     mail(part("Content-Type: application/gzip; name*0=\"one\"; name*1=\"two.gz\"\n"
               "Content-Transfer-Encoding: base64\n",
               tests::base64(gzip(kXml)))),
     {"aggregate onetwo.gz"}},
    {"69: ContentType",
     mail("ContentType: multipart/mixed; boundary=\"b1\"\n\n--b1\nContent-Type: text/plain\n\nHi\n"
          "--b1\n" +
          attached(gzip(kXml)) + "--b1--\n"),
     {"aggregate"}},
    {"69: a multipart without boundary",
     mail("Content-Type: multipart/mixed\n\n--b1\n" + attached(gzip(kXml)) + "\n--b1--\n"),
     {"aggregate"}},
    {"69: a multipart that never ends",
     mail("Content-Type: multipart/mixed; boundary=b1\n\n--b1\n" + attached(gzip(kXml))),
     {"aggregate"}},
    {"70: pasted into a text", mail(text("Hello,\n\n" + kXml + "\nBye")), {"aggregate"}},
    {"70: pasted into a page", mail(html(kEscaped)), {"aggregate"}},
    {"70: pasted into a page, not escaped", mail(html(kXml)), {"aggregate"}},
    {"70: JSON pasted", mail(text("Hello {you},\n" + kJson + "\nBye")), {"tls"}},
    {"70: base64 without MIME",
     "Subject: Report\n\n" + tests::base64(gzip(kXml)) + "\nBye\n",
     {"aggregate"}},
    {"70: uuencode without MIME",
     "Subject: Report\n\nHello\nbegin 644 a\n+/&9E961B86-K+SX \n`\nend\n",
     {"aggregate"}},
    {"71: wrapped by a list",
     mail(multipart("mixed", {multipart("mixed", {attached(gzip(kXml))}, "b2"), text("A list")})),
     {"aggregate"}},
    {"71: signed",
     mail(
         multipart("signed", {attached(gzip(kXml)), attached("x", "application/pkcs7-signature")})),
     {"aggregate"}},
    {"72: about other things", mail(text("Hello")), {"(not-a-report)"}},
    {"72: an invoice",
     mail(multipart("mixed", {text("Pay"), attached(zip({{"a.xml", "<invoice/>"}}))})),
     {"(not-a-report)"}},
    {"72: forwarded mails about other things",
     mail(multipart("mixed", {inner_mail(text("a")), inner_mail(text("b"))})),
     {"(not-a-report)"}},
    {"72: a bounce",
     mail(multipart("report; report-type=delivery-status",
                    {text("No such user"), part("Content-Type: message/delivery-status\n",
                                                "Reporting-MTA: dns; mx.example.net\n")})),
     {"(not-a-report)"}},
    {"several reports",
     mail(multipart("mixed", {attached(gzip(kXml)), attached(kJson),
                              attached(zip({{"a", kXml}, {"b", kXml}}))})),
     {"aggregate", "tls", "aggregate a", "aggregate b"}},
    {"a damaged report beside a good one",
     mail(multipart("mixed", {attached(gzip(kXml).substr(0, 20)), attached(gzip(kXml))})),
     {"aggregate", "archive"}},
    {"a damaged report",
     mail(multipart("mixed", {text("Hello"), attached(gzip(kXml).substr(0, 20))})),
     {"archive"}},
    {"an empty attachment",
     mail(multipart("mixed", {text("Hello"), attached("")})),
     {"(empty-payload)"}},
    {"gzip of nothing",
     mail(multipart("mixed", {text("Hello"), attached(gzip(""))})),
     {"(empty-payload)"}},
    {"a piece of a mail, RFC 2046 section 5.2.2",
     mail(part("Content-Type: message/partial; id=1; number=1; total=2\n", kXml)),
     {"message-partial"}},
    {"CRLF", with_crlf(mail(multipart("mixed", {attached(gzip(kXml))}))), {"aggregate"}},
    {"CR alone", "Subject: Report\rContent-Type: text/xml\r\r<feedback/>\r", {"aggregate"}},
    {"a byte order mark", "\xEF\xBB\xBF" + mail(attached(gzip(kXml))), {"aggregate"}},
    {"empty lines before it", "\n\n" + mail(attached(gzip(kXml))), {"aggregate"}},
    {"only a header", "From: a@example.com\nSubject: Report", {"(not-a-report)"}},
    {"parts",
     mail(multipart("mixed", {attached(kXml), attached(kXml), attached(kXml)})),
     {"aggregate", "aggregate", "limit-parts"},
     {.parts = 2}},
    {"levels", mail(nested(attached(kXml), 4)), {"limit-parts"}, {.levels = 3}},
    {"levels within the limit", mail(nested(attached(kXml), 3)), {"aggregate"}, {.levels = 3}},
    {"mails in mails", forwarded(attached(kXml), 3), {"limit-nesting"}, {.nesting = 3}},
    {"mails in mails within the limit",
     forwarded(attached(kXml), 2),
     {"aggregate"},
     {.nesting = 3}},
    {"a thousand levels", mail(nested(attached(kXml), 1000)), {"limit-parts"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Mails)

BOOST_DATA_TEST_CASE(Find, boost::unit_test::data::make(kRows), row) {
  const auto got = tests::found(unpack(row.upload, row.limits));
  BOOST_TEST(got == row.want, tests::joined(got));
}

BOOST_DATA_TEST_CASE(FindTheSameWithCrlf, boost::unit_test::data::make(kRows), row) {
  if (row.upload.find("binary") != std::string::npos || row.upload.starts_with("PK")) return;
  const auto got = tests::found(unpack(with_crlf(row.upload), row.limits));
  BOOST_TEST(got == row.want, tests::joined(got));
}

BOOST_AUTO_TEST_CASE(GiveTheOctetsOfAReport) {
  // 8bit octets that are no UTF-8, and each octet there is
  std::string all = "<feedback>";
  for (int octet = 1; octet < 256; ++octet) {
    if (octet != '\r' && octet != '\n') all.push_back(static_cast<char>(octet));
  }
  all += "</feedback>";
  for (const std::string& upload :
       {mail(encoded("8bit", all)), mail(attached(all)), mail(attached(gzip(all)))}) {
    const Unpacked unpacked = unpack(upload);
    BOOST_TEST_REQUIRE(unpacked.documents.size() == 1U);
    BOOST_TEST((unpacked.documents[0].octets == all));
  }
}

BOOST_AUTO_TEST_CASE(KeepAPieceOfAMailWhole) {
  const std::string upload = mail(part("Content-Type: message/partial; id=1\n", "<feed"));
  const Unpacked unpacked = unpack(upload);
  BOOST_TEST_REQUIRE(unpacked.refused.size() == 1U);
  BOOST_TEST(unpacked.refused[0].octets == upload);
}

BOOST_AUTO_TEST_CASE(HaveAHeaderUpToTheFirstEmptyLine) {
  BOOST_TEST(header_of("A: 1\nB: 2\n\nbody\n\n") == "A: 1\nB: 2\n");
  BOOST_TEST(header_of("A: 1\r\nB: 2\r\n\r\nbody") == "A: 1\r\nB: 2\r\n");
  BOOST_TEST(header_of("A: 1\r\n\nbody") == "A: 1\r\n");
  BOOST_TEST(header_of("A: 1") == "A: 1");
}

BOOST_AUTO_TEST_CASE(TellWhatAPartDeclares) {
  const std::string octets =
      mail(multipart("report; report-type=Feedback-Report",
                     {part("Content-Type: TEXT/Plain\nContent-Disposition: attachment; "
                           "filename=\"=?utf-8?q?a=2Exml?=\"\nContent-Transfer-Encoding: "
                           "QUOTED-PRINTABLE\n",
                           "a=3D"),
                      inner_mail(text("inner"))}));
  const auto read = read_mail(octets, 10, 10);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->is_failure_report);
  BOOST_TEST(!read->has_more);
  BOOST_TEST_REQUIRE(read->parts.size() == 2U);
  BOOST_TEST(read->parts[0].type == "text/plain");
  BOOST_TEST(read->parts[0].name == "a.xml");
  BOOST_TEST(read->parts[0].octets == "a=3D");
  BOOST_TEST((read->parts[0].encoding == Encoding::quoted_printable));
  BOOST_TEST(read->parts[1].is_mail);
  BOOST_TEST(read->parts[1].octets.starts_with("From: reports@receiver.example.net\n"));
  BOOST_TEST(read->parts[1].octets.find("inner") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(WithoutAHeaderAreNone) {
  BOOST_TEST(!read_mail("no field\n\nbody", 10, 10).has_value());
  BOOST_TEST(!read_mail("", 10, 10).has_value());
}

BOOST_AUTO_TEST_CASE(AreReadByManyThreadsAtOnce) {
  const std::string upload = mail(
      multipart("mixed", {text("=?utf-8?q?a?="), attached(gzip(kXml)), inner_mail(text("b"))}));
  std::vector<std::thread> threads;
  std::vector<int> documents(8);
  for (int& count : documents) {
    threads.emplace_back([&count, &upload] {
      for (int i = 0; i < 200; ++i) count += static_cast<int>(unpack(upload).documents.size());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : documents) BOOST_TEST(count == 200);
}

BOOST_AUTO_TEST_SUITE_END()
