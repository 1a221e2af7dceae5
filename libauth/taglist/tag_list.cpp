// SPDX-License-Identifier: MIT

#include "libauth/taglist/tag_list.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace libauth::taglist {
namespace {

/// Where `part`, a view into `text`, begins in it.
std::size_t offset_in(std::string_view text, std::string_view part) {
  return static_cast<std::size_t>(part.data() - text.data());
}

bool is_tag_name(std::string_view name) {
  return !name.empty() && base::is_alpha(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_alnum(c) || c == '_'; });
}

/// Looks at all octets, without a branch, so that the loop becomes vector instructions.
bool is_tag_value(std::string_view value) {
  unsigned char wrong = 0;
  for (const char c : value) {
    const bool fits = base::is_printable_ascii(c) | base::is_fws(c);
    wrong |= fits ? 0 : 1;
  }
  return wrong == 0;
}

/// @param is_plain  is_tag_value() holds for the whole text
void read_tag(std::string_view text, std::string_view part, bool is_plain, TagList& list) {
  const std::size_t equals = part.find('=');
  const std::string_view name = base::trim(part.substr(0, equals));
  const std::size_t at = offset_in(text, name);
  if (equals == std::string_view::npos) {
    list.defects.push_back({Defect::Kind::missing_equals, at, std::string(name)});
    return;
  }
  if (!is_tag_name(name)) {
    list.defects.push_back({Defect::Kind::bad_name, at, std::string(name)});
    return;
  }
  const std::string_view value = base::trim(part.substr(equals + 1));
  if (!is_plain && !is_tag_value(value)) {
    list.defects.push_back({Defect::Kind::bad_value, offset_in(text, value), std::string(name)});
  }
  if (list.find(name) != nullptr) {
    list.defects.push_back({Defect::Kind::duplicate, at, std::string(name)});
  }
  Tag& tag = list.tags.emplace_back();
  tag.name = name;
  tag.value = value;
  tag.name_offset = at;
  tag.value_offset = offset_in(text, value);
}

}  // namespace

std::string describe(const Defect& defect) {
  const std::string tag = "The tag \"" + base::printable(defect.name, 40) + "\"";
  switch (defect.kind) {
    case Defect::Kind::empty_tag:
      return "There is nothing between two semicolons.";
    case Defect::Kind::missing_equals:
      return tag + " has no \"=\".";
    case Defect::Kind::bad_name:
      return tag + " has a name that no tag can have.";
    case Defect::Kind::bad_value:
      return tag + " has an octet that a value must not have.";
    case Defect::Kind::duplicate:
      return tag + " is there more than once.";
    case Defect::Kind::too_many:
      return "There are more than " + std::to_string(kMaxTags) + " tags.";
  }
  return {};
}

const Tag* TagList::find(std::string_view name, bool ignore_case) const {
  const auto found = std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) {
    // Told without a call for nearly all of them.
    if (tag.name.size() != name.size()) return false;
    if (!ignore_case && tag.name.front() != name.front()) return false;
    return ignore_case ? base::equals_ignoring_case(tag.name, name) : tag.name == name;
  });
  return found == tags.end() ? nullptr : &*found;
}

TagList parse_tag_list(std::string_view text) {
  TagList list;
  const bool is_plain = is_tag_value(text);
  const std::size_t semicolons = base::count_of(text, ';');
  list.tags.reserve(std::min(semicolons + 1, kMaxTags));
  std::size_t at = 0;
  for (std::size_t i = 0; i <= semicolons; ++i) {
    const bool is_last = i == semicolons;
    const std::string_view part = text.substr(at, text.find(';', at) - at);
    const bool is_empty = base::trim(part).empty();
    if (i >= kMaxTags && !(is_last && is_empty)) {
      list.defects.push_back({Defect::Kind::too_many, at, {}});
      break;
    }
    if (!is_empty) {
      read_tag(text, part, is_plain, list);
    } else if (!is_last) {
      // The grammar has one semicolon at the end, and nothing empty before it.
      list.defects.push_back({Defect::Kind::empty_tag, at, {}});
    }
    at += part.size() + 1;
  }
  return list;
}

}  // namespace libauth::taglist
