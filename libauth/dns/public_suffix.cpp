// SPDX-License-Identifier: MIT

#include "libauth/dns/public_suffix.h"

#include <libpsl.h>

namespace libauth::dns {
namespace {

/// The newest list that the system has; the library brings one along. Never freed.
const psl_ctx_t* list() {
  static const psl_ctx_t* const kList = psl_latest(nullptr);
  return kList;
}

}  // namespace

Name public_suffix(const Name& name) {
  if (name.is_root()) return name;
  const char* suffix = psl_unregistrable_domain(list(), name.text().c_str());
  const auto parsed = suffix == nullptr ? name.last_labels(1) : Name::parse(suffix);
  return parsed ? *parsed : name.last_labels(1);
}

bool is_private_suffix(const Name& suffix) {
  constexpr int kType = PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE;
  return psl_is_public_suffix2(list(), suffix.text().c_str(), kType) == 1;
}

std::optional<Name> registrable_domain(const Name& name) {
  const std::size_t labels = public_suffix(name).label_count();
  if (name.label_count() <= labels) return std::nullopt;
  return name.last_labels(labels + 1);
}

}  // namespace libauth::dns
