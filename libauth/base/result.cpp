// SPDX-License-Identifier: MIT

#include "libauth/base/result.h"

#include <stdexcept>

namespace libauth::base {

void throw_exception_from_error(const ParseError& error, const boost::source_location&) {
  throw std::logic_error("value() of a Result without a value: " + error.message);
}

}  // namespace libauth::base
