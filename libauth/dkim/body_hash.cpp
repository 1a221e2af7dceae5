// SPDX-License-Identifier: MIT

#include "libauth/dkim/body_hash.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "libauth/base/text.h"
#include "libauth/dkim/relaxed_text.h"

namespace libauth::dkim {
namespace {

/// Octets of the body that are made canonical and hashed at once: they stay in the nearest cache.
constexpr std::size_t kPart = 4096;

/// The digests of one canonicalisation, which takes its canonical octets in pieces of any size.
class Digests {
 public:
  /// Gives the number of the digest with that length.
  std::size_t add(const std::optional<std::uint64_t>& length) {
    digests_.push_back({length, {}, {}});
    return digests_.size() - 1;
  }

  /// Takes canonical octets. Short pieces are gathered, long ones are hashed where they stand.
  void write(std::string_view octets) {
    body_octets_ += octets.size();
    if (octets.size() <= kBuffer - buffered_) {
      std::memcpy(buffer_.data() + buffered_, octets.data(), octets.size());
      buffered_ += octets.size();
      return;
    }
    flush();
    if (octets.size() <= kBuffer / 4) {
      std::memcpy(buffer_.data(), octets.data(), octets.size());
      buffered_ = octets.size();
    } else {
      hash(octets);
    }
  }

  /// Where up to kPart canonical octets, and kRelaxSpare behind them, may be put.
  char* room() {
    if (buffered_ + kPart > kBuffer) flush();
    return buffer_.data() + buffered_;
  }
  /// Takes the octets that were put there.
  void written(std::size_t octets) {
    body_octets_ += octets;
    buffered_ += octets;
  }

  void finish() {
    flush();
    for (Digest& digest : digests_) {
      digest.done.digest = digest.stream.finish();
      digest.done.body_octets = body_octets_;
    }
  }

  const BodyDigest& digest(std::size_t number) const { return digests_[number].done; }

 private:
  struct Digest {
    std::optional<std::uint64_t> length;
    crypto::Sha256Stream stream;
    BodyDigest done;
  };

  static constexpr std::size_t kBuffer = 2 * kPart;

  void flush() {
    hash({buffer_.data(), buffered_});
    buffered_ = 0;
  }

  void hash(std::string_view octets) {
    for (Digest& digest : digests_) {
      // RFC 6376 section 3.4.5: the first octets of the canonical body.
      std::uint64_t count = octets.size();
      if (digest.length) count = std::min(count, *digest.length - digest.done.hashed_octets);
      if (count == 0) continue;
      digest.stream.update(octets.substr(0, static_cast<std::size_t>(count)));
      digest.done.hashed_octets += count;
    }
  }

  std::vector<Digest> digests_;
  std::uint64_t body_octets_ = 0;
  std::size_t buffered_ = 0;
  std::array<char, kBuffer + kRelaxSpare> buffer_;
};

/// Line ends that are held back until text comes behind them: those at the end of the body are not
/// part of its canonical form.
class LineEnds {
 public:
  void add(std::uint64_t count) { count_ += count; }

  void write_to(Digests& digests) {
    constexpr auto kMany = [] {
      std::array<char, 512> text{};
      for (std::size_t i = 0; i < text.size(); ++i) text[i] = i % 2 == 0 ? '\r' : '\n';
      return text;
    }();
    while (count_ > 0) {
      const auto count = std::min<std::uint64_t>(count_, kMany.size() / 2);
      digests.write({kMany.data(), 2 * static_cast<std::size_t>(count)});
      count_ -= count;
    }
  }

 private:
  std::uint64_t count_ = 0;
};

/// RFC 6376 section 3.4.3: the octets as they are, but for the line ends at the end. A CR that no
/// LF follows is an octet like others.
class SimpleBody {
 public:
  // Written out, and not "= default": that would have the buffer of the digests zeroed.
  SimpleBody() {}

  void update(std::string_view octets) {
    if (octets.empty()) return;
    if (holds_cr_) {
      holds_cr_ = false;
      if (octets.front() == '\n') {
        line_ends_.add(1);
        octets.remove_prefix(1);
      } else {
        line_ends_.write_to(digests);
        digests.write("\r");
      }
    }
    if (octets.ends_with('\r')) {
      holds_cr_ = true;
      octets.remove_suffix(1);
    }
    std::uint64_t held = 0;
    for (; octets.ends_with("\r\n"); ++held) octets.remove_suffix(2);
    if (!octets.empty()) {
      line_ends_.write_to(digests);
      digests.write(octets);
    }
    line_ends_.add(held);
  }

  void finish() {
    if (holds_cr_) {
      line_ends_.write_to(digests);
      digests.write("\r");
    }
    // The line ends at the end are one; an empty body, or one without a line end, gets one.
    digests.write("\r\n");
    digests.finish();
  }

  Digests digests;

 private:
  LineEnds line_ends_;
  bool holds_cr_ = false;  ///< the last octet was a CR, and the next one tells what it is
};

/// RFC 6376 section 3.4.4: each run of white space is one space, none stands before a line end, and
/// the empty lines at the end are left out.
///
/// Of each piece that comes, the white space and line ends at its beginning and its end go through
/// step(), octet by octet, because what they stand for depends on what was before and what comes
/// behind. What is between begins and ends with text, so that nothing of it has to be held back.
class RelaxedBody {
 public:
  RelaxedBody() {}  // as that of SimpleBody

  void update(std::string_view octets) {
    while (!octets.empty() && (holds_cr_ || is_blank(octets.front()))) {
      step(octets.front());
      octets.remove_prefix(1);
    }
    if (octets.empty()) return;
    std::size_t end = octets.size();
    while (is_blank(octets[end - 1])) --end;
    begin_text();
    write_text(octets.substr(0, end));
    for (const char c : octets.substr(end)) step(c);
  }

  void finish() {
    if (holds_cr_) {
      begin_text();
      digests.write("\r");
    }
    // The last line with text gets a line end where it has none. A body of empty lines is empty:
    // RFC 6376 section 3.4.4 adds the line end to a body "of non-zero length" only.
    if (has_text_) digests.write("\r\n");
    digests.finish();
  }

  Digests digests;

 private:
  static bool is_blank(char c) { return base::is_fws(c); }

  /// Takes one octet, whatever it is.
  void step(char c) {
    if (holds_cr_) {
      holds_cr_ = false;
      if (c == '\n') {
        holds_space_ = false;
        line_ends_.add(1);
        return;
      }
      // "a \r": the CR is text, and the white space before it is not at the end of a line.
      begin_text();
      digests.write("\r");
    }
    if (c == '\r') {
      holds_cr_ = true;
    } else if (base::is_wsp(c)) {
      holds_space_ = true;
    } else {
      begin_text();
      digests.write({&c, 1});
    }
  }

  /// Writes what was held back, now that text comes.
  void begin_text() {
    line_ends_.write_to(digests);
    if (holds_space_) digests.write(" ");
    holds_space_ = false;
    has_text_ = true;
  }

  /// Writes the canonical form of octets that begin and end with text.
  void write_text(std::string_view octets) {
    for (std::size_t at = 0; at < octets.size();) {
      const std::size_t count = std::min(octets.size() - at, kPart);
      digests.written(relax(octets, at, count, digests.room()));
      at += count;
    }
  }

  LineEnds line_ends_;
  bool holds_cr_ = false;     ///< the last octet was a CR, and the next one tells what it is
  bool holds_space_ = false;  ///< white space came, and the next octet tells whether it counts
  bool has_text_ = false;
};

}  // namespace

struct BodyHasher::State {
  struct Entry {
    BodyRule rule;
    std::size_t number = 0;  ///< in the digests of its canonicalisation
  };

  const BodyDigest& digest(std::size_t number) const {
    const Entry& entry = entries[number];
    return entry.rule.canonicalization == Canonicalization::simple
               ? simple->digests.digest(entry.number)
               : relaxed->digests.digest(entry.number);
  }

  std::vector<Entry> entries;
  std::optional<SimpleBody> simple;    ///< where a rule asks for it
  std::optional<RelaxedBody> relaxed;  ///< where a rule asks for it
  bool is_started = false;
  bool is_finished = false;
};

BodyHasher::BodyHasher() : state_(std::make_unique_for_overwrite<State>()) {}

BodyHasher::BodyHasher(BodyHasher&&) noexcept = default;
BodyHasher& BodyHasher::operator=(BodyHasher&&) noexcept = default;
BodyHasher::~BodyHasher() = default;

std::size_t BodyHasher::add(const BodyRule& rule) {
  assert(!state_->is_started && !state_->is_finished);
  auto& entries = state_->entries;
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const State::Entry& entry) { return entry.rule == rule; });
  const auto number = static_cast<std::size_t>(at - entries.begin());
  if (at != entries.end()) return number;
  if (rule.canonicalization == Canonicalization::simple) {
    if (!state_->simple) state_->simple.emplace();
    entries.push_back({rule, state_->simple->digests.add(rule.length)});
  } else {
    if (!state_->relaxed) state_->relaxed.emplace();
    entries.push_back({rule, state_->relaxed->digests.add(rule.length)});
  }
  return number;
}

void BodyHasher::update(std::string_view octets) {
  assert(!state_->is_finished);
  state_->is_started = true;
  if (state_->simple) state_->simple->update(octets);
  if (state_->relaxed) state_->relaxed->update(octets);
}

void BodyHasher::finish() {
  assert(!state_->is_finished);
  state_->is_finished = true;
  if (state_->simple) state_->simple->finish();
  if (state_->relaxed) state_->relaxed->finish();
}

bool BodyHasher::is_finished() const {
  return state_->is_finished;
}

const BodyDigest& BodyHasher::digest(std::size_t number) const {
  assert(state_->is_finished && number < state_->entries.size());
  return state_->digest(number);
}

}  // namespace libauth::dkim
