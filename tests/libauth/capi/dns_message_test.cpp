// SPDX-License-Identifier: MIT
//
// Questions as DNS messages, and answers as DNS messages and as text.

#include "libauth/capi/dns_message.h"

#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"

using namespace libauth::capi;
using libauth::dns::AnswerPtr;
using libauth::dns::RrType;
using libauth::dns::Security;
using libauth::dns::Status;
using tests::DnsMessage;
using tests::DnsReply;

namespace {

/// The question "www.example TXT" as it is sent.
libauth_question txt_question() {
  libauth_question question = LIBAUTH_QUESTION_INIT;
  question.name = "www.example";
  question.type = 16;
  return question;
}

DnsReply reply() {
  return DnsReply(tests::query_of(txt_question()));
}

/// What comes of a message as the answer to "www.example TXT".
struct Read {
  libauth_status status = LIBAUTH_OK;
  AnswerPtr answer;
};
Read read(const DnsMessage& packet, bool trust_ad = false) {
  Read read;
  read.status =
      read_response(tests::question("www.example", RrType::txt), packet, trust_ad, read.answer);
  return read;
}

Read read_text(RrType type, std::uint32_t status, const std::vector<const char*>& records) {
  Read read;
  read.status =
      read_text_answer(tests::question("www.example", type), status, records, read.answer);
  return read;
}

/// The records of an answer that was given as text, in presentation form.
std::vector<std::string> records_of(RrType type, const std::vector<const char*>& records) {
  const Read given = read_text(type, LIBAUTH_DNS_ANSWERED, records);
  BOOST_TEST_REQUIRE(given.status == LIBAUTH_OK);
  return record_texts(*given.answer);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiDnsMessage)

// RFC 1035 section 4.1, RFC 6891 section 6.1.2.
BOOST_AUTO_TEST_CASE(AQueryIsWrittenOctetByOctet) {
  const DnsMessage expected = {0xab, 0xcd, 0x01, 0x20, 0,   1,    0,   0,   0,   0,   0, 1, 3,  'w',
                               'w',  'w',  7,    'e',  'x', 'a',  'm', 'p', 'l', 'e', 0, 0, 16, 0,
                               1,    0,    0,    41,   4,   0xd0, 0,   0,   0,   0,   0, 0};
  DnsMessage octets(LIBAUTH_QUERY_MAX, 0xee);
  std::size_t size = 0;
  const libauth_question question = txt_question();
  BOOST_TEST(libauth_question_packet(&question, 0xabcd, octets.data(), octets.size(), &size) ==
             LIBAUTH_OK);
  octets.resize(size);
  BOOST_TEST(octets == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(TheLongestNameFitsIntoTheBuffer) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  libauth_question question = txt_question();
  question.name = longest.c_str();
  std::array<std::uint8_t, LIBAUTH_QUERY_MAX> octets{};
  std::size_t size = 0;
  BOOST_TEST(libauth_question_packet(&question, 1, octets.data(), octets.size(), &size) ==
             LIBAUTH_OK);
  BOOST_TEST(size == 12U + 255 + 4 + 11);
  std::size_t untouched = 7;
  BOOST_TEST(libauth_question_packet(&question, 1, octets.data(), size - 1, &untouched) ==
             LIBAUTH_ERR_BUFFER);
  BOOST_TEST(untouched == 7U);
}

BOOST_AUTO_TEST_CASE(ALabelWithADotIsOneLabel) {
  const DnsMessage query = write_query(*libauth::dns::Name::parse("a\\.b.example"), 1, 0);
  const DnsMessage name(query.begin() + 12, query.begin() + 12 + 13);
  BOOST_TEST(name == (DnsMessage{3, 'a', '.', 'b', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(QuestionsThatAreNoneAreRefused) {
  std::array<std::uint8_t, LIBAUTH_QUERY_MAX> octets{};
  std::size_t size = 0;
  const auto write = [&](const libauth_question& question) {
    return libauth_question_packet(&question, 1, octets.data(), octets.size(), &size);
  };
  libauth_question question = txt_question();
  question.name = nullptr;
  BOOST_TEST(write(question) == LIBAUTH_ERR_ARGUMENT);
  question.name = "a..example";
  BOOST_TEST(write(question) == LIBAUTH_ERR_NAME);
  question = txt_question();
  question.type = 0;
  BOOST_TEST(write(question) == LIBAUTH_ERR_ARGUMENT);
  question = txt_question();
  question.reserved = 1;
  BOOST_TEST(write(question) == LIBAUTH_ERR_ARGUMENT);
  question = txt_question();
  question.size = 3;
  BOOST_TEST(write(question) == LIBAUTH_ERR_STRUCT_SIZE);
  question = txt_question();
  BOOST_TEST(libauth_question_packet(nullptr, 1, octets.data(), octets.size(), &size) ==
             LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_question_packet(&question, 1, nullptr, 0, &size) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_question_packet(&question, 1, octets.data(), octets.size(), nullptr) ==
             LIBAUTH_ERR_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(RecordsAreRead) {
  const Read given =
      read(reply().answer("www.example", RrType::txt, tests::text_data("hello")).message());
  BOOST_TEST_REQUIRE(given.status == LIBAUTH_OK);
  BOOST_TEST(given.answer->txt()[0].joined() == "hello");
}

// RFC 5452 section 9.1: what does not repeat the question is somebody else's, or forged.
BOOST_AUTO_TEST_CASE(AnAnswerToAnotherQuestionIsNotTaken) {
  libauth_question other = txt_question();
  other.name = "www.example.net";
  libauth_question other_type = txt_question();
  other_type.type = 1;
  DnsMessage no_response = reply().message();
  no_response[2] &= 0x7f;
  DnsMessage other_class = reply().message();
  other_class.back() = 3;
  DnsMessage no_question = reply().message();
  no_question[5] = 0;
  DnsMessage cut = reply().message();
  cut.pop_back();
  const std::vector<DnsMessage> packets = {DnsReply(tests::query_of(other)).message(),
                                           DnsReply(tests::query_of(other_type)).message(),
                                           no_response,
                                           other_class,
                                           no_question,
                                           cut,
                                           DnsMessage(11, 0xff),
                                           {}};
  for (const DnsMessage& packet : packets) {
    const Read given = read(packet);
    BOOST_TEST(given.status == LIBAUTH_ERR_MISMATCH, packet.size());
    BOOST_TEST(given.answer == nullptr);
  }
}

// Names are compared without case (RFC 4343), as resolvers play with it.
BOOST_AUTO_TEST_CASE(TheCaseOfTheQuestionMayDiffer) {
  DnsMessage packet =
      reply().answer("www.example", RrType::txt, tests::text_data("hello")).message();
  packet[13] = 'W';
  BOOST_TEST(read(packet).status == LIBAUTH_OK);
}

// RFC 2181 section 9.
BOOST_AUTO_TEST_CASE(ATruncatedAnswerIsToBeAskedForAgain) {
  BOOST_TEST(read(reply().truncated().message()).status == LIBAUTH_ERR_TRUNCATED);
}

// docs/decisions/empty-without-soa.md
BOOST_AUTO_TEST_CASE(OnlyWhoeverHasTheZoneSaysThatThereIsNothing) {
  const auto soa = tests::soa_data("example", 60);
  struct Case {
    DnsReply reply;
    Status expected;
  };
  const std::vector<Case> cases = {
      {reply().authority("example", RrType::soa, soa), Status::no_data},
      {reply().authority("example", RrType::ns, tests::wire_name("ns.example")), Status::servfail},
      {reply().lame().authority(".", RrType::ns, tests::wire_name("ns.example")), Status::servfail},
      {reply(), Status::no_data},  // a resolver's cache
      {reply().lame(), Status::servfail},
      {reply().rcode(tests::Rcode::nxdomain).authority("example", RrType::soa, soa),
       Status::no_such_name},
      {reply().rcode(tests::Rcode::servfail), Status::servfail},
      {reply().rcode(tests::Rcode::refused), Status::refused},
      {reply().answer("www.example", RrType::txt, {5, 'a'}), Status::malformed},
  };
  for (const Case& one : cases) {
    const Read given = read(one.reply.message());
    BOOST_TEST_REQUIRE(given.status == LIBAUTH_OK);
    BOOST_TEST((given.answer->status == one.expected), given.answer->detail);
  }
}

// RFC 6840 section 5.7: the bit means something only over a channel that is secured.
BOOST_AUTO_TEST_CASE(TheAdBitIsBelievedOnlyWhereTheCallerSaysSo) {
  DnsMessage packet =
      reply().answer("www.example", RrType::txt, tests::text_data("hello")).message();
  BOOST_TEST((read(packet, true).answer->security == Security::unchecked));
  packet[3] |= 0x20;
  BOOST_TEST((read(packet, true).answer->security == Security::secure));
  BOOST_TEST((read(packet, false).answer->security == Security::unchecked));
}

BOOST_AUTO_TEST_CASE(RecordsAreReadFromText) {
  using Texts = std::vector<std::string>;
  BOOST_TEST(records_of(RrType::a, {"192.0.2.1"}) == Texts{"192.0.2.1"});
  BOOST_TEST(records_of(RrType::aaaa, {"2001:db8::1"}) == Texts{"2001:db8::1"});
  BOOST_TEST(records_of(RrType::mx, {"20 b.example.com.", "10 a.example.com"}) ==
             (Texts{"10 a.example.com", "20 b.example.com"}));
  BOOST_TEST(records_of(RrType::ptr, {"mx.example.com"}) == Texts{"mx.example.com"});
}

BOOST_AUTO_TEST_CASE(TextRecordsMayBeQuotedOrNot) {
  const auto joined = [](const char* text) {
    const Read given = read_text(RrType::txt, LIBAUTH_DNS_ANSWERED, {text});
    BOOST_TEST_REQUIRE(given.status == LIBAUTH_OK, text);
    return given.answer->txt()[0].joined();
  };
  BOOST_TEST(joined("\"v=spf1 \" \"-all\"") == "v=spf1 -all");
  BOOST_TEST(joined("v=spf1 -all") == "v=spf1 -all");
  BOOST_TEST(joined("v=DKIM1; k=rsa; p=AAAA") == "v=DKIM1; k=rsa; p=AAAA");
  BOOST_TEST(joined("\"a\\\"b\\065\"") == "a\"bA");
  BOOST_TEST(joined("a\\065 (\"") == "a\\065 (\"");
  BOOST_TEST(joined("").empty());
  const std::string long_text(1000, 'x');
  BOOST_TEST(joined(long_text.c_str()) == long_text);
}

BOOST_AUTO_TEST_CASE(RecordsThatCannotBeReadAreASyntaxError) {
  struct Case {
    RrType type;
    const char* text;
  };
  const std::string endless(300'000, 'x');
  const std::vector<Case> cases = {
      {RrType::a, "192.0.2.256"},
      {RrType::a, ""},
      {RrType::aaaa, "192.0.2.1"},
      {RrType::mx, "mx.example.com"},
      {RrType::mx, "10"},
      {RrType::ptr, "a..example"},
      {RrType::txt, "\"open"},
      {RrType::txt, "\"a\"\n\"b\""},
      {RrType::ptr, "a.example\nb.example"},
      {RrType::txt, endless.c_str()},
  };
  for (const Case& one : cases) {
    const Read given = read_text(one.type, LIBAUTH_DNS_ANSWERED, {"192.0.2.1", one.text});
    const Read alone = read_text(one.type, LIBAUTH_DNS_ANSWERED, {one.text});
    BOOST_TEST(alone.status == LIBAUTH_ERR_SYNTAX, std::string(one.text).substr(0, 40));
    BOOST_TEST(given.status == LIBAUTH_ERR_SYNTAX);
    BOOST_TEST(alone.answer == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(StatusAndRecordsGoTogether) {
  BOOST_TEST(read_text(RrType::a, LIBAUTH_DNS_ANSWERED, {}).status == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(read_text(RrType::a, LIBAUTH_DNS_ANSWERED, {nullptr}).status == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(read_text(RrType::a, LIBAUTH_DNS_NO_DATA, {"192.0.2.1"}).status ==
             LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(read_text(RrType::a, LIBAUTH_DNS_NOT_ASKED + 1, {}).status == LIBAUTH_ERR_ARGUMENT);
  for (std::uint32_t status = LIBAUTH_DNS_NO_DATA; status <= LIBAUTH_DNS_NOT_ASKED; ++status) {
    const Read given = read_text(RrType::a, status, {});
    BOOST_TEST_REQUIRE(given.status == LIBAUTH_OK);
    const bool is_known = status == LIBAUTH_DNS_NO_DATA || status == LIBAUTH_DNS_NO_SUCH_NAME;
    BOOST_TEST(given.answer->is_known() == is_known);
  }
}

BOOST_AUTO_TEST_SUITE_END()
