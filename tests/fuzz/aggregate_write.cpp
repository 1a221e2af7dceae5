// SPDX-License-Identifier: MIT
//
// Writing aggregate reports: what is written is read back equal, with no warning and no deviation;
// and broken XML, made of a report by leaving octets out, never gives a record that was not in it.

#include <algorithm>
#include <string>

#include "reports/aggregate/parse.h"
#include "reports/aggregate/write.h"
#include "tests/fuzz/property.h"

using namespace reports::aggregate;

namespace {

template <class E>
void keep_known(std::optional<Word<E>>& word, E otherwise) {
  const bool is_known = word && word->is_registered() && only_in(*word->value()) != Form::rfc7489;
  if (!is_known) word = otherwise;
}

/// Fills what RFC 9990 requires, and takes away what it does not have.
void make_writable(Record& record) {
  if (!record.source_ip) record.source_ip.emplace();
  record.source_ip_text.reset();
  record.count = record.count.value_or(0);
  keep_known(record.policy_evaluated.disposition, Disposition::none);
  keep_known(record.policy_evaluated.dkim, AlignedResult::fail);
  keep_known(record.policy_evaluated.spf, AlignedResult::fail);
  for (Reason& reason : record.policy_evaluated.reasons) keep_known(reason.type, ReasonType::other);
  auto& from = record.identifiers.header_from;
  if (from.value_or("").empty()) from = "example.com";
  for (DkimAuthResult& dkim : record.auth_results.dkim) {
    dkim.domain = dkim.domain.value_or("");
    dkim.selector = dkim.selector.value_or("");
    keep_known(dkim.result, DkimResult::none);
  }
  auto& spf = record.auth_results.spf;
  if (spf.size() > 1) spf.resize(1);
  for (SpfAuthResult& result : spf) {
    result.domain = result.domain.value_or("");
    if (result.scope) keep_known(result.scope, SpfScope::mfrom);
    keep_known(result.result, SpfResult::none);
  }
}

void make_writable(Report& report) {
  report.warnings.clear();
  report.xml_namespace = kNamespace;
  if (report.version) report.version = "1.0";
  ReportMetadata& metadata = report.report_metadata;
  metadata.org_name = metadata.org_name.value_or("");
  metadata.email = metadata.email.value_or("");
  if (metadata.report_id.value_or("").empty()) metadata.report_id = "id";
  if (!metadata.begin || !metadata.end) metadata.begin = metadata.end = libauth::base::Time{};
  if (metadata.errors.size() > 1) metadata.errors.resize(1);
  PolicyPublished& policy = report.policy_published;
  keep_known(policy.p, Policy::none);
  if (policy.sp) keep_known(policy.sp, Policy::none);
  if (policy.np) keep_known(policy.np, Policy::none);
  if (policy.adkim) keep_known(policy.adkim, Alignment::r);
  if (policy.aspf) keep_known(policy.aspf, Alignment::r);
  if (policy.testing) keep_known(policy.testing, Testing::n);
  if (policy.discovery_method) keep_known(policy.discovery_method, DiscoveryMethod::psl);
  policy.pct.reset();
  if (report.records.empty()) report.records.emplace_back();
  for (Record& record : report.records) make_writable(record);
}

/// What a reader makes of texts that are in no form: domains that need repair, cut texts. Reading
/// what was written settles them.
Report settled(const Report& report) {
  Report back = parse(write(report).value()).value();
  make_writable(back);
  return back;
}

void check_written(Report report) {
  make_writable(report);
  report = settled(settled(report));
  const auto xml = write(report);
  fuzz::require(xml.has_value(), "a report with all that RFC 9990 requires can be written");
  const auto back = parse(*xml);
  fuzz::require(back.has_value(), "what is written can be read");
  fuzz::require(back->records == report.records, "records are read back equal");
  fuzz::require(back->report_metadata == report.report_metadata, "metadata is read back equal");
  fuzz::require(back->policy_published == report.policy_published, "policy is read back equal");
  fuzz::require(back->conformance->deviations.empty(), "what is written is in the schema");
}

/// A report that was written, without the octets from one place to another.
void check_broken(const std::string& xml, std::size_t from, std::size_t count) {
  std::string broken = xml;
  broken.erase(from, count);
  const auto whole = parse(xml);
  const auto report = parse(broken);
  if (!report) return;
  // Every "<record" that is there begins one at most.
  fuzz::require(report->records.size() <= whole->records.size(), "no record is made up");
  // A document that breaks off has only whole records, equal to those it had.
  if (from + count < xml.size()) return;
  for (std::size_t i = 0; i < report->records.size(); ++i) {
    fuzz::require(report->records[i] == whole->records[i], "records are whole");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  constexpr std::size_t kHead = 4;
  if (size < kHead) return 0;
  auto report = parse(text.substr(kHead));
  if (!report) return 0;
  check_written(*report);
  make_writable(*report);
  const std::string xml = write(settled(*report)).value();
  const std::size_t from = (data[0] * 256U + data[1]) % xml.size();
  check_broken(xml, from, data[2] % 64U);
  check_broken(xml, from, xml.size());
  return 0;
}
