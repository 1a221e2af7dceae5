// SPDX-License-Identifier: MIT

#include "libauth/dmarc/problem.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/dmarc/near_miss.h"

namespace libauth::dmarc {
namespace {

/// Octets of a value that a sentence shows.
constexpr std::size_t kShownValue = 200;

using Places = std::map<std::string, std::string>;

struct TagRow {
  TagProblem::Kind found{};
  ProblemKind kind{};
  std::string_view sentence;
};

using Found = TagProblem::Kind;
constexpr std::array kTagRows = {
    TagRow{Found::invalid_value, ProblemKind::invalid_value, ProblemWords::kInvalidValue},
    TagRow{Found::invalid_uri, ProblemKind::invalid_uri, ProblemWords::kInvalidUri},
    TagRow{Found::unknown_tag, ProblemKind::unknown_tag, ProblemWords::kUnknownTag},
    TagRow{Found::obsolete_tag, ProblemKind::obsolete_tag, ProblemWords::kObsoleteTag},
    TagRow{Found::duplicate_tag, ProblemKind::duplicate_tag, ProblemWords::kDuplicateTag},
    TagRow{Found::malformed, ProblemKind::malformed, ProblemWords::kMalformed},
};

/// RFC 9989 sections 4.8 and 4.10.1.
std::string effect_of(const TagProblem& problem, const Record& record) {
  const std::string tag = base::to_lower(problem.tag);
  if (tag != "p" && tag != "sp" && tag != "np") return "go by the default";
  if (record.is_usable()) {
    return "take the whole record for p=none, as it names an address for aggregate reports (RFC "
           "9989 section 4.10.1)";
  }
  return "do not use the record, as it names no address for aggregate reports (RFC 9989 section "
         "4.10.1)";
}

class Collector {
 public:
  explicit Collector(const Discovery& discovery) : discovery_(discovery) {}

  Problems collect() {
    for (const WalkStep& step : discovery_.walk.steps) {
      if (step.is_known()) look_at(step);
    }
    return std::move(problems_);
  }

 private:
  void look_at(const WalkStep& step) {
    if (step.count > 1) {
      add({ProblemKind::several_records, step.question.name, {}, {}, 0, {}},
          ProblemWords::kSeveralRecords, {{"count", std::to_string(step.count)}});
    }
    for (const dns::Txt& txt : step.answer->txt()) look_at(step, txt.joined());
    if (discovery_.step == nullptr || discovery_.step->name != step.name) return;
    std::vector<TagProblem> found = step.record->problems;
    std::stable_sort(found.begin(), found.end(),
                     [](const TagProblem& a, const TagProblem& b) { return a.offset < b.offset; });
    for (TagProblem& problem : found) add(step, std::move(problem));
  }

  void look_at(const WalkStep& step, std::string text) {
    const auto why = why_no_record(text);
    if (!why) return;
    const Places places = {{"text", text}, {"why", *why}};
    add({ProblemKind::no_record, step.question.name, {}, std::move(text), 0, {}},
        ProblemWords::kNoRecord, places);
  }

  void add(const WalkStep& step, TagProblem problem) {
    const auto row =
        std::find_if(kTagRows.begin(), kTagRows.end(),
                     [&problem](const TagRow& entry) { return entry.found == problem.kind; });
    const Places places = places_of(problem, *step.record);
    add({row->kind,
         step.question.name,
         std::move(problem.tag),
         std::move(problem.value),
         problem.offset,
         {}},
        row->sentence, places);
  }

  void add(Problem problem, std::string_view sentence, Places places) {
    if (problems_.list.size() == kMaxProblems) {
      ++problems_.left_out;
      return;
    }
    for (auto& [name, value] : places) value = base::printable(value, kShownValue);
    places["name"] = problem.name.text();
    problem.sentence = base::filled(sentence, places);
    problems_.list.push_back(std::move(problem));
  }

  const Discovery& discovery_;
  Problems problems_;
};

}  // namespace

Problems problems_of(const Discovery& discovery) {
  return Collector(discovery).collect();
}

std::map<std::string, std::string> places_of(const TagProblem& problem, const Record& record) {
  return {{"tag", problem.tag},
          {"value", problem.value},
          {"uri", problem.value},
          {"offset", std::to_string(problem.offset)},
          {"effect", effect_of(problem, record)}};
}

}  // namespace libauth::dmarc
