// SPDX-License-Identifier: MIT

#include "libauth/mail/splitter.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace libauth::mail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
/// The first memory that is taken for a header: most are shorter.
constexpr std::size_t kFirstHeaderOctets = 8 * 1024;

/// What counts of line ends are made of.
struct LineEndCounts {
  std::size_t cr = 0;
  std::size_t lf = 0;
  std::size_t crlf = 0;
};

/// Octets that are counted at once: as many as 8-bit counters hold, and a whole number of vectors,
/// so that compilers make vector instructions of the loop.
constexpr std::size_t kBlock = 240;

/// Counts the CRs in a block, the LFs one octet further, and the pairs.
void count_block(const char* octets, LineEndCounts& counts) {
  unsigned char cr = 0;
  unsigned char lf = 0;
  unsigned char crlf = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const unsigned char is_cr = octets[i] == '\r';
    const unsigned char is_lf = octets[i + 1] == '\n';
    cr = static_cast<unsigned char>(cr + is_cr);
    lf = static_cast<unsigned char>(lf + is_lf);
    crlf = static_cast<unsigned char>(crlf + (is_cr & is_lf));
  }
  counts.cr += cr;
  counts.lf += lf;
  counts.crlf += crlf;
}

LineEndCounts count_line_ends(std::string_view octets) {
  LineEndCounts counts;
  if (octets.empty()) return counts;
  counts.lf = octets.front() == '\n' ? 1 : 0;
  std::size_t at = 0;
  for (; octets.size() - at > kBlock; at += kBlock) count_block(octets.data() + at, counts);
  for (; at < octets.size(); ++at) {
    const bool is_cr = octets[at] == '\r';
    const bool is_lf = at + 1 < octets.size() && octets[at + 1] == '\n';
    counts.cr += is_cr ? 1 : 0;
    counts.lf += is_lf ? 1 : 0;
    counts.crlf += is_cr && is_lf ? 1 : 0;
  }
  return counts;
}

/// What is before the first CR or LF.
std::string_view without_line_ends(std::string_view octets) {
  const auto end =
      std::find_if(octets.begin(), octets.end(), [](char c) { return c == '\r' || c == '\n'; });
  return octets.substr(0, static_cast<std::size_t>(end - octets.begin()));
}

}  // namespace

Splitter::Splitter(LineEnds line_ends, std::size_t max_header_octets)
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
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::string_view run = without_line_ends(octets.substr(at));
    if (!has_cr_ && !run.empty()) {
      counts_.header += run.size();
      put(run);
      at += run.size();
    } else if (ends_header(octets[at++])) {
      end_header();
      break;
    }
  }
  return at;
}

/// Takes an octet of the header; whether it is the last one of the empty line. A CR is held until
/// the next octet shows what it is, so no cutting of the input makes a difference.
bool Splitter::ends_header(char c) {
  const bool after_cr = has_cr_;
  has_cr_ = c == '\r';
  ++counts_.header;
  if (c == '\n' && (after_cr || line_ends_ == LineEnds::lf)) {
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
  if (at_line_start_ && !base::is_wsp(octets.front())) field_start_ = pending_.size();
  at_line_start_ = false;
  for (const char c : octets) {
    counts_.nul += c == '\0' ? 1 : 0;
    counts_.eight_bit += static_cast<unsigned char>(c) > 127 ? 1 : 0;
  }
  keep(octets);
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
  header_ = Header(std::move(pending_));
  pending_ = {};
  const auto fields = header_.fields();
  counts_.no_fields = static_cast<std::uint64_t>(std::count_if(
      fields.begin(), fields.end(), [](const Field& field) { return !field.is_field(); }));
}

std::string_view Splitter::feed_body(std::string_view octets) {
  if (octets.empty()) return {};
  LineEndCounts counts = count_line_ends(octets);
  if (has_cr_) {
    ++counts.cr;
    if (octets.front() == '\n') ++counts.crlf;
  }
  const std::size_t bare_lf = counts.lf - counts.crlf;
  const bool needs_cr = line_ends_ == LineEnds::lf && bare_lf > 0;
  const std::string_view body = needs_cr ? with_crlf(octets, bare_lf) : octets;
  has_cr_ = octets.back() == '\r';
  counts_.body += octets.size();
  counts_.bare_cr += counts.cr - counts.crlf - (has_cr_ ? 1 : 0);
  if (line_ends_ == LineEnds::crlf) counts_.bare_lf += bare_lf;
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
