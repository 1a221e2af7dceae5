// SPDX-License-Identifier: MIT
//
// Lists of addresses: what is read can be written in one plain way, and reads back as the same
// mailboxes; what cannot be read has its place in the text.

#include "libauth/mail/address.h"

#include <string>

#include "libauth/mail/quote.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using namespace libauth::mail;

namespace {

void check_error(const base::ParseError& error, std::string_view text) {
  fuzz::require(error.offset <= text.size(), "an error is in the text");
  fuzz::require(!error.rule.empty() && !error.message.empty(), "an error says why");
}

bool has_none_of(std::string_view text, std::string_view octets) {
  return text.find_first_of(octets) == std::string_view::npos;
}

void check_mailbox(const Mailbox& mailbox, std::string_view text) {
  constexpr std::string_view kNever{"\0\r\n", 3};
  fuzz::require(mailbox.offset < text.size(), "a mailbox is in the text");
  fuzz::require(!mailbox.domain.empty(), "a mailbox has a domain");
  fuzz::require(!mailbox.local_part.empty() || text.find('"') != std::string_view::npos,
                "a local part is empty in quotes only");
  fuzz::require(has_none_of(mailbox.display_name, kNever), "a name is a line");
  fuzz::require(has_none_of(mailbox.local_part, kNever), "a local part is a line");
  fuzz::require(mailbox.is_literal == mailbox.domain.starts_with('['), "literals have brackets");
  fuzz::require(mailbox.is_literal || has_none_of(mailbox.domain, " \t\r\n()<>[]:;@\\,\""),
                "a domain has no other special octets");
}

std::string written(const AddressList& list) {
  std::string text;
  for (const Mailbox& mailbox : list.mailboxes) {
    if (!text.empty()) text += ",\r\n ";
    text += quoted_string(mailbox.display_name) + " <" + quoted_string(mailbox.local_part) + "@" +
            mailbox.domain + ">";
  }
  return text;
}

bool are_same(AddressList a, AddressList b) {
  for (AddressList* list : {&a, &b}) {
    for (Mailbox& mailbox : list->mailboxes) mailbox.offset = 0;
  }
  return a.mailboxes == b.mailboxes;
}

/// A comment and a fold before the text change nothing but places.
void check_shifted(const base::Result<AddressList>& list, std::string_view text) {
  const std::string before = "(\\)(c))\r\n ";
  auto shifted = parse_address_list(before + std::string(text));
  fuzz::require(shifted.has_value() == list.has_value(), "a comment makes no difference");
  if (!list) {
    fuzz::require(shifted.error().offset == list.error().offset + before.size() &&
                      shifted.error().rule == list.error().rule,
                  "an error moves with the text");
    return;
  }
  for (Mailbox& mailbox : shifted->mailboxes) mailbox.offset -= before.size();
  fuzz::require(*shifted == *list, "mailboxes move with the text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto list = parse_address_list(text);
  check_shifted(list, text);
  if (!list) {
    check_error(list.error(), text);
    return 0;
  }
  fuzz::require(!list->mailboxes.empty() || list->groups > 0, "a list has something in it");
  for (const Mailbox& mailbox : list->mailboxes) check_mailbox(mailbox, text);
  if (list->mailboxes.empty()) return 0;
  const auto again = parse_address_list(written(*list));
  fuzz::require(again.has_value(), "what was read can be written");
  fuzz::require(are_same(*again, *list), "it reads back as the same mailboxes");
  return 0;
}
