// SPDX-License-Identifier: MIT
//
// The document mailvet.dmarc/1.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "service/api/dmarc_evaluation.h"
#include "service/json.h"

namespace service::api {
namespace {

using libauth::base::name_of;
using libauth::dmarc::Evaluation;
using libauth::dmarc::IdentifierAlignment;

/// Octets of a tag or a value among the problems; what is longer stands in the evidence.
constexpr std::size_t kMaxProblemOctets = 512;

/// How one identifier was weighed (libauth::dmarc::IdentifierAlignment).
struct DmarcIdentifier {
  libauth::dns::Name domain;
  std::string result;
  libauth::dmarc::Aligned aligned{};
  bool counts = false;
  std::optional<libauth::dns::Name> org_domain;
};

BOOST_DESCRIBE_STRUCT(DmarcIdentifier, (), (domain, result, aligned, counts, org_domain))

/// libauth::dmarc::Problem, with \DDD for octets that are not printable.
struct DmarcProblem {
  libauth::dmarc::ProblemKind kind{};
  libauth::dns::Name name;
  std::optional<std::string> tag;
  std::optional<std::string> value;
  std::optional<std::size_t> offset;
  std::string sentence;
};

BOOST_DESCRIBE_STRUCT(DmarcProblem, (), (kind, name, tag, value, offset, sentence))

/// The members behind those that are always there.
struct DmarcDetails {
  std::string reason;
  libauth::dmarc::Mode mode{};
  libauth::dns::Name from;
  std::optional<libauth::dmarc::PolicySource> policy_source;
  bool testing = false;
  unsigned percent = 100;
  std::optional<std::string> record;
  std::optional<DmarcIdentifier> spf;
  std::vector<DmarcIdentifier> dkim;
  std::vector<DmarcProblem> problems;
  std::optional<std::size_t> problems_left_out;
  std::vector<std::string> differences;
  std::optional<std::string> failure;
  std::optional<std::string> silence;
  std::vector<libauth::audit::Evidence> evidence;
  libauth::audit::Cost cost;
};

BOOST_DESCRIBE_STRUCT(DmarcDetails, (),
                      (reason, mode, from, policy_source, testing, percent, record, spf, dkim,
                       problems, problems_left_out, differences, failure, silence, evidence, cost))

DmarcIdentifier identifier_of(const IdentifierAlignment& identifier, std::string_view result) {
  return {.domain = identifier.domain,
          .result = std::string(result),
          .aligned = identifier.aligned,
          .counts = identifier.counts,
          .org_domain = identifier.organizational_domain};
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

DmarcProblem problem_of(const libauth::dmarc::Problem& problem) {
  using Kind = libauth::dmarc::ProblemKind;
  const bool has_place = problem.kind != Kind::several_records && problem.kind != Kind::no_record;
  return {.kind = problem.kind,
          .name = problem.name,
          .tag = unless_empty(libauth::base::printable(problem.tag, kMaxProblemOctets)),
          .value = unless_empty(libauth::base::printable(problem.value, kMaxProblemOctets)),
          .offset = has_place ? std::optional(problem.offset) : std::nullopt,
          .sentence = problem.sentence};
}

/// The answers about the author's own discovery: as many names as it took.
std::vector<libauth::audit::Evidence> evidence_of(const DmarcCheck& check) {
  std::vector<libauth::audit::Evidence> evidence;
  const auto add = [&](const libauth::dns::Question& question) {
    if (const auto* answer = check.facts.peek(question)) {
      evidence.push_back(libauth::audit::evidence_of(question, *answer));
    }
  };
  const Evaluation& evaluation = check.evaluation();
  const auto targets = libauth::dmarc::walk_targets(evaluation.author);
  const bool is_walk = check.mode == libauth::dmarc::Mode::rfc9989;
  for (std::size_t i = 0; i < evaluation.queries; ++i) {
    const bool is_organization = !is_walk && i > 0 && evaluation.org_domain;
    const auto name = (is_organization ? *evaluation.org_domain : targets.at(i)).below("_dmarc");
    if (name) add({*name, libauth::dns::RrType::txt});
  }
  add({evaluation.author, libauth::dns::RrType::mx});
  return evidence;
}

DmarcDetails details_of(const DmarcCheck& check) {
  const Evaluation& evaluation = check.evaluation();
  DmarcDetails details;
  details.reason = evaluation.reason;
  details.mode = check.mode;
  details.from = evaluation.author;
  details.policy_source = evaluation.policy_source;
  details.testing = evaluation.testing;
  details.percent = evaluation.percent;
  if (evaluation.record) {
    const std::string& text = evaluation.record_text;
    details.record = libauth::base::printable(text, text.size());
  }
  const auto& given = check.order.identifiers;
  if (evaluation.spf) details.spf = identifier_of(*evaluation.spf, name_of(given.spf->result));
  for (std::size_t i = 0; i < evaluation.dkim.size(); ++i) {
    details.dkim.push_back(identifier_of(evaluation.dkim[i], name_of(given.dkim[i].result)));
  }
  for (const auto& problem : evaluation.problems.list) {
    details.problems.push_back(problem_of(problem));
  }
  if (const std::size_t more = evaluation.problems.left_out) details.problems_left_out = more;
  details.differences = check.comparison.differences;
  details.failure = unless_empty(check.failure);
  details.silence = unless_empty(check.silence);
  details.evidence = evidence_of(check);
  details.cost = check.cost;
  return details;
}

json::value text_or_null(const std::optional<libauth::dns::Name>& name) {
  return name ? json::value(name->text()) : json::value(nullptr);
}

}  // namespace

json::object document_of(const DmarcCheck& check) {
  const Evaluation& evaluation = check.evaluation();
  json::object members;
  members["result"] = name_of(evaluation.result);
  // These are there also where they are null, which json::from() would leave out.
  members["policy"] =
      evaluation.policy ? json::value(name_of(*evaluation.policy)) : json::value(nullptr);
  members["disposition"] = name_of(evaluation.disposition);
  members["org_domain"] = text_or_null(evaluation.org_domain);
  members["record_domain"] = text_or_null(evaluation.record_domain);
  members["queries"] = evaluation.queries;
  json::value details = json::from(details_of(check));
  for (auto& member : details.as_object()) members[member.key()] = std::move(member.value());
  return json::with_schema(kDmarcSchema, std::move(members));
}

}  // namespace service::api
