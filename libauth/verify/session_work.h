// SPDX-License-Identifier: MIT
//
// What a session does inside: its stages, the questions that they wait for, and their order.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libauth/arc/validate.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/verify.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/facts.h"
#include "libauth/mail/splitter.h"
#include "libauth/spf/request.h"
#include "libauth/verify/report.h"
#include "libauth/verify/session.h"
#include "libauth/verify/settings.h"

namespace libauth::verify {

/// One message. A stage is a judge over the facts that all stages share. It is run when it is due,
/// and once more when everything it waits for is there: so often as its own rounds are, however
/// many answers come and whatever other stages wait for.
class Session::Work {
 public:
  Work(Envelope envelope, Settings settings, dns::Resolver* known);
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work() = default;

  void feed(std::string_view octets);
  void finish();
  std::span<const dns::Question> take_questions();
  void answer(const dns::Question& question, dns::AnswerPtr answer);
  void give_up();

  bool is_done() const { return is_done_; }
  const Report& report() const { return report_; }
  const dns::Facts& facts() const { return facts_; }

 private:
  /// Who asks. Each has a part of the questions that the others cannot use up.
  enum class Asker : std::size_t { sender, signatures, chain, policy };
  static constexpr std::size_t kAskers = 4;
  /// The part of each: one of so many. The rest, a half, is for whoever comes first.
  static constexpr std::size_t kPart = 2 * kAskers;

  struct Stage {
    bool (Work::*is_due)() const;
    void (Work::*judge)();
    Asker asker;
  };
  enum Number : std::size_t { spf, helo, iprev, keys, chain_keys, policy, dkim, arc, dmarc };
  static constexpr std::size_t kStages = 9;
  static const std::array<Stage, kStages> kTable;

  struct Progress {
    std::size_t waits_for = 0;  ///< questions that are open
    std::size_t rounds = 0;     ///< times that it had to wait
    bool is_done = false;
  };

  /// Which stages wait for a question: the bit 1 << number of each.
  using Waiting = std::uint16_t;

  bool is_ready(std::size_t number) const;
  void advance();
  void run(std::size_t number);
  void open_missing(std::size_t number);
  std::optional<dns::Status> refusal(std::size_t number) const;
  bool has_room(Asker asker) const;
  void refuse(const dns::Question& question, dns::Status status, Asker asker);
  std::vector<dns::Question> learn_refused(Asker asker);
  void close(Waiting waiting);

  bool has_begun() const { return true; }
  bool has_header() const { return has_header_; }
  bool can_verify_signatures() const { return is_finished_ && progress_[keys].is_done; }
  bool can_validate_chain() const { return is_finished_ && progress_[chain_keys].is_done; }
  bool can_evaluate_dmarc() const { return progress_[spf].is_done && progress_[dkim].is_done; }

  void judge_spf();
  void judge_helo();
  void judge_iprev();
  void ask_keys();
  void ask_chain_keys();
  void foresee_policy();
  void judge_dkim();
  void judge_arc();
  void judge_dmarc();

  void read_sender();
  void take_header();
  void read_authors();
  std::string header_cut_words() const;
  void complete();
  spf::Request spf_request(std::string mail_from) const;
  dmarc::Identifiers identifiers() const;

  Envelope envelope_;
  Settings settings_;
  dns::Facts facts_;
  mail::Splitter splitter_;
  dkim::BodyHasher bodies_;
  // Both refer to the header in splitter_, and to bodies_.
  std::optional<dkim::Verifier> verifier_;  ///< until its stage is done
  std::optional<arc::Validator> validator_;
  std::optional<spf::Request> sender_;      ///< what SPF checks; none where it cannot be checked
  std::optional<dns::Name> sender_domain_;  ///< what SPF authenticates; none where it is no domain
  std::vector<dns::Name> authors_;          ///< distinct; one more than DMARC takes at most
  std::vector<std::string> unusable_;       ///< why not all authors are known, a sentence each

  std::array<Progress, kStages> progress_;
  std::unordered_map<dns::Question, Waiting> open_;
  std::vector<dns::Question> fresh_;           ///< not given out yet
  std::vector<dns::Question> taken_;           ///< what take_questions() gave last
  std::array<std::size_t, kAskers> opened_{};  ///< questions of each so far
  /// Questions of each that were not asked. Another may still have room for them.
  std::array<std::vector<dns::Question>, kAskers> refused_;
  bool has_header_ = false;
  bool is_finished_ = false;
  bool has_given_up_ = false;
  bool is_done_ = false;
  Cost cost_;
  Report report_;
};

}  // namespace libauth::verify
