// SPDX-License-Identifier: MIT
//
// Macro strings: expansion ends, is bounded, and gives a name or none. The first octet chooses the
// place, the rest is the macro string.

#include "libauth/spf/macro.h"
#include "tests/fuzz/property.h"

using namespace libauth::spf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool is_record = data[0] % 2 == 0;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  const auto string =
      parse_macro_string(text, is_record ? MacroPlace::record : MacroPlace::explanation);
  const auto domain = parse_domain_spec(text);
  if (!string) {
    fuzz::require(string.error().offset <= text.size(), "errors are in the text");
    fuzz::require(!is_record || !domain, "a domain-spec is a macro string");
    return 0;
  }
  MacroValues values;
  values.sender_local = "strong-bad+\xff";
  values.sender_domain = "email.example.com";
  values.domain = "example.com";
  values.ip = *libauth::base::IpAddress::parse("2001:db8::1");
  values.helo = "mail.example.org";
  values.validated = "unknown";
  values.receiver = "mx.example.net";
  const std::string expanded = expand(*string, values);
  // The longest value has 63 octets, "%" to three octets when escaped; a macro is 4 octets or more.
  fuzz::require(expanded.size() <= text.size() * 48, "expansion is bounded");
  if (const auto name = target_name(expanded)) {
    fuzz::require(name->octets().size() <= 253, "a target has at most 253 octets");
    const auto again = libauth::dns::Name::parse(name->text());
    fuzz::require(again && *again == *name, "a target reads back");
  }
  if (domain) fuzz::require(!domain->parts.empty(), "a domain-spec is not empty");
  return 0;
}
