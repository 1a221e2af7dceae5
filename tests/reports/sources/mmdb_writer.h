// SPDX-License-Identifier: MIT
//
// Writes files in the MMDB format, version 2: a search tree of address bits, a data section and
// metadata.

#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "libauth/base/ip_address.h"

namespace tests {

class MmdbValue;
using MmdbMap = std::vector<std::pair<std::string, MmdbValue>>;

/// A value of the data section: a text, a number, or a map.
class MmdbValue {
 public:
  MmdbValue(const char* text) : value_(std::string(text)) {}  // NOLINT: reads like a document
  MmdbValue(std::uint32_t number) : value_(number) {}         // NOLINT
  MmdbValue(MmdbMap map) : value_(std::move(map)) {}          // NOLINT

  void write(std::string& to) const {
    if (const auto* text = std::get_if<std::string>(&value_)) {
      write_head(to, 2, text->size());
      to += *text;
    } else if (const auto* number = std::get_if<std::uint32_t>(&value_)) {
      write_number(to, 6, *number);
    } else {
      const auto& map = std::get<MmdbMap>(value_);
      write_head(to, 7, map.size());
      for (const auto& [key, value] : map) {
        MmdbValue(key.c_str()).write(to);
        value.write(to);
      }
    }
  }

  /// The octet that tells the type and how many octets or members follow.
  static void write_head(std::string& to, unsigned type, std::size_t size) {
    if (size >= 285) throw std::length_error("the test writes short values only");
    const bool is_long = size >= 29;
    const unsigned low = is_long ? 29 : static_cast<unsigned>(size);
    to += static_cast<char>(type > 7 ? low : type << 5 | low);
    if (type > 7) to += static_cast<char>(type - 7);
    if (is_long) to += static_cast<char>(size - 29);
  }

  static void write_number(std::string& to, unsigned type, std::uint64_t number) {
    write_head(to, type, 4);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) to += static_cast<char>(number >> shift & 0xff);
  }

 private:
  std::variant<std::string, std::uint32_t, MmdbMap> value_;
};

/// A file of networks, in the order of the calls; a later network does not lie in an earlier one.
class MmdbWriter {
 public:
  /// 4: only IPv4. 6: both, IPv4 being ::/96.
  explicit MmdbWriter(unsigned ip_version) : ip_version_(ip_version), nodes_(1) {}

  void add(std::string_view network_text, const MmdbMap& entry) {
    const auto network = libauth::base::Network::parse(network_text);
    if (!network) throw std::invalid_argument("no network");
    const auto octets = network->address.octets();
    const std::size_t zeros = ip_version_ == 6 && network->address.is_v4() ? 96 : 0;
    const std::size_t depth = zeros + network->prefix;
    std::size_t node = 0;
    for (std::size_t i = 0; i < depth; ++i) {
      const std::size_t at = i < zeros ? 0 : i - zeros;
      const unsigned octet = octets[at / 8];
      const unsigned bit = i < zeros ? 0U : octet >> (7 - at % 8) & 1U;
      if (i + 1 == depth) {
        nodes_[node][bit] = {Branch::Kind::data, data_.size()};
      } else {
        node = below(node, bit);
      }
    }
    MmdbValue(entry).write(data_);
  }

  /// The octets of the file.
  std::string text() const {
    std::string file;
    for (const auto& node : nodes_) {
      for (const Branch& branch : node) {
        const std::uint64_t record = record_of(branch);
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
          file += static_cast<char>(record >> shift & 0xff);
        }
      }
    }
    return file + std::string(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com" + metadata();
  }

 private:
  /// Where one bit of an address leads.
  struct Branch {
    enum class Kind { nothing, node, data };
    Kind kind = Kind::nothing;
    std::size_t value = 0;
  };

  std::size_t below(std::size_t node, unsigned bit) {
    Branch& branch = nodes_[node][bit];
    if (branch.kind == Branch::Kind::data) throw std::invalid_argument("networks in order");
    if (branch.kind == Branch::Kind::node) return branch.value;
    branch = {Branch::Kind::node, nodes_.size()};
    const std::size_t next = nodes_.size();
    nodes_.emplace_back();
    return next;
  }

  std::uint64_t record_of(const Branch& branch) const {
    if (branch.kind == Branch::Kind::node) return branch.value;
    if (branch.kind == Branch::Kind::nothing) return nodes_.size();
    return nodes_.size() + 16 + branch.value;
  }

  std::string metadata() const {
    std::string to;
    const auto key = [&to](const char* name) { MmdbValue(name).write(to); };
    MmdbValue::write_head(to, 7, 9);
    key("node_count");
    MmdbValue::write_number(to, 6, nodes_.size());
    const std::pair<const char*, unsigned> kNumbers[] = {{"record_size", 32},
                                                         {"ip_version", ip_version_},
                                                         {"binary_format_major_version", 2},
                                                         {"binary_format_minor_version", 0}};
    for (const auto& [name, number] : kNumbers) {
      key(name);
      MmdbValue::write_head(to, 5, 2);
      to += '\0';
      to += static_cast<char>(number);
    }
    key("database_type");
    key("Test");
    key("languages");
    MmdbValue::write_head(to, 11, 0);
    key("build_epoch");
    MmdbValue::write_number(to, 9, 1'777'593'600);
    key("description");
    MmdbValue::write_head(to, 7, 0);
    return to;
  }

  unsigned ip_version_;
  std::vector<std::array<Branch, 2>> nodes_;
  std::string data_;
};

}  // namespace tests
