// SPDX-License-Identifier: MIT

#include "service/cli/report_element.h"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace service::cli {
namespace {

/// In the order of FoundReport::report.
constexpr std::array<std::string_view, 3> kKinds = {"aggregate", "tls", "failure"};

/// What stands before the report itself.
struct Place {
  std::string kind;
  std::string file;
  std::optional<std::string> member;
};
BOOST_DESCRIBE_STRUCT(Place, (), (kind, file, member))

}  // namespace

json::object report_element(const FoundReport& report) {
  const Place place{std::string(kKinds.at(report.report.index())), report.file, report.member};
  json::value begin = json::from(place);
  json::object& element = begin.as_object();
  json::value members =
      std::visit([](const auto& read) { return json::from(read); }, report.report);
  for (auto& member : members.as_object()) {
    const bool is_kind = member.key() == "kind";
    element.emplace(is_kind ? "form" : member.key(), std::move(member.value()));
  }
  return std::move(element);
}

}  // namespace service::cli
