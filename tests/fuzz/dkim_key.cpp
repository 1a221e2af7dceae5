// SPDX-License-Identifier: MIT
//
// DKIM key records: what is read is known to be a key record, and reading does not grow.

#include "libauth/dkim/parse.h"
#include "tests/fuzz/property.h"

using namespace libauth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto record = dkim::parse_key_record(text);
  if (!record) {
    fuzz::require(record.error().offset <= size, "errors are in the text");
    fuzz::require(!record.error().message.empty(), "an error has a message");
    return 0;
  }
  fuzz::require(dkim::is_key_record(text), "a key record is known to be one");
  fuzz::require(record->key.size() <= size / 4 * 3, "a key is shorter than its base64");
  fuzz::require(record->tags.defects.empty(), "a key record has no defect");
  const auto key = dkim::read_key(*record);
  const auto again = dkim::read_key(*dkim::parse_key_record(text));
  fuzz::require(key.has_value() == again.has_value(), "reading twice gives the same");
  if (key) {
    fuzz::require(*key == *again, "reading twice gives the same key");
    fuzz::require(key->bits > 0, "a key has bits");
    fuzz::require(key->bits <= 8 * record->key.size(), "a key has no more bits than its octets");
    fuzz::require(!record->is_revoked(), "a revoked key is none");
  }
  return 0;
}
