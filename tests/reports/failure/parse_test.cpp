// SPDX-License-Identifier: MIT

#include "reports/failure/parse.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/failure/mail_parts.h"
#include "tests/reports/fixture.h"

using namespace reports::failure;
using namespace std::string_literals;
using libauth::base::rfc3339;
using tests::parts_of;
using tests::report_file;

namespace {

Report read(const Parts& parts, const Limits& limits = {}) {
  auto report = parse(parts, limits);
  if (!report) throw std::runtime_error(report.error().rule + ": " + report.error().message);
  return *std::move(report);
}

Report read_fields(const std::string& feedback) {
  Parts parts;
  parts.feedback = feedback;
  return read(parts);
}

std::uint64_t times(const Report& report, WarningCode code, std::string_view field) {
  for (const Warning& warning : report.warnings) {
    if (warning.code == code && warning.field == field) return warning.repeats;
  }
  return 0;
}

/// The text with other line ends.
std::string with_ends(const std::string& text, std::string_view end) {
  std::string other;
  for (const char c : text) {
    if (c == '\n') {
      other += end;
    } else {
      other += c;
    }
  }
  return other;
}

std::string other_of(const Report& report, std::string_view name) {
  for (const OtherField& field : report.other_fields) {
    if (field.name == name) return field.value;
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Parse)

BOOST_AUTO_TEST_CASE(ReadsEveryFieldOfRfc9991) {
  const Report report = read(parts_of(report_file("failure-rfc9991.eml")));
  BOOST_TEST(report.warnings.empty());
  BOOST_TEST((report.kind == Kind::arf));
  BOOST_TEST(report.feedback_type.value() == "auth-failure");
  BOOST_TEST(report.user_agent.value() == "Example-Reporter/2.1");
  BOOST_TEST(report.version.value() == "1");
  BOOST_TEST(report.original_envelope_id.value() == "4Fz9x1");
  BOOST_TEST(report.original_mail_from.value() == "bounces@lists.example.org");
  BOOST_TEST(report.original_rcpt_to.at(0) == "user@receiver.example.net");
  BOOST_TEST(rfc3339(report.arrival_date.value()) == "2026-05-01T10:00:00Z");
  BOOST_TEST(report.reporting_mta.value() == "dns; mx.receiver.example.net");
  BOOST_TEST(report.source_ip.value().text() == "2001:db8::25");
  BOOST_TEST(report.source_port.value() == 40123);
  BOOST_TEST(report.incidents.value() == 3U);
  BOOST_TEST(report.delivery_result->written == "delivered");
  BOOST_TEST((report.delivery_result->value == Delivery::delivered));
  BOOST_TEST(report.dkim_domain.value() == "example.com");
  BOOST_TEST(report.dkim_identity.value() == "@example.com");
  BOOST_TEST(report.dkim_selector.value() == "s2026");
  BOOST_TEST(report.dkim_canonicalized_header.value() ==
             "from:A Sender <a@example.com>\r\nsubject:Hello\r\n");
  BOOST_TEST(report.reported_domain.at(0) == "example.com");
  BOOST_TEST(report.other_fields.empty());
}

BOOST_AUTO_TEST_CASE(ReadsListsAndFoldedFields) {
  const Report report = read(parts_of(report_file("failure-rfc9991.eml")));
  BOOST_REQUIRE(report.auth_failure.size() == 1);
  BOOST_TEST((report.auth_failure[0] == AuthFailure::dmarc));
  // RFC 9991 section 4: a list of what failed.
  BOOST_REQUIRE(report.identity_alignment.size() == 2);
  BOOST_TEST((report.identity_alignment[0] == IdentityAlignment::dkim));
  BOOST_TEST((report.identity_alignment[1] == IdentityAlignment::spf));
  BOOST_REQUIRE(report.authentication_results.size() == 2);
  BOOST_TEST(report.authentication_results[0] ==
             "mx.receiver.example.net; dmarc=fail (p=reject dis=none) header.from=example.com");
  BOOST_TEST(report.authentication_results[1] ==
             "mx.receiver.example.net; dkim=fail (body hash did not verify) header.d=example.com");
  BOOST_REQUIRE(report.spf_dns.size() == 1);
  BOOST_TEST(report.spf_dns[0].type == "txt");
  BOOST_TEST(report.spf_dns[0].domain == "lists.example.org");
  BOOST_TEST(report.spf_dns[0].record == "v=spf1 ip4:192.0.2.0/24 -all");
  BOOST_REQUIRE(report.reported_uri.size() == 2);
  BOOST_TEST(report.reported_uri[0] == "https://www.example.org/a/long/path");
}

BOOST_AUTO_TEST_CASE(ReadsTheMailAndTheOriginal) {
  const Report report = read(parts_of(report_file("failure-rfc9991.eml")));
  BOOST_TEST(report.mail.from.value() == "Receiver Example <reports@receiver.example.net>");
  BOOST_TEST(report.mail.to.value() == "failures@example.com");
  BOOST_TEST(report.mail.message_id.value() == "<r1@receiver.example.net>");
  BOOST_TEST(rfc3339(report.mail.date.value()) == "2026-05-01T10:00:07Z");
  BOOST_TEST(report.mail.subject.value() == "Failure report for example.com");
  const Original& original = report.original.value();
  BOOST_TEST(original.from_domain.value() == "example.com");
  BOOST_TEST(original.subject.value() == "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= from the list");
  BOOST_TEST(original.message_id.value() == "<m1@example.com>");
  BOOST_TEST(original.header.starts_with("Received: from lists.example.org"));
  BOOST_TEST(original.header.ends_with("Message-ID: <m1@example.com>\r\n"));
  BOOST_TEST(!original.is_header_only);
  BOOST_TEST(report.header_from.value() == "example.com");
  BOOST_TEST((report.header_from_source == HeaderFromSource::original));
}

// RFC 9991 section 7: what is private is kept only where it was asked for.
BOOST_AUTO_TEST_CASE(KeepsNoBodyUnasked) {
  const Parts parts = parts_of(report_file("failure-rfc9991.eml"));
  const Report report = read(parts);
  BOOST_TEST(!report.original->body);
  BOOST_TEST(report.original->body_octets == 22U);
  BOOST_TEST(!report.dkim_canonicalized_body);
  const Report with_body = read(parts, {.body = 1000});
  BOOST_TEST(with_body.original->body.value() == "Hello, private world.\r\n");
  BOOST_TEST(with_body.dkim_canonicalized_body.value() == "Hello, private world.\r\n");
  const Report cut = read(parts, {.body = 5});
  BOOST_TEST(cut.original->body.value() == "Hello");
  BOOST_TEST(cut.original->body_octets == 22U);
  BOOST_TEST(cut.dkim_canonicalized_body.value() == "Hello");
  // Not even where it is no base64, and so not what it should be.
  const Report plain = read_fields("Version: 1\nDKIM-Canonicalized-Body: private words!\n");
  BOOST_TEST(plain.other_fields.empty());
  for (const Warning& warning : plain.warnings) {
    BOOST_TEST(warning.detail.find("private") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(ReadsWhatReceiversMakeOfIt) {
  const Report report = read(parts_of(report_file("failure-quirks.eml")));
  BOOST_TEST(report.feedback_type.value() == "auth-failure");
  BOOST_TEST(times(report, WarningCode::letter_case, "Feedback-Type") == 1U);
  BOOST_TEST(times(report, WarningCode::line_ignored, "") == 1U);
  BOOST_TEST(report.user_agent.value() == "ExampleReporter/1.0");
  BOOST_TEST(report.version.value() == "1.0");
  BOOST_TEST(times(report, WarningCode::field_duplicate, "Version") == 1U);
  BOOST_TEST(other_of(report, "Version") == "1");
  BOOST_TEST(report.original_mail_from.value() == "");
  BOOST_TEST(report.original_rcpt_to.size() == 2U);
  BOOST_TEST(rfc3339(report.arrival_date.value()) == "2026-05-01T10:00:00Z");
  BOOST_TEST(times(report, WarningCode::field_renamed, "Arrival-Date") == 1U);
  BOOST_TEST(times(report, WarningCode::time_repaired, "Arrival-Date") == 1U);
  BOOST_TEST(other_of(report, "Message-ID") == "<m2@ mx.example.com>");
  BOOST_TEST(report.authentication_results.size() == 2U);
  BOOST_TEST(report.source_ip.value().text() == "192.0.2.10");
  BOOST_TEST(report.source_port.value() == 4255);
  BOOST_TEST((report.delivery_result->value == Delivery::policy));
  BOOST_TEST(report.delivery_result->written == "smg-policy-action");
  BOOST_TEST(report.auth_failure.size() == 2U);
  BOOST_TEST(report.identity_alignment.size() == 2U);
  BOOST_TEST(!report.incidents);
  BOOST_TEST(other_of(report, "Incidents") == "many");
  BOOST_TEST(times(report, WarningCode::value_unreadable, "Incidents") == 1U);
  BOOST_TEST(report.reported_domain.at(0) == "example.com");
  BOOST_TEST(times(report, WarningCode::domain_repaired, "Reported-Domain") == 1U);
  BOOST_TEST(times(report, WarningCode::field_empty, "Reporting-MTA") == 1U);
  BOOST_TEST(report.original->is_header_only);
  BOOST_TEST(report.original->message_id.value() == "<m2@ mx.example.com>");
  BOOST_TEST(rfc3339(report.mail.date.value()) == "2026-05-01T10:00:07Z");
}

BOOST_AUTO_TEST_CASE(TellsWhereAWarningBelongs) {
  const Report report = read_fields("Version: 1\nIncidents: few\nIncidents: many\nVersion: 2\n");
  const auto at = std::find_if(
      report.warnings.begin(), report.warnings.end(),
      [](const Warning& warning) { return warning.code == WarningCode::value_unreadable; });
  BOOST_REQUIRE((at != report.warnings.end()));
  BOOST_TEST(at->field == "Incidents");
  BOOST_TEST(at->detail == "few");
  BOOST_TEST(at->offset == 11U);
  BOOST_TEST(at->repeats == 2U);
}

BOOST_DATA_TEST_CASE(ReadsAllLineEnds, boost::unit_test::data::make({"\n", "\r\n", "\r"}), end) {
  const Parts lf = parts_of(report_file("failure-rfc9991.eml"));
  const Report expected = read(lf, {.body = 1000});
  Parts parts;
  parts.header = with_ends(lf.header, end);
  parts.feedback = with_ends(*lf.feedback, end);
  parts.original = with_ends(*lf.original, end);
  Report report = read(parts, {.body = 1000});
  report.original->body_octets = expected.original->body_octets;  // as sent
  BOOST_TEST((report == expected));
}

BOOST_AUTO_TEST_CASE(TakesACrInALineForNoLineEnd) {
  Parts parts;
  parts.feedback = "Version: 1\rSource-IP: 192.0.2.1\nUser-Agent: a\n";
  parts.original = "Subject: a\rFrom: b@example.net\nFrom: a@example.com\n";
  const Report report = read(parts);
  BOOST_TEST(!report.source_ip);
  BOOST_TEST(report.version.value() == "1 Source-IP: 192.0.2.1");
  BOOST_TEST(report.original->from_domain.value() == "example.com");
}

struct FieldCase {
  const char* name;
  std::string feedback;
  bool (*holds)(const Report&);
};
std::ostream& operator<<(std::ostream& out, const FieldCase& row) {
  return out << row.name;
}

const FieldCase kFieldCases[] = {
    {"nothing is invented", "Version: 1\n",
     [](const Report& r) {
       return !r.feedback_type && !r.user_agent && !r.arrival_date && !r.source_ip &&
              !r.incidents && !r.original && !r.header_from && r.auth_failure.empty() &&
              times(r, WarningCode::field_missing, "Feedback-Type") == 1;
     }},
    {"fields of a complaint are not asked for more",
     "Feedback-Type: abuse\nUser-Agent: a\nVersion: 1\n",
     [](const Report& r) { return r.feedback_type == "abuse" && r.warnings.empty(); }},
    {"byte order mark", "\xEF\xBB\xBFVersion: 1\n",
     [](const Report& r) { return r.version == "1"; }},
    {"blank lines between fields", "Version: 1\n\n \nUser-Agent: a\n",
     [](const Report& r) { return r.user_agent == "a"; }},
    {"first of two addresses", "Source-IP: 192.0.2.1\nSource-IP: 192.0.2.2\n",
     [](const Report& r) {
       return r.source_ip->text() == "192.0.2.1" && other_of(r, "Source-IP") == "192.0.2.2";
     }},
    {"the one that can be read", "Source-IP: UNKNOWN\nSource-IP: 192.0.2.2\n",
     [](const Report& r) {
       return r.source_ip->text() == "192.0.2.2" && other_of(r, "Source-IP") == "UNKNOWN";
     }},
    {"the same twice is once", "Version: 1\nVersion: 1\n",
     [](const Report& r) {
       return r.other_fields.empty() && times(r, WarningCode::field_duplicate, "Version") == 0;
     }},
    {"address with text behind it", "Source-IP: 192.0.2.1 (mail.example.org)\n",
     [](const Report& r) {
       return r.source_ip->text() == "192.0.2.1" && !r.source_port &&
              times(r, WarningCode::address_repaired, "Source-IP") == 1;
     }},
    {"address and port", "Source-IP: 192.0.2.1:25\n",
     [](const Report& r) { return r.source_ip->text() == "192.0.2.1" && r.source_port == 25; }},
    {"IPv6 address and port", "Source-IP: [2001:db8::1]:25\n",
     [](const Report& r) { return r.source_ip->text() == "2001:db8::1" && r.source_port == 25; }},
    {"IPv6 literal", "Source-IP: IPv6:2001:db8::1\n",
     [](const Report& r) { return r.source_ip->text() == "2001:db8::1" && !r.source_port; }},
    {"IPv4-mapped", "Source-IP: ::ffff:192.0.2.1\n",
     [](const Report& r) { return r.source_ip->text() == "192.0.2.1"; }},
    {"Source-Port before the one of Source-IP", "Source-Port: 1\nSource-IP: 192.0.2.1 2\n",
     [](const Report& r) { return r.source_port == 1; }},
    {"port out of range", "Source-Port: 65536\n",
     [](const Report& r) { return !r.source_port && other_of(r, "Source-Port") == "65536"; }},
    {"incidents over 63 bits", "Incidents: 9223372036854775808\n",
     [](const Report& r) { return !r.incidents; }},
    {"incidents of 63 bits", "Incidents: 9223372036854775807\n",
     [](const Report& r) { return r.incidents == kMaxIncidents; }},
    {"date that no one can read", "Arrival-Date: yesterday\n",
     [](const Report& r) { return !r.arrival_date && other_of(r, "Arrival-Date") == "yesterday"; }},
    {"Identity-Alignment none", "Identity-Alignment: none\n",
     [](const Report& r) {
       return r.identity_alignment.size() == 1 &&
              r.identity_alignment[0] == IdentityAlignment::none;
     }},
    {"comments around words", "Identity-Alignment: (a) dkim (b, c) , SPF\n",
     [](const Report& r) {
       return r.identity_alignment.size() == 2 && r.identity_alignment[1] == IdentityAlignment::spf;
     }},
    {"word that is in no registry", "Auth-Failure: arc, dmarc, DMARC\n",
     [](const Report& r) {
       return r.auth_failure.size() == 2 && r.auth_failure[0].written() == "arc" &&
              times(r, WarningCode::word_unknown, "Auth-Failure") == 1;
     }},
    {"lists over two fields", "Auth-Failure: dmarc\nAuth-Failure: spf\n",
     [](const Report& r) { return r.auth_failure.size() == 2; }},
    {"Delivery-Result in upper case", "Delivery-Result: REJECT\n",
     [](const Report& r) {
       return r.delivery_result->value == Delivery::reject &&
              r.delivery_result->written == "REJECT";
     }},
    {"Delivery-Result in a sentence", "Delivery-Result: Moved to the Junk folder\n",
     [](const Report& r) { return r.delivery_result->value == Delivery::spam; }},
    {"not delivered is no delivery", "Delivery-Result: not delivered\n",
     [](const Report& r) { return r.delivery_result->value == Delivery::other; }},
    {"Delivery-Result that says nothing", "Delivery-Result: see log\n",
     [](const Report& r) {
       return !r.delivery_result->value && r.delivery_result->written == "see log" &&
              times(r, WarningCode::word_unknown, "Delivery-Result") == 1;
     }},
    {"SPF-DNS in several strings", "SPF-DNS: TXT:Example.com:\"v=spf1 \" \"a:\\\"b\"\n",
     [](const Report& r) {
       return r.spf_dns.size() == 1 && r.spf_dns[0] == SpfDns{"txt", "example.com", "v=spf1 a:\"b"};
     }},
    {"SPF-DNS without quotes", "SPF-DNS: v=spf1 -all\n",
     [](const Report& r) { return r.spf_dns.empty() && other_of(r, "SPF-DNS") == "v=spf1 -all"; }},
    {"header that is no base64", "DKIM-Canonicalized-Header: from:a@example.com\n",
     [](const Report& r) {
       return !r.dkim_canonicalized_header &&
              other_of(r, "DKIM-Canonicalized-Header") == "from:a@example.com";
     }},
    {"domain that is none", "Reported-Domain: not a domain\n",
     [](const Report& r) {
       return r.reported_domain.empty() && other_of(r, "Reported-Domain") == "not a domain";
     }},
    {"NUL and invalid UTF-8", "User-Agent: a\0b\xFF\n"s,
     [](const Report& r) {
       return r.user_agent == "a b\xEF\xBF\xBD" &&
              times(r, WarningCode::control_octets, "User-Agent") == 1 &&
              times(r, WarningCode::invalid_utf8, "User-Agent") == 1;
     }},
    {"value over the limit", "User-Agent: " + std::string(9000, 'a') + "\n",
     [](const Report& r) {
       return r.user_agent->size() == Limits{}.text &&
              times(r, WarningCode::text_cut, "User-Agent") == 1;
     }},
    {"many different words", "Auth-Failure: a b c d e f g h i j k l m n o p q r s t\n",
     [](const Report& r) {
       return r.auth_failure.size() == 16 && !other_of(r, "Auth-Failure").empty();
     }},
    {"second reverse-path that is empty",
     "Original-Mail-From: <a@example.com>\nOriginal-Mail-From:\n",
     [](const Report& r) {
       return r.original_mail_from == "a@example.com" && r.other_fields.empty() &&
              times(r, WarningCode::field_duplicate, "Original-Mail-From") == 1;
     }},
    {"domain over 255 octets", "Reported-Domain: " + std::string(256, 'a') + "\n",
     [](const Report& r) { return r.reported_domain.empty() && r.other_fields.size() == 1; }},
    {"name over the limit", "Version: 1\n" + std::string(9000, 'a') + ": b\n",
     [](const Report& r) { return r.other_fields.at(0).name.size() == Limits{}.text; }},
    {"URI over the limit", "Reported-URI: " + std::string(9000, 'a') + "\n",
     [](const Report& r) {
       return r.reported_uri.at(0).size() == Limits{}.text &&
              times(r, WarningCode::text_cut, "Reported-URI") == 1;
     }},
    {"base64 with folds that is none", "DKIM-Canonicalized-Header: a!\n bc\n",
     [](const Report& r) { return other_of(r, "DKIM-Canonicalized-Header") == "a! bc"; }},
    {"fields that nobody knows", "Version: 1\nX-Abuse: yes\nx-abuse: no\n",
     [](const Report& r) {
       return r.other_fields == std::vector<OtherField>{{"X-Abuse", "yes"}, {"x-abuse", "no"}};
     }},
    {"header.from of a damaged field",
     "Authentication-Results: dmarc=fail (p=none; dis=none) header.from=Example.com\n"
     "Reported-Domain: mail.example.com\n",
     [](const Report& r) {
       return r.header_from == "example.com" &&
              r.header_from_source == HeaderFromSource::authentication_results;
     }},
    {"Reported-Domain where nothing else is", "Reported-Domain: example.com\n",
     [](const Report& r) {
       return r.header_from == "example.com" &&
              r.header_from_source == HeaderFromSource::reported_domain;
     }},
};

BOOST_DATA_TEST_CASE(ReadsFields, boost::unit_test::data::make(kFieldCases), row) {
  BOOST_TEST(row.holds(read_fields(row.feedback)));
}

struct FromCase {
  const char* name;
  std::string original;
  std::string domain;  ///< empty: none
  bool is_plain = false;
};
std::ostream& operator<<(std::ostream& out, const FromCase& row) {
  return out << row.name;
}

const FromCase kFromCases[] = {
    {"one author", "From: A <a@Example.com>\n", "example.com", true},
    {"two of one domain", "From: a@example.com, b@example.com\n", "example.com", true},
    {"two domains", "From: a@example.com, b@example.net\n", "example.com"},
    {"two fields", "From: a@example.com\nFrom: b@example.net\n", "example.com"},
    {"name with a comma", "From: Doe, Jane <a@example.com>\n", "example.com"},
    {"redacted, RFC 6590", "From: redacted@example.com\n", "example.com", true},
    {"no From", "Subject: a\n", ""},
    {"empty From", "From:\nSubject: a\n", ""},
    {"only a name", "From: Somebody\n", ""},
    {"address literal", "From: a@[192.0.2.1]\n", ""},
    {"blank lines first", "\n\r\nFrom: a@example.com\n", "example.com", true},
    {"line of an mbox first", "From a@example.net Fri May  1 10:00:07 2026\nFrom: a@example.com\n",
     "example.com", true},
};

BOOST_DATA_TEST_CASE(FindsTheAuthorsDomain, boost::unit_test::data::make(kFromCases), row) {
  Parts parts;
  parts.feedback = "Feedback-Type: auth-failure\n";
  parts.original = row.original;
  const Report report = read(parts);
  BOOST_TEST(report.original->from_domain.value_or("") == row.domain);
  BOOST_TEST((times(report, WarningCode::from_unreadable, "From") == 0) == row.is_plain);
}

BOOST_AUTO_TEST_CASE(CutsAHeaderBetweenFields) {
  Parts parts;
  parts.feedback = "Version: 1\n";
  parts.original = "From: a@example.com\nX-Long: " + std::string(200, 'a') + "\n\nbody\n";
  const Report report = read(parts, {.header = 100});
  BOOST_TEST(report.original->header == "From: a@example.com\r\n");
  BOOST_TEST(times(report, WarningCode::header_cut, "") == 1U);
  BOOST_TEST(report.original->body_octets == 5U);
}

BOOST_AUTO_TEST_CASE(HasNoOriginalWhereThePartIsBlank) {
  Parts parts;
  parts.feedback = "Version: 1\n";
  parts.original = " \r\n\r\n";
  BOOST_TEST(!read(parts).original);
}

struct Refused {
  const char* name;
  Parts parts;
  Limits limits;
  std::string_view rule;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
  return out << row.name;
}

Parts feedback(const std::string& text) {
  return {"", "", text, std::nullopt, false};
}

const Refused kRefused[] = {
    {"nothing", {}, {}, kEmptyRule},
    {"blanks", {"From: a@example.com", " \n", "\r\n", "\n", false}, {}, kEmptyRule},
    {"a letter", {"", "Dear postmaster,\n", std::nullopt, std::nullopt, false}, {}, kReportRule},
    {"no field of a report", feedback("X-A: b\n"), {}, kReportRule},
    {"no field at all", feedback(std::string(1000, ':')), {}, kReportRule},
    {"an original alone", {"", "", std::nullopt, "From: a@example.com\n", false}, {}, kReportRule},
    {"one octet too many", feedback("Version: 1\n"), {.octets = 10}, kOctetsRule},
    {"one field too many", feedback("Version: 1\nX-A: b\n"), {.fields = 1}, kFieldsRule},
};

BOOST_DATA_TEST_CASE(RefusesWhatIsNoReport, boost::unit_test::data::make(kRefused), row) {
  const auto report = parse(row.parts, row.limits);
  BOOST_REQUIRE(!report);
  BOOST_TEST(report.error().rule == row.rule);
  BOOST_TEST(!report.error().message.empty());
}

BOOST_AUTO_TEST_CASE(TakesWhatIsJustWithinTheLimits) {
  BOOST_TEST(parse(feedback("Version: 1\n"), {.octets = 11, .fields = 1}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
