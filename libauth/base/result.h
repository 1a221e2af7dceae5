// SPDX-License-Identifier: MIT
//
// What a parser gives: the thing it read, or where and why it could not.

#pragma once

#include <cstddef>
#include <string>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace libauth::base {

/// Why an input could not be read.
struct ParseError {
  std::size_t offset = 0;  ///< octets before the place where reading stopped
  std::string rule;        ///< name of the grammar rule that was not met, as its RFC spells it
  std::string message;     ///< one sentence for people, without the input's octets

  bool operator==(const ParseError&) const = default;
};

/// A value of type T, or the reason why there is none. Test it with `if (result)`.
template <class T>
using Result = boost::system::result<T, ParseError>;

/// Called by `Result::value()` when there is no value: reaching it is a bug of ours.
[[noreturn]] void throw_exception_from_error(const ParseError& error,
                                             const boost::source_location& where);

}  // namespace libauth::base
