// SPDX-License-Identifier: MIT
//
// What POST /v1/verify takes of the memory beside the body that came. A program of its own, as it
// counts every allocation.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>
#include <malloc.h>

#include "tests/service/api/fixture.h"

namespace {

std::atomic<std::size_t> allocated = 0;
std::atomic<std::size_t> peak = 0;

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

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
}
void operator delete(void* memory) noexcept {
  give(memory);
}
void operator delete[](void* memory) noexcept {
  give(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  give(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  give(memory);
}

BOOST_FIXTURE_TEST_CASE(ABodyIsHeldOnce, tests::Fixture) {
  constexpr std::size_t kBody = std::size_t{16} << 20;
  // With a first line that ends soon, with one that never does, and with none at all.
  for (const std::string& start : {std::string("From: joe@example.com\r\n\r\n"), std::string("x"),
                                   std::string("From: joe@example.com\n\n")}) {
    std::string message = start;
    message.resize(kBody, 'x');
    service::api::Request request{.method = "POST",
                                  .path = "/v1/verify",
                                  .segments = {"v1", "verify"},
                                  .query = {},
                                  .places = {},
                                  .body = std::move(message)};
    const std::size_t before = allocated;
    peak = before;
    const service::api::Response response = service::api::dispatch(std::move(request), services);
    BOOST_TEST(response.status == 200);
    BOOST_TEST(peak - before < kBody / 4, peak - before << " octets beside the body");
  }
}
