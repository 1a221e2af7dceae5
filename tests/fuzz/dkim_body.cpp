// SPDX-License-Identifier: MIT
//
// Bodies: however they are cut, the digests are those of the canonical text that a simple function
// of the whole body makes; a length hashes the beginning of that text; and the canonical text is
// its own canonical form.
//
// The first two octets of the input tell the cutting and the length.

#include <algorithm>
#include <string>
#include <vector>

#include "libauth/dkim/body_hash.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using dkim::BodyDigest;
using dkim::BodyHasher;
using dkim::Canonicalization;

namespace {

/// The lines of a body without their CRLF; what stands behind the last CRLF is a line where it is
/// not empty.
std::vector<std::string> lines_of(std::string_view body) {
  std::vector<std::string> lines;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find("\r\n"), body.size());
    lines.emplace_back(body.substr(0, end));
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  return lines;
}

bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}

/// The line with one space for each run of white space, and none at its end.
std::string reduced(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (!is_wsp(c)) {
      text += c;
    } else if (text.empty() || text.back() != ' ') {
      text += ' ';
    }
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

/// RFC 6376 sections 3.4.3 and 3.4.4, line by line.
std::string canonical(std::string_view body, Canonicalization how) {
  const bool is_relaxed = how == Canonicalization::relaxed;
  std::vector<std::string> lines = lines_of(body);
  if (is_relaxed) std::transform(lines.begin(), lines.end(), lines.begin(), reduced);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.empty()) return is_relaxed ? "" : "\r\n";
  std::string text;
  for (const std::string& line : lines) text += line + "\r\n";
  return text;
}

/// What a hasher with all kinds of rules gives.
struct Digests {
  BodyDigest whole;
  BodyDigest part;
};

/// The digests of the body, given in pieces of `size` octets.
Digests hashed(std::string_view body, std::size_t size, Canonicalization how,
               std::uint64_t length) {
  BodyHasher hasher;
  const std::size_t whole = hasher.add({how, {}});
  const std::size_t part = hasher.add({how, length});
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, size);
    // A copy of just that size, so that a sanitizer sees a look beyond its end.
    const std::vector<char> copy(piece.begin(), piece.end());
    hasher.update({copy.data(), copy.size()});
    body.remove_prefix(piece.size());
  }
  hasher.finish();
  return {hasher.digest(whole), hasher.digest(part)};
}

void check(std::string_view body, std::size_t size, Canonicalization how, std::uint64_t length) {
  const std::string text = canonical(body, how);
  const BodyDigest want{crypto::sha256(text), text.size(), text.size()};
  const std::string first = text.substr(0, static_cast<std::size_t>(length));
  const BodyDigest want_part{crypto::sha256(first), first.size(), text.size()};
  for (const std::size_t pieces : {size, std::size_t{1}, body.size() + 1}) {
    const Digests got = hashed(body, pieces, how, length);
    fuzz::require(got.whole == want, "the digest is that of the canonical text");
    fuzz::require(got.part == want_part, "a length hashes the beginning of the canonical text");
  }
  fuzz::require(canonical(text, how) == text, "canonical text is its own canonical form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view body = fuzz::text_of(data + 2, size - 2);
  const std::size_t pieces = 1 + data[0] % 128;
  const std::uint64_t length = data[1];
  check(body, pieces, Canonicalization::simple, length);
  check(body, pieces, Canonicalization::relaxed, length);
  return 0;
}
