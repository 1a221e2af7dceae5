// SPDX-License-Identifier: MIT
//
// The names of enumerators, which are the words on the wire and in JSON.

#pragma once

#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace libauth::base {

template <class E>
concept DescribedEnum = boost::describe::has_describe_enumerators<E>::value;

/// The enumerator as it is written in the source; empty for a value without an enumerator.
template <DescribedEnum E>
std::string_view name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

/// The enumerator of that name, in its own case; none where there is none.
template <DescribedEnum E>
std::optional<E> parse_enum(std::string_view name) {
  std::optional<E> value;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](const auto& enumerator) {
    if (name == enumerator.name) value = enumerator.value;
  });
  return value;
}

}  // namespace libauth::base
