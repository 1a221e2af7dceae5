// SPDX-License-Identifier: MIT
//
// Splits a message that arrives in pieces into its header and its body.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/mail/header.h"
#include "libauth/mail/line_end.h"

namespace libauth::mail {

/// Octets of a header that are kept where nobody says otherwise. Headers of more than 100 KiB are
/// seen where lists of recipients are written out; Postfix refuses 102,400 by default.
inline constexpr std::size_t kMaxHeaderOctets = 512 * 1024;
/// Fields of a header that are kept, lines that are no field among them. The list of them (Header)
/// takes 48 octets for each, so that it takes no more memory than the octets of the longest header;
/// a field of three octets would otherwise cost 16 times its size. Messages that went by many lists
/// and gateways have some hundred fields.
inline constexpr std::size_t kMaxHeaderFields = 10'000;

/// Octets that are fed at once where something else reads them next: with so few of them what feed()
/// has looked at is still in the nearest cache, and the memory behind is fetched while these are
/// worked on. Pieces of 64 KiB take up to a tenth longer to be verified.
inline constexpr std::size_t kPart = 4096;

/// Calls work(part) for the octets in parts of kPart.
template <class Work>
void in_parts(std::string_view octets, const Work& work) {
  for (; octets.size() > kPart; octets.remove_prefix(kPart)) work(octets.substr(0, kPart));
  if (!octets.empty()) work(octets);
}

/// What is odd about the octets, counted over the header and the body. RFC 5321 section 2.3.8
/// forbids CR and LF alone; differences in how programs take them are what SMTP smuggling lives on.
struct OctetCounts {
  std::uint64_t header = 0;     ///< octets before the empty line, as fed
  std::uint64_t body = 0;       ///< octets behind it, as fed
  std::uint64_t bare_cr = 0;    ///< CR without LF behind it
  std::uint64_t bare_lf = 0;    ///< LF without CR before it; with LineEnd::lf none is counted
  std::uint64_t nul = 0;        ///< in the header
  std::uint64_t eight_bit = 0;  ///< octets above 127 in the header
  std::uint64_t no_fields = 0;  ///< header lines that are no field, among those that are kept

  bool operator==(const OctetCounts&) const = default;
};

/// Gives the same header, body and counts however the input is cut.
class Splitter {
 public:
  explicit Splitter(LineEnd line_ends = LineEnd::crlf,
                    std::size_t max_header_octets = kMaxHeaderOctets);

  /// Takes the next octets of the message, and gives those of the body among them, with CRLF line
  /// ends; valid until the next call, and no longer than `octets`. With LineEnd::lf it takes up to
  /// twice the memory of `octets`.
  std::string_view feed(std::string_view octets);

  /// No more octets come. Where no empty line came, all was header. Gives what of the body was held
  /// back, which is nothing at present: feed() holds no octet of the body back.
  std::string_view finish();

  /// Whether the header is complete: an empty line came, or finish() was called.
  bool has_header() const { return in_body_; }
  /// The header was longer than the limit, in octets or kMaxHeaderFields: the fields that do not
  /// fit whole are left out.
  bool is_header_cut() const { return is_cut_; }
  /// Empty until has_header(). Stays where it is as long as the splitter.
  const Header& header() const { return header_; }
  /// So far; final after finish().
  const OctetCounts& counts() const { return counts_; }

 private:
  std::size_t feed_header(std::string_view octets);
  std::size_t take_lines(std::string_view octets);
  bool ends_header(char c);
  void count_unusual(std::string_view octets);
  void put(std::string_view octets);
  void begin_field();
  void keep(std::string_view octets);
  void end_header();
  std::string_view feed_body(std::string_view octets);
  std::string_view with_crlf(std::string_view octets, std::size_t added);

  LineEnd line_ends_;
  std::size_t max_header_octets_;
  bool in_body_ = false;
  bool is_cut_ = false;
  bool has_cr_ = false;          // the last octet was a CR: what it is shows with the next one
  bool at_line_start_ = true;    // in the header
  std::size_t field_start_ = 0;  // in pending_, of the field that is being read
  std::size_t field_count_ = 0;  // with that one
  Header header_;
  OctetCounts counts_;
  std::vector<char> pending_;
  std::string converted_;
};

}  // namespace libauth::mail
