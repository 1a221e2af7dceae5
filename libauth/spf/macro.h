// SPDX-License-Identifier: MIT
//
// Macro strings, RFC 7208 section 7: what an SPF record makes of the message at hand.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dns/name.h"

namespace libauth::spf {

/// A piece of a macro string: plain text, or one "%{...}".
struct MacroPart {
  std::string literal;     ///< the text; with a macro empty
  char letter = 0;         ///< lower case; 0 for plain text
  bool escape = false;     ///< upper-case letter: URL-escape the value
  bool reverse = false;    ///< "r"
  unsigned keep = 0;       ///< right-hand parts to keep; 0: all
  std::string delimiters;  ///< where the value is split, each once; empty: at dots
  bool expands = false;    ///< whether it was written with "%", so that it may end a domain-spec

  bool operator==(const MacroPart&) const = default;
};

/// Where a macro string stands: the letters c, r and t are for explanations only.
enum class MacroPlace { record, explanation };

/// A macro string that is known to be well formed.
struct MacroString {
  std::vector<MacroPart> parts;
  MacroPlace place = MacroPlace::record;

  bool uses(char letter) const;
  bool operator==(const MacroString&) const = default;
};

/// @spec RFC 7208 section 7.1
/// @abnf macro-string = *( macro-expand / macro-literal )
base::Result<MacroString> parse_macro_string(std::string_view text, MacroPlace place);

/// Reads a macro string that has to be a domain-spec: it ends with a top label or with a macro.
/// @spec RFC 7208 section 7.1
/// @abnf domain-spec = macro-string domain-end
base::Result<MacroString> parse_domain_spec(std::string_view text);

/// The values of the macro letters.
struct MacroValues {
  std::string_view sender_local;   ///< l
  std::string_view sender_domain;  ///< o
  std::string_view domain;         ///< d
  base::IpAddress ip;              ///< i, v, c; not IPv4-mapped
  std::string_view helo;           ///< h
  std::string_view validated;      ///< p: the validated name of the client, or "unknown"
  std::string_view receiver;       ///< r
  base::Time now{};                ///< t
};

/// The string with every macro replaced by its value. Its cost is bounded by the sizes of the
/// string and of the longest value, however often that is used:
/// - in a record a name comes of it, and of a long text only the right-hand end is given, with all
///   that target_name() looks at; an empty text, which is no name, where the local-part is not
///   ASCII and is asked for (RFC 8616 section 4);
/// - an explanation of more than kMaxExplanation octets is given as an empty text: it is of no use
///   (RFC 7208 section 6.2).
std::string expand(const MacroString& string, const MacroValues& values);

/// The name that an expanded domain-spec stands for: labels are dropped from the left while it is
/// longer than 253 octets (RFC 7208 section 7.3). None where it is no name.
std::optional<dns::Name> target_name(std::string_view expanded);

/// The name that a domain-spec without macro letters stands for, whoever sends; the domain itself
/// where it is empty; none where there are letters or it is no name.
std::optional<dns::Name> fixed_target(const dns::Name& domain, const MacroString& string);

}  // namespace libauth::spf
