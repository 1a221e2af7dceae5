// SPDX-License-Identifier: MIT
//
// Asks early for what the rest of a record could need.

#pragma once

#include <cstddef>

#include "libauth/dns/facts.h"
#include "libauth/spf/client.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/record.h"

namespace libauth::spf {

/// Notes questions as missing. It spends nothing of the evaluation's limits, and looks at no more
/// terms than they allow, in all of its calls together.
class Foresight {
 public:
  Foresight(const Client& client, dns::Facts& facts, const Limits& limits)
      : client_(client), facts_(facts), limits_(limits) {}

  /// Asks what the directives from `first` on could need, up to the first that surely decides.
  /// @param lookups  that the evaluation has spent so far
  void foresee_rest(const dns::Name& domain, const Record& record, std::size_t first,
                    std::size_t lookups);

  /// Asks for the explanation of a record that can say fail, so that it needs no round of its own.
  void foresee_explanation(const dns::Name& domain, const Record& record);

 private:
  void foresee_directives(const dns::Name& domain, const Record& record, std::size_t first);
  void foresee_directive(const dns::Name& target, Mechanism mechanism);
  void foresee_mx(const dns::Name& target);
  void foresee_record(const dns::Name& target);

  const Client& client_;
  dns::Facts& facts_;
  const Limits& limits_;
  std::size_t spent_ = 0;
};

}  // namespace libauth::spf
