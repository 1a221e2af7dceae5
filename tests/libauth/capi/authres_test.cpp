// SPDX-License-Identifier: MIT
//
// Authentication-Results alone, through the C ABI.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/libauth.h"

using namespace std::string_view_literals;

namespace {

struct Free {
  void operator()(libauth_authres* authres) const { libauth_authres_free(authres); }
};
using Handle = std::unique_ptr<libauth_authres, Free>;

Handle parse(std::string_view value) {
  libauth_authres* authres = nullptr;
  const auto status = libauth_authres_parse(value.data(), value.size(), &authres);
  BOOST_TEST((authres != nullptr) == (status == LIBAUTH_OK));
  return Handle(authres);
}

Handle fresh(const char* authserv_id) {
  libauth_authres* authres = nullptr;
  libauth_authres_new(authserv_id, &authres);
  return Handle(authres);
}

std::string written(const Handle& authres, std::uint32_t line_end = LIBAUTH_LF) {
  const char* value = nullptr;
  std::size_t size = 0;
  BOOST_TEST_REQUIRE(libauth_authres_write(authres.get(), line_end, &value, &size) == LIBAUTH_OK);
  BOOST_TEST(std::string_view(value).size() == size);
  return {value, size};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiAuthres)

BOOST_AUTO_TEST_CASE(AFieldIsRead) {
  const auto authres = parse(
      "mx.example.net 1;\r\n spf=pass (fine) smtp.mailfrom=example.com;\r\n"
      " dkim=fail reason=\"bad \\\"key\\\"\" header.d=example.org header.s=\"a b\"");
  BOOST_TEST_REQUIRE((authres != nullptr));
  BOOST_TEST(libauth_authres_authserv_id(authres.get()) == "mx.example.net"sv);
  BOOST_TEST(libauth_authres_version(authres.get()) == 1U);
  auto result = LIBAUTH_RESULT_INIT(libauth_authres_result);
  BOOST_TEST_REQUIRE(libauth_authres_get(authres.get(), 1, &result) == LIBAUTH_OK);
  BOOST_TEST(result.method == "dkim"sv);
  BOOST_TEST(result.result == "fail"sv);
  BOOST_TEST(std::string_view(result.reason, result.reason_size) == "bad \"key\"");
  BOOST_TEST(result.property_count == 2U);
  auto property = LIBAUTH_RESULT_INIT(libauth_authres_property);
  BOOST_TEST_REQUIRE(libauth_authres_get_property(authres.get(), 1, 1, &property) == LIBAUTH_OK);
  BOOST_TEST(property.type == "header"sv);
  BOOST_TEST(property.name == "s"sv);
  BOOST_TEST(std::string_view(property.value, property.value_size) == "a b");
}

BOOST_AUTO_TEST_CASE(IndicesBehindTheEndAreNone) {
  const auto authres = parse("mx.example.net; spf=pass");
  auto result = LIBAUTH_RESULT_INIT(libauth_authres_result);
  auto property = LIBAUTH_RESULT_INIT(libauth_authres_property);
  BOOST_TEST(libauth_authres_get(authres.get(), 1, &result) == LIBAUTH_NONE);
  BOOST_TEST(libauth_authres_get(authres.get(), SIZE_MAX, &result) == LIBAUTH_NONE);
  BOOST_TEST(libauth_authres_get_property(authres.get(), 0, 0, &property) == LIBAUTH_NONE);
  BOOST_TEST(libauth_authres_get_property(authres.get(), 1, 0, &property) == LIBAUTH_NONE);
}

BOOST_AUTO_TEST_CASE(WhatIsNoFieldIsASyntaxError) {
  for (const std::string_view value :
       {""sv, ";"sv, "mx.example.net; spf"sv, "mx.example.net; spf=pass; ="sv, "a\0b; none"sv}) {
    BOOST_TEST((parse(value) == nullptr), value);
  }
}

BOOST_AUTO_TEST_CASE(WhatIsWrittenIsReadBack) {
  const auto authres = fresh("mx.example.net");
  BOOST_TEST(written(authres) == "mx.example.net; none");
  BOOST_TEST(libauth_authres_add(authres.get(), "spf", "pass", nullptr) == LIBAUTH_OK);
  BOOST_TEST(libauth_authres_add_property(authres.get(), "smtp", "mailfrom", "a b@example.com",
                                          LIBAUTH_NUL_TERMINATED) == LIBAUTH_OK);
  BOOST_TEST(libauth_authres_add(authres.get(), "dkim", "fail", "no \"key\"") == LIBAUTH_OK);
  const auto read = parse(written(authres, LIBAUTH_CRLF));
  BOOST_TEST_REQUIRE((read != nullptr));
  auto property = LIBAUTH_RESULT_INIT(libauth_authres_property);
  BOOST_TEST_REQUIRE(libauth_authres_get_property(read.get(), 0, 0, &property) == LIBAUTH_OK);
  BOOST_TEST(std::string_view(property.value, property.value_size) == "a b@example.com");
  auto result = LIBAUTH_RESULT_INIT(libauth_authres_result);
  BOOST_TEST_REQUIRE(libauth_authres_get(read.get(), 1, &result) == LIBAUTH_OK);
  BOOST_TEST(std::string_view(result.reason, result.reason_size) == "no \"key\"");
}

// The injection of mail-auth 0.9 and OpenDMARC CVE-2020-12272: what cannot stand in a field is
// refused when it is added, not left out in silence.
BOOST_AUTO_TEST_CASE(WhatCannotBeWrittenIsRefused) {
  BOOST_TEST((fresh("mx\r\nX: y") == nullptr));
  BOOST_TEST((fresh("") == nullptr));
  const auto authres = fresh("mx.example.net");
  const auto add = [&](const char* type, const char* name, std::string_view value) {
    return libauth_authres_add_property(authres.get(), type, name, value.data(), value.size());
  };
  BOOST_TEST(add("header", "d", "example.com") == LIBAUTH_ERR_STATE);
  BOOST_TEST(libauth_authres_add(authres.get(), "sp f", "pass", nullptr) == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(libauth_authres_add(authres.get(), "spf", "pass;", nullptr) == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(libauth_authres_add(authres.get(), "", "", nullptr) == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(libauth_authres_add(authres.get(), "dkim", "pass", "a\r\nb") == LIBAUTH_OK);
  BOOST_TEST(add("header", "d", "a\r\nX-Spam: no") == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(add("header", "d", "a\0b"sv) == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(add("header", "d", std::string(5000, 'x')) == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(add("hea der", "d", "x") == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(add("header", "d=x;", "x") == LIBAUTH_ERR_SYNTAX);
  BOOST_TEST(add("header", "d", "example.com") == LIBAUTH_OK);
  const std::string value = written(authres);
  BOOST_TEST(value.find("X-Spam") == value.npos);
  BOOST_TEST((parse(value) != nullptr));
}

BOOST_AUTO_TEST_CASE(NullIsAnErrorEverywhere) {
  const auto authres = fresh("mx.example.net");
  auto result = LIBAUTH_RESULT_INIT(libauth_authres_result);
  auto property = LIBAUTH_RESULT_INIT(libauth_authres_property);
  libauth_authres* made = nullptr;
  const char* value = nullptr;
  const std::vector<libauth_status> statuses = {
      libauth_authres_parse(nullptr, 0, &made),
      libauth_authres_parse("a", 1, nullptr),
      libauth_authres_new(nullptr, &made),
      libauth_authres_new("a", nullptr),
      libauth_authres_get(nullptr, 0, &result),
      libauth_authres_get_property(nullptr, 0, 0, &property),
      libauth_authres_add(nullptr, "spf", "pass", nullptr),
      libauth_authres_add(authres.get(), nullptr, "pass", nullptr),
      libauth_authres_add(authres.get(), "spf", nullptr, nullptr),
      libauth_authres_add_property(nullptr, "a", "b", "c", 1),
      libauth_authres_add_property(authres.get(), "a", "b", nullptr, 1),
      libauth_authres_write(nullptr, 0, &value, nullptr),
      libauth_authres_write(authres.get(), 0, nullptr, nullptr),
      libauth_authres_write(authres.get(), 2, &value, nullptr),
  };
  for (const libauth_status status : statuses) BOOST_TEST(status == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_authres_authserv_id(nullptr) == ""sv);
  BOOST_TEST(libauth_authres_version(nullptr) == 0U);
  libauth_authres_free(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
