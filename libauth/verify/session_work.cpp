// SPDX-License-Identifier: MIT

#include "libauth/verify/session_work.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/spf/client.h"

namespace libauth::verify {
namespace {

/// What stands for the macro "h" where no HELO name is known.
constexpr std::string_view kUnknownHelo = "unknown";

constexpr std::string_view kNoClient =
    "The address of the client is not known, so that SPF could not be checked.";

constexpr std::string_view kNoSender =
    "Neither an address of MAIL FROM nor a HELO name is known, so that SPF could not be checked.";

/// Authors whose domains cannot be read that are told one by one.
constexpr std::size_t kMaxUnusable = 10;

dkim::Settings dkim_settings(const Settings& settings) {
  return {.limits = settings.limits.dkim,
          .now = settings.now,
          .drift = settings.drift,
          .accept_partial_body = settings.accept_partial_body,
          .check_time = settings.check_time};
}

arc::Settings arc_settings(const Settings& settings) {
  return {.limits = settings.limits.arc,
          .dkim = settings.limits.dkim,
          .now = settings.now,
          .drift = settings.drift,
          .check_time = settings.check_time,
          .accept_partial_body = settings.accept_partial_body};
}

dmarc::Settings dmarc_settings(const Settings& settings) {
  return {.mode = settings.dmarc_mode, .explain = settings.explain};
}

/// Why the address has no domain name; none where it has.
/// @param domain  its domain, read as a name
std::optional<std::string> domain_objection(const mail::Mailbox& author,
                                            const base::Result<dns::Name>& domain) {
  const auto quoted = [&author] { return '"' + base::printable(author.domain, 80) + '"'; };
  if (author.is_literal) {
    return "An author's address has no domain name but the literal " + quoted() + ".";
  }
  if (!domain) {
    return "The domain " + quoted() + " of an author is none: " + domain.error().message;
  }
  if (domain->is_root()) return "An author's address has no domain name.";
  return std::nullopt;
}

}  // namespace

// In the order of the results: what an earlier one asked is known to the later ones.
const std::array<Session::Work::Stage, Session::Work::kStages> Session::Work::kTable = {{
    {&Work::has_begun, &Work::judge_spf, Asker::sender},
    {&Work::has_begun, &Work::judge_helo, Asker::sender},
    {&Work::has_begun, &Work::judge_iprev, Asker::sender},
    {&Work::has_header, &Work::ask_keys, Asker::signatures},
    {&Work::has_header, &Work::ask_chain_keys, Asker::chain},
    {&Work::has_header, &Work::foresee_policy, Asker::policy},
    {&Work::can_verify_signatures, &Work::judge_dkim, Asker::signatures},
    {&Work::can_validate_chain, &Work::judge_arc, Asker::chain},
    {&Work::can_evaluate_dmarc, &Work::judge_dmarc, Asker::policy},
}};

Session::Work::Work(Envelope envelope, Settings settings, dns::Resolver* known)
    : envelope_(std::move(envelope)),
      settings_(std::move(settings)),
      facts_(known == nullptr ? dns::Facts() : dns::Facts(*known)),
      splitter_(settings_.line_ends, settings_.limits.header_octets) {
  read_sender();
  advance();
}

// Octets.

void Session::Work::feed(std::string_view octets) {
  assert(!is_finished_);
  mail::in_parts(octets, [this](std::string_view part) {
    const std::string_view body = splitter_.feed(part);
    if (!has_header_ && splitter_.has_header()) take_header();
    if (!body.empty()) bodies_.update(body);
  });
}

void Session::Work::finish() {
  if (is_finished_) return;
  const std::string_view body = splitter_.finish();
  if (!has_header_) take_header();
  if (!body.empty()) bodies_.update(body);
  bodies_.finish();
  is_finished_ = true;
  advance();
}

void Session::Work::take_header() {
  const mail::Header& header = splitter_.header();
  const bool is_cut = splitter_.is_header_cut();
  report_.authors = mail::authors_of(header);
  read_authors();
  verifier_.emplace(header, bodies_, dkim_settings(settings_), is_cut);
  validator_.emplace(header, bodies_, arc_settings(settings_), is_cut);
  has_header_ = true;
  advance();
}

void Session::Work::read_authors() {
  std::vector<std::string>& unreadable = report_.unreadable_authors;
  const auto note = [&unreadable](std::string sentence) {
    if (unreadable.size() < kMaxUnusable) unreadable.push_back(std::move(sentence));
  };
  const mail::Authors& authors = report_.authors;
  for (const base::ParseError& error : authors.errors) {
    note("A From field cannot be read, at octet " + std::to_string(error.offset + 1) +
         " of its value: " + error.message);
  }
  if (authors.fields > 0 && authors.errors.empty() && authors.mailboxes.empty()) {
    note("The From field has no address.");
  }
  for (const mail::Mailbox& mailbox : authors.mailboxes) {
    auto domain = dns::Name::parse(mailbox.domain);
    if (auto objection = domain_objection(mailbox, domain)) {
      note(std::move(*objection));
    } else if (authors_.size() <= dmarc::kMaxAuthors &&
               std::ranges::find(authors_, *domain) == authors_.end()) {
      authors_.push_back(std::move(*domain));
    }
  }
  if (splitter_.is_header_cut()) unusable_.push_back(header_cut_words());
  unusable_.insert(unusable_.end(), unreadable.begin(), unreadable.end());
}

std::string Session::Work::header_cut_words() const {
  const bool is_by_fields = splitter_.header().fields().size() >= mail::kMaxHeaderFields;
  const std::string part =
      "the first " +
      (is_by_fields ? std::to_string(mail::kMaxHeaderFields) + " fields"
                    : std::to_string(settings_.limits.header_octets) + " octets") +
      " of the header";
  if (report_.authors.fields > 0) return "No more than " + part + " are read.";
  return "No From field was found in " + part + ", and no more of it is read.";
}

// Questions and answers.

bool Session::Work::is_ready(std::size_t number) const {
  const Progress& stage = progress_[number];
  return !stage.is_done && stage.waits_for == 0 && (this->*kTable[number].is_due)();
}

void Session::Work::advance() {
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (std::size_t number = 0; number < kStages; ++number) {
      if (!is_ready(number)) continue;
      run(number);
      has_moved = true;
    }
  }
  complete();
}

void Session::Work::run(std::size_t number) {
  const auto refused = learn_refused(kTable[number].asker);
  facts_.forget_missing();
  (this->*kTable[number].judge)();
  for (const dns::Question& question : refused) facts_.forget(question);
  if (facts_.missing().empty()) {
    progress_[number].is_done = true;
  } else {
    open_missing(number);
  }
  facts_.forget_missing();
}

/// Gives what its stages were refused the answer "not asked", for one judgement of theirs.
/// @returns the questions, to be forgotten behind it: another asker has room of its own, and a
/// sender whose SPF record asks for the policy of somebody else must not keep it from being found
std::vector<dns::Question> Session::Work::learn_refused(Asker asker) {
  std::vector<dns::Question> learned;
  for (const dns::Question& question : refused_[static_cast<std::size_t>(asker)]) {
    if (facts_.peek(question) != nullptr) continue;
    facts_.learn(question, dns::failed(dns::Status::not_asked, "it was not asked any more"));
    learned.push_back(question);
  }
  return learned;
}

/// Why no more questions of the stage go out; none where they may.
std::optional<dns::Status> Session::Work::refusal(std::size_t number) const {
  if (has_given_up_) return dns::Status::timeout;
  const bool is_over =
      progress_[number].rounds > settings_.limits.rounds || !has_room(kTable[number].asker);
  return is_over ? std::optional(dns::Status::not_asked) : std::nullopt;
}

/// Within its own part everybody has room. Otherwise a sender whose SPF record asks for all that
/// there is could keep the author's policy from being found.
bool Session::Work::has_room(Asker asker) const {
  const std::size_t part = settings_.limits.questions / kPart;
  if (opened_[static_cast<std::size_t>(asker)] < part) return true;
  std::size_t shared = 0;
  for (const std::size_t opened : opened_) shared += opened - std::min(opened, part);
  return shared < settings_.limits.questions - kAskers * part;
}

void Session::Work::refuse(const dns::Question& question, dns::Status status, Asker asker) {
  if (status == dns::Status::not_asked) {
    ++cost_.refused;
    refused_[static_cast<std::size_t>(asker)].push_back(question);
  } else {
    facts_.learn(question, dns::failed(status, "it was not asked any more"));
  }
}

void Session::Work::open_missing(std::size_t number) {
  Progress& stage = progress_[number];
  ++stage.rounds;
  const auto bit = static_cast<Waiting>(1U << number);
  for (const dns::Question& question : facts_.missing()) {
    if (const auto found = open_.find(question); found != open_.end()) {
      found->second = static_cast<Waiting>(found->second | bit);
      ++stage.waits_for;
    } else if (const auto status = refusal(number)) {
      refuse(question, *status, kTable[number].asker);
    } else {
      open_.emplace(question, bit);
      fresh_.push_back(question);
      ++opened_[static_cast<std::size_t>(kTable[number].asker)];
      ++stage.waits_for;
    }
  }
}

std::span<const dns::Question> Session::Work::take_questions() {
  taken_.clear();
  if (is_done_) return {};
  taken_.swap(fresh_);
  std::erase_if(taken_, [this](const dns::Question& one) { return !open_.contains(one); });
  if (!taken_.empty()) ++cost_.rounds;
  cost_.questions += taken_.size();
  return taken_;
}

void Session::Work::answer(const dns::Question& question, dns::AnswerPtr answer) {
  if (answer == nullptr) answer = dns::failed(dns::Status::malformed, "there is no answer");
  facts_.learn(question, std::move(answer));
  const auto found = open_.find(question);
  if (found == open_.end()) return;
  const Waiting waiting = found->second;
  open_.erase(found);
  close(waiting);
}

void Session::Work::close(Waiting waiting) {
  bool is_any_ready = false;
  for (std::size_t number = 0; number < kStages; ++number) {
    if ((unsigned{waiting} >> number & 1U) == 0) continue;
    is_any_ready = --progress_[number].waits_for == 0 || is_any_ready;
  }
  if (is_any_ready) advance();
}

void Session::Work::give_up() {
  has_given_up_ = true;
  for (const auto& [question, waiting] : open_) {
    facts_.learn(question, dns::failed(dns::Status::timeout, "the time for questions was over"));
  }
  open_.clear();
  fresh_.clear();
  for (Progress& stage : progress_) stage.waits_for = 0;
  advance();
}

// The judges of the stages.

spf::Request Session::Work::spf_request(std::string mail_from) const {
  spf::Request request;
  request.ip = *envelope_.ip;
  request.helo = envelope_.helo.empty() ? std::string(kUnknownHelo) : envelope_.helo;
  request.mail_from = std::move(mail_from);
  request.receiver = settings_.authserv_id;
  request.now = settings_.now;
  return request;
}

void Session::Work::judge_spf() {
  if (!envelope_.ip) {
    report_.spf.reason = kNoClient;
    return;
  }
  if (!envelope_.has_sender()) {
    report_.spf.reason = kNoSender;
    return;
  }
  const spf::Settings settings{.limits = settings_.limits.spf, .trace = settings_.explain};
  report_.spf = spf::evaluate(*sender_, facts_, settings);
}

void Session::Work::judge_helo() {
  if (!settings_.check_helo || !envelope_.ip || envelope_.helo.empty()) return;
  const spf::Settings settings{.limits = settings_.limits.spf, .trace = settings_.explain};
  report_.helo = spf::evaluate(spf_request({}), facts_, settings);
}

void Session::Work::judge_iprev() {
  if (envelope_.ip) report_.iprev = ptr::evaluate(*envelope_.ip, facts_);
}

void Session::Work::ask_keys() {
  verifier_->ask(facts_);
}

void Session::Work::ask_chain_keys() {
  validator_->ask(facts_);
}

/// Asks for what the policy of the authors takes, while the body arrives.
void Session::Work::foresee_policy() {
  if (progress_[dmarc].is_done) return;
  dmarc::ask_message(authors_, identifiers(), facts_, dmarc_settings(settings_));
}

void Session::Work::judge_dkim() {
  report_.dkim = std::move(*verifier_).evaluate(facts_);
  assert(facts_.missing().empty());  // the keys are there, or were refused for good
  verifier_.reset();                 // what it takes of the memory is for the next stages
}

void Session::Work::judge_arc() {
  report_.arc = validator_->evaluate(facts_);
}

void Session::Work::judge_dmarc() {
  report_.dmarc = dmarc::evaluate_message(authors_, unusable_, identifiers(), facts_,
                                          dmarc_settings(settings_));
}

/// RFC 9989 section 4.3.2: the domain of MAIL FROM, and that of HELO only where the reverse-path is
/// null.
void Session::Work::read_sender() {
  if (!envelope_.has_sender()) return;
  sender_ = spf_request(envelope_.mail_from);
  auto domain = dns::Name::parse(spf::Client(*sender_, facts_, 0).sender_domain());
  if (domain && !domain->is_root()) sender_domain_ = std::move(*domain);
}

/// What DMARC is told. Signatures that nobody looked at authenticate nothing.
dmarc::Identifiers Session::Work::identifiers() const {
  dmarc::Identifiers identifiers;
  if (sender_domain_ && progress_[spf].is_done) {
    identifiers.spf = {*sender_domain_, report_.spf.result};
  }
  if (!progress_[dkim].is_done) return identifiers;
  for (const dkim::Verification& signature : report_.dkim) {
    if (!signature.domain || signature.reason == dkim::Reason::too_many) continue;
    // docs/decisions/several-from.md: one that covers only some of the From fields does not say who
    // the author is.
    const bool is_partial = signature.result == dkim::Result::pass && !signature.covers_all_from;
    identifiers.dkim.push_back(
        {*signature.domain, is_partial ? dkim::Result::policy : signature.result});
  }
  return identifiers;
}

/// Where all results are there, what is made of them. Foresight may still wait for an answer that
/// nothing came to depend on.
void Session::Work::complete() {
  const auto is_settled = [this](std::size_t number) { return progress_[number].is_done; };
  constexpr std::array kResults = {spf, helo, iprev, dkim, arc, dmarc};
  if (is_done_ || !is_finished_ || !std::ranges::all_of(kResults, is_settled)) return;
  report_.octets = splitter_.counts();
  report_.is_header_cut = splitter_.is_header_cut();
  report_.beginning = mail::beginning_of(splitter_.header(), report_.octets);
  std::vector<std::string> own_ids = settings_.own_ids;
  if (!settings_.authserv_id.empty()) own_ids.push_back(settings_.authserv_id);
  report_.forged = authres::forged_fields(splitter_.header(), own_ids);
  report_.authentication_results = results_of(report_, envelope_, settings_.authserv_id);
  report_.cost = cost_;
  is_done_ = true;
}

}  // namespace libauth::verify
