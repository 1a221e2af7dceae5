// SPDX-License-Identifier: MIT

#include "libauth/capi/spf.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "libauth/capi/options.h"
#include "libauth/capi/resolver_handle.h"
#include "libauth/capi/result_structs.h"
#include "libauth/capi/words.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/received_spf.h"

struct libauth_spf {
  libauth::spf::Request request;
  libauth::spf::Evaluation evaluation;
  std::string received_spf[2];  ///< by libauth_line_end; empty until it is asked for
};

namespace libauth::capi {
namespace {

libauth_status read_options(const libauth_spf_options* given, spf::Request& request,
                            spf::Settings& settings) {
  libauth_spf_options options = LIBAUTH_SPF_OPTIONS_INIT;
  if (const auto status = read_struct(given, options); status != LIBAUTH_OK) return status;
  const auto now = read_time(options.now);
  if (!now) return LIBAUTH_ERR_TIME;
  const auto ip = read_ip(options.ip, options.ip_octets, options.ip_octets_size);
  if (!ip) return LIBAUTH_ERR_ADDRESS;
  request.ip = *ip;
  read_envelope(options, request);
  request.receiver = text_of(options.receiver);
  request.now = *now;
  if (options.max_lookups != 0) settings.limits.lookups = options.max_lookups;
  if (options.max_void_lookups != 0) settings.limits.void_lookups = options.max_void_lookups;
  return LIBAUTH_OK;
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_spf_check(libauth_resolver* resolver, const libauth_spf_options* options,
                                 libauth_spf** spf) {
  if (resolver == nullptr || spf == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    auto made = std::make_unique<libauth_spf>();
    libauth::spf::Settings settings;
    const libauth_status status = read_options(options, made->request, settings);
    if (status != LIBAUTH_OK) return status;
    made->evaluation = settle_with(*resolver, [&](libauth::dns::Facts& facts) {
      return libauth::spf::evaluate(made->request, facts, settings);
    });
    *spf = made.release();
    return LIBAUTH_OK;
  });
}

void libauth_spf_free(libauth_spf* spf) {
  delete spf;
}

libauth_status libauth_spf_get(const libauth_spf* spf, libauth_spf_result* result) {
  if (spf == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] { return write_struct(result, result_struct(spf->evaluation)); });
}

libauth_status libauth_spf_received_spf(libauth_spf* spf, std::uint32_t line_end,
                                        const char** field, std::size_t* size) {
  if (spf == nullptr || field == nullptr || line_end > LIBAUTH_LF) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    using libauth::spf::Identity;
    std::string& text = spf->received_spf[line_end];
    if (text.empty()) {
      text = libauth::spf::received_spf(spf->evaluation, spf->request, Identity::mailfrom,
                                        line_end_of(line_end));
    }
    *field = text.c_str();
    if (size != nullptr) *size = text.size();
    return LIBAUTH_OK;
  });
}
