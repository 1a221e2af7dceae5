// SPDX-License-Identifier: MIT
//
// A server answers for its own names, and pages of other origins change nothing.

#include "service/http/authority.h"

#include <ostream>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/http/loopback.h"

namespace {

using service::http::HostNames;

struct HostCase {
  const char* host;
  bool is_taken;
};
std::ostream& operator<<(std::ostream& out, const HostCase& test) {
  return out << test.host;
}

const HostCase kHosts[] = {
    {"localhost", true},
    {"LocalHost:8460", true},
    {"localhost.", true},
    {"reports.localhost:1", true},
    {"127.0.0.1", true},
    {"127.0.0.1:8460", true},
    {"127.200.3.4:8460", true},
    {"[::1]", true},
    {"[::1]:8460", true},
    {"mailvet.example", true},
    {"Mailvet.Example.:80", true},
    {"192.0.2.7:8460", true},
    {"[2001:db8:0::7]:8460", true},

    {"", false},
    {":8460", false},
    {"evil.example", false},
    {"evil.example:8460", false},
    {"x.mailvet.example", false},
    {"localhost.evil.example", false},
    {"notlocalhost", false},
    {"127.0.0.1.evil.example", false},
    {"192.0.2.1", false},
    {"126.255.255.255", false},
    {"::1", false},
    {"[::2]:8460", false},
    {"[::1", false},
    {"localhost:port", false},
    {"localhost:80@evil.example", false},
    {"evil.example@localhost", false},
    {"localhost/", false},
};

struct OriginCase {
  const char* origin;
  const char* host;
  bool is_same;
};
std::ostream& operator<<(std::ostream& out, const OriginCase& test) {
  return out << test.origin << " at " << test.host;
}

const OriginCase kOrigins[] = {
    {"http://localhost:8460", "localhost:8460", true},
    {"http://LOCALHOST:8460", "localhost:8460", true},
    {"http://[::1]:8460", "[::1]:8460", true},
    {"http://mailvet.example", "mailvet.example", true},
    {"http://mailvet.example", "mailvet.example:80", true},
    {"https://mailvet.example", "mailvet.example", true},  // behind a proxy that ends TLS
    {"https://mailvet.example", "mailvet.example:443", true},

    {"http://evil.example", "localhost:8460", false},
    {"http://localhost:3000", "localhost:8460", false},
    {"http://localhost", "localhost:8460", false},
    {"https://mailvet.example", "mailvet.example:80", false},
    {"http://127.0.0.1:8460", "localhost:8460", false},
    {"http://localhost:8460@evil.example", "localhost:8460", false},
    {"http://localhost:8460/", "localhost:8460", false},
    {"null", "localhost:8460", false},
    {"", "localhost:8460", false},
    {"http://", "", false},
    {"http://localhost:8460", "", false},
};

struct RequestCase {
  const char* name;
  const char* line;  ///< "POST /a"
  const char* fields;
  const char* status;
};
std::ostream& operator<<(std::ostream& out, const RequestCase& test) {
  return out << test.name;
}

constexpr const char* kOwn = "Host: localhost\r\n";
constexpr const char* kEvil = "Host: evil.example\r\n";

const RequestCase kRequests[] = {
    {"own host", "GET /a", kOwn, "200"},
    {"another host", "GET /a", kEvil, "421"},
    {"another host that changes something", "POST /a", kEvil, "421"},
    {"an empty host", "GET /a", "Host:\r\n", "421"},
    // RFC 9112 section 3.2.2: the authority of absolute-form counts, and not Host.
    {"another host in the target", "GET http://evil.example/a", kOwn, "421"},
    {"own host in the target", "GET http://localhost/a", kEvil, "200"},
    {"is it there", "GET /healthz", kEvil, "200"},
    {"is it ready", "GET /readyz", kEvil, "200"},
    {"below the path of a probe", "GET /healthz/a", kEvil, "421"},

    {"own origin", "POST /a", "Host: localhost\r\nOrigin: http://localhost\r\n", "200"},
    {"another origin", "POST /a", "Host: localhost\r\nOrigin: http://evil.example\r\n", "403"},
    {"another origin puts", "PUT /a", "Host: localhost\r\nOrigin: http://evil.example\r\n", "403"},
    {"another origin deletes", "DELETE /a", "Host: localhost\r\nOrigin: null\r\n", "403"},
    {"one of two origins is another", "POST /a",
     "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example\r\n", "403"},
    {"another origin reads", "GET /a", "Host: localhost\r\nOrigin: http://evil.example\r\n", "200"},
    {"another site", "POST /a", "Host: localhost\r\nSec-Fetch-Site: Cross-Site\r\n", "403"},
    {"the same site", "POST /a", "Host: localhost\r\nSec-Fetch-Site: same-origin\r\n", "200"},
    {"a program", "DELETE /a", kOwn, "200"},
};

std::string send(const tests::Loopback& server, const RequestCase& test) {
  return tests::round_trip(server.port(), std::string(test.line) + " HTTP/1.1\r\n" + test.fields +
                                              "Connection: close\r\n\r\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Authority)

BOOST_DATA_TEST_CASE(AnswersForItsOwnNames, boost::unit_test::data::make(kHosts), test) {
  const HostNames names{.is_checked = true,
                        .names = {"mailvet.example", "192.0.2.7", "2001:db8::7"}};
  BOOST_TEST(names.has(test.host) == test.is_taken);
  BOOST_TEST(HostNames{}.has(test.host));
}

BOOST_DATA_TEST_CASE(ComparesOrigins, boost::unit_test::data::make(kOrigins), test) {
  BOOST_TEST(service::http::is_origin_of(test.origin, test.host) == test.is_same);
}

BOOST_DATA_TEST_CASE(RefusesOtherHostsAndOrigins, boost::unit_test::data::make(kRequests), test) {
  const tests::Loopback server(tests::small_limits(), tests::echo, {.is_checked = true});
  const std::string answer = send(server, test);
  BOOST_TEST(answer.substr(0, 13) == "HTTP/1.1 " + std::string(test.status) + " ");
  if (std::string(test.status) == "421") {
    BOOST_TEST(answer.find("/problems/misdirected-request") != std::string::npos);
    BOOST_TEST(answer.starts_with("HTTP/1.1 421 Misdirected Request\r\n"));
  }
  if (std::string(test.status) == "403") {
    BOOST_TEST(answer.find("/problems/cross-origin") != std::string::npos);
  }
}

// Where any host is taken, that of an origin has to be the same all the same.
BOOST_AUTO_TEST_CASE(LooksAtTheOriginWhereAnyHostIsTaken) {
  const tests::Loopback server;
  BOOST_TEST(send(server, {"", "POST /a", kEvil, ""}).starts_with("HTTP/1.1 200 "));
  BOOST_TEST(send(server, {"", "POST /a", "Host: h\r\nOrigin: http://evil.example\r\n", ""})
                 .starts_with("HTTP/1.1 403 "));
}

BOOST_AUTO_TEST_CASE(TakesARequestOfHttp10WithoutHost) {
  const tests::Loopback server(tests::small_limits(), tests::echo, {.is_checked = true});
  BOOST_TEST(
      tests::round_trip(server.port(), "GET /a HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(ReadsTheNamesThatUsersGive) {
  for (const auto& [text, host] :
       {std::pair("Mailvet.Example.", "mailvet.example"), std::pair("192.0.2.7", "192.0.2.7"),
        std::pair("2001:DB8::7", "2001:db8::7"), std::pair("[2001:db8::7]", "2001:db8::7")}) {
    const auto name = service::http::read_host_name(text);
    BOOST_REQUIRE(name);
    BOOST_TEST(*name == host);
  }
  for (const char* text : {"", ".", "http://mailvet.example", "mailvet.example:8460", "a b", "[::1",
                           "a@b", "*.example", "a..example"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(!service::http::read_host_name(text));
  }
}

BOOST_AUTO_TEST_SUITE_END()
