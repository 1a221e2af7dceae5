// SPDX-License-Identifier: MIT
//
// RFC 9990 section 3.5.2: the mail of a report has an aligned DMARC pass. Facts: rows 74 and 75 of
// the catalogue of quirks.

#include "reports/intake/trust.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"

using reports::intake::Trust;

namespace {

const std::vector<std::string> kIds = {"mx.example.com", "old.example.com"};

const std::string kField = "Authentication-Results: ";
const std::string kPass =
    kField + "mx.example.com; dmarc=pass header.from=receiver.example.net\r\n";
const std::string kFail =
    kField + "mx.example.com; dmarc=fail header.from=receiver.example.net\r\n";

/// A field of ours with those results.
std::string ours(const std::string& results) {
  return kField + "mx.example.com; " + results + "\r\n";
}

struct Row {
  const char* name;
  std::string header;
  std::optional<Trust> want;
  std::string reporter = "receiver.example.net";
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const Row kRows[] = {
    {"pass", kPass, Trust::pass},
    {"fail", kFail, Trust::fail},
    {"pass for a name below", ours("dmarc=pass header.from=a.b.example.net"), Trust::pass},
    {"pass for a name above", ours("dmarc=pass header.from=example.net"), Trust::pass},
    {"pass for another domain", ours("dmarc=pass header.from=example.org"), Trust::mismatch},
    {"an end that is the same", ours("dmarc=pass header.from=notexample.net"), Trust::mismatch},
    {"a public suffix in common", ours("dmarc=pass header.from=b.co.uk"), Trust::mismatch,
     "a.co.uk"},
    {"a provider's suffix in common", ours("dmarc=pass header.from=b.github.io"), Trust::mismatch,
     "a.github.io"},
    {"capitals",
     "AUTHENTICATION-RESULTS: MX.EXAMPLE.COM; DMARC=Pass Header.From=RECEIVER.Example.Net",
     Trust::pass},
    {"an address", ours("dmarc=pass header.from=noreply@receiver.example.net"), Trust::pass},
    {"an address in quotes", ours("dmarc=pass header.from=\"<a@receiver.example.net>\""),
     Trust::pass},
    {"among other results",
     ours("spf=fail smtp.mailfrom=example.org; dkim=pass header.d=example.org; dmarc=pass "
          "(p=REJECT sp=NONE dis=NONE) header.from=example.net; arc=fail"),
     Trust::pass},
    {"among other fields", "Received: from a\r\nSubject: b\r\n" + kPass + "From: c\r\n",
     Trust::pass},
    {"folded, with comments",
     kField +
         "(a (b)) mx.example.com (c; dmarc=fail) 1;\r\n\tdmarc(d)=(e)pass (f) header.from (g)\r\n"
         " = (h) example.net\r\n",
     Trust::pass},
    {"a quoted id", kField + "\"mx.example.com\"; dmarc=pass header.from=example.net\r\n",
     Trust::pass},
    {"another id of ours", kField + "old.example.com; dmarc=fail header.from=example.net\r\n",
     Trust::fail},
    {"lines of a file",
     "Received: from a\nAuthentication-Results: mx.example.com;\n"
     " dmarc=pass header.from=example.net\nFrom: c\n",
     Trust::pass},

    // RFC 8601 section 5: only what our host says counts, and what is below it is of others.
    {"of another host", kField + "mx.example.org; dmarc=pass header.from=example.net\r\n", {}},
    {"of a host below ours",
     kField + "a.mx.example.com; dmarc=pass header.from=example.net\r\n",
     {}},
    {"of a host above ours", kField + "example.com; dmarc=pass header.from=example.net\r\n", {}},
    {"our id in a comment",
     kField + "(mx.example.com) a.example; dmarc=pass header.from=example.net",
     {}},
    {"our id behind another one",
     kField + "a.example (mx.example.com); dmarc=pass header.from=example.net\r\n",
     {}},
    {"another host's above ours",
     kField + "a.example; dmarc=pass header.from=receiver.example.net\r\n" + kFail, Trust::fail},
    {"another host's below ours", kPass + kField + "a.example; dmarc=fail header.from=example.net",
     Trust::pass},
    {"a forged one of ours below", kFail + kPass, Trust::fail},
    {"a forged one below one that says nothing",
     ours("spf=pass smtp.mailfrom=a.example") + kPass,
     {}},
    {"a forged one below \"none\"", kField + "mx.example.com; none\r\n" + kPass, {}},
    {"a forged one below one that cannot be read", ours("dmarc") + kPass, {}},
    {"a forged one below a field whose id cannot be read", kField + "\r\n" + kPass, {}},
    {"a forged one below a field with a control", ours("spf=pass smtp.helo=\001") + kPass, {}},
    {"a forged one below one without an id",
     kField +
         "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dmarc=pass action=none "
         "header.from=example.net;compauth=pass reason=100\r\n" +
         kPass,
     {}},
    {"another version", kField + "mx.example.com 2; dmarc=pass header.from=example.net\r\n", {}},
    {"another field", "X-" + kPass, {}},
    {"the field of ARC", "ARC-" + kPass, {}},
    {"inside another field", "Subject: a\r\n " + kPass, {}},
    {"behind an LF that ends no line", "Received: a\r\nSubject: b\n" + kPass, {}},
    {"the words in another value", ours("spf=pass smtp.mailfrom=\"dmarc=pass\""), {}},

    // What is not known.
    {"no header", "", {}},
    {"no field", "From: a@receiver.example.net\r\n", {}},
    {"nothing of DMARC", ours("spf=pass smtp.mailfrom=receiver.example.net"), {}},
    {"temperror", ours("dmarc=temperror header.from=receiver.example.net"), {}},
    {"permerror", ours("dmarc=permerror header.from=receiver.example.net"), {}},
    {"no policy", ours("dmarc=none header.from=receiver.example.net"), {}},
    {"bestguesspass", ours("dmarc=bestguesspass header.from=receiver.example.net"), {}},
    {"no domain", ours("dmarc=pass"), {}},
    {"a domain that is none", ours("dmarc=pass header.from=\"a b\""), {}},
    {"a domain of another field", ours("dmarc=pass smtp.from=receiver.example.net"), {}},
    {"fail, whoever the reporter is", kFail, Trust::fail, "Receiver Inc."},

    // Who names no domain could be anybody, with a mail from a domain of his own.
    {"a reporter that is no domain", kPass, Trust::mismatch, "Receiver Inc."},
    {"a reporter of one word", kPass, Trust::mismatch, "receiver"},
    {"no reporter", kPass, Trust::mismatch, ""},
    {"a reporter that is no domain, no policy", ours("dmarc=none header.from=example.org"),
     Trust::mismatch, "Receiver Inc."},
    {"a reporter that is no domain, and no domain", ours("dmarc=pass"), Trust::mismatch,
     "Receiver Inc."},
    {"a reporter that is no domain, nothing of DMARC",
     ours("spf=pass smtp.mailfrom=a.example"),
     {},
     "Receiver Inc."},

    // Another domain is another one, also where it publishes no policy that could fail.
    {"no policy of another domain", ours("dmarc=none header.from=example.org"), Trust::mismatch},
    {"temperror of another domain", ours("dmarc=temperror header.from=example.org"),
     Trust::mismatch},

    // Several author domains, RFC 9989 section 5.3.
    {"two domains that pass",
     ours("dmarc=pass header.from=example.net; dmarc=pass "
          "header.from=receiver.example.net"),
     Trust::pass},
    {"one of two fails",
     ours("dmarc=pass header.from=example.net; dmarc=fail header.from=example.org"), Trust::fail},
    {"one of two is another's",
     ours("dmarc=pass header.from=example.org; dmarc=pass header.from=example.net"),
     Trust::mismatch},
    {"one of two is not known",
     ours("dmarc=pass header.from=example.net; dmarc=temperror header.from=example.net"),
     {}},
    {"two domains in one result",
     ours("dmarc=pass header.from=example.net header.from=example.org"), Trust::mismatch},

    // Row 75.
    {"Yahoo", ours("dmarc=pass header.from=dmarc.yahoo.com"), Trust::pass, "yahooinc.com"},
    {"Yahoo's users", ours("dmarc=pass header.from=yahoo.com"), Trust::mismatch, "yahooinc.com"},
    {"an alias is no pass", ours("dmarc=none header.from=dmarc.yahoo.com"), {}, "yahooinc.com"},
    {"an alias of another", ours("dmarc=pass header.from=dmarc.yahoo.com"), Trust::mismatch},
};

/// What the header says of the reporter.
std::optional<Trust> trust_of(std::string_view header, std::string_view reporter,
                              std::span<const std::string> authserv_ids) {
  const auto own = reports::intake::own_results(header, authserv_ids);
  return own ? reports::intake::trust_of(*own, reporter) : std::nullopt;
}

std::string text(const std::optional<Trust>& trust) {
  return trust ? std::string(libauth::base::name_of(*trust)) : "unknown";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TrustOf)

BOOST_DATA_TEST_CASE(TellsWhatOurHostSays, boost::unit_test::data::make(kRows), row) {
  BOOST_TEST(text(trust_of(row.header, row.reporter, kIds)) == text(row.want));
}

BOOST_DATA_TEST_CASE(TellsNothingWithoutAnId, boost::unit_test::data::make(kRows), row) {
  BOOST_TEST(text(trust_of(row.header, row.reporter, {})) == "unknown");
  const std::vector<std::string> other = {"mx.example", ""};
  BOOST_TEST(text(trust_of(row.header, row.reporter, other)) == "unknown");
}

BOOST_AUTO_TEST_CASE(FindsOurFieldInAHugeHeader) {
  std::string rest;
  for (int i = 0; i < 100'000; ++i) rest += kPass;
  BOOST_TEST(text(trust_of(kFail + rest, "receiver.example.net", kIds)) == "fail");
  const std::string long_field = "Subject: " + std::string(5'000'000, 'a') + "\r\n";
  BOOST_TEST(text(trust_of(kFail + long_field, "receiver.example.net", kIds)) == "fail");
  BOOST_TEST(text(trust_of(std::string(1'000'000, '\n'), "receiver.example.net", kIds)) ==
             "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
