// SPDX-License-Identifier: MIT

#include "libauth/base/base64.h"

#include <algorithm>
#include <array>
#include <utility>

namespace libauth::base {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What an octet of the text is: the value of a digit, or one of these, which are all above 63.
enum Octet : std::uint8_t { kWhiteSpace = 64, kPadding = 128, kWrong = 192 };

constexpr auto kMeanings = [] {
  std::array<std::uint8_t, 256> meanings{};
  meanings.fill(kWrong);
  for (const char c : {' ', '\t', '\r', '\n'})
    meanings[static_cast<unsigned char>(c)] = kWhiteSpace;
  meanings[static_cast<unsigned char>('=')] = kPadding;
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    meanings[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return meanings;
}();

std::uint32_t meaning(char c) {
  return kMeanings[static_cast<unsigned char>(c)];
}

/// Takes text from its front, and makes octets of it.
class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text), octets_(text.size() / 4 * 3 + 3) {}

  std::optional<std::vector<std::uint8_t>> decode() {
    while (!text_.empty()) {
      if (sextets_ == 0 && padding_ == 0) take_quads();
      if (!text_.empty() && !take_one()) return std::nullopt;
    }
    if (sextets_ == 1 || padding_ != (4 - sextets_) % 4) return std::nullopt;
    // The bits of an incomplete quad, moved to where they stand in a whole one.
    write(bits_ << (6 * (4 - sextets_)) % 24, sextets_ == 0 ? 0 : sextets_ - 1);
    octets_.resize(size_);
    return std::move(octets_);
  }

 private:
  /// Takes four digits at once, as long as there are four without anything between.
  void take_quads() {
    while (text_.size() >= 4) {
      const std::array<std::uint32_t, 4> digits = {meaning(text_[0]), meaning(text_[1]),
                                                   meaning(text_[2]), meaning(text_[3])};
      if ((digits[0] | digits[1] | digits[2] | digits[3]) > 63) return;
      write(digits[0] << 18 | digits[1] << 12 | digits[2] << 6 | digits[3], 3);
      text_.remove_prefix(4);
    }
  }

  /// Takes one octet of the text, whatever it is; false where it must not stand there.
  bool take_one() {
    const std::uint32_t value = meaning(text_.front());
    text_.remove_prefix(1);
    if (value == kPadding) ++padding_;
    if (value == kPadding || value == kWhiteSpace) return true;
    if (value == kWrong || padding_ > 0) return false;
    bits_ = bits_ << 6 | value;
    if (++sextets_ < 4) return true;
    write(bits_, 3);
    sextets_ = 0;
    bits_ = 0;
    return true;
  }

  /// Writes the first octets of the 24 bits.
  void write(std::uint32_t bits, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      octets_[size_++] = static_cast<std::uint8_t>(bits >> (16 - 8 * i));
    }
  }

  std::string_view text_;
  std::vector<std::uint8_t> octets_;
  std::size_t size_ = 0;     ///< octets that are written
  std::uint32_t bits_ = 0;   ///< of the quad that is being read
  std::size_t sextets_ = 0;  ///< in it
  std::size_t padding_ = 0;
};

}  // namespace

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  return Decoder(text).decode();
}

std::string encode_base64(std::span<const std::uint8_t> octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, octets.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < count ? octets[at + i] : 0U);
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= count ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

}  // namespace libauth::base
