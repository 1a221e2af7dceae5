// SPDX-License-Identifier: MIT

#include "reports/intake/encoding.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::intake;
using namespace std::string_literals;

namespace {

struct Row {
  const char* name;
  Encoding encoding;
  std::string text;
  std::string octets;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const Row kRows[] = {
    {"nothing to undo", Encoding::none, "a=3D\0b"s, "a=3D\0b"s},
    // RFC 4648 section 10
    {"RFC 4648, no octet", Encoding::base64, "", ""},
    {"RFC 4648, one octet", Encoding::base64, "Zg==", "f"},
    {"RFC 4648, two octets", Encoding::base64, "Zm8=", "fo"},
    {"RFC 4648, three octets", Encoding::base64, "Zm9v", "foo"},
    {"RFC 4648, six octets", Encoding::base64, "Zm9vYmFy", "foobar"},
    {"no padding, one octet", Encoding::base64, "Zg", "f"},
    {"no padding, two octets", Encoding::base64, "Zm8", "fo"},
    {"too little padding", Encoding::base64, "Zg=", "f"},
    {"too much padding", Encoding::base64, "Zm9v====", "foo"},
    {"one digit too many", Encoding::base64, "Zm9vY", "foo"},
    {"spaces and line ends", Encoding::base64, "Z m9\r\nv\tY\n\nmFy", "foobar"},
    {"octets outside the alphabet", Encoding::base64, "Zm9*v\0Ym-Fy"s, "foobar"},
    {"a line of 4000 octets", Encoding::base64, std::string(4000, 'A'), std::string(3000, '\0')},
    {"padding in the middle", Encoding::base64, "Zg==\nZm9v\n", "ffoo"},
    {"a footer behind padding", Encoding::base64, "Zg==\n\n-- \nA list: https://lists.example\n",
     "f"},
    {"quoted-printable", Encoding::quoted_printable, "a=3Db=3d", "a=b="},
    // RFC 2045 section 6.7 rule 5
    {"soft line breaks", Encoding::quoted_printable, "a=\r\nb=\nc= \t\r\nd", "abcd"},
    {"hard line breaks", Encoding::quoted_printable, "a\r\nb\n", "a\r\nb\n"},
    {"= with no octet", Encoding::quoted_printable, "<a b=\"c\"/>=", "<a b=\"c\"/>"},
    {"= before one digit", Encoding::quoted_printable, "a=4", "a=4"},
    {"= before a word", Encoding::quoted_printable, "version=x", "version=x"},
    {"uuencode", Encoding::uuencode, "begin 644 a.txt\n#0V%T\n`\nend\n", "Cat"},
    {"uuencode with text around", Encoding::uuencode, "Hello\nbegin 644 a\n#0V%T\n`\nend\nbye",
     "Cat"},
    {"uuencode with CRLF", Encoding::uuencode, "begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", "Cat"},
    {"uuencode without begin", Encoding::uuencode, "#0V%T\n", "Cat"},
    {"uuencode without end", Encoding::uuencode, "begin 644 a\n#0V%T\n#0V%T", "CatCat"},
    {"uuencode with spaces cut off", Encoding::uuencode, "begin 644 a\n#0P\nend\n", "C\0\0"s},
    {"uuencode that counts too much", Encoding::uuencode, "begin 644 a\n_0\nend\n", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(TransferEncoding)

BOOST_DATA_TEST_CASE(IsUndone, boost::unit_test::data::make(kRows), row) {
  BOOST_TEST(decoded(row.text, row.encoding) == row.octets);
}

BOOST_AUTO_TEST_CASE(KnowsLinesOfBase64) {
  BOOST_TEST(is_base64_line("Zm9v YmFy==\r\n"));
  BOOST_TEST(is_base64_line("> Zm9v"));
  BOOST_TEST(!is_base64_line("Zm9v, Ym"));
}

BOOST_AUTO_TEST_SUITE_END()
