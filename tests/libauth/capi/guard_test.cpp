// SPDX-License-Identifier: MIT
//
// The border to C: exceptions end there, and structs of other versions are understood.

#include "libauth/capi/guard.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "libauth/capi/session_handle.h"
#include "tests/libauth/capi/c_session.h"

using namespace libauth::capi;

namespace {

/// A struct of options of three versions, each with one field more.
struct Old {
  std::size_t size;
  std::uint64_t first;
};
struct Current {
  std::size_t size;
  std::uint64_t first;
  std::uint64_t second;
};
struct Newer {
  std::size_t size;
  std::uint64_t first;
  std::uint64_t second;
  std::uint64_t third;
};

constexpr Current kDefaults = {sizeof(Current), 10, 20};

/// Reads the struct as a library would that has `Current`.
template <class Struct>
libauth_status read(const Struct& given, Current& options) {
  options = kDefaults;
  return read_struct(reinterpret_cast<const Current*>(&given), options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiGuard)

BOOST_AUTO_TEST_CASE(ExceptionsBecomeStatusCodes) {
  BOOST_TEST(guarded([] { return LIBAUTH_NONE; }) == LIBAUTH_NONE);
  BOOST_TEST(guarded([]() -> libauth_status { throw std::bad_alloc(); }) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(guarded([]() -> libauth_status { throw std::length_error(""); }) ==
             LIBAUTH_ERR_INTERNAL);
  BOOST_TEST(guarded([]() -> libauth_status { throw 1; }) == LIBAUTH_ERR_INTERNAL);
}

BOOST_AUTO_TEST_CASE(ASmallerStructIsCompletedWithDefaults) {
  Current options{};
  BOOST_TEST(read(Old{sizeof(Old), 1}, options) == LIBAUTH_OK);
  BOOST_TEST(options.first == 1U);
  BOOST_TEST(options.second == 20U);
}

BOOST_AUTO_TEST_CASE(ALargerStructIsFineWhereItSetsNothingUnknown) {
  Current options{};
  BOOST_TEST(read(Newer{sizeof(Newer), 1, 2, 0}, options) == LIBAUTH_OK);
  BOOST_TEST(options.first == 1U);
  BOOST_TEST(options.second == 2U);
  BOOST_TEST(read(Newer{sizeof(Newer), 1, 2, 1}, options) == LIBAUTH_ERR_STRUCT_SIZE);
}

BOOST_AUTO_TEST_CASE(ASizeThatWasNeverSetIsAnError) {
  Current options{};
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, sizeof(Current) - 1, kMaxStruct + 8, SIZE_MAX}) {
    BOOST_TEST(read(Current{size, 1, 2}, options) == LIBAUTH_ERR_STRUCT_SIZE, size);
  }
  BOOST_TEST(options.first == 10U);
  BOOST_TEST(read_struct<Current>(nullptr, options) == LIBAUTH_ERR_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(ResultsAreCutOrFilledWithZeros) {
  const Current result{sizeof(Current), 1, 2};
  std::array<Old, 2> old = {Old{sizeof(Old), 0}, Old{7, 7}};
  BOOST_TEST(write_struct(reinterpret_cast<Current*>(old.data()), result) == LIBAUTH_OK);
  BOOST_TEST(old[0].size == sizeof(Old));
  BOOST_TEST(old[0].first == 1U);
  BOOST_TEST(old[1].size == 7U);  // behind the struct nothing is written

  Newer newer{sizeof(Newer), 9, 9, 9};
  BOOST_TEST(write_struct(reinterpret_cast<Current*>(&newer), result) == LIBAUTH_OK);
  BOOST_TEST(newer.size == sizeof(Newer));
  BOOST_TEST(newer.second == 2U);
  BOOST_TEST(newer.third == 0U);

  Current unset{0, 5, 5};
  BOOST_TEST(write_struct(&unset, result) == LIBAUTH_ERR_STRUCT_SIZE);
  BOOST_TEST(unset.first == 5U);
}

BOOST_AUTO_TEST_CASE(TextsEndWhereTheySay) {
  BOOST_TEST(text_of(nullptr, 3).empty());
  BOOST_TEST(text_of("abc", LIBAUTH_NUL_TERMINATED) == "abc");
  BOOST_TEST(text_of("a\0c", 3).size() == 3U);
  BOOST_TEST(text_of("abc", 0).empty());
}

// A message that was hashed in half must never pass.
BOOST_AUTO_TEST_CASE(AFatalErrorEndsASession) {
  const std::string message = tests::signed_by_example_com();
  auto session = tests::done_session(message);
  const auto fail = [](libauth_session&) -> libauth_status { throw std::bad_alloc(); };
  BOOST_TEST(change(session.get(), fail) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(libauth_session_feed(session.get(), "x", 1) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(libauth_session_finish(session.get()) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(libauth_session_give_up(session.get()) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(libauth_session_is_done(session.get()) == 1);
  auto spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
  BOOST_TEST(libauth_session_spf(session.get(), &spf) == LIBAUTH_ERR_MEMORY);
  BOOST_TEST(libauth_session_dkim_count(session.get()) == 0U);

  const libauth_session_options options = tests::options_of_example();
  BOOST_TEST(libauth_session_reset(session.get(), &options) == LIBAUTH_OK);
  BOOST_TEST(libauth_session_feed(session.get(), message.data(), message.size()) == LIBAUTH_OK);
}

BOOST_AUTO_TEST_SUITE_END()
