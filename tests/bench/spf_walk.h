// SPDX-License-Identifier: MIT
//
// What an SPF check needs of the DNS, found without libauth/spf: one look-up after another through
// the corpus, as most verifiers do it.

#pragma once

#include <cstddef>

#include "libauth/spf/request.h"
#include "tests/bench/spf_corpus.h"

namespace bench {

struct SpfNeeds {
  std::size_t questions = 0;  ///< that one after another takes, each once
  std::size_t depth = 0;      ///< answers that have to be there before the last question is known
};

/// Walks the records of the sender's domain until a term decides or a limit of RFC 7208 section
/// 4.6.4 is crossed. It knows the terms that the corpus has, and no others.
SpfNeeds needs_of(const SpfCorpus& corpus, const libauth::spf::Request& request);

}  // namespace bench
