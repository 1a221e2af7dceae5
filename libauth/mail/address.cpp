// SPDX-License-Identifier: MIT

#include "libauth/mail/address.h"

#include <algorithm>
#include <utility>

#include "libauth/mail/address_text.h"
#include "libauth/mail/quote.h"

namespace libauth::mail {
namespace {

/// Words and dots in a row: a display name or a local part, as the octet behind them tells.
struct Words {
  std::size_t count = 0;   ///< words
  std::string phrase;      ///< as a display name
  std::string local_part;  ///< as a local part
  bool starts_with_dot = false;
  bool has_dot = false;
  bool has_obsolete_dot = false;  ///< space around a dot, or a dot beside a quoted string
  bool has_quoted = false;
  bool wants_word = true;     ///< a local part may not end here
  bool is_local_part = true;  ///< words and dots take turns
};

/// Whether it has the looks of an encoded-word (RFC 2047 section 2). Some programs decode one in an
/// address, where section 5 forbids it, and then see another address.
bool has_encoded_word(std::string_view text) {
  const std::size_t start = text.find("=?");
  return start != std::string_view::npos && text.find("?=", start + 2) != std::string_view::npos;
}

class Parser {
 public:
  Parser(std::string_view value, std::size_t max_addresses)
      : text_(value), max_addresses_(max_addresses) {}

  base::Result<AddressList> parse() {
    if (!read_members(false)) return text_.error();
    return std::move(list_);
  }

 private:
  bool ends(bool in_group) { return in_group ? text_.take(';') : text_.at_end(); }

  /// address-list, or group-list up to its ";" (RFC 5322 section 3.4), both with empty elements
  /// (section 4.4).
  bool read_members(bool in_group) {
    bool has_member = false;
    for (bool after_comma = false;; after_comma = true) {
      if (!text_.skip_cfws()) return false;
      if (ends(in_group)) {
        list_.has_obsolete |= after_comma;
        return in_group || has_member || text_.fail("address-list", "There is no address.");
      }
      if (text_.take(',')) {
        list_.has_obsolete = true;
        continue;
      }
      if (!read_address(in_group)) return false;
      has_member = true;
      if (ends(in_group)) return true;
      if (!text_.take(',')) return fail_behind_address(in_group);
    }
  }

  bool fail_behind_address(bool in_group) {
    if (text_.at_end()) return text_.fail("group", "A group is not closed with \";\".");
    return text_.fail(in_group ? "group-list" : "address-list",
                      "Something other than a comma follows an address.");
  }

  bool read_address(bool in_group) {
    if (list_.mailboxes.size() + list_.groups >= max_addresses_) {
      return text_.fail("address-list", "There are too many addresses.");
    }
    Mailbox mailbox;
    mailbox.offset = text_.offset();
    Words words;
    if (!read_words(words)) return false;
    if (text_.has('@')) return read_addr_spec(words, mailbox) && add(mailbox);
    if (words.starts_with_dot) return text_.fail("phrase", "A name cannot start with a dot.");
    list_.has_obsolete |= words.has_dot;
    if (text_.has('<')) {
      mailbox.display_name = std::move(words.phrase);
      return read_angle_addr(mailbox) && add(mailbox);
    }
    if (!text_.has(':') || words.count == 0) return fail_as_address(in_group, words);
    if (in_group) return text_.fail("group-list", "A group cannot stand in a group.");
    return read_group();
  }

  bool fail_as_address(bool in_group, const Words& words) {
    if (words.count > 0) return text_.fail("addr-spec", "An address has no \"@\" here.");
    if (in_group && text_.at_end()) return fail_behind_address(in_group);
    return text_.fail("address", "There is no address here.");
  }

  bool add(Mailbox& mailbox) {
    list_.mailboxes.push_back(std::move(mailbox));
    return true;
  }

  /// The rest of a group, from the colon on.
  bool read_group() {
    ++list_.groups;
    return text_.take(':') && read_members(true) && text_.skip_cfws();
  }

  /// "<" addr-spec ">", with a route too (obs-angle-addr of RFC 5322 section 4.4).
  bool read_angle_addr(Mailbox& mailbox) {
    text_.take('<');
    if (!text_.skip_cfws()) return false;
    if ((text_.has('@') || text_.has(',')) && !skip_route()) return false;
    Words words;
    if (!read_words(words)) return false;
    if (!text_.has('@')) return text_.fail("addr-spec", "An address has no \"@\" here.");
    if (!read_addr_spec(words, mailbox)) return false;
    if (!text_.take('>')) return text_.fail("angle-addr", "An address is not closed with \">\".");
    return text_.skip_cfws();
  }

  /// obs-route = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) ":"
  bool skip_route() {
    list_.has_obsolete = true;
    bool has_domain = false;
    while (!text_.take(':')) {
      if (text_.take('@')) {
        Mailbox ignored;
        if (!read_domain(ignored)) return false;
        has_domain = true;
        if (!text_.has(',') && !text_.has(':')) {
          return text_.fail("obs-route", "A route is not closed with \":\".");
        }
      } else if (!text_.take(',')) {
        return text_.fail("obs-route", "A domain is missing in a route.");
      }
      if (!text_.skip_cfws()) return false;
    }
    return has_domain || text_.fail("obs-route", "A route has no domain.");
  }

  /// The words have been read; the "@" is next.
  bool read_addr_spec(Words& words, Mailbox& mailbox) {
    if (words.count == 0 && !words.has_dot) {
      return text_.fail("local-part", "An address has no local part.");
    }
    if (!words.is_local_part || words.wants_word) {
      return text_.fail("local-part", "What stands before the \"@\" is no local part.");
    }
    list_.has_obsolete |= words.has_obsolete_dot || (words.has_quoted && words.count > 1);
    mailbox.local_part = std::move(words.local_part);
    text_.take('@');
    if (!read_domain(mailbox)) return false;
    // RFC 2047 section 5, rule 3.
    if (has_encoded_word(mailbox.local_part) || has_encoded_word(mailbox.domain)) {
      return text_.fail("addr-spec", "An encoded word cannot stand in an address.");
    }
    return true;
  }

  /// Words and dots with what is between them, none too.
  bool read_words(Words& words) {
    for (;;) {
      bool is_spaced = false;
      if (!skip_cfws(is_spaced)) return false;
      if (text_.take('.')) {
        add_dot(words, is_spaced);
      } else if (text_.has('"') || text_.has_atom()) {
        if (!read_word(words, is_spaced)) return false;
      } else {
        return true;
      }
    }
  }

  /// Puts what the local part has got since then into the phrase too.
  static void add_to_phrase(Words& words, std::size_t since, bool is_spaced) {
    if (is_spaced && !words.phrase.empty()) words.phrase += ' ';
    words.phrase.append(words.local_part, since);
  }

  static void add_dot(Words& words, bool is_spaced) {
    words.local_part += '.';
    add_to_phrase(words, words.local_part.size() - 1, is_spaced);
    words.starts_with_dot |= words.count == 0;
    words.has_dot = true;
    words.has_obsolete_dot |= is_spaced;
    words.is_local_part &= !words.wants_word;
    words.wants_word = true;
  }

  /// A word in quotes or not.
  bool read_word(Words& words, bool is_spaced) {
    std::string& text = words.local_part;
    const std::size_t start = text.size();
    const bool is_quoted = text_.has('"');
    if (!(is_quoted ? text_.read_quoted_string(text) : text_.read_atom(text))) return false;
    add_to_phrase(words, start, is_spaced);
    words.has_quoted |= is_quoted;
    words.has_obsolete_dot |= is_spaced && words.has_dot;
    words.is_local_part &= words.wants_word;
    words.wants_word = false;
    ++words.count;
    return true;
  }

  /// domain = dot-atom / domain-literal / obs-domain; goes over the CFWS at its ends.
  bool read_domain(Mailbox& mailbox) {
    if (!text_.skip_cfws()) return false;
    mailbox.is_literal = text_.has('[');
    if (!mailbox.is_literal) return read_labels(mailbox.domain);
    if (!text_.read_domain_literal(mailbox.domain)) return false;
    // A quoted-pair in it is obs-dtext.
    list_.has_obsolete |= mailbox.domain.find('\\') != std::string::npos;
    return text_.skip_cfws();
  }

  bool read_labels(std::string& domain) {
    for (;;) {
      if (!text_.has_atom()) return text_.fail("domain", "A domain, or a label of it, is missing.");
      bool is_spaced = false;
      if (!text_.read_atom(domain) || !skip_cfws(is_spaced)) return false;
      if (!text_.take('.')) return true;
      domain += '.';
      list_.has_obsolete |= is_spaced;
      if (!skip_cfws(is_spaced)) return false;
      list_.has_obsolete |= is_spaced;
    }
  }

  bool skip_cfws(bool& is_skipped) {
    const std::size_t start = text_.offset();
    if (!text_.skip_cfws()) return false;
    is_skipped = text_.offset() != start;
    return true;
  }

  AddressText text_;
  std::size_t max_addresses_;
  AddressList list_;
};

}  // namespace

std::string written(const Mailbox& mailbox) {
  // RFC 6532 section 3.2: what is not ASCII is atext, so it needs no quotes itself.
  std::string ascii = mailbox.local_part;
  std::replace_if(
      ascii.begin(), ascii.end(), [](char c) { return static_cast<unsigned char>(c) > 127; }, 'x');
  return (is_dot_atom(ascii) ? mailbox.local_part : quoted_string(mailbox.local_part)) + "@" +
         mailbox.domain;
}

base::Result<AddressList> parse_address_list(std::string_view value, std::size_t max_addresses) {
  return Parser(value, max_addresses).parse();
}

}  // namespace libauth::mail
