// SPDX-License-Identifier: MIT
//
// What was worked out from an answer, kept beside it: a parsed record, a decoded key.

#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace libauth::dns {

/// Keeps at most one value of each type. A copy starts empty, and it never makes two answers
/// different: what is in it follows from the answer.
/// @threads safe
class Memo {
 public:
  Memo() = default;
  Memo(const Memo&) noexcept {}
  Memo& operator=(const Memo&) noexcept { return *this; }
  ~Memo() {
    for (const Node* node = head_.load(); node != nullptr;) {
      const std::unique_ptr<const Node> owner(node);
      node = node->next;
    }
  }

  /// The value, made by make() where there is none yet; of two threads that make it at once one
  /// wins. T has `std::size_t octets() const`, the memory that it takes. The value lives as long as
  /// the memo.
  template <class T, class Make>
  const T& get(const Make& make) const {
    const Node* seen = head_.load(std::memory_order_acquire);
    if (const T* value = find<T>(seen)) return *value;
    auto made = std::make_unique<Holder<T>>(make());
    for (;;) {
      made->next = seen;
      if (head_.compare_exchange_weak(seen, made.get(), std::memory_order_acq_rel)) break;
      if (const T* value = find<T>(seen)) return *value;
    }
    octets_ += sizeof(Holder<T>) + made->value.octets();
    return made.release()->value;
  }

  /// Memory that the values take, besides the memo itself.
  std::size_t octets() const { return octets_.load(std::memory_order_relaxed); }

  bool operator==(const Memo& /*other*/) const { return true; }

 private:
  struct Node {
    explicit Node(const void* of) : type(of) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    const void* type;
    const Node* next = nullptr;
  };
  template <class T>
  struct Holder final : Node {
    explicit Holder(T made) : Node(&kTypeOf<T>), value(std::move(made)) {}
    const T value;
  };
  /// One address for each type.
  template <class T>
  static constexpr char kTypeOf = 0;

  template <class T>
  static const T* find(const Node* node) {
    for (; node != nullptr; node = node->next) {
      if (node->type == &kTypeOf<T>) return &static_cast<const Holder<T>*>(node)->value;
    }
    return nullptr;
  }

  mutable std::atomic<const Node*> head_ = nullptr;
  mutable std::atomic<std::size_t> octets_ = 0;
};

}  // namespace libauth::dns
