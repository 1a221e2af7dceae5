// SPDX-License-Identifier: MIT

#include "libauth/capi/authres.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libauth/authres/parse.h"
#include "libauth/authres/write.h"
#include "libauth/capi/guard.h"
#include "libauth/capi/results.h"
#include "libauth/capi/words.h"

struct libauth_authres {
  libauth::authres::AuthenticationResults results;
  std::string written;
};

namespace libauth::capi {
namespace {

using authres::AuthenticationResults;
using authres::MethodResult;

/// Whether the field is written and read back as it is: the writer leaves out what cannot stand
/// there.
bool survives(const AuthenticationResults& results) {
  const auto read = authres::parse(authres::write_value(results));
  return read && *read == results;
}

/// A field of that method result alone, under a name that can be written.
AuthenticationResults alone(const MethodResult& result) {
  MethodResult bare = result;
  bare.reason.clear();  // what cannot be printed of it is escaped
  return {"example.com", 1, {std::move(bare)}};
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_authres_parse(const char* value, std::size_t size,
                                     libauth_authres** authres) {
  if (value == nullptr || authres == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    auto read = libauth::authres::parse(text_of(value, size));
    if (!read) return LIBAUTH_ERR_SYNTAX;
    *authres = std::make_unique<libauth_authres>(libauth_authres{std::move(*read), {}}).release();
    return LIBAUTH_OK;
  });
}

libauth_status libauth_authres_new(const char* authserv_id, libauth_authres** authres) {
  if (authserv_id == nullptr || authres == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    AuthenticationResults results{authserv_id, 1, {}};
    if (!survives(results)) return LIBAUTH_ERR_SYNTAX;
    *authres = std::make_unique<libauth_authres>(libauth_authres{std::move(results), {}}).release();
    return LIBAUTH_OK;
  });
}

void libauth_authres_free(libauth_authres* authres) {
  delete authres;
}

const char* libauth_authres_authserv_id(const libauth_authres* authres) {
  return authres != nullptr ? authres->results.authserv_id.c_str() : "";
}

std::uint32_t libauth_authres_version(const libauth_authres* authres) {
  return authres != nullptr ? authres->results.version : 0;
}

libauth_status libauth_authres_get(const libauth_authres* authres, std::size_t index,
                                   libauth_authres_result* result) {
  if (authres == nullptr) return LIBAUTH_ERR_ARGUMENT;
  if (index >= authres->results.results.size()) return LIBAUTH_NONE;
  const MethodResult& one = authres->results.results[index];
  auto filled = LIBAUTH_RESULT_INIT(libauth_authres_result);
  filled.method = one.method.c_str();
  filled.result = one.result.c_str();
  filled.reason = one.reason.c_str();
  filled.reason_size = one.reason.size();
  filled.property_count = one.properties.size();
  filled.method_version = one.version;
  return write_struct(result, filled);
}

libauth_status libauth_authres_get_property(const libauth_authres* authres, std::size_t result,
                                            std::size_t index, libauth_authres_property* property) {
  if (authres == nullptr) return LIBAUTH_ERR_ARGUMENT;
  if (result >= authres->results.results.size()) return LIBAUTH_NONE;
  const auto& properties = authres->results.results[result].properties;
  if (index >= properties.size()) return LIBAUTH_NONE;
  auto filled = LIBAUTH_RESULT_INIT(libauth_authres_property);
  filled.type = properties[index].type.c_str();
  filled.name = properties[index].name.c_str();
  filled.value = properties[index].value.c_str();
  filled.value_size = properties[index].value.size();
  return write_struct(property, filled);
}

libauth_status libauth_authres_add(libauth_authres* authres, const char* method, const char* result,
                                   const char* reason) {
  if (authres == nullptr || method == nullptr || result == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    MethodResult added;
    added.method = method;
    added.result = result;
    added.reason = text_of(reason);
    if (!survives(alone(added))) return LIBAUTH_ERR_SYNTAX;
    authres->results.results.push_back(std::move(added));
    return LIBAUTH_OK;
  });
}

libauth_status libauth_authres_add_property(libauth_authres* authres, const char* type,
                                            const char* name, const char* value, std::size_t size) {
  if (authres == nullptr || type == nullptr || name == nullptr || value == nullptr) {
    return LIBAUTH_ERR_ARGUMENT;
  }
  if (authres->results.results.empty()) return LIBAUTH_ERR_STATE;
  return guarded([&] {
    MethodResult& last = authres->results.results.back();
    libauth::authres::Property added{type, name, std::string(text_of(value, size))};
    MethodResult probe;
    probe.method = last.method;
    probe.result = last.result;
    probe.properties = {added};
    if (!survives(alone(probe))) return LIBAUTH_ERR_SYNTAX;
    last.properties.push_back(std::move(added));
    return LIBAUTH_OK;
  });
}

libauth_status libauth_authres_write(libauth_authres* authres, std::uint32_t line_end,
                                     const char** value, std::size_t* size) {
  if (authres == nullptr || value == nullptr || line_end > LIBAUTH_LF) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    authres->written = libauth::authres::write_value(authres->results, line_end_of(line_end));
    *value = authres->written.c_str();
    if (size != nullptr) *size = authres->written.size();
    return LIBAUTH_OK;
  });
}
