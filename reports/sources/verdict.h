// SPDX-License-Identifier: MIT
//
// What the owner of a domain says of a source.

#pragma once

#include <boost/describe/enum.hpp>

namespace reports::sources {

enum class Verdict {
  approve,  ///< it sends for me
  block,    ///< it must not send for me
  ignore,   ///< I do not want to hear of it
};
BOOST_DESCRIBE_ENUM(Verdict, approve, block, ignore)

}  // namespace reports::sources
