// SPDX-License-Identifier: MIT

#include "libauth/mail/header.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace libauth::mail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Where the field ends that begins the text: before the first CRLF that no white space follows
/// (RFC 5322 section 2.2.3).
std::size_t end_of_field(std::string_view text) {
  for (std::size_t lf = text.find('\n'); lf != std::string_view::npos;
       lf = text.find('\n', lf + 1)) {
    const bool is_folded = lf + 1 < text.size() && base::is_wsp(text[lf + 1]);
    if (!is_folded && lf > 0 && text[lf - 1] == '\r') return lf - 1;
  }
  return text.size();
}

/// Calls `take` with each field, without its last line end.
template <class Take>
void split_fields(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = end_of_field(text);
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + kLineEnd.size(), text.size()));
  }
}

}  // namespace

Header::Header(std::vector<char> octets, std::size_t fields) : octets_(std::move(octets)) {
  const std::string_view text = this->octets();
  // Counted first, so that a header of nothing but short lines takes no more memory than it has to.
  if (fields == 0) split_fields(text, [&fields](std::string_view) { ++fields; });
  fields_.reserve(fields);
  split_fields(text, [this](std::string_view field) { fields_.push_back(read_field(field)); });
}

Header::Header(std::string_view octets) : Header(std::vector<char>(octets.begin(), octets.end())) {}

std::size_t Header::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [name](const Field& field) { return field.is_named(name); }));
}

const Field* Header::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [name](const Field& field) { return field.is_named(name); });
  return found == fields_.end() ? nullptr : &*found;
}

}  // namespace libauth::mail
