// SPDX-License-Identifier: MIT
//
// Results of the library as structs of the C ABI. Their pointers lead into what they are made of.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libauth/capi/results.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/name.h"
#include "libauth/spf/evaluate.h"

namespace libauth::capi {

/// The name's text; null where there is none.
inline const char* text_or_null(const std::optional<dns::Name>& name) {
  return name ? name->text().c_str() : nullptr;
}

/// The flag where it is so, else 0.
inline std::uint32_t flag(bool is_so, std::uint32_t value) {
  return is_so ? value : 0;
}

libauth_spf_result result_struct(const spf::Evaluation& spf);
/// @param many_authors  the message has several author domains
libauth_dmarc_result result_struct(const dmarc::Evaluation& dmarc, bool many_authors);

}  // namespace libauth::capi
