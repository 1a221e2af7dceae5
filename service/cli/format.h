// SPDX-License-Identifier: MIT
//
// The option --format.

#pragma once

#include <CLI/App.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/base/enum.h"

namespace service::cli {

/// How a command prints what it found.
enum class Format {
  text,  ///< for people; not meant to be read by programs, changes freely
  json,  ///< one document with a schema name
};

BOOST_DESCRIBE_ENUM(Format, text, json)

/// Makes an option that takes the name of an enumerator.
template <libauth::base::DescribedEnum E>
CLI::Option* add_word(CLI::App& app, const std::string& option, E& value,
                      const std::string& description) {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto enumerator) { names.emplace_back(enumerator.name); });
  const auto take = [&value](const std::string& name) {
    if (const auto read = libauth::base::parse_enum<E>(name)) value = *read;
  };
  return app.add_option_function<std::string>(option, take, description)
      ->check(CLI::IsMember(names))
      ->default_str(std::string(libauth::base::name_of(value)));
}

}  // namespace service::cli
