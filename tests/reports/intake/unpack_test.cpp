// SPDX-License-Identifier: MIT

#include "reports/intake/unpack.h"

#include <array>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/fixture.h"

using namespace reports::intake;
using namespace std::string_literals;
using tests::report_file;

namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

/// Packs members; libarchive's own writer is what makes the archives of these tests.
class Packer {
 public:
  Packer() : archive_(archive_write_new()) { archive_write_set_bytes_in_last_block(archive_, 1); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { archive_write_free(archive_); }

  archive* get() const { return archive_; }

  std::string pack(const Members& members) {
    std::string out(std::size_t{2} << 20, '\0');
    std::size_t used = 0;
    check(archive_write_open_memory(archive_, out.data(), out.size(), &used));
    for (const auto& [name, octets] : members) add(name, octets);
    check(archive_write_close(archive_));
    out.resize(used);
    return out;
  }

 private:
  void add(const std::string& name, const std::string& octets) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(octets.size()));
    check(archive_write_header(archive_, entry));
    archive_entry_free(entry);
    if (archive_write_data(archive_, octets.data(), octets.size()) < 0) {
      throw std::runtime_error(archive_error_string(archive_));
    }
  }

  void check(int status) {
    if (status != ARCHIVE_OK) throw std::runtime_error(archive_error_string(archive_));
  }

  archive* archive_;
};

std::string zip(const Members& members) {
  Packer packer;
  archive_write_set_format_zip(packer.get());
  return packer.pack(members);
}

std::string encrypted_zip(const Members& members) {
  Packer packer;
  archive_write_set_format_zip(packer.get());
  archive_write_set_options(packer.get(), "zip:encryption=traditional");
  archive_write_set_passphrase(packer.get(), "secret");
  return packer.pack(members);
}

std::string gzip(const std::string& octets) {
  Packer packer;
  archive_write_add_filter_gzip(packer.get());
  archive_write_set_format_raw(packer.get());
  return packer.pack({{"data", octets}});
}

std::string gzip(const std::string& octets, int layers) {
  return layers == 0 ? octets : gzip(gzip(octets, layers - 1));
}

const std::string kXml = "<?xml version=\"1.0\"?>\n<feedback/>\n";

/// A document with as many octets as wanted, which packs to next to nothing.
std::string spaces(std::size_t octets) {
  return "<a>" + std::string(octets - 7, ' ') + "</a>";
}

struct Accepted {
  const char* name;
  std::string upload;
  std::vector<Document> documents;
  std::vector<std::string> skipped;
};
std::ostream& operator<<(std::ostream& out, const Accepted& row) {
  return out << row.name;
}

const Accepted kAccepted[] = {
    {"plain", kXml, {{kXml, ""}}, {}},
    {"byte order mark", "\xEF\xBB\xBF" + kXml, {{"\xEF\xBB\xBF" + kXml, ""}}, {}},
    {"space before", "\r\n " + kXml, {{"\r\n " + kXml, ""}}, {}},
    {"UTF-16", "<\0a\0/\0>\0"s, {{"<\0a\0/\0>\0"s, ""}}, {}},
    {"gzip", gzip(kXml), {{kXml, ""}}, {}},
    {"gzip of two members, RFC 1952 section 2.2",
     gzip(kXml.substr(0, 9)) + gzip(kXml.substr(9)),
     {{kXml, ""}},
     {}},
    {"octets after gzip", gzip(kXml) + "garbage\r\n", {{kXml, ""}}, {}},
    {"gzip twice", gzip(kXml, 2), {{kXml, ""}}, {}},
    {"gzip thrice", gzip(kXml, 3), {{kXml, ""}}, {}},
    {"zip", zip({{"a.xml", kXml}}), {{kXml, "a.xml"}}, {}},
    {"zip in gzip", gzip(zip({{"a.xml", kXml}})), {{kXml, "a.xml"}}, {}},
    {"zip of several",
     zip({{"a.xml", kXml}, {"b", gzip(kXml)}, {"c.zip", zip({{"d", kXml}})}}),
     {{kXml, "a.xml"}, {kXml, "b"}, {kXml, "d"}},
     {}},
    {"zip with other things",
     zip({{"folder/", ""},
          {"folder/notes.txt", "Hello"},
          {"folder/empty", ""},
          {"tls.json", "{}"},
          {"__MACOSX/._a.xml", kXml},
          {"folder/__MACOSX/._a.xml", kXml},
          {"a.xml", kXml}}),
     {{kXml, "a.xml"}},
     {"folder/notes.txt", "folder/empty", "tls.json"}},
    {"names are no paths",
     zip({{"../../etc/a.xml", kXml}, {"/etc/b\n.xml", kXml}}),
     {{kXml, "../../etc/a.xml"}, {kXml, "/etc/b\\010.xml"}},
     {}},
};

struct Refused {
  const char* name;
  std::string upload;
  std::string_view rule;
  Limits limits = {};
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
  return out << row.name;
}

const Refused kRefused[] = {
    {"empty", "", kEmptyRule},
    {"space only", " \n", kEmptyRule},
    {"gzip of nothing", gzip(""), kEmptyRule},
    {"text", "unused", kContentRule},
    {"JSON", "{\"policies\":[]}", kContentRule},
    {"mail", "From: a@example.com\r\nSubject: Report\r\n\r\n", kContentRule},
    {"mail of a mailbox", "From a@example.com Fri May  1\nFrom: a@example.com\n", kContentRule},
    {"gzip of text", gzip("unused"), kContentRule},
    {"gzip magic only", "\x1F\x8B", kArchiveRule},
    {"gzip with reserved flags", "\x1F\x8B\x08\xE0"s + std::string(40, 'x'), kArchiveRule},
    {"cut gzip", gzip(std::string(100'000, 'x') + kXml).substr(0, 60), kArchiveRule},
    {"damaged gzip", tests::with(gzip(kXml), gzip(kXml).substr(10, 6), "\xFF\xFF\xFF\xFF\xFF\xFF"),
     kArchiveRule},
    {"zip magic only", "PK\x03\x04", kArchiveRule},
    {"cut zip", zip({{"a.xml", kXml + std::string(1000, 'x')}}).substr(0, 50), kArchiveRule},
    {"empty zip", zip({}), kNoDocumentRule},
    {"zip without report", zip({{"notes.txt", "Hello"}}), kNoDocumentRule},
    {"encrypted", encrypted_zip({{"a.xml", kXml}}), kEncryptedRule},
    {"input", kXml, kInputRule, {.input = kXml.size() - 1}},
    {"output", gzip(kXml), kOutputRule, {.output = kXml.size() - 1}},
    {"output of all members",
     zip({{"a", kXml}, {"b", kXml}}),
     kOutputRule,
     {.output = 2 * kXml.size() - 1}},
    {"output of all layers", gzip(kXml, 2), kOutputRule, {.output = kXml.size() + 10}},
    {"members", zip({{"a", kXml}, {"b", kXml}, {"c", kXml}}), kMembersRule, {.members = 2}},
    {"members of all archives",
     zip({{"a", zip({{"b", kXml}})}, {"c", kXml}}),
     kMembersRule,
     {.members = 2}},
    {"depth", gzip(kXml, 4), kDepthRule},
    {"depth of one member", zip({{"a", kXml}, {"b", gzip(kXml, 3)}}), kDepthRule},
    {"bomb in layers", gzip(spaces(std::size_t{40} << 20), 2), kRatioRule},
    {"bomb", gzip(spaces(std::size_t{65} << 20)), kOutputRule, {.ratio = 100'000}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Unpack)

BOOST_DATA_TEST_CASE(Accepts, boost::unit_test::data::make(kAccepted), row) {
  const auto unpacked = unpack(row.upload);
  BOOST_TEST_REQUIRE(unpacked.has_value(), (unpacked ? "" : unpacked.error().message));
  BOOST_TEST((unpacked->documents == row.documents));
  BOOST_TEST(unpacked->skipped == row.skipped, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(Refuses, boost::unit_test::data::make(kRefused), row) {
  const auto unpacked = unpack(row.upload, row.limits);
  BOOST_TEST_REQUIRE(!unpacked.has_value());
  BOOST_TEST(unpacked.error().rule == row.rule, unpacked.error().message);
  BOOST_TEST(!unpacked.error().message.empty());
}

BOOST_AUTO_TEST_CASE(TakesWhatIsJustWithinTheLimits) {
  BOOST_TEST(unpack(kXml, {.input = kXml.size(), .members = 0, .depth = 0}).has_value());
  BOOST_TEST(unpack(gzip(kXml), {.output = kXml.size(), .members = 1, .depth = 1}).has_value());
}

// Real reports reach 166:1; only what is far above, and large, is a bomb.
BOOST_AUTO_TEST_CASE(TakesDocumentsThatPackWell) {
  const std::string small = spaces(std::size_t{1} << 20);
  BOOST_TEST(gzip(gzip(small)).size() < small.size() / 1000);
  BOOST_TEST(unpack(gzip(small)).has_value());
  const std::string large = spaces(std::size_t{30} << 20);
  BOOST_TEST(unpack(gzip(large), {.ratio = 1032}).has_value());
}

BOOST_AUTO_TEST_CASE(ReadsTheFixtures) {
  const auto packed = unpack(report_file("rfc9990.xml.gz"));
  BOOST_TEST_REQUIRE(packed.has_value());
  BOOST_TEST(packed->documents.at(0).octets == report_file("rfc9990.xml"));
  const auto month = unpack(report_file("month.zip"));
  BOOST_TEST_REQUIRE(month.has_value());
  BOOST_TEST(month->documents.size() == 3U);
  BOOST_TEST(month->documents.at(0).name == "may/rfc7489.xml");
  BOOST_TEST(month->documents.at(1).octets == report_file("no-records.xml"));
  BOOST_TEST(month->documents.at(2).octets == report_file("rfc9990.xml"));
  BOOST_TEST(month->skipped.size() == 1U);
}

// Every start of an archive is refused or gives documents: no read beyond the end, no crash.
BOOST_AUTO_TEST_CASE(TakesEveryStartOfAnArchive) {
  for (const std::string& whole : {report_file("month.zip"), report_file("rfc9990.xml.gz")}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::string start(whole.data(), size);
      const auto unpacked = unpack(start);
      if (unpacked) BOOST_TEST(!unpacked->documents.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(KnowsContentByItsFirstOctets) {
  BOOST_TEST((content_of("\x1F\x8B\x08") == Content::gzip));
  BOOST_TEST((content_of("PK\x03\x04") == Content::zip));
  BOOST_TEST((content_of("\0\0<a/>"s) == Content::xml));
  BOOST_TEST((content_of("[]") == Content::json));
  BOOST_TEST((content_of("Return-Path: <>\n") == Content::mail));
  BOOST_TEST((content_of("see: this, that and those") == Content::mail));
  BOOST_TEST((content_of("no colon here") == Content::unknown));
  BOOST_TEST((content_of("\0"s) == Content::empty));
}

BOOST_AUTO_TEST_SUITE_END()
