// SPDX-License-Identifier: MIT

#include "libauth/dmarc/reason.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace libauth::dmarc {
namespace {

/// Domains that a sentence names; the others are left out of it.
constexpr std::size_t kShownDomains = 3;

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

/// An identifier with the name of the method that gave it.
struct Found {
  const char* method;
  const IdentifierAlignment* identifier;
};

std::vector<Found> authenticated_of(const Evaluation& evaluation) {
  std::vector<Found> found;
  for (const IdentifierAlignment& dkim : evaluation.dkim) {
    if (dkim.is_authenticated) found.push_back({"DKIM", &dkim});
  }
  if (evaluation.spf && evaluation.spf->is_authenticated)
    found.push_back({"SPF", &*evaluation.spf});
  return found;
}

std::string why_pass(const Evaluation& evaluation) {
  const auto counts = [](const IdentifierAlignment& identifier) { return identifier.counts; };
  const auto dkim = std::find_if(evaluation.dkim.begin(), evaluation.dkim.end(), counts);
  const bool is_dkim = dkim != evaluation.dkim.end();
  const IdentifierAlignment& found = is_dkim ? *dkim : *evaluation.spf;
  const std::string& domain = found.domain.text();
  const std::string_view method = is_dkim ? "DKIM" : "SPF";
  if (found.aligned == Aligned::strict) {
    return joined({method, " authenticates ", domain, ", the author domain."});
  }
  return joined({method, " authenticates ", domain,
                 ", which has the same organizational domain as ", evaluation.author.text(), "."});
}

std::string why_fail(const Evaluation& evaluation) {
  const std::vector<Found> all = authenticated_of(evaluation);
  if (all.empty()) return "Neither SPF nor DKIM authenticates a domain.";
  std::string text;
  for (std::size_t i = 0; i < std::min(all.size(), kShownDomains); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(all[i].method) + " authenticates " +
            all[i].identifier->domain.text();
  }
  if (all.size() > kShownDomains) {
    text += ", and so on for " + std::to_string(all.size() - kShownDomains) + " more";
  }
  const bool is_strict = std::any_of(all.begin(), all.end(), [](const Found& found) {
    return found.identifier->aligned == Aligned::relaxed;
  });
  return text + ": not aligned with " + evaluation.author.text() +
         (is_strict ? ", for the record asks for strict alignment." : ".");
}

std::string why_none(const Evaluation& evaluation, const Discovery& discovery, Mode mode) {
  if (discovery.kind == Discovery::Kind::unusable) {
    const Record& record = *discovery.step->record;
    const bool is_bad = record.has_bad_policy || mode == Mode::rfc9989;
    return "The DMARC record of " + discovery.step->name.text() + " has " +
           (is_bad ? "a policy that is not valid" : "no policy") +
           " and names no address for aggregate reports, so that DMARC is not applied.";
  }
  std::string text = "No DMARC record applies to " + evaluation.author.text();
  for (const WalkStep& step : discovery.walk.steps) {
    if (step.count < 2) continue;
    return text + ": " + step.name.text() + " has " + std::to_string(step.count) +
           " of them, which count as none.";
  }
  return text + ".";
}

/// The identifier whose own check the DNS kept from an end, where that is the reason.
std::string open_identifier(const Evaluation& evaluation, const Identifiers& identifiers) {
  if (identifiers.spf && identifiers.spf->result == spf::Result::temperror &&
      evaluation.spf->aligned != Aligned::no) {
    return "SPF for " + identifiers.spf->domain.text();
  }
  for (std::size_t i = 0; i < identifiers.dkim.size(); ++i) {
    const bool is_open = identifiers.dkim[i].result == dkim::Result::temperror;
    if (is_open && evaluation.dkim[i].aligned != Aligned::no) {
      return "the DKIM signature of " + identifiers.dkim[i].domain.text();
    }
  }
  return {};
}

std::string why_temperror(const Evaluation& evaluation, const Identifiers& identifiers) {
  if (!evaluation.unanswered.empty()) {
    return "The DNS did not answer " + evaluation.unanswered.front().text() +
           ", which the result depends on.";
  }
  return "The DNS did not tell whether " + open_identifier(evaluation, identifiers) +
         " passes, and nothing else does.";
}

}  // namespace

std::string reason_of(const Evaluation& evaluation, const Identifiers& identifiers,
                      const Discovery& discovery, Mode mode) {
  switch (evaluation.result) {
    case Result::pass:
      return why_pass(evaluation);
    case Result::fail:
      return why_fail(evaluation);
    case Result::none:
      return why_none(evaluation, discovery, mode);
    case Result::temperror:
      return why_temperror(evaluation, identifiers);
    case Result::permerror:
      break;
  }
  return {};
}

}  // namespace libauth::dmarc
