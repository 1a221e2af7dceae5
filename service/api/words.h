// SPDX-License-Identifier: MIT
//
// Reads the words of users: what a route and a command of the same name both take.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/dns/name.h"

namespace service::api {

/// The text in quotes, on one printable line, at most 80 octets of it.
std::string quoted(std::string_view text);

/// What is wrong with the word of this name: the rule of the error.
/// @param message  a sentence, fit for one line
/// @param offset  octets of the word before what is wrong
libauth::base::ParseError wrong_word(std::string_view word, std::string message,
                                     std::size_t offset = 0);

/// Reads a domain name.
/// @param word  what the user calls it
libauth::base::Result<libauth::dns::Name> read_name(std::string_view word, std::string_view text);

/// Why a name that is not the root cannot be the domain of a mail address; a sentence without what
/// it is about.
/// @spec RFC 5321 section 4.1.2
std::string why_not_mail_domain(const libauth::dns::Name& name);

/// Reads the domain that the user asks about, in any case, with or without a dot at the end: one
/// that mail can be sent to. The rule of an error is "domain".
libauth::base::Result<libauth::dns::Name> read_mail_domain(std::string_view text);

/// Reads the domain of stored reports likewise. Receivers write there what a message had, so that
/// it is any name but the root; an address is a slip.
libauth::base::Result<libauth::dns::Name> read_report_domain(std::string_view text);

/// What is wrong with the name of a source on which the owner says a word, a sentence; empty where
/// nothing is. A name is text of 1 to kMaxSourceName octets, without control octets, and not only
/// blanks.
std::string wrong_source_name(std::string_view name);

}  // namespace service::api
