// SPDX-License-Identifier: MIT
//
// Enumerators of the library as numbers and words of the C ABI.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/describe/enum_to_string.hpp>

#include "libauth/base/enum.h"
#include "libauth/capi/status.h"
#include "libauth/dmarc/record.h"
#include "libauth/mail/fold.h"

namespace libauth::capi {

/// The libauth_result of the word; none where there is none.
std::optional<std::uint32_t> parse_result(std::string_view word);

/// The libauth_result of a result of any method.
template <base::DescribedEnum Result>
std::uint32_t code_of(Result result) {
  return parse_result(base::name_of(result)).value_or(0);
}

/// The result of a method by its libauth_result; none where the method has no such result.
template <base::DescribedEnum Result>
std::optional<Result> result_of_code(std::uint32_t code) {
  return base::parse_enum<Result>(libauth_result_word(code));
}

/// The libauth_policy.
std::uint32_t policy_code(std::optional<dmarc::Policy> policy);

/// The line end by its libauth_line_end.
inline mail::LineEnd line_end_of(std::uint32_t line_end) {
  return line_end == LIBAUTH_LF ? mail::LineEnd::lf : mail::LineEnd::crlf;
}

/// The enumerator's name, which lives for ever.
template <base::DescribedEnum E>
const char* word_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

/// The same; null where there is none.
template <base::DescribedEnum E>
const char* word_of(const std::optional<E>& value) {
  return value ? word_of(*value) : nullptr;
}

}  // namespace libauth::capi
