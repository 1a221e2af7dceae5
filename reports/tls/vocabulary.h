// SPDX-License-Identifier: MIT
//
// The words of a TLS report.
//
// On the wire they have hyphens where the enumerators have "_".

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "reports/text/word.h"

namespace reports::tls {

/// What kind of policy the sessions were under, RFC 8460 section 4.4: "policy-type".
enum class PolicyType {
  tlsa,             ///< DANE, RFC 7672
  sts,              ///< MTA-STS, RFC 8461
  no_policy_found,  ///< neither of them
};
BOOST_DESCRIBE_ENUM(PolicyType, tlsa, sts, no_policy_found)

/// Why a session failed, RFC 8460 section 4.3 and its registry (section 6.6): "result-type".
enum class ResultType {
  starttls_not_supported,     ///< section 4.3.1: no STARTTLS offered
  certificate_host_mismatch,  ///< section 4.3.1: the certificate is for other names
  certificate_expired,        ///< section 4.3.1
  certificate_not_trusted,    ///< section 4.3.1: no way to a trusted authority
  validation_failure,         ///< section 4.3.3: everything else
  tlsa_invalid,               ///< section 4.3.2.1: no TLSA record fits, or none can be used
  dnssec_invalid,             ///< section 4.3.2.1: no valid records from the resolver
  dane_required,              ///< section 4.3.2.1: the sender wants DANE and there is none
  sts_policy_fetch_error,     ///< section 4.3.2.2: the policy could not be fetched
  sts_policy_invalid,         ///< section 4.3.2.2: the policy could not be read
  sts_webpki_invalid,         ///< section 4.3.2.2: the policy's web server had no valid certificate
};
BOOST_DESCRIBE_ENUM(ResultType, starttls_not_supported, certificate_host_mismatch,
                    certificate_expired, certificate_not_trusted, validation_failure, tlsa_invalid,
                    dnssec_invalid, dane_required, sts_policy_fetch_error, sts_policy_invalid,
                    sts_webpki_invalid)

/// The words of an enum in the order of its enumerators.
template <class E>
inline constexpr std::array<std::string_view, 0> kWords{};

template <>
inline constexpr std::array<std::string_view, 3> kWords<PolicyType> = {"tlsa", "sts",
                                                                       "no-policy-found"};

template <>
inline constexpr std::array<std::string_view, 11> kWords<ResultType> = {
    "starttls-not-supported", "certificate-host-mismatch",
    "certificate-expired",    "certificate-not-trusted",
    "validation-failure",     "tlsa-invalid",
    "dnssec-invalid",         "dane-required",
    "sts-policy-fetch-error", "sts-policy-invalid",
    "sts-webpki-invalid",
};

/// Spelling by kWords.
template <class E>
struct HyphenSpelling {
  static std::string_view name_of(E value) { return kWords<E>.at(static_cast<std::size_t>(value)); }
  static std::optional<E> parse(std::string_view word) {
    for (std::size_t i = 0; i < kWords<E>.size(); ++i) {
      if (kWords<E>[i] == word) return static_cast<E>(i);
    }
    return std::nullopt;
  }
};

}  // namespace reports::tls

namespace reports::text {

template <>
struct Spelling<tls::PolicyType> : tls::HyphenSpelling<tls::PolicyType> {};
template <>
struct Spelling<tls::ResultType> : tls::HyphenSpelling<tls::ResultType> {};

}  // namespace reports::text
