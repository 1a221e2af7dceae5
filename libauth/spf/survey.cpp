// SPDX-License-Identifier: MIT

#include "libauth/spf/survey.h"

#include <initializer_list>
#include <optional>

#include "libauth/spf/limits.h"
#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::spf {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

class Surveyor {
 public:
  explicit Surveyor(dns::Facts& facts) : facts_(facts) {}

  void visit(const Name& domain, const Record& record) {
    for (const Directive& directive : record.directives) {
      if (directive.mechanism == Mechanism::all) return;
      if (!costs_lookup(directive.mechanism)) continue;
      if (!spend()) return;
      if (const auto target = fixed_target(domain, directive.domain)) visit(*target, directive);
    }
    if (!record.redirect || !spend()) return;
    const auto target = fixed_target(domain, record.redirect->value);
    if (target) visit_record(*target, record.redirect->text);
  }

  Survey take() { return std::move(survey_); }

 private:
  bool spend() {
    if (survey_.lookups == kMaxSurveyed) survey_.is_cut = true;
    if (!survey_.is_cut) ++survey_.lookups;
    return !survey_.is_cut;
  }

  void visit(const Name& target, const Directive& directive) {
    switch (directive.mechanism) {
      case Mechanism::include:
        visit_record(target, directive.text);
        break;
      case Mechanism::mx:
        count_void(target, directive, {RrType::mx});
        count_hosts(target, directive);
        break;
      case Mechanism::a:
        count_void(target, directive, {RrType::a, RrType::aaaa});
        break;
      case Mechanism::exists:
        count_void(target, directive, {RrType::a});
        break;
      case Mechanism::all:
      case Mechanism::ptr:
      case Mechanism::ip4:
      case Mechanism::ip6:
        break;
    }
  }

  void count_void(const Name& target, const Directive& directive,
                  std::initializer_list<RrType> types) {
    bool is_void = true;
    for (const RrType type : types) {
      const Answer* answer = facts_.find({target, type});
      if (answer == nullptr) {
        survey_.pending = true;
      } else if (!answer->is_known()) {
        survey_.problems.push_back(
            {SurveyProblem::Kind::unknown_target, target.text(), directive.text, {target, type}});
        return;
      }
      is_void = is_void && answer != nullptr && answer->is_empty();
    }
    if (!is_void) return;
    ++survey_.void_lookups;
    survey_.void_names.push_back(target.text());
  }

  void count_hosts(const Name& target, const Directive& directive) {
    const Answer* answer = facts_.peek({target, RrType::mx});
    if (answer == nullptr || answer->mx().size() <= Limits().names) return;
    survey_.problems.push_back(
        {SurveyProblem::Kind::many_hosts, target.text(), directive.text, {target, RrType::mx}});
  }

  void visit_record(const Name& target, const std::string& term) {
    const Published published = published_record(target, facts_);
    const auto problem = [&](SurveyProblem::Kind kind) {
      survey_.problems.push_back({kind, target.text(), term, {target, RrType::txt}});
    };
    if (published.answer == nullptr) {
      survey_.pending = true;
      return;
    }
    switch (published.kind) {
      case Published::Kind::unknown:
        problem(SurveyProblem::Kind::unknown);
        return;
      case Published::Kind::none:
        problem(SurveyProblem::Kind::no_record);
        return;
      case Published::Kind::many:
        problem(SurveyProblem::Kind::many_records);
        return;
      case Published::Kind::one:
        break;
    }
    const auto record = parse_record(published.text);
    if (record) {
      visit(target, *record);
    } else {
      problem(SurveyProblem::Kind::syntax);
    }
  }

  dns::Facts& facts_;
  Survey survey_;
};

}  // namespace

Survey survey(const Name& domain, const std::string& text, dns::Facts& facts) {
  Surveyor surveyor(facts);
  if (const auto record = parse_record(text)) surveyor.visit(domain, *record);
  return surveyor.take();
}

}  // namespace libauth::spf
