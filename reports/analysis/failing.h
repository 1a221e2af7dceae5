// SPDX-License-Identifier: MIT
//
// The owner's mail that fails, by source, with all that reports tell of why.

#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libauth/base/time.h"
#include "reports/analysis/sources.h"
#include "reports/analysis/traffic.h"
#include "reports/sources/source.h"
#include "reports/sources/verdict.h"
#include "reports/store/answers.h"

namespace reports::analysis {

/// A signature of the owner that did not pass.
struct OwnSignature {
  std::string domain;
  std::string selector;
  std::string result;  ///< '' where the report has none

  auto operator<=>(const OwnSignature&) const = default;
};

/// An SPF check that did not pass.
struct FailedCheck {
  std::string domain;
  std::string result;  ///< '' where the report has none

  auto operator<=>(const FailedCheck&) const = default;
};

/// How many signers, signatures and checks of each kind are kept of a case: one forged report has
/// as many as it likes.
inline constexpr std::size_t kMaxOfCase = 20;

/// Why some messages of one address fail, as reports tell it. Of each list kMaxOfCase at most.
struct FailingCase {
  std::optional<std::string> source_ip;
  std::string author;  ///< domain of the From field; the policy domain where no report says it
  std::vector<std::string> own_signers;      ///< of passing signatures, "domain/selector", sorted
  std::vector<std::string> foreign_signers;  ///< the same of domains of others
  std::vector<OwnSignature> own_failed;      ///< sorted, each once
  bool has_foreign_failed = false;           ///< a signature of another domain did not pass
  std::optional<std::string> spf_domain;     ///< of the SPF check that passed
  std::vector<FailedCheck> spf_failed;       ///< of MAIL FROM, sorted, each once
  bool is_cut = false;                       ///< there are more than these

  auto operator<=>(const FailingCase&) const = default;
};

/// From the begin of the first report on something to the end of the last one.
struct Span {
  libauth::base::Time first{};
  libauth::base::Time last{};

  void include(const Span& other);
  bool operator==(const Span&) const = default;
};

/// Whether something was seen while the other was. A report is of a day mostly, and so the day on
/// which one came to an end and the other began is of both: that day alone does not count.
bool are_at_once(const Span& a, const Span& b);

/// An identifier of a failing case by which other mail of the same address passes at once.
struct PassingBeside {
  std::string identifier;  ///< "domain/selector" of a signature, or the domain of a return path
  Span span;               ///< of that other mail

  bool operator==(const PassingBeside&) const = default;
};

/// A case, and what is known of its messages.
struct CountedCase {
  FailingCase what;
  std::uint64_t messages = 0;
  Span span{};
  std::map<std::string, std::uint64_t> reporters{};  ///< messages by receiver
  DispositionCounts dispositions{};
  std::uint64_t of_address = 0;          ///< failing and aligned messages of its address
  std::vector<PassingBeside> passing{};  ///< at once with these; sorted, each identifier once
};

/// A source of the owner of which messages fail.
struct FailingSource {
  sources::Source source;
  std::optional<sources::Verdict> verdict;  ///< the owner's word
  std::uint64_t messages = 0;               ///< that fail
  std::uint64_t passed = 0;                 ///< that are aligned
  libauth::base::Time first{};              ///< begin of the first report on those that fail
  libauth::base::Time last{};               ///< end of the last one
  std::vector<CountedCase> cases;           ///< most messages first
  /// From domains of mail that it, or an address of its cases, signs with a domain of the owner.
  std::set<std::string> signed_authors{};
};

/// What fails of a domain.
struct FailingMail {
  std::string domain;  ///< policy domain
  store::Period period;
  std::uint64_t messages = 0;          ///< of all failing sources
  std::vector<FailingSource> sources;  ///< approved ones first, then most messages first
};

/// Finds it. Messages of the class `failing` only: what is forwarded or spoofed is not to be
/// mended here. A pure function.
/// @param signatures, checks  of the same domain and period as the traffic
FailingMail failing_mail(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
                         std::span<const store::SpfCheck> checks);

}  // namespace reports::analysis
