// SPDX-License-Identifier: MIT
//
// A made-up mail world for the SPF benchmarks: 500 sender domains, 12 providers with nested
// includes, and clients that send for them.
//
// It is the same in every run. Names are below .example; addresses are those of documentation and,
// because the providers need more room, of benchmarks (198.18.0.0/15, RFC 2544).

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "libauth/dns/resolver.h"
#include "libauth/spf/request.h"

namespace bench {

/// Why a client is in the corpus. What the result is depends on the domain's records too.
enum class Kind {
  own,       ///< an address of the domain itself
  provider,  ///< an IPv4 network of a provider that the domain includes
  ipv6,      ///< an IPv6 network of a provider, or one that nobody lists
  unlisted,  ///< an IPv4 address that nobody lists
};

struct Sender {
  Kind kind = Kind::own;
  libauth::spf::Request request;
};

/// The whole DNS of that world, and who sends.
struct SpfCorpus {
  static constexpr std::size_t kDomains = 500;
  static constexpr std::size_t kProviders = 12;

  std::unordered_map<libauth::dns::Question, libauth::dns::AnswerPtr> answers;
  std::vector<Sender> senders;  ///< five for each domain, in mixed order

  /// The answer to the question: what `answers` has, else no_data or no_such_name.
  libauth::dns::AnswerPtr answer(const libauth::dns::Question& question) const;
};

/// The one corpus; made when it is first asked for.
const SpfCorpus& spf_corpus();

/// Answers from the corpus at once, whatever the deadline is.
class CorpusResolver final : public libauth::dns::Resolver {
 public:
  explicit CorpusResolver(const SpfCorpus& corpus) : corpus_(corpus) {}

  std::vector<libauth::dns::AnswerPtr> resolve(std::span<const libauth::dns::Question> questions,
                                               libauth::dns::Deadline deadline) override;

 private:
  const SpfCorpus& corpus_;
};

}  // namespace bench
