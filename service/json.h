// SPDX-License-Identifier: MIT
//
// The one way in which a struct becomes a JSON document.
//
// A struct or an enum that is described (Boost.Describe) becomes JSON by itself: the member names
// of the document are the member names in C++, in their order. Names, addresses and times become
// text. A member without a value (an empty std::optional) is left out, in every document; empty
// texts and empty lists are kept. Text is well-formed UTF-8 whatever came in.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "reports/text/word.h"

// Boost.JSON finds these beside the type or in its own namespace. libauth and reports do not know
// Boost.JSON, and the types of <chrono> are not ours, so they stand here.
namespace boost::json {

/// "2026-05-01T00:00:00Z"
inline void tag_invoke(const value_from_tag&, value& json, const libauth::base::Time& time) {
  json = libauth::base::rfc3339(time);
}

/// Whole seconds, a number.
inline void tag_invoke(const value_from_tag&, value& json, const std::chrono::seconds& duration) {
  json = duration.count();
}

/// "192.0.2.1"
inline void tag_invoke(const value_from_tag&, value& json,
                       const libauth::base::IpAddress& address) {
  json = address.text();
}

/// "example.com"
inline void tag_invoke(const value_from_tag&, value& json, const libauth::dns::Name& name) {
  json = name.text();
}

/// The word of the vocabulary, or what was written where that means nothing: "softfail".
template <class E>
void tag_invoke(const value_from_tag&, value& json, const reports::text::Word<E>& word) {
  json = word.text();
}

}  // namespace boost::json

namespace service::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// The value without members that are null, with text that is well-formed UTF-8.
value cleaned(value json);

/// The described struct as JSON, cleaned.
template <class T>
value from(const T& described) {
  return cleaned(boost::json::value_from(described));
}

/// `members` with the member "schema" in front of them.
object with_schema(std::string_view schema, object members);

/// The document that a described struct makes: "schema" first, then its members.
/// @param schema  name and version, "mailvet.audit/1"
template <class T>
object document(std::string_view schema, const T& described) {
  return with_schema(schema, std::move(from(described).as_object()));
}

/// For programs: no white space.
std::string compact(const value& json);

/// For people: two spaces a level, a line for each member and element, a line end at the end.
std::string pretty(const value& json);

}  // namespace service::json
