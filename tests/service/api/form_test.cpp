// SPDX-License-Identifier: MIT
//
// Forms of files are taken apart, octet for octet.

#include "service/api/form.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace service::api;

const std::string kType = "multipart/form-data; boundary=b";

/// A part with that file name and content.
std::string part(const std::string& name, const std::string& content) {
  return "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name + "\"\r\n\r\n" +
         content + "\r\n";
}

std::string every_octet() {
  std::string octets;
  for (int i = 0; i < 256; ++i) octets += static_cast<char>(i);
  return octets;
}

struct Content {
  const char* name;
  std::string octets;
};
std::ostream& operator<<(std::ostream& out, const Content& test) {
  return out << test.name;
}

const Content kContents[] = {
    {"one octet", "x"},
    {"every octet", every_octet()},
    {"a line end at the end", "x\r\n"},
    {"an LF at the end", "x\n"},
    {"a CR at the end", "x\r"},
    {"empty lines", "\r\n\r\n\r\n"},
    {"a boundary that goes on", "\r\n--bb\r\n--b-\r\n--b x\r\n"},
    {"a boundary within a line", "x--b\r\n"},
    {"a boundary behind an LF", "x\n--b\r\n"},
    {"a field", "Content-Disposition: form-data; name=\"g\"\r\n\r\n"},
    {"many lines", std::string(100'000, '\n')},
};

struct Named {
  const char* field;  ///< Content-Disposition
  const char* name;
};
std::ostream& operator<<(std::ostream& out, const Named& test) {
  return out << test.field;
}

constexpr Named kNames[] = {
    {"form-data; name=\"f\"; filename=\"a.xml\"", "a.xml"},
    {"form-data; filename=a.xml; name=f", "a.xml"},
    {"form-data; FileName = \"a.xml\"", "a.xml"},
    {"form-data; name=\"filename=x\"; filename=\"a;b=c.xml\"", "a;b=c.xml"},
    {"form-data; name=f; filename=\"a\\\"b\\\\c\"", "a\"b\\c"},
    {"form-data; name=f; filename=\"C:\\dir\\a.xml\"", "C:\\dir\\a.xml"},
    {"form-data; name=f; filename=\"a", "a"},
    {"form-data; name=\"f\"", "f"},
    {"form-data; name=f;;", "f"},
    {"form-data; filename=\"\"; name=f", ""},
    {"form-data", ""},
    {"", ""},
};

struct Bad {
  const char* name;
  std::string type;
  std::string body;
  std::string_view rule;
};
std::ostream& operator<<(std::ostream& out, const Bad& test) {
  return out << test.name;
}

const Bad kBad[] = {
    {"no boundary", "multipart/form-data", part("a", "x") + "--b--", kFormBoundaryRule},
    {"an empty boundary", "multipart/form-data; boundary=\"\"", "----", kFormBoundaryRule},
    {"a long boundary", "multipart/form-data; boundary=" + std::string(71, 'b'),
     "--" + std::string(71, 'b') + "--", kFormBoundaryRule},
    {"empty", kType, "", kFormRule},
    {"no form", kType, "<feedback/>", kFormRule},
    {"another boundary", kType, "--c\r\n\r\nx\r\n--c--", kFormRule},
    {"no end", kType, part("a", "x"), kFormRule},
    {"cut in the last boundary", kType, part("a", "x") + "--b-", kFormRule},
    {"cut in the header", kType, "--b\r\nContent-Disposition: form-d", kFormRule},
    {"no empty line", kType, "--b\r\nContent-Type: text/xml\r\n--b--", kFormRule},
    {"LF alone", kType, "--b\nContent-Type: text/xml\n\nx\n--b--\n", kFormRule},
    {"a long header", kType, "--b\r\nX: " + std::string(1'000, 'x') + "\r\n\r\ny\r\n--b--",
     kFormHeaderRule},
    {"many files", kType,
     part("a", "x") + part("b", "x") + part("c", "x") + part("d", "x") + "--b--", kFormFilesRule},
};

constexpr FormLimits kLimits{.files = 3, .header = 200};

}  // namespace

BOOST_AUTO_TEST_SUITE(Form)

BOOST_AUTO_TEST_CASE(IsKnownByItsMediaType) {
  BOOST_TEST(is_form("multipart/form-data; boundary=x"));
  BOOST_TEST(is_form(" Multipart/Form-Data ;boundary=x"));
  BOOST_TEST(!is_form(""));
  BOOST_TEST(!is_form("multipart/form-dataset"));
  BOOST_TEST(!is_form("application/x-www-form-urlencoded"));
  BOOST_TEST(!is_form("multipart/mixed; boundary=x"));
}

// RFC 2046 section 5.1.1: the CRLF before a boundary belongs to the boundary.
BOOST_DATA_TEST_CASE(GivesContentsOctetForOctet, boost::unit_test::data::make(kContents), test) {
  const std::string body = part("a", test.octets) + part("b", test.octets) + "--b--\r\n";
  const auto files = read_form(kType, body, kLimits);
  BOOST_REQUIRE(files.has_value());
  BOOST_REQUIRE(files->size() == 2U);
  for (const FormFile& file : *files) BOOST_TEST((file.octets == test.octets));
  BOOST_TEST(files->at(1).name == "b");
}

// RFC 7578 section 4.2.
BOOST_DATA_TEST_CASE(ReadsTheNameOfTheFileElseOfTheField, boost::unit_test::data::make(kNames),
                     test) {
  const std::string body =
      "--b\r\ncontent-disposition: " + std::string(test.field) + "\r\n\r\nx\r\n--b--";
  const auto files = read_form(kType, body);
  BOOST_REQUIRE(files.has_value());
  BOOST_REQUIRE(files->size() == 1U);
  BOOST_TEST(files->front().name == test.name);
}

BOOST_AUTO_TEST_CASE(TakesBoundariesAsTheyAreWritten) {
  for (const std::string type : {"multipart/form-data; boundary=\"a b:c\"",
                                 "multipart/form-data; charset=utf-8; Boundary = \"a b:c\""}) {
    const auto files = read_form(type, "--a b:c\r\n\r\nx\r\n--a b:c--");
    BOOST_REQUIRE(files.has_value());
    BOOST_TEST(files->size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(LeavesOutWhatIsNoPart) {
  const std::string body = "preamble\r\n" + part("a", "x") +
                           "--b \t\r\nContent-Disposition: form-data; name=f; filename=\"\"\r\n"
                           "\r\n\r\n--b\r\n\r\n--b--epilogue\r\n" +
                           part("b", "y");
  const auto files = read_form(kType, body);
  BOOST_REQUIRE(files.has_value());
  BOOST_REQUIRE(files->size() == 1U);
  BOOST_TEST(files->front().name == "a");
}

BOOST_AUTO_TEST_CASE(KeepsAFileWithoutOctetsThatHasAName) {
  const std::string body = part("empty.xml", "") + "--b--";
  const auto files = read_form(kType, body);
  BOOST_REQUIRE(files.has_value());
  BOOST_REQUIRE(files->size() == 1U);
  BOOST_TEST(files->front().octets.empty());
}

BOOST_AUTO_TEST_CASE(MayHaveNoFiles) {
  const auto files = read_form(kType, "--b--");
  BOOST_REQUIRE(files.has_value());
  BOOST_TEST(files->empty());
}

BOOST_DATA_TEST_CASE(RefusesWhatIsNoForm, boost::unit_test::data::make(kBad), test) {
  const auto files = read_form(test.type, test.body, kLimits);
  BOOST_REQUIRE(!files.has_value());
  BOOST_TEST(files.error().rule == test.rule);
  BOOST_TEST(!files.error().message.empty());
}

// Where the body breaks off, nothing is taken for a form that is not one.
BOOST_AUTO_TEST_CASE(RefusesEveryBeginningOfAForm) {
  const std::string body = part("a", "x\r\n") + part("b", "y") + "--b--";
  for (std::size_t size = 0; size < body.size(); ++size) {
    BOOST_TEST(!read_form(kType, body.substr(0, size)).has_value(), size);
  }
  BOOST_TEST(read_form(kType, body).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
