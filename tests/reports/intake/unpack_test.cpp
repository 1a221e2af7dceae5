// SPDX-License-Identifier: MIT

#include "reports/intake/unpack.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/intake/content.h"
#include "tests/reports/fixture.h"
#include "tests/reports/intake/found.h"
#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using namespace std::string_literals;
using tests::encrypted_zip;
using tests::gzip;
using tests::kJson;
using tests::kXml;
using tests::report_file;
using tests::zip;

namespace {

/// A document with as many octets as wanted, which packs to next to nothing.
std::string spaces(std::size_t octets) {
  return "<feedback>" + std::string(octets - 21, ' ') + "</feedback>";
}

/// With every `from` replaced, as in the local and the central header of a zip member.
std::string everywhere(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// A zip archive of two members, the first of them with another method (ZIP application note
/// section 4.4.5), which is at 8 octets into the local and 10 into the central header.
std::string with_method(char method) {
  std::string archive = zip({{"a.xml", kXml}, {"b.xml", kXml}});
  archive.at(8) = method;
  archive.at(archive.find("PK\x01\x02") + 10) = method;
  return archive;
}

/// The first member has the checksum of another text.
std::string with_wrong_sum() {
  const std::string archive = zip({{"a.xml", kXml}, {"b.xml", kXml + " "}});
  const std::string sum = archive.substr(archive.find("PK\x01\x02") + 16, 4);
  return everywhere(archive, sum, "\x01\x02\x03\x04");
}

struct Row {
  const char* name;
  std::string upload;
  std::vector<std::string> want;
  Limits limits = {};
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

// Facts: rows 60 to 65 of the catalogue of quirks are here, those of mails in mail_test.cpp.
const Row kRows[] = {
    {"plain", kXml, {"aggregate"}},
    {"XML, one after the other", kXml + kXml, {"aggregate", "aggregate"}},
    {"JSON, one after the other", kJson + "\n" + kJson, {"tls", "tls"}},
    {"JSON in an array", "[" + kJson + "," + kJson + "]", {"tls", "tls"}},
    {"gzip, one after the other", gzip(kXml) + gzip(kXml), {"aggregate", "aggregate"}},
    {"byte order mark", "\xEF\xBB\xBF" + kXml, {"aggregate"}},
    {"space before", "\r\n " + kXml, {"aggregate"}},
    {"UTF-16", "<\0f\0e\0e\0d\0b\0a\0c\0k\0/\0>\0"s, {"aggregate"}},
    {"XML of any kind", "<a/>", {"aggregate"}},
    {"JSON", kJson, {"tls"}},
    {"JSON of any kind", "[]", {"tls"}},
    {"gzip", gzip(kXml), {"aggregate"}},
    {"gzip of JSON", gzip(kJson), {"tls"}},
    {"gzip of two members, RFC 1952 section 2.2", gzip("<feed") + gzip("back/>"), {"aggregate"}},
    {"octets after gzip", gzip(kXml) + "garbage\r\n", {"aggregate"}},
    {"gzip twice", gzip(kXml, 2), {"aggregate"}},
    {"gzip thrice", gzip(kXml, 3), {"aggregate"}},
    {"gzip with a wrong sum",
     gzip(kXml).substr(0, gzip(kXml).size() - 8) + "12345678",
     {"aggregate", "checksum"}},
    {"gzip of text with a wrong sum",
     gzip("text").substr(0, gzip("text").size() - 8) + "12345678",
     {"checksum", "(content)"}},
    {"zip", zip({{"a.xml", kXml}}), {"aggregate a.xml"}},
    {"zip, stored", zip({{"a.xml", kXml}}, "zip:compression=store"), {"aggregate a.xml"}},
    {"zip in gzip", gzip(zip({{"a.xml", kXml}})), {"aggregate a.xml"}},
    {"zip of several",
     zip({{"a.xml", kXml}, {"b", gzip(kXml)}, {"c.zip", zip({{"d", kJson}})}}),
     {"aggregate a.xml", "aggregate b", "tls d"}},
    {"names that lie",
     zip({{"a.gz", kXml}, {"b.xml", gzip(kXml)}, {"c", zip({{"d", kXml}})}}),
     {"aggregate a.gz", "aggregate b.xml", "aggregate d"}},
    {"zip with other things",
     zip({{"folder/", ""},
          {"folder/notes.txt", "Hello"},
          {"folder/empty", ""},
          {"page.html", "<html><body>Hello</body></html>"},
          {"other.xml", "<invoice/>"},
          {"other.json", "{}"},
          {"__MACOSX/._a.xml", kXml},
          {"folder/__MACOSX/._a.xml", kXml},
          {"a.xml", kXml}}),
     {"aggregate a.xml", "(content folder/notes.txt)", "(empty-payload folder/empty)",
      "(content page.html)", "(content other.xml)", "(content other.json)"}},
    {"names are no paths",
     zip({{"../../etc/a.xml", kXml}, {"/etc/b\n.xml", kXml}}),
     {"aggregate ../../etc/a.xml", "aggregate /etc/b\\010.xml"}},
    {"deflate64", with_method(9), {"aggregate b.xml", "method a.xml"}},
    {"a method of nobody", with_method(77), {"aggregate b.xml", "method a.xml"}},
    {"zip with a wrong sum",
     with_wrong_sum(),
     {"aggregate a.xml", "aggregate b.xml", "checksum a.xml"}},
    {"encrypted",
     encrypted_zip({{"a.xml", kXml}, {"b.xml", kXml}}),
     {"encrypted a.xml", "encrypted b.xml"}},
    {"an encrypted archive in another",
     zip({{"a.zip", encrypted_zip({{"a.xml", kXml}})}, {"b.xml", kXml}}),
     {"aggregate b.xml", "encrypted a.xml"}},
    {"a damaged archive in another",
     zip({{"a.gz", gzip(kXml).substr(0, 20)}, {"b.xml", kXml}}),
     {"aggregate b.xml", "archive a.gz"}},
    {"pasted into a page",
     "<html><body><pre>&lt;feedback&gt;&lt;/feedback&gt;</pre></body></html>",
     {"aggregate"}},

    {"empty", "", {"empty-payload"}},
    {"space only", " \n", {"empty-payload"}},
    {"gzip of nothing", gzip(""), {"empty-payload"}},
    {"text", "unused", {"content"}},
    {"text with a colon", "see: this, that and those", {"content"}},
    {"gzip of text", gzip("unused"), {"content"}},
    {"a page", "<html><body>unused</body></html>", {"aggregate"}},
    {"a page that is packed",
     zip({{"a", "<html><body>unused</body></html>"}}),
     {"no-document", "(content a)"}},
    {"gzip magic only", "\x1F\x8B", {"archive"}},
    {"cut gzip", gzip(std::string(100'000, 'x') + kXml).substr(0, 60), {"archive"}},
    {"zip magic only", "PK\x03\x04", {"archive"}},
    {"cut zip", zip({{"a.xml", kXml + std::string(1000, 'x')}}).substr(0, 50), {"archive"}},
    {"empty zip", zip({}), {"no-document"}},
    {"zip without report", zip({{"notes.txt", "Hello"}}), {"no-document", "(content notes.txt)"}},

    {"input", kXml, {"limit-input"}, {.input = kXml.size() - 1}},
    {"output", gzip(kXml), {"limit-output"}, {.output = kXml.size() - 1}},
    {"output of all members",
     zip({{"a", kXml}, {"b", kXml}, {"c", kXml}}),
     {"aggregate a", "limit-output b"},
     {.output = 2 * kXml.size() - 1}},
    {"output of all layers", gzip(kXml, 2), {"limit-output"}, {.output = kXml.size() + 10}},
    {"members",
     zip({{"a", kXml}, {"b", kXml}, {"c", kXml}}),
     {"aggregate a", "aggregate b", "limit-members"},
     {.members = 2}},
    {"members of all archives",
     zip({{"a", zip({{"b", kXml}})}, {"c", kXml}}),
     {"aggregate b", "limit-members"},
     {.members = 2}},
    {"payloads",
     zip({{"a", kXml}, {"b", "text"}, {"c", kXml}}),
     {"aggregate a", "limit-payloads c", "(content b)"},
     {.payloads = 2}},
    {"depth", gzip(kXml, 4), {"limit-depth"}},
    {"depth of one member",
     zip({{"a", kXml}, {"b", gzip(kXml, 3)}, {"c", kXml}}),
     {"aggregate a", "aggregate c", "limit-depth b"}},
    {"bomb in layers", gzip(spaces(std::size_t{40} << 20), 2), {"limit-ratio"}},
    {"bomb", gzip(spaces(std::size_t{65} << 20)), {"limit-output"}, {.ratio = 100'000}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Unpack)

BOOST_DATA_TEST_CASE(Finds, boost::unit_test::data::make(kRows), row) {
  const auto got = tests::found(unpack(row.upload, row.limits));
  BOOST_TEST(got == row.want, tests::joined(got));
}

BOOST_AUTO_TEST_CASE(GivesEveryErrorASentence) {
  for (const Row& row : kRows) {
    const Unpacked unpacked = unpack(row.upload, row.limits);
    for (const Refused& refused : unpacked.refused) BOOST_TEST(refused.error.message.size() > 10U);
    for (const Skipped& skipped : unpacked.skipped) BOOST_TEST(skipped.error.message.size() > 10U);
  }
}

BOOST_AUTO_TEST_CASE(GivesTheOctetsOfADocument) {
  const std::string two = gzip(kXml.substr(0, 9)) + gzip(kXml.substr(9));
  for (const std::string& upload : {kXml, gzip(kXml), two, zip({{"a", gzip(kXml)}})}) {
    const Unpacked unpacked = unpack(upload);
    BOOST_TEST_REQUIRE(unpacked.documents.size() == 1U);
    BOOST_TEST(unpacked.documents[0].octets == kXml);
  }
}

// So that it can be read again after a mend.
BOOST_AUTO_TEST_CASE(KeepsTheOctetsOfWhatItRefuses) {
  const std::string inner = encrypted_zip({{"a.xml", kXml}, {"b.xml", kXml}});
  const Unpacked unpacked = unpack(zip({{"a.zip", inner}, {"b.xml", kXml}}));
  BOOST_TEST_REQUIRE(unpacked.refused.size() == 2U);
  BOOST_TEST(unpacked.refused[0].octets == inner);
  BOOST_TEST(unpacked.refused[1].octets.empty());  // the same archive is kept once
}

// The inner archive alone is not too deep: read again, the same has to be refused.
BOOST_AUTO_TEST_CASE(KeepsTheWholeUploadOfWhatIsTooDeep) {
  const std::string deep_mail =
      "Subject: 1\nContent-Type: message/rfc822\n\nSubject: 2\nContent-Type: text/xml\n\n" + kXml;
  for (const std::string& upload :
       {gzip(kXml, 4), zip({{"a", kXml}, {"b", gzip(kXml, 3)}, {"c", zip({{"d", gzip(kXml, 2)}})}}),
        zip({{"a.eml", deep_mail}, {"b.eml", deep_mail}}), deep_mail}) {
    const Limits limits{.nesting = 1};
    const Unpacked first = unpack(upload, limits);
    BOOST_TEST_REQUIRE(!first.refused.empty());
    BOOST_TEST(first.refused[0].octets == upload);
    for (std::size_t i = 1; i < first.refused.size(); ++i) {
      BOOST_TEST(first.refused[i].octets.empty());  // the same upload is kept once
    }
    BOOST_TEST(tests::found(unpack(first.refused[0].octets, limits)) == tests::found(first));
  }
}

BOOST_AUTO_TEST_CASE(KeepsTheWholeUploadWhereALimitEndsIt) {
  const std::string upload = zip({{"a", kXml}, {"b", kXml}, {"c", kXml}});
  const Unpacked unpacked = unpack(upload, {.members = 1});
  BOOST_TEST_REQUIRE(unpacked.refused.size() == 1U);
  BOOST_TEST(unpacked.refused[0].octets == upload);
}

// Whatever became of it, it was work.
BOOST_AUTO_TEST_CASE(TellsHowMuchCameOutOfAnUpload) {
  const std::string notes(5000, 'x');
  BOOST_TEST(unpack("").output == 0U);
  BOOST_TEST(unpack(kXml).output == 0U);
  BOOST_TEST(unpack(gzip(kXml)).output == kXml.size());
  BOOST_TEST(unpack(gzip(kXml).substr(0, 8)).output == 0U);
  BOOST_TEST(unpack(gzip(gzip(kXml))).output == kXml.size() + gzip(kXml).size());
  const Unpacked skipped = unpack(zip({{"a.xml", kXml}, {"notes.txt", notes}}));
  BOOST_TEST(skipped.skipped.size() == 1U);
  BOOST_TEST(skipped.output == kXml.size() + notes.size());
  const Unpacked over = unpack(zip({{"notes.txt", notes}}), {.output = 100});
  BOOST_TEST(over.refused.size() == 1U);
  BOOST_TEST(over.output > 100U);
}

BOOST_AUTO_TEST_CASE(TakesWhatIsJustWithinTheLimits) {
  BOOST_TEST(unpack(kXml, {.input = kXml.size(), .members = 0, .depth = 0, .payloads = 1})
                 .documents.size() == 1U);
  BOOST_TEST(
      unpack(gzip(kXml), {.output = kXml.size(), .members = 1, .depth = 1}).documents.size() == 1U);
}

// Real reports reach 166:1; only what is far above, and large, is a bomb.
BOOST_AUTO_TEST_CASE(TakesDocumentsThatPackWell) {
  const std::string small = spaces(std::size_t{1} << 20);
  BOOST_TEST(gzip(gzip(small)).size() < small.size() / 1000);
  BOOST_TEST(unpack(gzip(small)).documents.size() == 1U);
  const std::string large = spaces(std::size_t{30} << 20);
  BOOST_TEST(unpack(gzip(large), {.ratio = 1032}).documents.size() == 1U);
}

BOOST_AUTO_TEST_CASE(ReadsTheFixtures) {
  const Unpacked packed = unpack(report_file("rfc9990.xml.gz"));
  BOOST_TEST_REQUIRE(packed.documents.size() == 1U);
  BOOST_TEST(packed.documents[0].octets == report_file("rfc9990.xml"));
  const Unpacked month = unpack(report_file("month.zip"));
  BOOST_TEST_REQUIRE(month.documents.size() == 3U);
  BOOST_TEST(month.documents[0].name == "may/rfc7489.xml");
  BOOST_TEST(month.documents[1].octets == report_file("no-records.xml"));
  BOOST_TEST(month.documents[2].octets == report_file("rfc9990.xml"));
  BOOST_TEST(month.refused.empty());
  BOOST_TEST(month.skipped.size() == 1U);
}

// Every start of an archive is refused or gives documents: no read beyond the end, no crash.
BOOST_AUTO_TEST_CASE(TakesEveryStartOfAnArchive) {
  for (const std::string& whole : {report_file("month.zip"), report_file("rfc9990.xml.gz")}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::string start(whole.data(), size);
      const Unpacked unpacked = unpack(start);
      BOOST_TEST(unpacked.documents.size() + unpacked.refused.size() > 0U);
    }
  }
}

BOOST_AUTO_TEST_CASE(KnowsContentByItsFirstOctets) {
  BOOST_TEST((content_of("\x1F\x8B\x08") == Content::gzip));
  BOOST_TEST((content_of("PK\x03\x04") == Content::zip));
  BOOST_TEST((content_of("\0\0<a/>"s) == Content::xml));
  BOOST_TEST((content_of("[]") == Content::json));
  BOOST_TEST((content_of("From a@example.com Fri") == Content::mbox));
  BOOST_TEST((content_of("Return-Path: <>\n") == Content::mail));
  BOOST_TEST((content_of("X-Any: 1\n folded\nsubject : 2\n") == Content::mail));
  BOOST_TEST((content_of("X-Any: 1\n\nSubject: 2\n") == Content::unknown));
  BOOST_TEST((content_of("no colon here") == Content::unknown));
  BOOST_TEST((content_of("\0"s) == Content::empty));
}

BOOST_AUTO_TEST_SUITE_END()
