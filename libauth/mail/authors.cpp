// SPDX-License-Identifier: MIT

#include "libauth/mail/authors.h"

#include <iterator>
#include <string_view>
#include <utility>

#include "libauth/mail/look_alike.h"

namespace libauth::mail {
namespace {

constexpr std::string_view kFrom = "From";

class Reader {
 public:
  void read(const Field& field) {
    const bool is_from = field.is_named(kFrom);
    if (!is_from && !may_be_taken_for(field, kFrom)) return;
    ++authors_.fields;
    if (is_full_) return;
    if (!is_from) {
      fail({0, "from", "Some programs take the line for a From field, others do not."});
    } else if (auto list = parse_address_list(field.value, room())) {
      authors_.mailboxes.insert(authors_.mailboxes.end(),
                                std::make_move_iterator(list->mailboxes.begin()),
                                std::make_move_iterator(list->mailboxes.end()));
    } else {
      fail(list.error());
    }
  }

  Authors take() { return std::move(authors_); }

 private:
  std::size_t room() const {
    return kMaxAuthorsKept - authors_.mailboxes.size() - authors_.errors.size();
  }

  void fail(base::ParseError error) {
    is_full_ = room() == 0;
    if (is_full_) error = {0, "from", "There are too many authors."};
    authors_.errors.push_back(std::move(error));
  }

  Authors authors_;
  bool is_full_ = false;
};

}  // namespace

Authors authors_of(const Header& header) {
  Reader reader;
  for (const Field& field : header.fields()) reader.read(field);
  return reader.take();
}

}  // namespace libauth::mail
