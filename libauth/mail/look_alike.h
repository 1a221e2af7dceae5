// SPDX-License-Identifier: MIT
//
// Lines of a header that are no field of a name, and that a less strict program takes for one. Two
// programs that read a header differently are how a From or an Authentication-Results is forged.

#pragma once

#include <string_view>

#include "libauth/mail/field.h"

namespace libauth::mail {

/// Whether the line, which has not got the name by RFC 5322 section 2.2, has it for a program that
/// does one or more of these:
/// - it unfolds before it looks for the colon, or goes over all white space and controls of C's
///   isspace() and NUL there;
/// - it goes over the same at the start of the line;
/// - it ends a line at a CR or LF alone (RFC 5321 section 2.3.8 says that they end none), so that
///   the name may stand behind one in another field;
/// - it drops CR and NUL, so that they may stand in the name.
/// False for a field that has the name. Takes time in proportion to the octets.
/// @param name  case does not count
bool may_be_taken_for(const Field& field, std::string_view name);

}  // namespace libauth::mail
