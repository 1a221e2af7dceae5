// SPDX-License-Identifier: MIT
//
// Versions, status codes and words of the C ABI.

#include <set>
#include <string>

#include <boost/mp11/algorithm.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/arc/result.h"
#include "libauth/capi/words.h"
#include "libauth/dkim/result.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/libauth.h"
#include "libauth/ptr/evaluate.h"
#include "libauth/spf/result.h"
#include "tests/tree/files.h"

namespace capi = libauth::capi;

namespace {

/// Whether every result of a method has its code, and comes back from it.
template <class Result>
void check_codes() {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Result>>([](const auto& one) {
    BOOST_TEST(capi::parse_result(one.name).has_value(), one.name);
    const std::uint32_t code = capi::code_of(one.value);
    BOOST_TEST(libauth_result_word(code) == std::string_view(one.name));
    BOOST_TEST((capi::result_of_code<Result>(code) == one.value));
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiStatus)

BOOST_AUTO_TEST_CASE(VersionIsTheProjects) {
  BOOST_TEST(libauth_version() == std::string_view(MAILVET_VERSION));
  BOOST_TEST(std::string_view(LIBAUTH_VERSION) == MAILVET_VERSION);
  BOOST_TEST(libauth_abi() == std::uint32_t{LIBAUTH_ABI});
}

// The name of the shared library changes with the ABI.
BOOST_AUTO_TEST_CASE(AbiIsThatOfTheSharedLibrary) {
  const std::string cmake = tests::read_file("libauth/package/CMakeLists.txt");
  BOOST_TEST(cmake.find("set(libauth_abi " + std::to_string(LIBAUTH_ABI) + ")") != cmake.npos);
}

BOOST_AUTO_TEST_CASE(EveryStatusHasASentenceOfItsOwn) {
  std::set<std::string> sentences;
  for (int status = LIBAUTH_OK; status <= LIBAUTH_ERR_INTERNAL; ++status) {
    const std::string sentence = libauth_strerror(status);
    BOOST_TEST(sentence.ends_with('.'));
    BOOST_TEST(sentences.insert(sentence).second, sentence);
  }
  for (const int none : {LIBAUTH_ERR_INTERNAL + 1, -1}) {
    BOOST_TEST(libauth_strerror(none) == std::string_view("There is no such status."));
  }
}

BOOST_AUTO_TEST_CASE(EveryResultOfTheLibraryHasACode) {
  check_codes<libauth::spf::Result>();
  check_codes<libauth::dkim::Result>();
  check_codes<libauth::arc::Result>();
  check_codes<libauth::dmarc::Result>();
  check_codes<libauth::ptr::Result>();
  BOOST_TEST(!capi::parse_result("hardfail"));
  BOOST_TEST(!capi::parse_result(""));
}

BOOST_AUTO_TEST_CASE(WordsOfNumbersThatAreNoneAreEmpty) {
  BOOST_TEST(libauth_result_word(LIBAUTH_RESULT_PERMERROR + 1) == std::string_view());
  BOOST_TEST(libauth_result_word(UINT32_MAX) == std::string_view());
  BOOST_TEST(libauth_policy_word(LIBAUTH_POLICY_ABSENT) == std::string_view());
  BOOST_TEST(libauth_policy_word(LIBAUTH_POLICY_REJECT) == std::string_view("reject"));
  BOOST_TEST(libauth_policy_word(LIBAUTH_POLICY_REJECT + 1) == std::string_view());
}

BOOST_AUTO_TEST_CASE(PoliciesHaveTheirCodes) {
  using libauth::dmarc::Policy;
  BOOST_TEST(capi::policy_code(std::nullopt) == std::uint32_t{LIBAUTH_POLICY_ABSENT});
  for (const Policy policy : {Policy::none, Policy::quarantine, Policy::reject}) {
    BOOST_TEST(libauth_policy_word(capi::policy_code(policy)) == libauth::base::name_of(policy));
  }
}

BOOST_AUTO_TEST_SUITE_END()
