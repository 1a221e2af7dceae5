// SPDX-License-Identifier: MIT
//
// Tag lists: every tag stands in the text where it says, and the counts are bounded.

#include "libauth/taglist/tag_list.h"

#include "tests/fuzz/property.h"

using namespace libauth::taglist;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const TagList list = parse_tag_list(text);
  fuzz::require(list.tags.size() <= kMaxTags, "at most kMaxTags tags");
  fuzz::require(list.defects.size() <= 2 * kMaxTags + 1, "defects are bounded");
  std::string rewritten;
  std::size_t end = 0;
  for (const Tag& tag : list.tags) {
    fuzz::require(tag.name_offset >= end, "tags are in order");
    fuzz::require(text.substr(tag.name_offset, tag.name.size()) == tag.name, "names stand there");
    fuzz::require(tag.value_offset <= size, "values are in the text");
    fuzz::require(text.substr(tag.value_offset, tag.value.size()) == tag.value,
                  "values stand there");
    end = tag.value_offset + tag.value.size();
    rewritten += tag.name + "=" + tag.value + ";";
    fuzz::require(list.find(tag.name) != nullptr, "tags are found");
  }
  for (const Defect& defect : list.defects) {
    fuzz::require(defect.offset <= size, "defects are in the text");
    fuzz::require(describe(defect).size() < 300, "a defect is one sentence");
  }
  const TagList again = parse_tag_list(rewritten);
  fuzz::require(again.tags.size() == list.tags.size(), "tags can be written and read again");
  for (std::size_t i = 0; i < again.tags.size(); ++i) {
    fuzz::require(again.tags[i].name == list.tags[i].name, "names stay");
    fuzz::require(again.tags[i].value == list.tags[i].value, "values stay");
  }
  return 0;
}
