// SPDX-License-Identifier: MIT

#include "service/api/spf_document.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "service/json.h"

namespace service::api {
namespace {

using libauth::spf::TermKind;
using libauth::spf::TreeRecord;

/// A step of the evaluation (libauth::spf::Step) with what the DNS said to its questions.
struct SpfStep {
  std::size_t depth = 0;
  std::string domain;
  std::string term;
  std::string target;
  libauth::spf::Outcome outcome{};
  std::size_t lookups = 0;
  std::size_t void_lookups = 0;
  std::string detail;
  std::vector<libauth::audit::Evidence> evidence;
};

BOOST_DESCRIBE_STRUCT(SpfStep, (),
                      (depth, domain, term, target, outcome, lookups, void_lookups, detail,
                       evidence))

struct SpfDocument {
  libauth::spf::Result result{};
  std::string reason;
  std::string explanation;
  libauth::spf::Identity identity{};
  std::string domain;
  std::string ip;
  std::string helo;
  std::string mail_from;
  std::string time;
  std::string record_domain;
  std::string matched;
  std::optional<SpfSyntaxError> syntax_error;
  std::vector<SpfNearMiss> near_misses;
  std::string silence;
  std::size_t lookups = 0;
  std::size_t void_lookups = 0;
  std::string received_spf;
  std::vector<SpfStep> trace;
  std::optional<std::size_t> trace_left_out;
  libauth::audit::Cost cost;
};

BOOST_DESCRIBE_STRUCT(SpfDocument, (),
                      (result, reason, explanation, identity, domain, ip, helo, mail_from, time,
                       record_domain, matched, syntax_error, near_misses, silence, lookups,
                       void_lookups, received_spf, trace, trace_left_out, cost))

std::vector<libauth::audit::Evidence> evidence_for(
    std::span<const libauth::dns::Question> questions, const libauth::dns::Facts& facts) {
  std::vector<libauth::audit::Evidence> evidence;
  for (const auto& question : questions) {
    const auto* answer = facts.peek(question);
    if (answer != nullptr) evidence.push_back(libauth::audit::evidence_of(question, *answer));
  }
  return evidence;
}

SpfStep step_of(const libauth::spf::Step& step, const libauth::dns::Facts& facts) {
  return {.depth = step.depth,
          .domain = step.domain,
          .term = step.term,
          .target = step.target,
          .outcome = step.outcome,
          .lookups = step.lookups,
          .void_lookups = step.void_lookups,
          .detail = step.detail,
          .evidence = evidence_for(step.questions, facts)};
}

/// The steps, without those in the middle where there are too many: the last ones decided.
void add_trace(std::span<const libauth::spf::Step> trace, const libauth::dns::Facts& facts,
               SpfDocument& document) {
  const std::size_t count = trace.size();
  const std::size_t kept = std::min(count, kMaxSpfSteps);
  const std::size_t last = count > kept ? kept / 2 : 0;
  for (const auto& step : trace.first(kept - last)) document.trace.push_back(step_of(step, facts));
  for (const auto& step : trace.last(last)) document.trace.push_back(step_of(step, facts));
  if (count > kept) document.trace_left_out = count - kept;
}

/// Members that programs may rely on to be there: empty where there is no explanation, or no term
/// decided.
constexpr std::array<std::string_view, 2> kAlwaysThere = {"explanation", "matched"};

bool is_always_there(std::string_view name) {
  return std::find(kAlwaysThere.begin(), kAlwaysThere.end(), name) != kAlwaysThere.end();
}

/// Leaves out members that are empty texts, everywhere.
void drop_empty_texts(json::value& value) {
  if (value.is_array()) {
    for (json::value& element : value.get_array()) drop_empty_texts(element);
  }
  if (!value.is_object()) return;
  json::object& members = value.get_object();
  std::vector<std::string> empty;
  for (auto& member : members) {
    const auto* text = member.value().if_string();
    const bool is_left_out = text != nullptr && text->empty() && !is_always_there(member.key());
    if (is_left_out) empty.emplace_back(member.key());
    drop_empty_texts(member.value());
  }
  // stable_erase() keeps the order of the others.
  for (const std::string& name : empty) members.stable_erase(members.find(name));
}

json::object finished(std::string_view schema, json::value members) {
  drop_empty_texts(members);
  return json::with_schema(schema, std::move(members.get_object()));
}

/// Leaves out the terms over kMaxSpfTerms, from the end, and counts them.
void shorten(SpfTree& look) {
  std::size_t room = kMaxSpfTerms;
  std::size_t left_out = 0;
  for (TreeRecord& record : look.tree.records) {
    const std::size_t kept = std::min(room, record.terms.size());
    left_out += record.terms.size() - kept;
    record.terms.resize(kept);
    room -= kept;
  }
  if (left_out > 0) look.terms_left_out = left_out;
}

bool is_modifier(std::string_view kind) {
  return kind == "redirect" || kind == "exp" || kind == "unknown_modifier";
}

void erase(json::object& members, std::string_view name) {
  if (const auto at = members.find(name); at != members.end()) members.stable_erase(at);
}

/// Only a mechanism has a qualifier, RFC 7208 section 4.6.1.
void drop_qualifiers_of_modifiers(json::object& tree) {
  for (json::value& record : tree.at("records").as_array()) {
    for (json::value& term : record.at("terms").as_array()) {
      if (is_modifier(term.at("kind").as_string())) erase(term.as_object(), "qualifier");
    }
  }
}

}  // namespace

json::object document_of(const SenderCheck& check) {
  const libauth::spf::Evaluation& evaluation = check.evaluation;
  SpfDocument document;
  document.result = evaluation.result;
  document.reason = evaluation.reason;
  document.explanation = evaluation.explanation;
  document.identity = identity_of(check.request);
  document.domain = check.domain;
  document.ip = check.request.ip.text();
  document.helo = check.request.helo;
  document.mail_from = check.request.mail_from;
  document.time = libauth::base::rfc3339(check.request.now);
  document.record_domain = evaluation.domain;
  document.matched = evaluation.matched;
  document.syntax_error = check.syntax_error;
  document.near_misses = check.near_misses;
  document.silence = check.silence;
  document.lookups = evaluation.lookups;
  document.void_lookups = evaluation.void_lookups;
  document.received_spf = received_spf_of(check);
  // Unfolded, RFC 5322 section 2.2.3.
  std::erase(document.received_spf, '\n');
  add_trace(evaluation.trace, check.facts, document);
  document.cost = check.cost;
  return finished(kSpfSchema, json::from(document));
}

json::object document_of(SpfTree look) {
  shorten(look);
  json::value value = json::from(look);
  json::object& members = value.as_object();
  if (!look.is_readable()) {
    erase(members, "tree");
    erase(members, "authorised");
  } else {
    json::object& tree = members.at("tree").as_object();
    drop_qualifiers_of_modifiers(tree);
    // There is no room where the check ends with an error before, or nobody knows.
    if (look.use != SpfUse::usable) erase(tree.at("cost").as_object(), "head_room");
  }
  return finished(kSpfTreeSchema, std::move(value));
}

}  // namespace service::api
