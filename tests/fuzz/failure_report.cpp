// SPDX-License-Identifier: MIT
//
// Failure reports: what is read can be written and is read back equal; texts are clean, and no body
// is kept unasked.
//
// Octets 1E (record separators) divide the input into the parts: feedback, original, header, text.

#include <optional>
#include <string>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"
#include "reports/failure/parse.h"
#include "reports/failure/write.h"
#include "tests/fuzz/property.h"
#include "tests/reports/failure/mail_parts.h"

using namespace reports::failure;

namespace {

constexpr Limits kLimits{.octets = 65'536, .fields = 60, .text = 500, .header = 4096, .body = 0};
constexpr Limits kWithBody{
    .octets = 65'536, .fields = 60, .text = 500, .header = 4096, .body = 65'536};
/// For what was written: with brackets, quotes and spaces it may be longer than what was read.
constexpr Limits kWritten{
    .octets = 262'144, .fields = 200, .text = 2000, .header = 8192, .body = 65'536};

Parts parts_of(std::string_view input) {
  const auto pieces = libauth::base::split(input, '\x1e');
  const auto piece = [&](std::size_t i) {
    return i < pieces.size() ? std::optional<std::string>(pieces[i]) : std::nullopt;
  };
  return {piece(2).value_or(""), piece(3).value_or(""), piece(0), piece(1), false};
}

void check(const std::optional<std::string>& text) {
  if (!text) return;
  fuzz::require(libauth::base::is_utf8(*text), "texts are UTF-8");
  for (const char c : *text) {
    fuzz::require(static_cast<unsigned char>(c) >= ' ' && c != '\x7f', "texts have no controls");
  }
  fuzz::require(text->size() <= kLimits.text, "texts keep their limit");
}

void check(const Report& report) {
  for (const auto& text :
       {report.feedback_type, report.version, report.user_agent, report.original_envelope_id,
        report.original_mail_from, report.reporting_mta, report.dkim_domain, report.dkim_identity,
        report.dkim_selector, report.mail.from, report.mail.subject, report.header_from}) {
    check(text);
  }
  for (const auto* const list : {&report.original_rcpt_to, &report.authentication_results,
                                 &report.reported_domain, &report.reported_uri}) {
    for (const std::string& text : *list) check(text);
  }
  for (const OtherField& field : report.other_fields) {
    check(field.name);
    check(field.value);
    fuzz::require(!field.name.empty() && !field.value.empty(), "other fields say something");
  }
  if (report.incidents) fuzz::require(*report.incidents <= kMaxIncidents, "counts fit a database");
  fuzz::require(report.header_from.has_value() == report.header_from_source.has_value(),
                "what is derived says from what");
  for (const Warning& warning : report.warnings) {
    fuzz::require(warning.detail.size() <= 200, "details are short");
    for (const char c : warning.detail)
      fuzz::require(c >= ' ' && c <= '~', "details are printable");
  }
}

/// The report with what writing needs and receivers leave out.
Report writable(Report report) {
  const std::vector<std::string> results{"mx.example.net; dmarc=fail"};
  if (report.auth_failure.empty()) report.auth_failure.emplace_back(AuthFailure::dmarc);
  if (report.identity_alignment.empty()) {
    report.identity_alignment.emplace_back(IdentityAlignment::dkim);
  }
  if (report.authentication_results.empty()) report.authentication_results = results;
  if (report.reported_domain.empty()) report.reported_domain = {"example.com"};
  // A second one is among the others only while it differs.
  report.feedback_type = "auth-failure";
  std::erase_if(report.other_fields, [](const OtherField& field) {
    return libauth::base::equals_ignoring_case(field.name, "Feedback-Type");
  });
  if (!report.version) report.version = "1";
  if (!report.user_agent) report.user_agent = "fuzz";
  if (!report.original || report.original->header.empty()) report.original.emplace();
  if (report.original->header.empty()) report.original->header = "Subject: none\r\n";
  report.mail = {"a@example.net", "b@example.com", libauth::base::Time{}, "report",
                 "<1@a.example>"};
  return report;
}

/// What stays of a report that is written and read: all but what is derived and noted.
Report essence(Report report) {
  report.kind = Kind::arf;
  report.warnings.clear();
  report.header_from.reset();
  report.header_from_source.reset();
  Original& original = *report.original;
  original = {original.header, original.body, 0, false, {}, {}, {}};
  return report;
}

void check_round_trip(const Report& report) {
  const Report whole = writable(report);
  const auto mail = write(whole);
  if (!mail) {
    fuzz::require(!mail.error().rule.empty(), "an error has a rule");
    return;
  }
  const auto again = parse(tests::parts_of(*mail), kWritten);
  fuzz::require(again.has_value(), "what is written is read");
  fuzz::require(essence(*again) == essence(whole), "what is written is read back equal");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Parts parts = parts_of(fuzz::text_of(data, size));
  const auto report = parse(parts, kLimits);
  const auto again = parse(parts, kLimits);
  fuzz::require(report.has_value() == again.has_value(), "reading twice gives the same");
  if (!report) {
    fuzz::require(!report.error().rule.empty(), "an error has a rule");
    return 0;
  }
  fuzz::require(*report == *again, "reading twice gives the same report");
  check(*report);
  fuzz::require(!report->dkim_canonicalized_body, "no body is kept unasked");
  if (report->original) fuzz::require(!report->original->body, "no body is kept unasked");
  if (report->kind == Kind::arf) {
    check_round_trip(*report);
    const auto with_body = parse(parts, kWithBody);
    if (with_body) check_round_trip(*with_body);
  }
  return 0;
}
