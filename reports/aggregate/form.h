// SPDX-License-Identifier: MIT
//
// How far a document is in the form of RFC 9990: told of every report, and a reason to refuse none.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "reports/aggregate/vocabulary.h"

namespace reports::aggregate {

/// The namespace of RFC 9990 appendix A.
inline constexpr std::string_view kNamespace = "urn:ietf:params:xml:ns:dmarc-2.0";

/// Whose elements and words a document has.
enum class Form {
  rfc7489,  ///< some that only RFC 7489 appendix C has: pct, forwarded, scope helo
  rfc9990,  ///< some that only RFC 9990 has: np, testing, discovery_method, disposition pass
  mixed,    ///< both
};
BOOST_DESCRIBE_ENUM(Form, rfc7489, rfc9990, mixed)

/// What is not as the schema of RFC 9990 appendix A has it.
enum class DeviationKind {
  wrong_namespace,    ///< feedback is not in the namespace of RFC 9990
  not_in_schema,      ///< the schema has no such element there
  missing,            ///< a required element is not there
  repeated,           ///< an element is there too often
  out_of_order,       ///< an element comes after one that must follow it
  invalid_value,      ///< the text is not of the element's type
  unknown_attribute,  ///< the schema has no such attribute
  stray_text,         ///< text between elements
};
BOOST_DESCRIBE_ENUM(DeviationKind, wrong_namespace, not_in_schema, missing, repeated, out_of_order,
                    invalid_value, unknown_attribute, stray_text)

/// All deviations of one kind of an element in its parent.
struct Deviation {
  DeviationKind what{};
  std::string element;        ///< local name, printable, at most 40 octets
  std::string parent;         ///< local name of the element around it; empty for the root
  std::uint64_t repeats = 1;  ///< how often

  bool operator==(const Deviation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Deviation, (), (what, element, parent, repeats))

/// The most kinds of deviations that are told of one document. A report has some 50 elements.
inline constexpr std::size_t kMaxDeviations = 100;

/// What is told of a document's form. Where it was not well-formed, it is that of the repaired one,
/// and the report has warnings besides.
struct Conformance {
  /// By the elements, words and namespaces that only one of the RFCs has; absent without any.
  std::optional<Form> form;
  /// From the schema of RFC 9990, in the order of first appearance; the first kMaxDeviations.
  std::vector<Deviation> deviations;

  bool operator==(const Conformance&) const = default;
};
BOOST_DESCRIBE_STRUCT(Conformance, (), (form, deviations))

/// The only RFC that has the word; none where both have it. RFC 9990 section 3.1.1 and appendix A
/// against RFC 7489 appendix C.
constexpr std::optional<Form> only_in(Disposition word) {
  if (word == Disposition::pass) return Form::rfc9990;
  return std::nullopt;
}
constexpr std::optional<Form> only_in(SpfResult word) {
  if (word == SpfResult::policy) return Form::rfc9990;
  return std::nullopt;
}
constexpr std::optional<Form> only_in(SpfScope word) {
  if (word == SpfScope::helo) return Form::rfc7489;
  return std::nullopt;
}
constexpr std::optional<Form> only_in(ReasonType word) {
  if (word == ReasonType::policy_test_mode) return Form::rfc9990;
  if (word == ReasonType::forwarded || word == ReasonType::sampled_out) return Form::rfc7489;
  return std::nullopt;
}
template <class E>
constexpr std::optional<Form> only_in(E) {
  return std::nullopt;
}

/// Gathers what is told of a form while a document is read.
class FormNotes {
 public:
  void deviate(DeviationKind what, std::string_view element, std::string_view parent);
  /// Counts something that only one RFC has; mixed counts for both.
  void vote(Form form);
  /// Counts the namespace of the feedback element.
  void see_namespace(const std::optional<std::string>& xml_namespace);

  const Conformance& conformance() const { return conformance_; }

 private:
  Conformance conformance_;
};

}  // namespace reports::aggregate
