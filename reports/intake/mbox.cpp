// SPDX-License-Identifier: MIT

#include "reports/intake/mbox.h"

#include <algorithm>
#include <utility>

#include "libauth/base/text.h"
#include "reports/intake/lines.h"

namespace reports::intake {
namespace {

using libauth::base::is_digit;

constexpr std::size_t kNone = std::string_view::npos;
/// Octets that are read at once.
constexpr std::size_t kChunk = 262'144;
/// What is looked at to see whether a line begins a mail, with the line behind it.
constexpr std::size_t kTwoLines = 4096;
/// A header is not looked through for a length beyond this.
constexpr std::size_t kHeader = 524'288;
/// Kept of a mail that is too large: its header, mostly.
constexpr std::size_t kKept = 65'536;

/// Whether the line has "12:34" in it.
bool has_time(std::string_view line) {
  for (std::size_t at = line.find(':'); at != kNone; at = line.find(':', at + 1)) {
    if (at >= 2 && at + 2 < line.size() && is_digit(line[at - 1]) && is_digit(line[at - 2]) &&
        is_digit(line[at + 1]) && is_digit(line[at + 2])) {
      return true;
    }
  }
  return false;
}

/// RFC 4155 appendix A has an address and a time; some programs write neither.
bool is_postmark(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  const std::string_view rest = libauth::base::trim(line.substr(5));
  return rest.empty() || rest == "-" || has_time(rest);
}

/// Whether the line is a field, a quoted "From " line, as relays leave them above the header, or
/// empty.
bool can_begin_header(std::string_view line) {
  if (line.empty() || line.starts_with(">From ")) return true;
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == kNone) return false;
  return std::ranges::all_of(line.substr(0, colon), [](char c) { return c > ' ' && c <= '~'; });
}

std::string without_quotes(std::string_view mail) {
  std::string out;
  out.reserve(mail.size());
  while (!mail.empty()) {
    std::string_view line = take_line(mail);
    const std::size_t quotes = line.find_first_not_of('>');
    if (quotes != kNone && quotes > 0 && line.substr(quotes).starts_with("From ")) {
      line.remove_prefix(1);
    }
    out += line;
  }
  return out;
}

}  // namespace

MboxReader::MboxReader(std::istream& in, std::size_t max_mail, std::string start)
    : in_(in), max_mail_(max_mail), buffer_(std::move(start)) {}

/// Whether there are as many octets, after reading more where there are not.
bool MboxReader::fill(std::size_t size) {
  while (data().size() < size && in_) {
    if (begin_ > buffer_.size() / 2) {
      buffer_.erase(0, begin_);
      begin_ = 0;
    }
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kChunk);
    in_.read(buffer_.data() + had, kChunk);
    buffer_.resize(had + static_cast<std::size_t>(in_.gcount()));
  }
  return data().size() >= size;
}

void MboxReader::drop(std::size_t size) {
  begin_ += size;
  offset_ += size;
}

/// Whether nothing but a few line ends is left.
bool MboxReader::is_at_end(std::size_t at) {
  constexpr std::size_t kLineEnds = 16;
  if (fill(at + kLineEnds)) return false;
  return data().find_first_not_of("\r\n", at) == kNone;
}

bool MboxReader::begins_mail(std::size_t at) {
  fill(at + kTwoLines);
  std::string_view text = data().substr(std::min(at, data().size()), kTwoLines);
  return is_postmark(without_end(take_line(text))) &&
         can_begin_header(without_end(take_line(text)));
}

/// The first mail that begins at or behind `from`, where it is before `most`; kNone where there is
/// none.
std::size_t MboxReader::find_next_mail(std::size_t from, std::size_t most) {
  constexpr std::string_view kStart = "\nFrom ";
  for (std::size_t at = from;;) {
    const std::size_t found = data().find(kStart, at);
    if (found != kNone) {
      if (found >= most || begins_mail(found + 1)) return found >= most ? kNone : found + 1;
      at = found + 1;
      continue;
    }
    const std::size_t size = data().size();
    if (size >= most) return kNone;
    at = std::max(at, size - std::min(size, kStart.size() - 1));
    if (!fill(size + 1)) return kNone;
  }
}

/// Where the mail ends by its Content-Length; 0 where it has none that can be right.
std::size_t MboxReader::end_by_length(std::size_t start) {
  fill(start + kHeader);
  std::string_view header = data().substr(std::min(start, data().size()), kHeader);
  const std::size_t size = header.size();
  std::optional<std::size_t> length;
  while (!header.empty()) {
    const std::string_view line = without_end(take_line(header));
    if (line.empty()) break;
    constexpr std::string_view kName = "Content-Length:";
    if (!libauth::base::starts_with_ignoring_case(line, kName)) continue;
    const std::string_view value = libauth::base::trim(line.substr(kName.size()));
    length = libauth::base::parse_number<std::size_t>(value);
  }
  if (!length || *length > max_mail_) return 0;
  const std::size_t end = start + size - header.size() + *length;
  if (!fill(end)) return 0;
  if (is_at_end(end)) return end;
  const std::size_t next = data().find_first_not_of("\r\n", end);
  return next != kNone && next <= end + 4 && begins_mail(next) ? end : 0;
}

MboxReader::End MboxReader::find_end(std::size_t start) {
  if (const std::size_t end = end_by_length(start); end > 0 && end - start <= max_mail_) {
    return {.at = end, .is_by_length = true};
  }
  // The line end before the next mail may be the last one of this line.
  const std::size_t next = find_next_mail(start == 0 ? 0 : start - 1, start + max_mail_ + 1);
  if (next != kNone) return {.at = next};
  if (data().size() > start + max_mail_) return {.at = 0, .is_too_large = true};
  return {.at = data().size()};
}

void MboxReader::skip_to_next_mail() {
  constexpr std::size_t kOverlap = 8;
  for (;;) {
    const std::size_t size = data().size();
    const std::size_t next = find_next_mail(0, size);
    if (next != kNone) return drop(next);
    drop(size - std::min(size, kOverlap));
    if (!fill(kOverlap + 1)) return drop(data().size());
  }
}

void MboxReader::skip_line_ends() {
  while (fill(1) && (data().front() == '\n' || data().front() == '\r')) drop(1);
}

std::optional<MboxMail> MboxReader::next() {
  skip_line_ends();
  if (data().empty()) return std::nullopt;
  fill(kTwoLines);
  std::string_view rest = data();
  const std::size_t start = rest.starts_with("From ") ? take_line(rest).size() : 0;
  MboxMail mail{.octets = {}, .offset = offset_};
  const End end = find_end(start);
  if (end.is_too_large) {
    mail.octets = data().substr(start, std::min(kKept, max_mail_));
    mail.is_too_large = true;
    skip_to_next_mail();
    return mail;
  }
  const std::string_view octets = data().substr(start, end.at - start);
  mail.octets = end.is_by_length ? std::string(octets) : without_quotes(octets);
  drop(end.at);
  if (end.is_by_length) skip_line_ends();  // those in front of the next mail belong to none
  return mail;
}

}  // namespace reports::intake
