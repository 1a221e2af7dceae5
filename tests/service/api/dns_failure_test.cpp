// SPDX-License-Identifier: MIT
//
// The words for what the DNS did not tell.

#include "service/api/dns_failure.h"

#include <ostream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"

using libauth::dns::Answer;
using libauth::dns::Name;
using libauth::dns::RrType;
using libauth::dns::Status;
using service::api::failure_of;
using service::api::failure_sentence;

namespace {

struct Row {
  Status status;
  const char* detail;
  bool is_lasting;
  const char* says;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << libauth::base::name_of(row.status) << ' ' << row.detail;
}

const Row kRows[] = {
    {Status::servfail, "", false, "its name servers could not answer (SERVFAIL). Try again later."},
    {Status::servfail, "it may not have the zone", false, "it may not have the zone (SERVFAIL)."},
    {Status::servfail, "the name leads through a loop of aliases", true,
     "it is an alias (CNAME) that leads back to itself, in a loop. Trying again will not help "
     "until "
     "the owner of the domain corrects it."},
    {Status::refused, "", false, "the name server refuses to answer (REFUSED). Try again later."},
    {Status::timeout, "The resolver does not answer: 192.0.2.1.", false,
     "no answer came in time. Try again later."},
    // RFC 4035 section 5.5.
    {Status::bogus, "", true, "the answer failed DNSSEC validation"},
    {Status::bogus, "signature\x1b expired", true,
     "(signature\\027 expired). Trying again will not help until the owner of the domain mends its "
     "DNSSEC."},
    {Status::malformed, "the answer is truncated", false,
     "the answer cannot be read (the answer is truncated). Try again later."},
    {Status::not_asked, "", false, "it was not asked any more"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(DnsFailure)

BOOST_AUTO_TEST_CASE(SaysWhatTheStatusMeansAndWhatToDo) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row) {
      Answer answer;
      answer.status = row.status;
      answer.detail = row.detail;
      const std::string text =
          failure_sentence({*Name::parse("mail.example.com"), RrType::mx}, answer);
      BOOST_TEST(
          text.starts_with("The DNS did not tell the mail servers (MX) of mail.example.com: "),
          text);
      BOOST_TEST(text.find(row.says) != std::string::npos, text);
      BOOST_TEST(failure_of(answer).is_lasting == row.is_lasting);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
