// SPDX-License-Identifier: MIT
//
// Sets of addresses against a model: one bit for each address of four small pieces of the address
// space, of which three are at its ends.
//
// Three octets are one operation: which, on which network.

#include "libauth/base/network_set.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/fuzz/property.h"

using libauth::base::IpAddress;
using libauth::base::Network;
using libauth::base::NetworkSet;

namespace {

/// The first addresses of the pieces; each has kSize.
constexpr std::array kPieces = {"0.0.0.0", "255.255.255.128",
                                "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff80"};
constexpr std::size_t kBits = 7;
constexpr std::size_t kSize = std::size_t{1} << kBits;
constexpr std::size_t kV4 = 2 * kSize;

/// Operations on one input: more of them find nothing more.
constexpr std::size_t kMaxOperations = 64;

using Model = std::bitset<kPieces.size() * kSize>;

IpAddress address_at(std::size_t index) {
  const IpAddress base = *IpAddress::parse(kPieces[index / kSize]);
  std::array<std::uint8_t, 16> octets{};
  std::copy(base.octets().begin(), base.octets().end(), octets.begin());
  const std::size_t size = base.octets().size();
  octets[size - 1] = static_cast<std::uint8_t>(octets[size - 1] + index % kSize);
  return *IpAddress::from_octets({octets.data(), size});
}

const std::vector<IpAddress>& all_addresses() {
  static const std::vector<IpAddress> addresses = [] {
    std::vector<IpAddress> made;
    for (std::size_t i = 0; i < Model().size(); ++i) made.push_back(address_at(i));
    return made;
  }();
  return addresses;
}

/// A network inside a piece, and its bits.
struct Piece {
  Network network;
  Model model;
};

Piece piece_of(std::uint8_t where, std::uint8_t width) {
  const std::size_t host_bits = width % (kBits + 1);
  const std::size_t index = (where + 256U * (width >> 7)) % Model().size();
  Piece piece;
  piece.network.address = all_addresses()[index];
  piece.network.prefix = piece.network.address.bits() - static_cast<unsigned>(host_bits);
  const std::size_t first = index >> host_bits << host_bits;
  for (std::size_t i = 0; i < std::size_t{1} << host_bits; ++i) piece.model.set(first + i);
  return piece;
}

std::size_t count_v4(const Model& model) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kV4; ++i) count += model[i];
  return count;
}

/// The fewest networks for the addresses from `first`, 2^bits of them: halves where not all are in.
std::size_t fewest(const Model& model, std::size_t first, std::size_t bits) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::size_t{1} << bits; ++i) count += model[first + i];
  if (count == 0) return 0;
  if (count == std::size_t{1} << bits) return 1;
  return fewest(model, first, bits - 1) +
         fewest(model, first + (std::size_t{1} << (bits - 1)), bits - 1);
}

void compare(const NetworkSet& set, const Model& model) {
  for (std::size_t i = 0; i < model.size(); ++i) {
    fuzz::require(set.contains(all_addresses()[i]) == model[i], "it has what the model has");
  }
  fuzz::require(set.is_empty() == model.none(), "it is empty where the model is");
  fuzz::require(set.count_v4() == count_v4(model), "it counts IPv4 as the model does");
  fuzz::require(set.count_v6() == std::to_string(model.count() - count_v4(model)),
                "it counts IPv6 as the model does");
  const std::vector<Network> networks = set.networks();
  std::size_t want = 0;
  for (std::size_t i = 0; i < kPieces.size(); ++i) want += fewest(model, i * kSize, kBits);
  fuzz::require(networks.size() == want, "its networks are the fewest");
  if (!networks.empty()) {
    fuzz::require(set.first_network() == networks.front(), "its first network is the first");
  }
  const auto ranges = set.ranges();
  for (std::size_t i = 0; i + 1 < model.size(); ++i) {
    const bool ends = model[i] && (!model[i + 1] || (i + 1) % kSize == 0);
    const bool is_last = std::any_of(ranges.begin(), ranges.end(), [i](const auto& range) {
      return range.last == all_addresses()[i];
    });
    fuzz::require(ends == is_last, "a range ends where the next address is not in the model");
  }
  NetworkSet again;
  for (std::size_t i = networks.size(); i-- > 0;) again.add(networks[i]);
  fuzz::require(again == set, "its networks make up the set");
}

void compare_two(const NetworkSet& a, const Model& model_a, const NetworkSet& b,
                 const Model& model_b) {
  fuzz::require(a.intersects(b) == (model_a & model_b).any(), "sets intersect as the models do");
  fuzz::require(a.covers(b) == (model_b & ~model_a).none(), "sets cover as the models do");
  fuzz::require((a == b) == (model_a == model_b), "sets are equal where the models are");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::array<NetworkSet, 2> sets;
  std::array<Model, 2> models;
  for (std::size_t i = 0; i + 2 < size && i < 3 * kMaxOperations; i += 3) {
    const std::size_t one = data[i] & 1;
    const std::size_t other = 1 - one;
    const Piece piece = piece_of(data[i + 1], data[i + 2]);
    switch (data[i] >> 1 & 7) {
      case 0:
        sets[one].add(sets[other]);
        models[one] |= models[other];
        break;
      case 1:
        sets[one].remove(sets[other]);
        models[one] &= ~models[other];
        break;
      case 2:
        sets[one] = sets[one].intersection(sets[other]);
        models[one] &= models[other];
        break;
      case 3:
        sets[one].remove(NetworkSet(piece.network));
        models[one] &= ~piece.model;
        break;
      default:
        sets[one].add(piece.network);
        models[one] |= piece.model;
        break;
    }
    compare_two(sets[0], models[0], sets[1], models[1]);
  }
  compare(sets[0], models[0]);
  compare(sets[1], models[1]);
  return 0;
}
