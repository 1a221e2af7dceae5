// SPDX-License-Identifier: MIT

#include "libauth/mail/splitter.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/mail/line_ends.h"

namespace libauth::mail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
/// The first memory that is taken for a header: most are shorter.
constexpr std::size_t kFirstHeaderOctets = 8 * 1024;

/// The whole lines that octets begin with, up to the empty line where it is among them.
struct Lines {
  std::string_view octets;
  std::size_t fields = 0;      ///< that begin in them
  std::size_t last_field = 0;  ///< where the last of those begins
};

/// @param begins_line  the first octet stands at the beginning of a line
Lines lines_of(std::string_view octets, bool begins_line) {
  Lines lines;
  std::size_t at = 0;
  for (;;) {
    const std::size_t lf = octets.find('\n', at);
    if (lf == std::string_view::npos) break;
    const bool is_empty = lf == at + 1 && octets[at] == '\r';
    if (is_empty) break;
    if (!base::is_wsp(octets[at]) && (at > 0 || begins_line)) {
      ++lines.fields;
      lines.last_field = at;
    }
    at = lf + 1;
  }
  lines.octets = octets.substr(0, at);
  return lines;
}

/// What is before the first CR or LF.
std::string_view without_line_ends(std::string_view octets) {
  const auto end =
      std::find_if(octets.begin(), octets.end(), [](char c) { return c == '\r' || c == '\n'; });
  return octets.substr(0, static_cast<std::size_t>(end - octets.begin()));
}

}  // namespace

Splitter::Splitter(LineEnd line_ends, std::size_t max_header_octets)
    : line_ends_(line_ends), max_header_octets_(max_header_octets) {}

std::string_view Splitter::feed(std::string_view octets) {
  if (!in_body_) octets.remove_prefix(feed_header(octets));
  return in_body_ ? feed_body(octets) : std::string_view();
}

std::string_view Splitter::finish() {
  if (has_cr_) ++counts_.bare_cr;
  if (!in_body_) {
    if (has_cr_) put("\r");
    end_header();
  }
  has_cr_ = false;
  return {};
}

/// Gives how many of the octets are the header's, the empty line among them.
std::size_t Splitter::feed_header(std::string_view octets) {
  std::size_t at = take_lines(octets);
  while (at < octets.size() && !in_body_) {
    const std::string_view run = without_line_ends(octets.substr(at));
    if (!has_cr_ && !run.empty()) {
      counts_.header += run.size();
      put(run);
      at += run.size();
    } else if (ends_header(octets[at++])) {
      end_header();
    }
  }
  count_unusual(octets.substr(0, at));
  return at;
}

/// Takes the whole lines at once that the octets begin with, where nothing about them is odd; gives
/// how many octets they are.
std::size_t Splitter::take_lines(std::string_view octets) {
  const Lines lines = lines_of(octets, at_line_start_);
  const std::size_t size = lines.octets.size();
  const bool fits = size <= max_header_octets_ - pending_.size() &&
                    lines.fields <= kMaxHeaderFields - field_count_;
  if (size == 0 || has_cr_ || is_cut_ || !fits) return 0;
  const bool begins_odd = lines.octets.front() == '\n';
  if (begins_odd || count_bare_line_ends(lines.octets) != BareLineEnds{}) return 0;
  if (lines.fields > 0) field_start_ = pending_.size() + lines.last_field;
  field_count_ += lines.fields;
  keep(lines.octets);
  at_line_start_ = true;
  counts_.header += size;
  return size;
}

/// Counts what is odd about octets of the header, but for their line ends.
void Splitter::count_unusual(std::string_view octets) {
  // NUL is 255 here, and what is above 127 is above 126.
  unsigned char is_unusual = 0;
  for (const char c : octets) is_unusual |= static_cast<unsigned char>(c - 1) > 126 ? 1 : 0;
  if (is_unusual == 0) return;
  for (const char c : octets) {
    counts_.nul += c == '\0' ? 1 : 0;
    counts_.eight_bit += static_cast<unsigned char>(c) > 127 ? 1 : 0;
  }
}

/// Takes an octet of the header; whether it is the last one of the empty line. A CR is held until
/// the next octet shows what it is, so no cutting of the input makes a difference.
bool Splitter::ends_header(char c) {
  const bool after_cr = has_cr_;
  has_cr_ = c == '\r';
  ++counts_.header;
  if (c == '\n' && (after_cr || line_ends_ == LineEnd::lf)) {
    if (at_line_start_) counts_.header -= after_cr ? 2 : 1;
    if (at_line_start_) return true;
    keep(kLineEnd);
    at_line_start_ = true;
    return false;
  }
  // RFC 5321 section 2.3.8: only CRLF ends a line; CR and LF alone are octets of it.
  if (after_cr) {
    ++counts_.bare_cr;
    put("\r");
  }
  if (c == '\n') ++counts_.bare_lf;
  if (c != '\r') put({&c, 1});
  return false;
}

/// Takes octets that are in a line.
void Splitter::put(std::string_view octets) {
  if (at_line_start_ && !base::is_wsp(octets.front())) begin_field();
  at_line_start_ = false;
  keep(octets);
}

void Splitter::begin_field() {
  field_start_ = pending_.size();
  if (++field_count_ > kMaxHeaderFields) is_cut_ = true;
}

void Splitter::keep(std::string_view octets) {
  if (is_cut_) return;
  const std::size_t size = pending_.size() + octets.size();
  if (size > max_header_octets_) {
    is_cut_ = true;
    pending_.resize(field_start_);
    return;
  }
  if (size > pending_.capacity()) {
    const std::size_t wanted = std::max(kFirstHeaderOctets, 2 * pending_.capacity());
    pending_.reserve(std::max(size, std::min(wanted, max_header_octets_)));
  }
  pending_.insert(pending_.end(), octets.begin(), octets.end());
}

void Splitter::end_header() {
  in_body_ = true;
  has_cr_ = false;
  // Where it is cut, fewer are kept than came.
  header_ = Header(std::move(pending_), is_cut_ ? 0 : field_count_);
  pending_ = {};
  const auto fields = header_.fields();
  counts_.no_fields = static_cast<std::uint64_t>(std::count_if(
      fields.begin(), fields.end(), [](const Field& field) { return !field.is_field(); }));
}

std::string_view Splitter::feed_body(std::string_view octets) {
  if (octets.empty()) return {};
  BareLineEnds bare = count_bare_line_ends(octets);
  const bool begins_with_lf = octets.front() == '\n';
  if (has_cr_ && !begins_with_lf) ++bare.cr;
  if (!has_cr_ && begins_with_lf) ++bare.lf;
  const bool needs_cr = line_ends_ == LineEnd::lf && bare.lf > 0;
  const std::string_view body = needs_cr ? with_crlf(octets, bare.lf) : octets;
  has_cr_ = octets.back() == '\r';
  counts_.body += octets.size();
  counts_.bare_cr += bare.cr;
  if (line_ends_ == LineEnd::crlf) counts_.bare_lf += bare.lf;
  return body;
}

/// The octets with a CR before each LF that lacks it.
std::string_view Splitter::with_crlf(std::string_view octets, std::size_t added) {
  converted_.clear();
  converted_.reserve(octets.size() + added);
  bool after_cr = has_cr_;
  while (!octets.empty()) {
    const std::size_t lf = octets.find('\n');
    const std::string_view line = octets.substr(0, lf);
    converted_ += line;
    if (lf == std::string_view::npos) break;
    if (!line.empty()) after_cr = line.back() == '\r';
    converted_ += after_cr ? "\n" : kLineEnd;
    after_cr = false;
    octets.remove_prefix(lf + 1);
  }
  return converted_;
}

}  // namespace libauth::mail
