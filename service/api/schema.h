// SPDX-License-Identifier: MIT
//
// The JSON Schema of what json::from() makes of a type, read from the same description.

#pragma once

#include <chrono>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "service/json.h"

namespace service::api {

/// The schema of T: JSON Schema 2020-12, as OpenAPI 3.1 takes it. Nested structs stand in place.
template <class T>
json::object schema_of();

namespace detail {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;

template <class T>
inline constexpr bool kIsVariant = false;
template <class... T>
inline constexpr bool kIsVariant<std::variant<T...>> = true;

template <class T>
inline constexpr bool kIsWord = false;
template <class E>
inline constexpr bool kIsWord<reports::text::Word<E>> = true;

/// Types that json::from() writes as any text. A word is one of them: what receivers write instead
/// of the words of the registry is kept.
template <class T>
concept Text = std::same_as<T, std::string> || std::same_as<T, libauth::dns::Name> ||
    std::same_as<T, libauth::base::IpAddress> || kIsWord<T>;

template <class T>
json::object enum_schema() {
  json::array names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
      [&](auto enumerator) { names.emplace_back(enumerator.name); });
  return {{"type", "string"}, {"enum", std::move(names)}};
}

/// What is one of several types, without a name for which.
template <class T>
json::object variant_schema() {
  json::array types;
  boost::mp11::mp_for_each<boost::mp11::mp_iota<boost::mp11::mp_size<T>>>([&](auto index) {
    types.push_back(schema_of<std::variant_alternative_t<decltype(index)::value, T>>());
  });
  return {{"anyOf", std::move(types)}};
}

template <class T>
json::object struct_schema() {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                           boost::describe::mod_inherited>;
  json::object properties;
  json::array required;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using M = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
    properties.emplace(member.name, schema_of<M>());
    if (!kIsOptional<M>) required.emplace_back(member.name);
  });
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema.emplace("required", std::move(required));
  return schema;
}

}  // namespace detail

template <class T>
json::object schema_of() {
  if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::same_as<T, libauth::base::Time>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::same_as<T, std::chrono::seconds> || std::integral<T>) {
    return {{"type", "integer"}};
  } else if constexpr (detail::Text<T>) {
    return {{"type", "string"}};
  } else if constexpr (std::floating_point<T>) {
    return {{"type", "number"}};
  } else if constexpr (detail::kIsVariant<T>) {
    return detail::variant_schema<T>();
  } else if constexpr (detail::kIsOptional<T>) {
    return schema_of<typename T::value_type>();
  } else if constexpr (detail::kIsVector<T>) {
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
  } else if constexpr (detail::kIsMap<T>) {
    return {{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>()}};
  } else if constexpr (std::is_enum_v<T>) {
    return detail::enum_schema<T>();
  } else {
    return detail::struct_schema<T>();
  }
}

/// The schema of document(id, described): that of T with the member "schema" in front.
template <class T>
json::object document_schema(std::string_view id) {
  json::object schema = schema_of<T>();
  json::object properties;
  properties.emplace("schema", json::object{{"type", "string"}, {"const", id}});
  for (auto& member : schema["properties"].as_object()) {
    properties.emplace(member.key(), std::move(member.value()));
  }
  schema["properties"] = std::move(properties);
  json::array required{"schema"};
  if (const auto* names = schema.if_contains("required")) {
    for (const auto& name : names->as_array()) required.emplace_back(name);
  }
  schema["required"] = std::move(required);
  return schema;
}

}  // namespace service::api
