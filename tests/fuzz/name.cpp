// SPDX-License-Identifier: MIT
//
// Names: what is read can be written and read again.

#include "libauth/dns/name.h"

#include "tests/fuzz/property.h"

using libauth::dns::Name;

namespace {

void check(const Name& name) {
  const auto again = Name::parse(name.text());
  fuzz::require(again && *again == name, "a name reads back from its text");
  const auto labels = name.labels();
  fuzz::require(labels.size() == name.label_count() && labels.size() <= 127, "at most 127 labels");
  std::size_t size = labels.empty() ? 1 : labels.size() - 1;
  for (const auto label : labels) size += label.size();
  fuzz::require(size == name.text().size(), "labels and dots make up the text");
  fuzz::require(name.octets().size() < Name::kMaxWire, "a name is shorter than 255 octets");
  fuzz::require(name.is_at_or_below(name.parent()), "a name is below its parent");
  fuzz::require(name.last_labels(labels.size()) == name, "all labels are the name");
  const auto below = name.below("_dmarc");
  if (below) fuzz::require(below->parent() == name, "a name is the parent of what is below it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto name = Name::parse(fuzz::text_of(data, size))) check(*name);
  if (const auto name = Name::from_wire({data, size})) check(*name);
  const std::string_view label[] = {fuzz::text_of(data, size), "example"};
  if (const auto name = Name::from_labels(label)) {
    check(*name);
    fuzz::require(name->label_count() == 2, "a label stays one label");
    fuzz::require(name->octets().size() == size + 8, "a label keeps its octets");
  }
  return 0;
}
