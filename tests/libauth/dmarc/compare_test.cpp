// SPDX-License-Identifier: MIT
//
// Why receivers of RFC 7489 and of RFC 9989 differ.

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
namespace dns = libauth::dns;
using tests::name;

namespace {

constexpr std::string_view kWorld = R"(
_dmarc.example.com. 60 TXT "v=DMARC1; p=reject"
_dmarc.mail.example.net. 60 TXT "v=DMARC1; p=reject"
_dmarc.dept.own.example. 60 TXT "v=DMARC1; p=reject; psd=n"
_dmarc.own.example. 60 TXT "v=DMARC1; p=none"
_dmarc.bank.example. 60 TXT "v=DMARC1; p=quarantine; psd=y"
_dmarc.np.example. 60 TXT "v=DMARC1; p=none; np=reject"
_dmarc.badnp.example. 60 TXT "v=DMARC1; p=reject; np=x; rua=mailto:a@example.com"
_dmarc.badnp2.example. 60 TXT "v=DMARC1; p=reject; np=x"
_dmarc.t.example. 60 TXT "v=DMARC1; p=reject; t=y"
_dmarc.pct.example. 60 TXT "v=DMARC1; p=reject; pct=20"
_dmarc.bare.example. 60 TXT "v=DMARC1"
_dmarc.a.two.example. 60 TXT "v=DMARC1; p=none"
_dmarc.a.two.example. 60 TXT "v=DMARC1; p=reject"
_dmarc.two.example. 60 TXT "v=DMARC1; p=quarantine"
_dmarc.test. 60 TXT "v=DMARC1; p=reject; psd=y"
)";

Comparison compared(std::string_view author, const Identifiers& identifiers,
                    std::string_view failing = {}) {
  dns::ZoneResolver resolver({tests::world(kWorld)});
  if (!failing.empty()) resolver.fail(name(failing), dns::Status::timeout);
  dns::Facts facts;
  const dns::Name domain = name(author);
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return compare(domain, identifiers, known); });
}

Identifiers signed_by(std::string_view domain) {
  Identifiers identifiers;
  if (!domain.empty()) identifiers.dkim.push_back({name(domain), libauth::dkim::Result::pass});
  return identifiers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_compare)

BOOST_AUTO_TEST_CASE(says_nothing_where_both_agree) {
  for (const char* signer : {"", "example.com", "a.example.com", "example.net"}) {
    for (const char* author : {"example.com", "a.example.com", "nothing.example"}) {
      const Comparison got = compared(author, signed_by(signer));
      BOOST_TEST(got.differences.empty(),
                 author << ", " << signer << ": " << tests::joined(got.differences));
      BOOST_TEST((got.rfc9989.result == got.rfc7489.result));
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_differs_and_why) {
  const struct {
    const char* author;
    const char* signer;
    std::vector<const char*> says;
  } kRows[] = {
      {"a.mail.example.net",
       "",
       {"By RFC 9989 the result is fail, and reject is asked for; by RFC 7489 it is none.",
        "is mail.example.net by the tree walk of RFC 9989, the shortest name of the walk with a "
        "record, and example.net by the public suffix list",
        "RFC 7489 looks only at a.mail.example.net and at example.net"}},
      {"a.dept.own.example",
       "own.example",
       {"by RFC 7489 it is pass", "whose record says psd=n",
        "DKIM for own.example is not aligned by RFC 9989", "and by RFC 7489 (own.example)"}},
      {"giant.bank.example",
       "",
       {"giant.bank.example by the tree walk of RFC 9989, one label below bank.example, whose "
        "record says psd=y",
        "one label below the public suffix example"}},
      {"a.np.example", "", {"a.np.example does not exist, so that RFC 9989 takes np=reject"}},
      {"badnp.example", "", {"np is not valid, so that RFC 9989 takes none"}},
      {"badnp2.example", "", {"RFC 7489 takes the record of badnp2.example; by RFC 9989 none"}},
      {"t.example", "", {"t=y, so that RFC 9989 asks for quarantine in place of reject"}},
      {"pct.example", "", {"pct=20: RFC 7489 applies the policy to that share"}},
      {"bare.example", "", {"neither a valid p nor an address", "it is none."}},
      // The author domain is its own organizational domain: it is named once.
      {"one.test", "", {"RFC 7489 looks only at one.test: No DMARC record applies to one.test."}},
      {"a.two.example", "", {"a.two.example has 2 of them, which count as none"}},
  };
  for (const auto& row : kRows) {
    const Comparison got = compared(row.author, signed_by(row.signer));
    const std::string all = tests::joined(got.differences);
    for (const char* words : row.says) {
      BOOST_TEST(all.find(words) != std::string::npos, row.author << ": " << words << "\n" << all);
    }
    BOOST_TEST(got.rfc9989.author.text() == row.author);
    BOOST_TEST(got.rfc7489.queries <= 2U);
  }
}

BOOST_AUTO_TEST_CASE(says_what_is_not_known) {
  const Comparison got = compared("a.example.com", signed_by(""), "_dmarc.com");
  BOOST_TEST((got.rfc9989.result == Result::temperror));
  BOOST_TEST((got.rfc7489.result == Result::fail));
  const std::string all = tests::joined(got.differences);
  for (const char* words : {"For RFC 9989: The DNS did not answer _dmarc.com TXT",
                            "not known by the tree walk of RFC 9989"}) {
    BOOST_TEST(all.find(words) != std::string::npos, all);
  }
}

BOOST_AUTO_TEST_SUITE_END()
