// SPDX-License-Identifier: MIT

#include "libauth/spf/published.h"

#include <utility>

#include "libauth/spf/parse.h"

namespace libauth::spf {

Published published_record(const dns::Name& domain, dns::Facts& facts) {
  Published published;
  published.answer = facts.find({domain, dns::RrType::txt});
  if (published.answer == nullptr || !published.answer->is_known()) return published;
  for (const dns::Txt& txt : published.answer->txt()) {
    std::string text = txt.joined();
    if (is_spf_record(text) && published.count++ == 0) published.text = std::move(text);
  }
  published.kind = published.count == 0   ? Published::Kind::none
                   : published.count == 1 ? Published::Kind::one
                                          : Published::Kind::many;
  return published;
}

}  // namespace libauth::spf
