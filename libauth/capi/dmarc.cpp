// SPDX-License-Identifier: MIT

#include "libauth/capi/dmarc.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "libauth/capi/guard.h"
#include "libauth/capi/resolver_handle.h"
#include "libauth/capi/result_structs.h"
#include "libauth/capi/words.h"
#include "libauth/dmarc/evaluate.h"

struct libauth_dmarc {
  libauth::dmarc::Evaluation evaluation;
};

namespace libauth::capi {
namespace {

/// What is to be evaluated.
struct Case {
  dns::Name author;
  dmarc::Identifiers identifiers;
  dmarc::Settings settings;
};

libauth_status read_name(const char* text, dns::Name& name) {
  if (text == nullptr) return LIBAUTH_ERR_ARGUMENT;
  const auto read = dns::Name::parse(text);
  if (!read || read->is_root()) return LIBAUTH_ERR_NAME;
  name = *read;
  return LIBAUTH_OK;
}

/// Reads an identifier, SPF's or DKIM's.
template <class Identifier>
libauth_status read_identifier(const char* domain, std::uint32_t code, Identifier& identifier) {
  const auto result = result_of_code<decltype(identifier.result)>(code);
  if (!result) return LIBAUTH_ERR_ARGUMENT;
  identifier.result = *result;
  return read_name(domain, identifier.domain);
}

libauth_status read_identifiers(const libauth_dmarc_options& options,
                                dmarc::Identifiers& identifiers) {
  if (options.spf_domain != nullptr) {
    const auto status =
        read_identifier(options.spf_domain, options.spf_result, identifiers.spf.emplace());
    if (status != LIBAUTH_OK) return status;
  }
  for (const libauth_dkim_identifier& one : std::span(options.dkim, options.dkim_count)) {
    if (one.reserved != 0) return LIBAUTH_ERR_ARGUMENT;
    const auto status = read_identifier(one.domain, one.result, identifiers.dkim.emplace_back());
    if (status != LIBAUTH_OK) return status;
  }
  return LIBAUTH_OK;
}

libauth_status read_options(const libauth_dmarc_options* given, Case& read) {
  libauth_dmarc_options options = LIBAUTH_DMARC_OPTIONS_INIT;
  if (const auto status = read_struct(given, options); status != LIBAUTH_OK) return status;
  if (options.mode > LIBAUTH_DMARC_RFC7489 || options.reserved != 0 ||
      (options.flags & ~std::uint32_t{LIBAUTH_EXPLAIN}) != 0 ||
      (options.dkim == nullptr && options.dkim_count != 0)) {
    return LIBAUTH_ERR_ARGUMENT;
  }
  if (const auto status = read_name(options.author, read.author); status != LIBAUTH_OK) {
    return status;
  }
  if (options.mode == LIBAUTH_DMARC_RFC7489) read.settings.mode = dmarc::Mode::rfc7489;
  read.settings.explain = (options.flags & LIBAUTH_EXPLAIN) != 0;
  return read_identifiers(options, read.identifiers);
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_dmarc_check(libauth_resolver* resolver, const libauth_dmarc_options* options,
                                   libauth_dmarc** dmarc) {
  if (resolver == nullptr || dmarc == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    Case given;
    const libauth_status status = read_options(options, given);
    if (status != LIBAUTH_OK) return status;
    auto made = std::make_unique<libauth_dmarc>();
    made->evaluation = settle_with(*resolver, [&](libauth::dns::Facts& facts) {
      return libauth::dmarc::evaluate(given.author, given.identifiers, facts, given.settings);
    });
    *dmarc = made.release();
    return LIBAUTH_OK;
  });
}

void libauth_dmarc_free(libauth_dmarc* dmarc) {
  delete dmarc;
}

libauth_status libauth_dmarc_get(const libauth_dmarc* dmarc, libauth_dmarc_result* result) {
  if (dmarc == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] { return write_struct(result, result_struct(dmarc->evaluation, false)); });
}
