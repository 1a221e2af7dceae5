// SPDX-License-Identifier: MIT

#include "tests/support/allocation_count.h"

#include <cstdlib>
#include <new>

#include <malloc.h>

namespace tests {

std::atomic<std::size_t> allocated = 0;
std::atomic<std::size_t> peak = 0;

namespace {

void* take(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  const std::size_t now = allocated += malloc_usable_size(memory);
  if (now > peak) peak = now;
  return memory;
}

void give(void* memory) noexcept {
  if (memory != nullptr) allocated -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace
}  // namespace tests

void* operator new(std::size_t size) {
  return tests::take(size);
}
void* operator new[](std::size_t size) {
  return tests::take(size);
}
void operator delete(void* memory) noexcept {
  tests::give(memory);
}
void operator delete[](void* memory) noexcept {
  tests::give(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  tests::give(memory);
}
void operator delete[](void* memory, std::size_t /*size*/) noexcept {
  tests::give(memory);
}
