// SPDX-License-Identifier: MIT
//
// Which fields of an arriving message pretend to be ours, RFC 8601 section 5.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/mail/header.h"

namespace libauth::authres {

/// Why a field has to go.
enum class Forgery {
  own_id,      ///< it names an authserv-id of ours
  unreadable,  ///< nobody can say which one it names, or whether it is such a field: RFC 8601
               ///< section 5 leaves it to us, and a reader that is less strict might take it for
               ///< ours
  version,     ///< a version that we do not know (section 2.2)
};

BOOST_DESCRIBE_ENUM(Forgery, own_id, unreadable, version)

struct ForgedField {
  std::size_t index = 0;       ///< in Header::fields()
  std::size_t occurrence = 0;  ///< among the fields of its name, from the top, 1 for the first:
                               ///< what milters count by. 0: it has not got the name, only some
                               ///< programs take it for such a field (libauth/mail/look_alike.h).
                               ///< No program that deletes by name and number can delete it, and
                               ///< not all count alike here: refuse the message
  Forgery why{};

  bool operator==(const ForgedField&) const = default;
};

/// The Authentication-Results fields to delete before the message goes further, the last one first:
/// deleting one shifts the places of those behind it. ARC fields are no such fields.
///
/// It fails closed. A field is ours too where one of our ids is a word of its id
/// ("mx.example.com/3f2a"), and unreadable wherever parse_authserv_id() gives an error, so that no
/// reader that is less strict takes a field for ours that stays. It knows of the fields that are in
/// `header`: where that was cut (mail::Splitter::is_header_cut()) others may follow.
/// @param own_ids  the authserv-ids of our own domain; compared as domain names where they are such
///                 (U-labels and A-labels are equal, case does not count), as text without case
///                 otherwise. An empty one is passed over
std::vector<ForgedField> forged_fields(const mail::Header& header,
                                       std::span<const std::string> own_ids);

}  // namespace libauth::authres
