// SPDX-License-Identifier: MIT
//
// Messages: however one is cut into pieces, its header, body and counts are those that the whole
// text has, and the fields are the header, octet for octet. The first octet chooses the line ends,
// the second one the limit of the header; the rest is the message, and chooses where it is cut.

#include <algorithm>
#include <string>

#include "libauth/mail/authors.h"
#include "libauth/mail/splitter.h"
#include "tests/fuzz/property.h"

using namespace libauth::mail;

namespace {

struct Parts {
  std::string header;
  std::string body;
  OctetCounts counts;
  bool is_cut = false;

  bool operator==(const Parts&) const = default;
};

std::string joined(const Header& header) {
  std::string octets;
  for (const Field& field : header.fields()) octets.append(field.octets).append("\r\n");
  if (!header.octets().ends_with("\r\n") && !octets.empty()) octets.resize(octets.size() - 2);
  return octets;
}

void check_fields(const Splitter& splitter) {
  const Header& header = splitter.header();
  fuzz::require(joined(header) == header.octets(), "the fields are the header");
  std::uint64_t no_fields = 0;
  for (const Field& field : header.fields()) {
    if (!field.is_field()) ++no_fields;
    const std::string octets(field.octets);
    if (field.is_field()) {
      fuzz::require(octets.starts_with(field.name), "a field begins with its name");
      fuzz::require(octets.ends_with(":" + std::string(field.value)), "and ends with its value");
    }
    fuzz::require(unfolded(octets).size() <= octets.size(), "unfolding adds nothing");
  }
  fuzz::require(splitter.counts().no_fields == no_fields, "lines that are no field are counted");
  const Authors authors = authors_of(header);
  fuzz::require(authors.fields >= header.count("From"), "all From fields are counted");
  fuzz::require(authors.errors.size() <= authors.fields, "a field has one error at most");
}

Parts finish(Splitter& splitter, std::string body) {
  body += splitter.finish();
  check_fields(splitter);
  return {std::string(splitter.header().octets()), std::move(body), splitter.counts(),
          splitter.is_header_cut()};
}

Parts split_whole(std::string_view message, LineEnd line_ends, std::size_t limit) {
  Splitter splitter(line_ends, limit);
  std::string body(splitter.feed(message));
  return finish(splitter, std::move(body));
}

/// Pieces of 0 to 7 octets, but for some that are long, as the octets at their start say.
Parts split_pieces(std::string_view message, LineEnd line_ends, std::size_t limit) {
  Splitter splitter(line_ends, limit);
  std::string body;
  std::size_t round = 0;
  while (!message.empty()) {
    const auto octet = static_cast<unsigned char>(message.front());
    const std::size_t wanted = (octet + ++round) % 8 * (octet % 16 == 0 ? 100 : 1);
    const std::string piece(message.substr(0, wanted));
    message.remove_prefix(piece.size());
    body += splitter.feed(piece);
  }
  return finish(splitter, std::move(body));
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  return out;
}

void count(std::string_view text, OctetCounts& counts) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && !text.substr(i + 1).starts_with('\n')) ++counts.bare_cr;
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) ++counts.bare_lf;
  }
}

/// What a look at the whole text says.
void check_against_text(const Parts& parts, std::string_view fed, LineEnd line_ends) {
  const std::string text = line_ends == LineEnd::lf ? with_crlf(fed) : std::string(fed);
  const std::size_t found = text.find("\r\n\r\n");
  const std::size_t end = text.starts_with("\r\n")     ? 0
                          : found == std::string::npos ? text.size()
                                                       : found + 2;
  const std::string_view header = std::string_view(text).substr(0, end);
  const std::string_view body = std::string_view(text).substr(std::min(end + 2, text.size()));
  fuzz::require(parts.body == body, "the body is what follows the empty line");
  fuzz::require(parts.is_cut ? header.starts_with(parts.header) : header == parts.header,
                "the header is what stands before the empty line");
  OctetCounts want;
  count(header, want);
  count(body, want);
  want.nul = static_cast<std::uint64_t>(std::count(header.begin(), header.end(), '\0'));
  want.eight_bit = static_cast<std::uint64_t>(std::count_if(
      header.begin(), header.end(), [](char c) { return static_cast<unsigned char>(c) > 127; }));
  want.header = parts.counts.header;
  want.body = parts.counts.body;
  want.no_fields = parts.counts.no_fields;
  fuzz::require(parts.counts == want, "the octets are counted");
  const std::uint64_t rest = fed.size() - parts.counts.header - parts.counts.body;
  fuzz::require(rest <= 2, "all octets are of the header, the empty line or the body");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const LineEnd line_ends = data[0] % 2 == 0 ? LineEnd::crlf : LineEnd::lf;
  const std::size_t limit = data[1] < 128 ? kMaxHeaderOctets : data[1] - 128U;
  const std::string_view message = fuzz::text_of(data + 2, size - 2);
  const Parts whole = split_whole(message, line_ends, limit);
  fuzz::require(whole.is_cut || whole.header.size() <= limit, "the header keeps to the limit");
  check_against_text(whole, message, line_ends);
  fuzz::require(split_pieces(message, line_ends, limit) == whole, "cutting changes nothing");
  return 0;
}
