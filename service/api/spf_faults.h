// SPDX-License-Identifier: MIT
//
// What is wrong with the texts that a domain publishes for SPF, with the place of it.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/dns/answer.h"

namespace service::api {

/// Where a record cannot be read. Octets that are no printable ASCII are \DDD in all texts here.
struct SpfSyntaxError {
  std::string domain;      ///< whose record
  std::string term;        ///< the term at fault; its first 80 octets
  std::size_t offset = 0;  ///< octets of the record before the place
  std::string message;     ///< a sentence
};

BOOST_DESCRIBE_STRUCT(SpfSyntaxError, (), (domain, term, offset, message))

/// A text that is no SPF record but was likely meant as one.
struct SpfNearMiss {
  std::string text;   ///< as published
  std::string why;    ///< why it is none, to follow "because"
  std::string meant;  ///< the record that was likely meant
};

BOOST_DESCRIBE_STRUCT(SpfNearMiss, (), (text, why, meant))

/// Texts of a name that are looked at; nobody has so many.
inline constexpr std::size_t kMaxSpfTexts = 20;

/// None where the record can be read.
/// @param record  is_spf_record() holds
std::optional<SpfSyntaxError> syntax_error_in(const std::string& domain, std::string_view record);

/// The term, the place counted from 1, and the message, in one or two sentences.
std::string sentence(const SpfSyntaxError& error);

/// The first kMaxSpfTexts SPF records of a TXT answer, printable.
std::vector<std::string> spf_records_in(const libauth::dns::Answer& answer);

/// The first text of a TXT answer that is an SPF record, its octets as they are; empty where none
/// is.
std::string spf_record_in(const libauth::dns::Answer& answer);

/// The first kMaxSpfTexts near misses of a TXT answer.
std::vector<SpfNearMiss> near_misses_in(const libauth::dns::Answer& answer);

/// That there is the text, why it does not count, and what is meant.
std::string sentence(const SpfNearMiss& miss);

}  // namespace service::api
