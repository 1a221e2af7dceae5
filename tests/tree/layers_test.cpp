// SPDX-License-Identifier: MIT
//
// A room includes only rooms below it, and a foreign library only where it is at home.

#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/tree/files.h"

namespace {

/// Rooms of libauth, lowest layer first; a room includes itself and the layers below its own. A
/// room that is not here is not allowed.
const std::vector<std::set<std::string>> kLayers = {
    {"base"},
    {"dns", "mail", "taglist", "crypto"},
    {"spf", "dkim", "authres", "mx", "ptr", "dnsbl", "mta_sts", "tls_rpt", "dane", "bimi", "smtp"},
    {"dmarc", "arc"},
    {"verify", "audit", "probe"},
    {"capi"},
};

/// Rooms of reports, likewise.
const std::vector<std::set<std::string>> kReportsLayers = {
    {"text"}, {"aggregate", "failure", "tls"}, {"intake", "sources"}, {"store"}, {"analysis"},
};

/// What else a room may see of its own layer.
const std::map<std::string, std::set<std::string>> kNeighbours = {};

/// Where headers of foreign libraries may be included: path prefixes.
struct Home {
  const char* header;  ///< a regular expression
  std::vector<std::string> folders;
};
const std::vector<Home> kHomes = {
    {"ldns/.*|unbound\\.h", {"libauth/dns/", "tests/libauth/dns/"}},
    {"openssl/.*", {"libauth/crypto/", "libauth/probe/", "tests/libauth/crypto/", "tests/bench/"}},
    // docs/decisions/http-grammar.md
    {"boost/beast.*", {"libauth/probe/", "service/http/"}},
    {"boost/asio.*", {"libauth/probe/"}},
    {"idn2\\.h|libpsl\\.h", {"libauth/dns/", "libauth/dmarc/", "libauth/mail/"}},
    {"Poco/Net/.*", {"service/http/", "tests/"}},
    {"Poco/Data/.*|sqlite3\\.h|libpq-fe\\.h",
     {"reports/store/", "service/jobs/", "tests/reports/store/", "tests/service/cli/"}},
    {"Poco/.*", {"service/", "reports/store/", "tests/"}},
    {"pugixml\\.hpp", {"reports/", "tests/"}},
    {"archive.*\\.h|zlib\\.h|gmime/.*", {"reports/intake/", "tests/"}},
    {"maxminddb\\.h", {"reports/sources/", "tests/"}},
    {"zstd\\.h", {"reports/store/", "tests/"}},
    {"CLI/.*", {"service/cli/"}},
    {"boost/json.*", {"service/", "reports/tls/", "tests/"}},
    {"libmilter/.*", {"service/milter/"}},
    {"boost/test/.*", {"tests/"}},
    {"yaml-cpp/.*", {"tests/"}},
    {"benchmark/.*|spf2/.*|opendkim/.*", {"tests/bench/"}},
};

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex include("(^|\n)[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)[>\"]");
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
    found.push_back((*it)[2]);
  }
  return found;
}

/// The room in "<part>/<room>/..."; empty for other paths.
std::string room_in(const std::string& part, const std::string& path) {
  const std::string prefix = part + "/";
  if (!path.starts_with(prefix)) return {};
  const std::size_t end = path.find('/', prefix.size());
  return end == std::string::npos ? std::string() : path.substr(prefix.size(), end - prefix.size());
}

/// The room of libauth.
std::string room_of(const std::string& path) {
  // The C interface, where programs in C look for it.
  return path == "libauth/libauth.h" ? "capi" : room_in("libauth", path);
}

int layer_in(const std::vector<std::set<std::string>>& layers, const std::string& room) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].contains(room)) return static_cast<int>(i);
  }
  return -1;
}

int layer_of(const std::string& room) {
  return layer_in(kLayers, room);
}

/// Whether a room of reports may include another.
bool reports_room_may_include(const std::string& room, const std::string& other) {
  return room == other || layer_in(kReportsLayers, other) < layer_in(kReportsLayers, room);
}

bool room_may_include(const std::string& room, const std::string& other) {
  if (room == other || layer_of(other) < layer_of(room)) return true;
  const auto neighbours = kNeighbours.find(room);
  return neighbours != kNeighbours.end() && neighbours->second.contains(other);
}

/// libauth sees itself, reports sees libauth, service sees all; nobody sees the tests.
bool part_may_include(const std::string& path, const std::string& include) {
  const auto under = [&include](const char* part) { return include.starts_with(part); };
  if (under("tests/")) return path.starts_with("tests/");
  if (under("service/")) return path.starts_with("service/") || path.starts_with("tests/");
  if (under("reports/")) return !path.starts_with("libauth/");
  return true;
}

bool is_at_home(const std::string& path, const std::string& include) {
  for (const Home& home : kHomes) {
    if (!std::regex_match(include, std::regex(home.header))) continue;
    for (const std::string& folder : home.folders) {
      if (path.starts_with(folder)) return true;
    }
    return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Layers)

BOOST_AUTO_TEST_CASE(EveryRoomOfLibauthHasALayer) {
  for (const std::string& path : tests::files_below("libauth")) {
    const std::string room = room_of(path);
    if (tests::is_source(path)) BOOST_TEST((layer_of(room) >= 0), path);
  }
}

BOOST_AUTO_TEST_CASE(RoomsIncludeOnlyRoomsBelow) {
  std::size_t seen = 0;
  for (const std::string& path : tests::files_below("libauth")) {
    if (!tests::is_source(path)) continue;
    for (const std::string& include : includes_of(tests::read_file(path))) {
      if (room_of(include).empty()) continue;
      ++seen;
      BOOST_TEST(room_may_include(room_of(path), room_of(include)),
                 path << " includes " << include);
    }
  }
  BOOST_TEST(seen > 100U);
}

BOOST_AUTO_TEST_CASE(RoomsOfReportsIncludeOnlyRoomsBelow) {
  std::size_t seen = 0;
  for (const std::string& path : tests::files_below("reports")) {
    if (!tests::is_source(path)) continue;
    const std::string room = room_in("reports", path);
    BOOST_TEST((layer_in(kReportsLayers, room) >= 0), path);
    for (const std::string& include : includes_of(tests::read_file(path))) {
      const std::string other = room_in("reports", include);
      if (other.empty()) continue;
      ++seen;
      BOOST_TEST(reports_room_may_include(room, other), path << " includes " << include);
    }
  }
  BOOST_TEST(seen > 100U);
}

BOOST_AUTO_TEST_CASE(PartsIncludeOnlyPartsBelow) {
  for (const std::string& path : tests::all_sources()) {
    for (const std::string& include : includes_of(tests::read_file(path))) {
      BOOST_TEST(part_may_include(path, include), path << " includes " << include);
    }
  }
}

BOOST_AUTO_TEST_CASE(ForeignLibrariesStayAtHome) {
  for (const std::string& path : tests::all_sources()) {
    for (const std::string& include : includes_of(tests::read_file(path))) {
      BOOST_TEST(is_at_home(path, include), path << " includes " << include);
    }
  }
}

BOOST_AUTO_TEST_CASE(SeesAnIncludeThatGoesUp) {
  BOOST_TEST(!room_may_include("dns", "spf"));
  BOOST_TEST(!room_may_include("spf", "dkim"));
  BOOST_TEST(room_may_include("dmarc", "spf"));
  BOOST_TEST(!reports_room_may_include("tls", "aggregate"));
  BOOST_TEST(reports_room_may_include("intake", "tls"));
  BOOST_TEST(!part_may_include("libauth/dns/name.cpp", "reports/store/store.h"));
  BOOST_TEST(!part_may_include("reports/store/store.cpp", "service/json.h"));
  BOOST_TEST(!is_at_home("libauth/spf/parse.cpp", "ldns/ldns.h"));
  BOOST_TEST(includes_of("#include \"libauth/a/b.h\"\n").size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
