// SPDX-License-Identifier: MIT
//
// The known answers with one TXT record changed: what the DNS would say if a record were published.

#pragma once

#include <string_view>

#include "libauth/dns/facts.h"
#include "libauth/dns/resolver.h"

namespace libauth::audit {

/// Answers without asking anybody. For `dns::Facts(what_if)`.
class WhatIf final : public dns::Resolver {
 public:
  /// @param known  outlives this
  /// @param record  the only TXT record of the domain
  /// @param otherwise  the answer to questions that are not known; null: none
  WhatIf(const dns::Facts& known, const dns::Name& domain, std::string_view record,
         dns::AnswerPtr otherwise = nullptr);

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline deadline) override;
  dns::AnswerPtr peek(const dns::Question& question) override;

 private:
  const dns::Facts& known_;
  const dns::Question question_;
  const dns::AnswerPtr answer_;
  const dns::AnswerPtr otherwise_;
};

/// Octets of a string of a TXT record, RFC 1035 section 3.3.
inline constexpr std::size_t kMaxString = 255;

/// The text as the strings of one TXT record.
dns::Txt strings_of(std::string_view text);

}  // namespace libauth::audit
