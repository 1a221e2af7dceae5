// SPDX-License-Identifier: MIT
//
// DMARC records: reading never fails, stays in the text, and gives policies that agree.

#include <algorithm>

#include "libauth/dmarc/near_miss.h"
#include "libauth/dmarc/parse.h"
#include "libauth/dns/name.h"
#include "tests/fuzz/property.h"

using namespace libauth;

namespace {

void check_uris(const std::vector<dmarc::ReportUri>& uris, std::string_view text) {
  const auto commas = std::count(text.begin(), text.end(), ',');
  fuzz::require(uris.size() <= static_cast<std::size_t>(commas) + 1, "no more URIs than commas");
  for (const dmarc::ReportUri& uri : uris) {
    fuzz::require(text.find(uri.uri) != std::string_view::npos, "a URI stands in the text");
    for (const char c : uri.uri) fuzz::require(c > ' ' && c <= '~', "a URI is printable");
    if (uri.host.empty()) continue;
    const auto host = dns::Name::parse(uri.host);
    fuzz::require(host && host->is_mail_domain(), "a host can have mail");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = "v=DMARC1;" + std::string(fuzz::text_of(data, size));
  const auto why = dmarc::why_no_record(fuzz::text_of(data, size));
  fuzz::require(!why || !dmarc::is_dmarc_record(fuzz::text_of(data, size)), "a record counts");
  fuzz::require(!why || (!why->empty() && why->size() < 250), "what does not count has a reason");
  const auto meant = dmarc::meant_record(fuzz::text_of(data, size));
  fuzz::require(!meant || dmarc::is_dmarc_record(*meant), "what was meant is a record");
  fuzz::require(!meant || dmarc::parse_record(*meant).p.has_value(), "it has a policy");
  fuzz::require(dmarc::is_dmarc_record(text), "the version comes first");
  const dmarc::Record record = dmarc::parse_record(text);
  check_uris(record.rua, text);
  check_uris(record.ruf, text);
  for (const dmarc::TagProblem& problem : record.problems) {
    fuzz::require(problem.offset <= text.size(), "a problem is in the text");
    fuzz::require(text.substr(problem.offset, problem.value.size()) == problem.value ||
                      problem.kind == dmarc::TagProblem::Kind::unknown_tag ||
                      problem.kind == dmarc::TagProblem::Kind::obsolete_tag,
                  "a wrong value stands where the problem is");
  }
  fuzz::require(!record.fo.empty() && record.fo.size() <= 3, "fo has one to three options");
  fuzz::require(record.p || record.effective_p() == dmarc::Policy::none, "no p is none");
  if (record.has_bad_policy) {
    fuzz::require(record.effective_sp() == dmarc::Policy::none, "a bad policy is none");
    fuzz::require(record.effective_np() == dmarc::Policy::none, "a bad policy is none");
    fuzz::require(record.is_usable() == !record.rua.empty(), "a bad policy needs rua");
  }
  return 0;
}
