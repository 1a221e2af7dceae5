// SPDX-License-Identifier: MIT
//
// Texts that are no DMARC record but were meant as one.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace libauth::dmarc {

/// Why the text does not count, for "v=dmarc1; p=none", "p=none; v=DMARC1", a record in quotes and
/// the like: the end of a sentence, without its full stop. None for DMARC records themselves and
/// for all other texts, such as "v=spf1 -all".
/// @param text  octets of a TXT record at a "_dmarc" name, strings joined
/// @spec RFC 9989 section 4.7
std::optional<std::string> why_no_record(std::string_view text);

/// The record that such a text was likely meant to be: its version put right and put first, with
/// the tags as they stand. None where that is no record with a policy and without any fault.
/// @param text  octets of a TXT record for which why_no_record() has a reason
/// @spec RFC 9989 section 4.7
std::optional<std::string> meant_record(std::string_view text);

}  // namespace libauth::dmarc
