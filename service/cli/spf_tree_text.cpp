// SPDX-License-Identifier: MIT

#include "service/cli/spf_tree_text.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/spf/limits.h"
#include "service/cli/spf_page.h"
#include "service/cli/spf_reach.h"

namespace service::cli {
namespace {

using api::SpfTree;
using api::SpfUse;
using libauth::spf::Authorised;
using libauth::spf::NetworkFinding;
using libauth::spf::NetworkIssue;
using libauth::spf::Result;
using libauth::spf::TermKind;
using libauth::spf::TermState;
using libauth::spf::TreeRecord;
using libauth::spf::TreeTerm;

/// What is shown; the rest is counted. JSON has more.
constexpr std::size_t kShownTerms = 40;        ///< of one record
constexpr std::size_t kShownLastTerms = 2;     ///< of them, the last: "all" is there
constexpr std::size_t kShownTermNetworks = 4;  ///< of one term
constexpr std::size_t kShownNetworks = 20;     ///< of all that may send
constexpr std::size_t kShownFindings = 20;     ///< odd things
constexpr std::size_t kShownRecord = 480;      ///< octets
constexpr std::size_t kShownTerm = 80;         ///< octets

constexpr std::size_t kNoteColumn = 40;  ///< where notes begin beside a term, at the least

const libauth::spf::Limits kLimits;

Colour colour_of(SpfUse use) {
  switch (use) {
    case SpfUse::usable:
      return Colour::green;
    case SpfUse::permerror:
      return Colour::red;
    case SpfUse::none:
    case SpfUse::unknown:
      return Colour::yellow;
  }
  return Colour::grey;
}

std::string headline(const SpfTree& look) {
  switch (look.use) {
    case SpfUse::usable:
      return look.domain + " has an SPF record that receivers can use";
    case SpfUse::permerror:
      return look.domain + " has SPF, but it is broken: receivers come to permerror";
    case SpfUse::none:
      return look.domain + " has no SPF record";
    case SpfUse::unknown:
      return "It is not known whether the SPF record of " + look.domain + " can be used";
  }
  return {};
}

std::string_view meaning(SpfUse use) {
  switch (use) {
    case SpfUse::usable:
      return "An SPF record says which hosts may send mail in the name of the domain, and what "
             "receivers are to think of all others.";
    case SpfUse::permerror:
      return "For some senders, or for all, receivers find an error in place of an answer. Then "
             "mail of the domain's own hosts has no more standing than anybody's.";
    case SpfUse::none:
      return "The domain does not say which hosts may send mail in its name, so that receivers "
             "have "
             "nothing to go by.";
    case SpfUse::unknown:
      return "Part of what the record says could not be looked up.";
  }
  return {};
}

/// Addresses as people write them: without "/32" and "/128".
std::string plain(const std::string& network) {
  if (network.ends_with("/32") && network.find(':') == std::string::npos) {
    return network.substr(0, network.size() - 3);
  }
  return network.ends_with("/128") ? network.substr(0, network.size() - 4) : network;
}

std::vector<std::string> plain(const std::vector<std::string>& networks, std::size_t limit) {
  std::vector<std::string> texts;
  for (const std::string& network : networks) {
    texts.push_back(texts.size() < limit ? plain(network) : network);
  }
  return texts;
}

/// What is to be said of a term's state; empty where all is well.
std::string note_of(TermState state) {
  switch (state) {
    case TermState::ok:
      return {};
    case TermState::depends:
      return "depends on the sender";
    case TermState::ignored:
      return "never looked at";
    case TermState::empty:
      return "found nothing: a void lookup";
    case TermState::no_such_name:
      return "does not exist: a void lookup";
    case TermState::no_record:
      return "has no SPF record: permerror";
    case TermState::many_records:
      return "has several SPF records: permerror";
    case TermState::syntax:
      return "has a record with a mistake: permerror";
    case TermState::loop:
      return "leads back to where it came from: permerror";
    case TermState::many_hosts:
      return "has more than ten mail servers: permerror";
    case TermState::not_a_name:
      return "is no valid name: matches nothing";
    case TermState::unknown:
      return "not known: the DNS did not tell";
    case TermState::not_looked_at:
      return "not looked at: the record is far over the limit";
  }
  return {};
}

Colour colour_of(TermState state) {
  if (is_permerror(state)) return Colour::red;
  const bool matches_nothing = state == TermState::empty || state == TermState::no_such_name ||
                               state == TermState::not_a_name;
  return matches_nothing || is_unknown(state) ? Colour::yellow : Colour::grey;
}

/// What a term does, in words: nothing for one that says itself which network it names.
std::string role_of(const TreeTerm& term, bool is_included, Reach reach) {
  const std::string qualifier(libauth::base::name_of(term.qualifier));
  switch (term.kind) {
    case TermKind::all:
      if (!is_included && reach == Reach::some) {
        return "everybody else whose check gets here: " + qualifier;
      }
      if (!is_included) return "everybody else: " + qualifier;
      return term.qualifier == Result::pass ? "everybody" : "nobody else: the end of the list";
    case TermKind::redirect:
      return "if nothing matched, that record decides";
    case TermKind::exp:
      return "a text for whoever is refused";
    case TermKind::unknown_modifier:
      return "means nothing to receivers";
    default:
      return {};
  }
}

std::string one_too_many() {
  return "the " + ordinal(kLimits.lookups + 1) + " lookup, where " +
         std::to_string(kLimits.lookups) + " are allowed: permerror";
}

/// The tree as a table: cost of the term with all below it, sum so far, the term.
class TermTable {
 public:
  TermTable(const SpfTree& look, const SpfReach& reach, Terminal& terminal)
      : look_(look), reach_(reach), page_(terminal) {}

  void print() {
    page_.line(0, {{" cost  sum", Colour::grey}});
    if (!look_.tree.records.empty()) print_record(0, false);
  }

 private:
  static constexpr std::size_t kNumbers = 12;  ///< columns of cost and sum

  std::size_t indent_of(const TreeRecord& record) const { return 4 * record.depth; }

  void print_record(std::size_t index, bool is_included) {
    const TreeRecord& record = look_.tree.records[index];
    page_.line(kNumbers + indent_of(record), {{record.domain, Colour::blue}});
    const std::size_t count = record.terms.size();
    const std::size_t first = count <= kShownTerms ? count : kShownTerms - kShownLastTerms;
    const std::size_t last = count <= kShownTerms ? count : count - kShownLastTerms;
    for (std::size_t i = 0; i < first; ++i) print_term(index, i, is_included);
    // What is not shown may cost lookups: they are in the sums.
    if (last > first) {
      page_.line(kNumbers + indent_of(record) + 2,
                 {{std::to_string(last - first) + " more terms", Colour::grey}});
    }
    for (std::size_t i = last; i < count; ++i) print_term(index, i, is_included);
  }

  void print_term(std::size_t index, std::size_t place, bool is_included) {
    const TreeRecord& record = look_.tree.records[index];
    const TreeTerm& term = record.terms[place];
    const Reach reach = reach_.terms[index][place];
    const bool is_followed = term.record && *term.record < look_.tree.records.size();
    std::string text = std::string(indent_of(record) + 2, ' ') + cut(term.text, kShownTerm);
    const std::string note = notes_of(term, is_included, reach);
    if (!note.empty()) text.resize(std::max(text.size() + 2, kNoteColumn), ' ');
    page_.line(0, {{numbers_of(term), Colour::grey},
                   {std::move(text)},
                   {note, note_of(term.state).empty() && !term.crosses_limit
                              ? Colour::grey
                              : (term.crosses_limit ? Colour::red : colour_of(term.state))}});
    // A redirect hands over: what it leads to speaks for the record itself.
    if (is_followed) print_record(*term.record, is_included || term.kind == TermKind::include);
  }

  static std::string numbers_of(const TreeTerm& term) {
    const bool is_free = term.lookups == 0;
    return right(is_free ? "-" : std::to_string(term.lookups), 5) +
           right(is_free ? "" : std::to_string(term.spent), 5) + "  ";
  }

  /// The text at the right of that many columns, the first of which stays empty.
  static std::string right(const std::string& text, std::size_t columns) {
    return std::string(columns - std::min(columns - 1, text.size()), ' ') + text;
  }

  static std::string notes_of(const TreeTerm& term, bool is_included, Reach reach) {
    if (reach == Reach::nobody && term.state != TermState::ignored) {
      return "never reached: an error ends the check before";
    }
    if (term.crosses_limit) return one_too_many();
    std::vector<std::string> notes;
    if (const std::string note = note_of(term.state); !note.empty()) notes.push_back(note);
    if (const std::string role = role_of(term, is_included, reach);
        !role.empty() && term.state == TermState::ok) {
      notes.push_back(role);
    }
    const bool has_answers = term.kind == TermKind::a || term.kind == TermKind::mx;
    if (has_answers && !term.networks.empty()) {
      notes.push_back(listed(plain(term.networks, kShownTermNetworks), kShownTermNetworks));
    }
    // Which addresses it lacks: a void lookup for senders of that family.
    if (term.state == TermState::ok && !term.detail.empty()) notes.push_back(term.detail);
    std::string text;
    for (const std::string& note : notes) text += (text.empty() ? "" : "; ") + note;
    return text;
  }

  const SpfTree& look_;
  const SpfReach& reach_;
  Page page_;
};

/// "4096", or "about 7.9e28" where nobody would count the digits.
std::string amount(const std::string& digits) {
  if (digits.size() <= 9) return digits;
  return "about " + digits.substr(0, 1) + "." + digits.substr(1, 1) + "e" +
         std::to_string(digits.size() - 1);
}

std::string addresses_of(const Authorised& authorised) {
  const std::string v4 = std::to_string(authorised.ipv4_addresses);
  const std::string& v6 = authorised.ipv6_addresses;
  const bool has_v6 = !v6.empty() && v6 != "0";
  std::string text = authorised.ipv4_addresses == 0 && has_v6
                         ? std::string()
                         : v4 + " IPv4 address" + (v4 == "1" ? "" : "es");
  if (has_v6) {
    text += std::string(text.empty() ? "" : " and ") + amount(v6) + " IPv6 address" +
            (v6 == "1" ? "" : "es");
  }
  return text;
}

void print_senders(const Authorised& authorised, Page& page) {
  if (authorised.network_count == 0) {
    page.labelled("May send", authorised.depends_on_sender
                                  ? "No fixed address: terms depend on the sender."
                                  : "No address.");
  } else {
    page.labelled("May send", addresses_of(authorised) + ":");
    page.labelled("", listed(plain(authorised.networks, kShownNetworks), kShownNetworks,
                             authorised.network_count));
    if (authorised.depends_on_sender) {
      page.labelled("", "and others, by terms that depend on the sender.");
    }
  }
  if (!authorised.is_complete) {
    page.labelled("", "There may be more: not every answer is known.", Colour::yellow);
  }
}

/// What the record says of everybody else.
std::string last_word(const api::SpfLastWord& word) {
  const std::string where = word.term.empty() ? std::string()
                                              : " (" + cut(word.term, kShownTerm) +
                                                    " in the record of " + word.domain + ")";
  if (word.says == "fail") return "may not send; receivers may refuse the mail" + where + ".";
  if (word.says == "softfail") {
    return "probably may not send; receivers are asked to be suspicious, and not to refuse" +
           where + ".";
  }
  if (word.says == "neutral") return "the record does not say" + where + ".";
  if (word.says == "pass" && word.family) {
    return "may send too where they have " + std::string(*word.family == "ipv4" ? "IPv4" : "IPv6") +
           " addresses" + where + ".";
  }
  if (word.says == "pass") {
    return "may send too: the record lets the whole Internet pass" + where + ".";
  }
  if (word.says == "missing") {
    return "the record does not say, because it ends without \"all\".";
  }
  if (word.says == "none") return "receivers find an error" + where + ".";
  return "not known: the DNS did not tell" + where + ".";
}

/// The last word, or what keeps everybody from getting to it.
void print_last_word(const SpfTree& look, const SpfReach& reach, Page& page) {
  if (!look.last_word) return;
  if (reach.end == Reach::nobody && reach.stopper) {
    const TreeRecord& record = look.tree.records[reach.stopper->record];
    page.labelled("All others",
                  "nobody is told: every check that gets that far ends with permerror at " +
                      cut(record.terms[reach.stopper->term].text, kShownTerm) +
                      " in the record of " + record.domain + ".",
                  Colour::red);
    return;
  }
  page.labelled("All others", last_word(*look.last_word));
  if (reach.end == Reach::some || look.use == SpfUse::permerror) {
    page.labelled("", "That does not count for senders whose check ends in an error before.");
  }
}

/// What becomes of the ten lookups. There is no room for more where the check ends with an error.
std::string room_words(const SpfTree& look) {
  if (look.tree.cost.worst > kLimits.lookups) return ": too many";
  switch (look.use) {
    case SpfUse::usable:
      return ", so that there is room for " + std::to_string(look.tree.cost.head_room) + " more";
    case SpfUse::unknown:
      return ", as far as the DNS told";
    case SpfUse::permerror:
    case SpfUse::none:
      break;
  }
  return ", as far as the records can be used";
}

void print_voids(const libauth::spf::TreeCost& cost, Page& page) {
  const bool is_over = cost.void_worst > kLimits.void_lookups;
  const std::string v4 = std::to_string(cost.void4_worst);
  const std::string v6 = std::to_string(cost.void6_worst);
  const std::string count = v4 == v6
                                ? v4 + " that find nothing"
                                : v4 + " that find nothing for senders with IPv4 addresses, and " +
                                      v6 + " for those with IPv6 addresses";
  page.labelled("Void lookups",
                count + ", of " + std::to_string(kLimits.void_lookups) + " that are allowed" +
                    (is_over ? ": too many." : "."),
                is_over ? std::optional(Colour::red) : std::nullopt);
}

void print_cost(const SpfTree& look, Page& page) {
  const auto& cost = look.tree.cost;
  const bool is_over = cost.worst > kLimits.lookups;
  std::string lookups = (look.tree.is_cut ? "at least " : "") + std::to_string(cost.worst) +
                        " for a sender that nothing matches, of " +
                        std::to_string(kLimits.lookups) + " that are allowed";
  lookups += room_words(look);
  if (cost.best != cost.worst) {
    lookups +=
        "; " + std::to_string(cost.best) + " for a sender that the first accepting term matches";
  }
  page.labelled("Lookups", lookups + ".", is_over ? std::optional(Colour::red) : std::nullopt);
  print_voids(cost, page);
  page.labelled("Depth", std::to_string(cost.depth) +
                             (cost.depth == 0 ? ": no other record is read."
                                              : ": the longest chain of includes and redirects."));
}

std::string sentence(const NetworkFinding& finding, const SpfTree& look) {
  std::string term = "A term";
  const auto& records = look.tree.records;
  if (finding.record < records.size() && finding.term < records[finding.record].terms.size()) {
    term = "\"" + cut(records[finding.record].terms[finding.term].text, kShownTerm) + "\" of " +
           records[finding.record].domain;
  }
  const std::string other = "\"" + cut(finding.other, kShownTerm) + "\"";
  const std::string network = plain(finding.network);
  switch (finding.issue) {
    case NetworkIssue::never_matches:
      return term + " can never match: " +
             (finding.other.empty() ? std::string("there is no address in it.")
                                    : "all its addresses are decided before, by " + other + ".");
    case NetworkIssue::duplicate:
      return term + " says again what " + other + " has said.";
    case NetworkIssue::contradicted:
      return term + " comes too late: " + other + " has decided its addresses in another way.";
    case NetworkIssue::unneeded:
      return term + " is not needed: " + other + ", which comes later, says the same.";
    case NetworkIssue::overlap:
      return term + " names " + network + " again, after " + other + ".";
    case NetworkIssue::too_wide:
      return term + " lets very many addresses send: " + network + ".";
    case NetworkIssue::huge:
      return term + " lets a large part of the Internet send: " + network + ".";
    case NetworkIssue::not_public:
      return term + " names " + network +
             ", from where no mail comes over the Internet (private addresses).";
    case NetworkIssue::reserved:
      return term + " names " + network + ", which nobody on the Internet has (reserved).";
    case NetworkIssue::documentation:
      return term + " names " + network + ", which is for examples: nobody has such addresses.";
  }
  return {};
}

void print_findings(const SpfTree& look, Page& page) {
  const auto& findings = look.authorised.findings;
  if (findings.empty()) return;
  page.heading("What is odd about the networks");
  std::vector<std::string> sentences;
  for (const NetworkFinding& finding : findings) {
    std::string text = sentence(finding, look);
    if (std::ranges::find(sentences, text) != sentences.end()) continue;
    page.bullet(text);
    sentences.push_back(std::move(text));
    if (sentences.size() == kShownFindings) break;
  }
  if (look.authorised.finding_count > sentences.size()) {
    page.bullet(std::to_string(look.authorised.finding_count - sentences.size()) + " more.");
  }
}

void print_reasons(const SpfTree& look, Page& page) {
  for (const std::string& reason : look.reasons) page.bullet(reason);
  for (const std::string& note : look.notes) page.bullet(note);
}

void print_records(const SpfTree& look, Page& page) {
  std::vector<std::string> records = look.several;
  if (!look.record.empty()) records.push_back(look.record);
  for (const std::string& record : records) {
    page.blank();
    page.paragraph(2, cut(record, kShownRecord), Colour::blue);
  }
}

}  // namespace

void print_text(const SpfTree& look, Terminal& terminal) {
  Page page(terminal);
  page.paragraph(0, headline(look) + ".", colour_of(look.use));
  print_reasons(look, page);
  page.blank();
  page.paragraph(0, meaning(look.use));
  print_records(look, page);
  const bool has_terms = !look.tree.records.empty() && !look.tree.records.front().terms.empty();
  if (has_terms) {
    page.heading("Terms, from left to right; those of an included record further in");
    page.paragraph(0,
                   "cost: lookups that the term makes, with all that it leads to; sum: lookups up "
                   "to it. " +
                       std::to_string(kLimits.lookups) + " are allowed.",
                   Colour::grey);
    page.blank();
    const SpfReach reach = reach_of(look.tree);
    TermTable(look, reach, terminal).print();
    page.heading("Summary");
    print_senders(look.authorised, page);
    print_last_word(look, reach, page);
    print_cost(look, page);
    print_findings(look, page);
  }
  page.blank();
  terminal.out << cost_line(look.cost);
}

}  // namespace service::cli
