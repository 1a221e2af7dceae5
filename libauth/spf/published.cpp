// SPDX-License-Identifier: MIT

#include "libauth/spf/published.h"

#include <optional>
#include <string>
#include <utility>

#include "libauth/spf/parse.h"

namespace libauth::spf {
namespace {

/// The SPF records of an answer, as they are kept beside it.
struct Selected {
  std::string text;
  std::optional<base::Result<Record>> record;
  std::size_t count = 0;

  std::size_t octets() const {
    return text.capacity() + (record && *record ? (*record)->octets() : 0);
  }
};

Selected select(const dns::Answer& answer) {
  Selected selected;
  for (const dns::Txt& txt : answer.txt()) {
    std::string text = txt.joined();
    if (is_spf_record(text) && selected.count++ == 0) selected.text = std::move(text);
  }
  if (selected.count > 0) selected.record = parse_record(selected.text);
  return selected;
}

}  // namespace

Published published_record(const dns::Name& domain, dns::Facts& facts) {
  Published published;
  published.answer = facts.find(domain, dns::RrType::txt);
  if (published.answer == nullptr || !published.answer->is_known()) return published;
  const dns::Answer& answer = *published.answer;
  const auto& selected = answer.memo.get<Selected>([&answer] { return select(answer); });
  published.kind = selected.count == 0   ? Published::Kind::none
                   : selected.count == 1 ? Published::Kind::one
                                         : Published::Kind::many;
  published.text = selected.text;
  published.record = selected.record ? &*selected.record : nullptr;
  published.count = selected.count;
  return published;
}

}  // namespace libauth::spf
