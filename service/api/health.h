// SPDX-License-Identifier: MIT
//
// The documents about the server itself.

#pragma once

#include <string>
#include <string_view>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

namespace service::api {

inline constexpr std::string_view kHealthSchema = "mailvet.health/1";
inline constexpr std::string_view kProblemKindSchema = "mailvet.problem-kind/1";

enum class HealthStatus {
  ok,  ///< the process answers; nothing is said about the DNS
};

BOOST_DESCRIBE_ENUM(HealthStatus, ok)

/// What /healthz says.
struct Health {
  HealthStatus status{};
};

BOOST_DESCRIBE_STRUCT(Health, (), (status))

/// What /problems/{problem} says.
struct ProblemPage {
  std::string id;
  int status = 0;
  std::string title;
  std::string advice;
};

BOOST_DESCRIBE_STRUCT(ProblemPage, (), (id, status, title, advice))

}  // namespace service::api
