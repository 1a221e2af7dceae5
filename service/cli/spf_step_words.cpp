// SPDX-License-Identifier: MIT

#include "service/cli/spf_step_words.h"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/spf/parse.h"
#include "service/api/dns_failure.h"
#include "service/api/spf_faults.h"
#include "service/cli/spf_page.h"

namespace service::cli {
namespace {

using libauth::base::IpAddress;
using libauth::dns::Answer;
using libauth::dns::Question;
using libauth::dns::RrType;
using libauth::dns::Status;
using libauth::spf::Directive;
using libauth::spf::Mechanism;
using libauth::spf::Outcome;
using libauth::spf::Step;

/// Addresses or names of one answer that a sentence has.
constexpr std::size_t kShownRecords = 5;

constexpr std::string_view kVersion = "v=spf1";

/// The directive of the step, read again; none for modifiers.
std::optional<Directive> directive_of(const Step& step) {
  const auto record = libauth::spf::parse_record(std::string(kVersion) + " " + step.term);
  if (!record || record->directives.size() != 1) return std::nullopt;
  return record->directives.front();
}

/// The words for one step.
class Words {
 public:
  Words(const Step& step, const api::SenderCheck& check)
      : step_(step), check_(check), ip_(check.request.ip.unmapped()) {}

  std::string of_record() const {
    switch (step_.outcome) {
      case Outcome::record:
        return step_.domain + " publishes this SPF record" +
               (has_terms() ? ":" : ", which has no terms and says nothing about anybody:");
      case Outcome::no_record:
        return without_record();
      case Outcome::many_records:
        return step_.detail + " Only one is allowed, so that none of them counts:";
      case Outcome::unreadable:
        return step_.domain + " publishes this SPF record, which has a mistake in it:";
      default:
        return step_.detail;
    }
  }

  std::string of_redirect() const {
    if (!step_.detail.empty()) return step_.detail;
    return "Nothing has matched, so that the record of " + step_.target + " decides instead.";
  }

  std::string of_exp() const {
    if (step_.target.empty()) return "What it leads to is no name: there is no explanation.";
    if (!check_.evaluation.explanation.empty()) {
      return "A text for whoever is refused, found at " + step_.target + ".";
    }
    return "There should be a text for whoever is refused at " + step_.target +
           ", but there is none that can be used.";
  }

  std::string of_directive(const Directive& directive) const {
    // Over the limit of lookups, it asks for nothing any more.
    if (step_.outcome == Outcome::permerror && step_.target.empty()) return step_.detail;
    switch (directive.mechanism) {
      case Mechanism::all:
        return "\"all\" stands for everybody whom nothing before it has matched.";
      case Mechanism::ip4:
      case Mechanism::ip6:
        return of_network(directive);
      case Mechanism::include:
        return of_include();
      default:
        break;
    }
    if (step_.target.empty()) {
      return "What it asks for is no valid name, so that nothing can match.";
    }
    return with_detail(with_macros(of_question(directive)));
  }

 private:
  std::string client() const { return ip_.text(); }

  std::string without_record() const {
    const Answer* answer = first_answer();
    if (answer != nullptr && answer->is_missing_name()) {
      return step_.domain + " does not exist, so that it has no SPF record.";
    }
    std::string text = step_.domain + " publishes no SPF record.";
    if (answer == nullptr) return text;
    for (const auto& miss : api::near_misses_in(*answer)) text += " " + sentence(miss);
    return text;
  }

  bool has_terms() const {
    const auto texts = record_texts(step_, check_);
    return texts.empty() ||
           texts.front().find_first_not_of(' ', kVersion.size()) != std::string::npos;
  }

  std::string of_network(const Directive& directive) const {
    if (directive.network.address.is_v4() != ip_.is_v4()) {
      return std::string("These are ") + (ip_.is_v4() ? "IPv6" : "IPv4") + " addresses, and " +
             client() + " is none.";
    }
    return client() + (step_.outcome == Outcome::match ? " is in it." : " is not in it.");
  }

  std::string of_include() const {
    if (step_.target.empty()) return "What it includes is no valid name.";
    return with_macros("Would the record of " + step_.target + " let " + client() + " pass?");
  }

  std::string of_question(const Directive& directive) const {
    switch (directive.mechanism) {
      case Mechanism::a:
        return of_a(directive);
      case Mechanism::mx:
        return of_mx(directive);
      case Mechanism::ptr:
        return of_ptr();
      default:
        return of_exists();
    }
  }

  std::string of_a(const Directive& directive) const {
    const Asked asked = asked_for(address_type());
    if (asked.answer == nullptr) return {};
    const auto addresses = asked.answer->addresses();
    if (addresses.empty()) return has_none(*asked.answer, *asked.question);
    std::vector<std::string> texts;
    for (const IpAddress& address : addresses) texts.push_back(address.text());
    return step_.target + alias_of(*asked.answer) + " has the address" +
           (texts.size() == 1 ? " " : "es ") + listed(texts, kShownRecords) + ". " +
           membership(directive, addresses.size(), addresses);
  }

  std::string of_mx(const Directive& directive) const {
    const Asked asked = asked_for(RrType::mx);
    if (asked.answer == nullptr) return {};
    if (asked.answer->mx().empty()) return has_none(*asked.answer, *asked.question);
    std::vector<std::string> hosts;
    std::vector<IpAddress> addresses;
    for (const auto& mx : asked.answer->mx()) {
      hosts.push_back(host_words(mx.exchange));
      const Answer* answer = check_.facts.peek({mx.exchange, address_type()});
      if (answer == nullptr) continue;
      addresses.insert(addresses.end(), answer->addresses().begin(), answer->addresses().end());
    }
    return "The mail server" + std::string(hosts.size() == 1 ? "" : "s") + " of " + step_.target +
           ": " + listed(hosts, kShownRecords) + ". " +
           membership(directive, hosts.size(), addresses);
  }

  /// "mx.example.com (192.0.2.1)"
  std::string host_words(const libauth::dns::Name& host) const {
    if (host.is_root()) return "\".\" (there is none)";
    const Answer* answer = check_.facts.peek({host, address_type()});
    if (answer == nullptr) return host.text();
    std::vector<std::string> texts;
    for (const IpAddress& address : answer->addresses()) texts.push_back(address.text());
    if (!answer->is_known()) texts = {"not known: " + api::failure_of(*answer).words};
    if (texts.empty()) texts = {std::string("no ") + (ip_.is_v4() ? "IPv4" : "IPv6") + " address"};
    return host.text() + " (" + listed(texts, kShownRecords) + ")";
  }

  /// Whether the client is among the addresses of the `count` things that were just told.
  std::string membership(const Directive& directive, std::size_t count,
                         std::span<const IpAddress> addresses) const {
    if (step_.outcome != Outcome::match && step_.outcome != Outcome::no_match) return {};
    const bool is_match = step_.outcome == Outcome::match;
    const unsigned prefix = ip_.is_v4() ? directive.prefix4 : directive.prefix6;
    if (prefix != ip_.bits()) {
      const std::string all = count == 1 ? "it" : "any of them";
      return client() + (is_match ? " shares" : " does not share") + " the first " +
             std::to_string(prefix) + " bits with " +
             (is_match ? sharer_of(addresses, prefix, all) : all) + ".";
    }
    if (count == 1) return (is_match ? "That is " : "That is not ") + client() + ".";
    return client() + (is_match ? " is one of them." : " is none of them.");
  }

  /// The first of the addresses whose network the client is in.
  std::string sharer_of(std::span<const IpAddress> addresses, unsigned prefix,
                        const std::string& otherwise) const {
    const auto found = std::ranges::find_if(addresses, [&](const IpAddress& address) {
      return address.is_v4() == ip_.is_v4() &&
             libauth::base::Network{address, prefix}.contains(ip_);
    });
    return found == addresses.end() ? otherwise : found->text();
  }

  std::string of_ptr() const {
    const std::string names = names_of_client();
    const Answer* answer = pointer_answer();
    if (answer == nullptr || answer->names().empty()) return names;
    return names + (step_.outcome == Outcome::match ? " One of them" : " No confirmed one") +
           " belongs to " + step_.target + ".";
  }

  /// The names of the client's address, and whether they lead back to it, RFC 7208 section 5.5.
  std::string names_of_client() const {
    const Answer* answer = pointer_answer();
    if (answer == nullptr) return {};
    if (!answer->is_known()) {
      return "The DNS did not tell the names of " + client() + ": " +
             api::failure_of(*answer).words + ". That counts as no name here.";
    }
    if (answer->names().empty()) return client() + " has no name in the DNS (no PTR record).";
    std::vector<std::string> names;
    for (const auto& name : answer->names()) {
      names.push_back(name.text() + (leads_back(name) ? " (confirmed)" : " (does not lead back)"));
    }
    return client() + " has the name" + (names.size() == 1 ? " " : "s ") +
           listed(names, kShownRecords) + ".";
  }

  bool leads_back(const libauth::dns::Name& name) const {
    const Answer* answer = check_.facts.peek({name, address_type()});
    if (answer == nullptr) return false;
    return std::ranges::find(answer->addresses(), ip_) != answer->addresses().end();
  }

  std::string of_exists() const {
    const Asked asked = asked_for(RrType::a);
    if (asked.answer == nullptr) return {};
    if (asked.answer->addresses().empty()) return has_none(*asked.answer, *asked.question);
    return step_.target + " has an address, and that is all that \"exists\" wants to know.";
  }

  /// What the DNS said in place of records.
  std::string has_none(const Answer& answer, const Question& question) const {
    const std::string name = question.name.text();
    const std::string type(libauth::dns::to_string(question.type));
    if (!answer.is_known()) {
      return api::failure_sentence(question, answer);
    }
    if (answer.is_missing_name()) return name + " does not exist.";
    if (question.type == RrType::mx) return name + " has no mail servers (no MX record).";
    return name + " has no " + (question.type == RrType::a ? "IPv4" : "IPv6") + " address (no " +
           type + " record).";
  }

  static std::string alias_of(const Answer& answer) {
    return answer.aliases.empty() ? std::string()
                                  : " (an alias of " + answer.aliases.back().text() + ")";
  }

  std::string with_macros(std::string words) const {
    if (step_.term.find('%') == std::string::npos) return words;
    std::string text = "With its macros filled in it asks for " + step_.target + ". ";
    if (const std::string names = names_of_client(); !names.empty() && asks_for_names()) {
      text += "(The macro %{p} is a confirmed name of the address, or else the word unknown. " +
              names + ") ";
    }
    return text + words;
  }

  /// Whether the term has the macro "p", which the names of the client stand for.
  bool asks_for_names() const {
    const auto directive = directive_of(step_);
    return directive && directive->domain.uses('p');
  }

  /// What the DNS said already tells why a temperror is one.
  std::string with_detail(std::string words) const {
    if (step_.outcome != Outcome::permerror || step_.detail.empty()) return words;
    return words + " " + step_.detail;
  }

  RrType address_type() const { return ip_.is_v4() ? RrType::a : RrType::aaaa; }

  /// A question of the step, and what the DNS said.
  struct Asked {
    const Question* question = nullptr;
    const Answer* answer = nullptr;  ///< null where there is none
  };

  /// What was asked about the step's target. Macros ask about other names before.
  Asked asked_for(RrType type) const {
    const auto target = libauth::dns::Name::parse(step_.target);
    for (const Question& question : step_.questions) {
      if (!target || question.type != type || question.name != *target) continue;
      return {&question, check_.facts.peek(question)};
    }
    return {};
  }

  /// The names of the client's address, where the step asked for them.
  const Answer* pointer_answer() const {
    for (const Question& question : step_.questions) {
      if (question.type == RrType::ptr) return check_.facts.peek(question);
    }
    return nullptr;
  }

  const Answer* first_answer() const {
    return step_.questions.empty() ? nullptr : check_.facts.peek(step_.questions.front());
  }

  const Step& step_;
  const api::SenderCheck& check_;
  const IpAddress ip_;
};

}  // namespace

std::string_view sign_words(libauth::spf::Result qualifier) {
  switch (qualifier) {
    case libauth::spf::Result::fail:
      return "The \"-\" in front means: may not send (fail).";
    case libauth::spf::Result::softfail:
      return "The \"~\" in front means: should probably not send (softfail).";
    case libauth::spf::Result::neutral:
      return "The \"?\" in front means: no statement (neutral).";
    default:
      return "Without \"-\", \"~\" or \"?\" in front that means: may send (pass).";
  }
}

bool is_record_step(const Step& step) {
  return step.term == kVersion;
}

bool names_network(const Step& step) {
  const auto directive = directive_of(step);
  return directive &&
         (directive->mechanism == Mechanism::ip4 || directive->mechanism == Mechanism::ip6);
}

libauth::spf::Result qualifier_of(const Step& step) {
  const auto directive = directive_of(step);
  return directive ? directive->qualifier : libauth::spf::Result::pass;
}

std::string why(const Step& step, const api::SenderCheck& check) {
  const Words words(step, check);
  if (is_record_step(step)) return words.of_record();
  if (const auto directive = directive_of(step)) {
    const std::string text = words.of_directive(*directive);
    const bool is_include = directive->mechanism == Mechanism::include;
    if (step.outcome != Outcome::match || is_include) return text;
    return text + " " + std::string(sign_words(directive->qualifier));
  }
  const bool is_exp = libauth::base::starts_with_ignoring_case(step.term, "exp=");
  return is_exp ? words.of_exp() : words.of_redirect();
}

std::vector<std::string> record_texts(const Step& step, const api::SenderCheck& check) {
  if (step.questions.empty()) return {};
  const Answer* answer = check.facts.peek(step.questions.front());
  if (answer == nullptr) return {};
  if (step.outcome == Outcome::many_records) return api::spf_records_in(*answer);
  const bool is_one = step.outcome == Outcome::record || step.outcome == Outcome::unreadable;
  if (!is_one) return {};
  return {api::spf_record_in(*answer)};
}

}  // namespace service::cli
