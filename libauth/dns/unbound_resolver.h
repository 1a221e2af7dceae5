// SPDX-License-Identifier: MIT
//
// The DNS as libunbound sees it: full recursion with DNSSEC validation, or through forwarders.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/resolver.h"
#include "libauth/dns/unbound_options.h"

namespace libauth::dns {

class SilenceWatch;
class UnboundContext;

/// Where nobody answers at all, questions end before the deadline: with Status::timeout, and a
/// sentence as the detail that says who is silent (libauth/dns/silence_watch.h).
class UnboundResolver final : public Resolver {
 public:
  /// An error where an address of a forwarder cannot be read, or a file cannot.
  static base::Result<std::unique_ptr<UnboundResolver>> create(const UnboundOptions& options);
  ~UnboundResolver() override;

  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override;
  void resolve_each(std::span<const Question> questions, Deadline deadline,
                    const Take& take) override;
  void resolve_all(std::span<const Question> first, Deadline deadline,
                   const Follow& follow) override;

  /// Why no question can be answered: one sentence that says what to do, or empty where a server
  /// answers. At once where it was found out in the last seconds, otherwise by asking the servers,
  /// which takes at most `patience`.
  /// @threads safe
  std::string explain_silence(std::chrono::milliseconds patience) const;

 private:
  UnboundResolver(UnboundOptions options, std::unique_ptr<SilenceWatch> watch,
                  std::unique_ptr<UnboundContext> context);

  const UnboundOptions options_;
  std::unique_ptr<SilenceWatch> watch_;
  std::unique_ptr<UnboundContext> context_;  // last: its thread uses the watch
};

}  // namespace libauth::dns
