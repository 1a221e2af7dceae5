// SPDX-License-Identifier: MIT

#include "reports/aggregate/plain_record.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/aggregate/reading.h"
#include "tests/reports/fixture.h"

using namespace reports::aggregate;
using tests::with;

namespace {

const std::string kRecord =
    "\r\n<record><row><source_ip>192.0.2.1</source_ip><count>2</count>\n<policy_evaluated>"
    "<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf><reason><type>other</type>"
    "<comment>why \xC3\xA9</comment></reason></policy_evaluated></row><identifiers>"
    "<envelope_to>example.net</envelope_to><envelope_from></envelope_from>"
    "<header_from>example.com</header_from></identifiers><auth_results><dkim>"
    "<domain>example.com</domain><selector>s1</selector><result>pass</result>"
    "<human_result>good</human_result></dkim><dkim><result>fail</result><selector></selector>"
    "<domain>example.org</domain></dkim><spf><domain>example.com</domain><scope>mfrom</scope>"
    "<result>softfail</result></spf></auth_results></record>";

struct Odd {
  std::string_view from;
  std::string_view to;
};
std::ostream& operator<<(std::ostream& out, const Odd& row) {
  return out << row.from << " -> " << row.to;
}

const Odd kOdd[] = {
    {"<record>", "<record lang=\"en\">"},
    {"<record>", "<ns:record>"},
    {"</record>", ""},
    {"</record>", "<x:a/></record>"},
    {"<row>", "<!-- --><row>"},
    {"<row>", "text<row>"},
    {"<count>2</count>", ""},
    {"<count>2</count>", "<count>2</count><count>2</count>"},
    {">2<", ">-2<"},
    {">2<", ">9223372036854775808<"},
    {">2<", "> 2<"},
    {">2<", "/>"},
    {">192.0.2.1<", ">::ffff:192.0.2.1<"},
    {">192.0.2.1<", ">192.0.2<"},
    {">pass</dkim><spf>", ">Pass</dkim><spf>"},
    {"<spf>fail</spf>", ""},
    {"<type>other</type>", ""},
    {"<type>other</type>", "<type>forwarded</type>"},
    {"why", "a &amp; b"},
    {"why", "a\rb"},
    {"why", "<![CDATA[b]]>"},
    {"<header_from>example.com", "<header_from>Example.com"},
    {"<header_from>example.com", "<header_from>"},
    {"<header_from>example.com</header_from>", ""},
    {"identifiers>", "identities>"},
    {"<selector>s1</selector>", ""},
    {"<selector>s1</selector>", "<selector>s1</selector><selector>s1</selector>"},
    {"mfrom", "helo"},
    {"softfail", "hardfail"},
    {"</spf></auth_results>", "</spf><spf><domain>a</domain><result>none</result></spf>"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(PlainRecord)

BOOST_AUTO_TEST_CASE(ReadsWhatTheReaderReads) {
  const Report report = tests::read(
      "<feedback><report_metadata/><policy_published><domain>example.com</domain>"
      "</policy_published>" +
      kRecord + "</feedback>");
  Record record;
  const auto end = read_plain_record("ab" + kRecord + "cd", 2, {}, record);
  BOOST_TEST(end.value() == kRecord.size() + 2);
  BOOST_TEST((record == report.records.at(0)));
}

BOOST_DATA_TEST_CASE(LeavesToTheReaderWhatIsOdd, boost::unit_test::data::make(kOdd), row) {
  Record record;
  BOOST_TEST(!read_plain_record(with(kRecord, row.from, row.to), 0, {}, record));
}

BOOST_AUTO_TEST_CASE(LeavesToTheReaderWhatIsTooLong) {
  Record record;
  BOOST_TEST(!read_plain_record(kRecord, 0, {.text = 4}, record));
}

// No start of a record is one, and none is read beyond its end.
BOOST_AUTO_TEST_CASE(TakesNoStartOfARecord) {
  for (std::size_t size = 0; size < kRecord.size(); ++size) {
    const std::string start(kRecord.data(), size);
    Record record;
    BOOST_TEST(!read_plain_record(start, 0, {}, record));
  }
}

BOOST_AUTO_TEST_SUITE_END()
