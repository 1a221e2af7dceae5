// SPDX-License-Identifier: MIT
//
// What POST /v1/verify takes of the memory beside the body that came. A program of its own, as it
// counts every allocation.

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"
#include "tests/support/allocation_count.h"

using tests::allocated;
using tests::peak;

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
