// SPDX-License-Identifier: MIT

#include "service/cli/spf_check_text.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/spf/limits.h"
#include "service/cli/spf_page.h"
#include "service/cli/spf_step_words.h"

namespace service::cli {
namespace {

using libauth::base::name_of;
using libauth::spf::Outcome;
using libauth::spf::Result;
using libauth::spf::Step;

/// Octets that are shown of a record, and of a term.
constexpr std::size_t kShownRecord = 480;
constexpr std::size_t kShownTerm = 80;

/// Networks in a row that do not match: the first ones are shown, the rest is counted.
constexpr std::size_t kShownNetworks = 3;

constexpr std::size_t kTermColumn = 34;

Colour colour_of(Result result) {
  switch (result) {
    case Result::pass:
      return Colour::green;
    case Result::fail:
    case Result::permerror:
      return Colour::red;
    case Result::softfail:
    case Result::temperror:
      return Colour::yellow;
    case Result::none:
    case Result::neutral:
      return Colour::grey;
  }
  return Colour::grey;
}

/// The answer in one line.
std::string headline(Result result, const std::string& ip, const std::string& domain) {
  switch (result) {
    case Result::pass:
      return ip + " may send mail for " + domain;
    case Result::fail:
      return ip + " may NOT send mail for " + domain;
    case Result::softfail:
      return ip + " should probably not send mail for " + domain;
    case Result::neutral:
      return domain + " does not say whether " + ip + " may send mail for it";
    case Result::none:
      return domain + " does not say at all who may send mail for it";
    case Result::permerror:
      return "Nobody can tell whether " + ip + " may send mail for " + domain +
             ": its SPF records are broken";
    case Result::temperror:
      return "It is not known now whether " + ip + " may send mail for " + domain +
             ": the DNS did not tell";
  }
  return {};
}

/// What receivers make of it, RFC 7208 section 8.
std::string_view consequence(Result result, bool is_lasting) {
  switch (result) {
    case Result::pass:
      return "The domain names this address as one that sends for it. Whether the mail is wanted "
             "is "
             "another question.";
    case Result::fail:
      return "The domain says that its mail does not come from this address. Receivers may refuse "
             "the mail.";
    case Result::softfail:
      return "The domain says that its mail should not come from this address, but asks not to "
             "refuse it for that. Receivers become suspicious.";
    case Result::neutral:
      return "The domain says neither yes nor no. Receivers treat the mail as if there were no SPF "
             "record.";
    case Result::none:
      return "Receivers have nothing to go by: SPF does not protect this name.";
    case Result::permerror:
      return "Receivers cannot use the records until their owner corrects them; some refuse the "
             "mail.";
    case Result::temperror:
      return is_lasting
                 ? "Receivers ask the sender to try again later, but that will not help until the "
                   "cause is mended."
                 : "Receivers ask the sender to try again later. So should you.";
  }
  return {};
}

/// "user@example.com, from 192.0.2.1, which called itself mail.example.com"
std::string question(const api::SenderCheck& check) {
  const auto& request = check.request;
  std::string text = "May " + request.ip.text() + " send mail ";
  if (api::identity_of(request) == libauth::spf::Identity::helo) {
    return text + "as the host " + request.helo +
           "? (There is no sender's address, so that the HELO name is checked.)";
  }
  text += "from " + request.mail_from + "?";
  const std::size_t at = request.mail_from.rfind('@');
  if (at == 0 || at == std::string::npos) {
    text += " (It names no user, so that it counts as postmaster@" + check.domain + ".)";
  }
  if (!request.helo.empty()) text += " (It says HELO " + request.helo + ".)";
  return text;
}

std::string limit_words(std::size_t spent, std::size_t limit, std::string_view what) {
  if (spent <= limit) {
    return std::string(what) + " " + std::to_string(spent) + " of " + std::to_string(limit);
  }
  return "the " + ordinal(spent) + " " + std::string(what) + ", where " + std::to_string(limit) +
         " are allowed";
}

/// "3 of 10 lookups", or what went over the limit.
std::string spent_words(std::size_t spent, std::size_t limit, std::string_view what) {
  const std::string allowed = std::to_string(limit);
  if (spent <= limit) return std::to_string(spent) + " of " + allowed + " " + std::string(what);
  return std::to_string(spent) + " " + std::string(what) + ", where " + allowed + " are allowed";
}

/// The last step of the record that the include or redirect leads to, or that one redirects to;
/// none where there are no steps inside.
std::optional<std::size_t> last_inside(const std::vector<Step>& trace, std::size_t i) {
  const std::size_t depth = trace[i].depth + 1;
  std::optional<std::size_t> last;
  for (std::size_t at = i + 1; at < trace.size() && trace[at].depth >= depth; ++at) {
    if (trace[at].depth == depth) last = at;
  }
  if (!last || trace[*last].outcome != Outcome::followed) return last;
  const auto redirected = last_inside(trace, *last);
  return redirected ? redirected : last;
}

/// The steps, each include with its record further in.
class Steps {
 public:
  Steps(const api::SenderCheck& check, Terminal& terminal)
      : check_(check), page_(terminal), trace_(check.evaluation.trace) {}

  void print() {
    for (std::size_t i = 0; i < trace_.size(); ++i) {
      close_includes(trace_[i].depth);
      if (is_record_step(trace_[i])) {
        print_record(trace_[i]);
      } else if (const std::size_t row = row_at(i); row > kShownNetworks) {
        print_row(i, row);
        i += row - 1;
      } else {
        print_term(i);
      }
    }
    close_includes(0);
  }

 private:
  static std::size_t indent_of(const Step& step) { return 2 + 4 * step.depth; }

  void print_record(const Step& step) {
    page_.blank();
    page_.paragraph(indent_of(step), why(step, check_));
    for (const std::string& text : record_texts(step, check_)) {
      page_.paragraph(indent_of(step) + 2, cut(text, kShownRecord), Colour::blue);
    }
    if (step.outcome == Outcome::unreadable) page_.paragraph(indent_of(step), step.detail);
  }

  void print_term(std::size_t i) {
    const Step& step = trace_[i];
    const bool is_include = has_steps_inside(i);
    page_.blank();
    const Piece said = is_include ? Piece{} : verdict(step);
    const std::string spent = spent_by(is_include ? trace_[i + 1] : step);
    std::string term = cut(step.term, kShownTerm);
    if (!said.text.empty() || !spent.empty()) {
      term.resize(std::max(term.size() + 2, kTermColumn), ' ');
    }
    const std::string gap = said.text.empty() || spent.empty() ? "" : "  ";
    page_.line(indent_of(step), {{term}, said, {gap + spent, Colour::grey}});
    const std::string words = why(step, check_);
    if (!words.empty()) page_.paragraph(indent_of(step) + 4, words);
    if (is_include && step.outcome != Outcome::followed) open_.push_back(i);
  }

  /// Many networks of which none matches.
  void print_row(std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + kShownNetworks - 1; ++i) print_term(i);
    page_.blank();
    page_.paragraph(indent_of(trace_[first]),
                    "and " + std::to_string(count - kShownNetworks + 1) +
                        " more terms that name networks without " + check_.request.ip.text() + ".",
                    Colour::grey);
  }

  /// How many terms from this one on are networks of the same record that do not match.
  std::size_t row_at(std::size_t first) const {
    std::size_t end = first;
    while (end < trace_.size() && trace_[end].depth == trace_[first].depth &&
           trace_[end].outcome == Outcome::no_match && names_network(trace_[end])) {
      ++end;
    }
    return end - first;
  }

  bool has_steps_inside(std::size_t i) const {
    return i + 1 < trace_.size() && trace_[i + 1].depth > trace_[i].depth;
  }

  Piece verdict(const Step& step) const {
    switch (step.outcome) {
      case Outcome::match: {
        const Result result = qualifier_of(step);
        return {"matches: " + std::string(name_of(result)), colour_of(result)};
      }
      case Outcome::no_match:
        return {"does not match", Colour::grey};
      case Outcome::followed:
        return {"", Colour::grey};
      default:
        return {std::string(name_of(step.outcome)), Colour::red};
    }
  }

  /// "(lookup 3 of 10, void lookup 1 of 2)", where the term has spent something.
  std::string spent_by(const Step& step) {
    const libauth::spf::Limits limits;
    std::string text;
    if (step.lookups > lookups_) text = limit_words(step.lookups, limits.lookups, "lookup");
    if (step.void_lookups > void_lookups_) {
      text += (text.empty() ? "" : ", ") +
              limit_words(step.void_lookups, limits.void_lookups, "void lookup");
    }
    lookups_ = std::max(lookups_, step.lookups);
    void_lookups_ = std::max(void_lookups_, step.void_lookups);
    return text.empty() ? text : "(" + text + ")";
  }

  /// Says how the includes ended that the step at this depth is no longer in.
  void close_includes(std::size_t depth) {
    while (!open_.empty() && trace_[open_.back()].depth >= depth) {
      print_end(open_.back());
      open_.pop_back();
    }
  }

  /// What the record said that the include leads to.
  Result said_by(std::size_t i) const {
    const auto last = last_inside(trace_, i);
    const bool has_matched = last && trace_[*last].outcome == Outcome::match;
    return has_matched ? qualifier_of(trace_[*last]) : Result::neutral;
  }

  void print_end(std::size_t i) {
    const Step& step = trace_[i];
    std::string text = "So " + cut(step.term, kShownTerm) + " ";
    const std::string said = "the record of " + step.target + " says ";
    if (step.outcome == Outcome::match) {
      text += "matches: " + said + "pass. " + std::string(sign_words(qualifier_of(step)));
    } else if (step.outcome == Outcome::no_match) {
      text += "does not match: " + said + std::string(name_of(said_by(i))) +
              ", and an include matches only where it says pass.";
    } else {
      // An error ends all the includes around it; the outermost says so.
      if (open_.size() > 1) return;
      text = "So the check ends here: " + std::string(name_of(step.outcome)) + ".";
    }
    page_.blank();
    page_.paragraph(indent_of(step) + 4, text);
  }

  const api::SenderCheck& check_;
  Page page_;
  const std::vector<Step>& trace_;
  std::vector<std::size_t> open_;  ///< includes, by their places in the trace
  std::size_t lookups_ = 0;
  std::size_t void_lookups_ = 0;
};

/// What decided: for an include the term inside it as well.
std::string decided_by(const api::SenderCheck& check) {
  const auto& evaluation = check.evaluation;
  if (evaluation.matched.empty()) return evaluation.reason;
  std::string text =
      "\"" + cut(evaluation.matched, kShownTerm) + "\" in the SPF record of " + evaluation.domain;
  const bool is_error =
      evaluation.result == Result::permerror || evaluation.result == Result::temperror;
  if (is_error) return text + ". " + evaluation.reason;
  const std::vector<Step>& trace = evaluation.trace;
  const auto decider = std::find_if(trace.rbegin(), trace.rend(), [&](const Step& step) {
    return step.outcome == Outcome::match && step.domain == evaluation.domain &&
           step.term == evaluation.matched;
  });
  if (decider == trace.rend()) return text + ".";
  const auto outer = static_cast<std::size_t>(trace.rend() - decider) - 1;
  std::size_t inner = outer;
  while (const auto inside = last_inside(trace, inner)) inner = *inside;
  if (inner == outer) return text + ".";
  return text + ", by \"" + cut(trace[inner].term, kShownTerm) + "\" in that of " +
         trace[inner].domain + ".";
}

void print_answer(const api::SenderCheck& check, Terminal& terminal) {
  const Result result = check.evaluation.result;
  const std::string domain = check.domain.empty() ? "the sender" : check.domain;
  Page page(terminal);
  page.paragraph(
      0, headline(result, check.request.ip.text(), domain) + ": " + std::string(name_of(result)),
      colour_of(result));
  page.blank();
  page.labelled("Asked", question(check));
  page.labelled("Meaning", consequence(result, check.is_lasting));
  page.labelled("Decided by", decided_by(check));
  if (!check.silence.empty()) page.labelled("Why", check.silence);
  if (!check.evaluation.explanation.empty()) {
    page.labelled("It says", "\"" + check.evaluation.explanation + "\"");
  }
}

void print_header(const api::SenderCheck& check, Terminal& terminal) {
  Page page(terminal);
  page.heading("The header field with which a receiver notes this (RFC 7208 section 9.1)");
  page.blank();
  const std::string field = api::received_spf_of(check);
  for (const std::string_view line : libauth::base::split(field, '\n')) {
    page.line(2, {{std::string(line)}});
  }
}

}  // namespace

void print_text(const api::SenderCheck& check, Terminal& terminal) {
  print_answer(check, terminal);
  if (!check.evaluation.trace.empty()) {
    const libauth::spf::Limits limits;
    Page page(terminal);
    page.heading("Step by step, as a receiver does it");
    page.paragraph(0,
                   "The terms of a record are tried from left to right, and the first that matches "
                   "decides. Terms that ask the DNS are lookups: " +
                       std::to_string(limits.lookups) + " are allowed, and " +
                       std::to_string(limits.void_lookups) +
                       " of them may find nothing (void lookups).",
                   Colour::grey);
    Steps(check, terminal).print();
  }
  print_header(check, terminal);
  Page(terminal).blank();
  const libauth::spf::Limits limits;
  terminal.out << spent_words(check.evaluation.lookups, limits.lookups, "lookups") << ", "
               << spent_words(check.evaluation.void_lookups, limits.void_lookups, "void lookups")
               << "; " << cost_line(check.cost);
}

}  // namespace service::cli
