// SPDX-License-Identifier: MIT

#include "libauth/mail/authors.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "libauth/mail/line_ends.h"
#include "libauth/mail/look_alike.h"

namespace libauth::mail {
namespace {

constexpr std::string_view kFrom = "From";

class Reader {
 public:
  explicit Reader(const Header& header)
      : has_bare_line_ends_(count_bare_line_ends(header.octets()) != BareLineEnds()) {}

  void read(const Field& field) {
    const bool is_from = field.is_named(kFrom);
    if (!is_from && !looks_like_from(field)) return;
    ++authors_.fields;
    if (is_full_) return;
    if (!is_from) {
      fail({0, "from", "Some programs take the line for a From field, others do not."});
    } else if (auto list = parse_address_list(field.value, room())) {
      add(std::move(list->mailboxes));
    } else {
      fail(list.error());
    }
  }

  Authors take() { return std::move(authors_); }

 private:
  /// A field with another name is taken for one only where a bare line end is in it (look_alike.h):
  /// most headers have none, which is seen faster of all fields at once.
  bool looks_like_from(const Field& field) const {
    return (has_bare_line_ends_ || !field.is_field()) && may_be_taken_for(field, kFrom);
  }

  void add(std::vector<Mailbox> mailboxes) {
    std::vector<Mailbox>& all = authors_.mailboxes;
    if (all.empty()) {
      all = std::move(mailboxes);
    } else {
      std::move(mailboxes.begin(), mailboxes.end(), std::back_inserter(all));
    }
  }

  std::size_t room() const {
    return kMaxAuthorsKept - authors_.mailboxes.size() - authors_.errors.size();
  }

  void fail(base::ParseError error) {
    is_full_ = room() == 0;
    if (is_full_) error = {0, "from", "There are too many authors."};
    authors_.errors.push_back(std::move(error));
  }

  const bool has_bare_line_ends_;
  Authors authors_;
  bool is_full_ = false;
};

}  // namespace

Authors authors_of(const Header& header) {
  Reader reader(header);
  for (const Field& field : header.fields()) reader.read(field);
  return reader.take();
}

}  // namespace libauth::mail
