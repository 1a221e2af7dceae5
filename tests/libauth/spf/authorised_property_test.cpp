// SPDX-License-Identifier: MIT
//
// The sets against the evaluation: for many small worlds of records, an address is in the set just
// where check_host() lets it pass.

#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/settle.h"
#include "libauth/spf/authorised.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

constexpr const char* kHosts =
    "h0.example. 60 A 192.0.2.1\n"
    "h1.example. 60 A 192.0.2.6\n"
    "h1.example. 60 AAAA 2001:db8::6\n"
    "h2.example. 60 AAAA 2001:db8::9\n"
    "m0.example. 60 MX 10 h0.example.\n"
    "m1.example. 60 MX 10 h1.example.\n"
    "m1.example. 60 MX 20 h2.example.\n";

/// Makes records of the networks 192.0.2.0/28 and 2001:db8::/124, and of each other.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  std::string record() {
    std::string text = "v=spf1";
    for (std::size_t i = below(7); i > 0; --i) text += " " + qualifier() + mechanism();
    const std::size_t end = below(8);
    if (end < 5) return text + " " + qualifier() + "all";
    return end == 5 ? text + " redirect=" + domain() : text;
  }

  std::string zone() {
    std::string text = kHosts;
    for (std::size_t i = 0; i < kDomains; ++i) {
      text += "d" + std::to_string(i) + ".example. 60 TXT \"" + record() + "\"\n";
    }
    return text;
  }

 private:
  static constexpr std::size_t kDomains = 4;

  /// std::uniform_int_distribution differs from library to library; this does not.
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string number(std::size_t end) { return std::to_string(below(end)); }

  /// One in thirty leads nowhere.
  std::string domain() {
    return below(30) == 0 ? "gone.example" : "d" + number(kDomains) + ".example";
  }

  std::string qualifier() {
    static const std::vector<std::string> kQualifiers = {"", "", "", "", "+", "-", "~", "?"};
    return kQualifiers[below(kQualifiers.size())];
  }

  std::string mechanism() {
    switch (below(12)) {
      case 0:
        return "a:h" + number(4) + ".example";
      case 1:
        return "a:h" + number(4) + ".example/" + std::to_string(28 + below(5)) + "//124";
      case 2:
        return "mx:m" + number(3) + ".example";
      case 3:
        return below(4) == 0 ? "exists:h" + number(4) + ".example" : "mx:m0.example/30";
      case 4:
      case 5:
      case 6:
        return "include:" + domain();
      case 7:
      case 8:
        return "ip6:2001:db8::" + number(10) + "/" + std::to_string(124 + below(5));
      default:
        return "ip4:192.0.2." + number(16) + "/" + std::to_string(28 + below(5));
    }
  }

  std::mt19937 random_;
};

std::vector<base::IpAddress> probes() {
  std::vector<base::IpAddress> addresses = {
      tests::ip("192.0.1.255"),  tests::ip("192.0.2.16"),      tests::ip("::ffff:192.0.2.1"),
      tests::ip("2001:db8::10"), tests::ip("255.255.255.255"), tests::ip("::")};
  for (int i = 0; i < 16; ++i) {
    constexpr char kHex[] = "0123456789abcdef";
    addresses.push_back(tests::ip("192.0.2." + std::to_string(i)));
    addresses.push_back(tests::ip(std::string("2001:db8::") + kHex[i]));
  }
  return addresses;
}

/// The domain example.com with a record, in a world.
class Domain {
 public:
  Domain(const std::string& world, const std::string& record)
      : resolver_({tests::world(world + "example.com. 60 TXT \"" + record + "\"\n")}) {
    tree = dns::settle(resolver_, facts_, [&record](dns::Facts& known) {
      return tree_of(tests::name("example.com"), record, known);
    });
    authorised = authorised_by(tree);
  }

  Result result(const base::IpAddress& ip) {
    Request request;
    request.ip = ip;
    request.mail_from = "postmaster@example.com";
    return dns::settle(resolver_, facts_,
                       [&request](dns::Facts& known) { return evaluate(request, known); })
        .result;
  }

  Tree tree;
  Authorised authorised;

 private:
  dns::ZoneResolver resolver_;
  dns::Facts facts_;
};

std::string without_needless(const Domain& domain) {
  std::string text = "v=spf1";
  std::size_t index = 0;
  std::size_t next = 0;
  const std::vector<std::size_t>& needless = domain.authorised.needless;
  for (const TreeTerm& term : domain.tree.records.front().terms) {
    const bool is_needless = next < needless.size() && needless[next] == index++;
    if (is_needless) {
      ++next;
    } else {
      text += " " + term.text;
    }
  }
  return text;
}

constexpr unsigned kWorlds = 500;

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_authorised_property)

BOOST_AUTO_TEST_CASE(an_address_is_in_the_set_just_where_it_passes) {
  std::size_t complete = 0;
  std::size_t passed = 0;
  std::size_t errors = 0;
  for (unsigned seed = 0; seed < kWorlds; ++seed) {
    World world(seed);
    const std::string zone = world.zone();
    const std::string record = world.record();
    Domain domain(zone, record);
    complete += domain.authorised.is_complete;
    for (const base::IpAddress& ip : probes()) {
      const Result result = domain.result(ip);
      const bool is_in = domain.authorised.set.contains(ip.unmapped());
      passed += result == Result::pass;
      errors += result == Result::permerror;
      // Where it is not complete, those that it has pass still.
      const bool agrees = domain.authorised.is_complete ? is_in == (result == Result::pass)
                                                        : !is_in || result == Result::pass;
      if (!agrees)
        BOOST_ERROR("seed " << seed << ", " << ip.text() << ": " << record << "\n" << zone);
    }
  }
  // Enough of everything.
  BOOST_TEST(complete > kWorlds * 9 / 10);
  BOOST_TEST(passed > 3'000U);
  BOOST_TEST(errors > 300U);
}

BOOST_AUTO_TEST_CASE(without_needless_terms_every_result_stays_but_errors) {
  std::size_t changed = 0;
  for (unsigned seed = 0; seed < kWorlds; ++seed) {
    World world(seed);
    const std::string zone = world.zone();
    const std::string record = world.record();
    Domain domain(zone, record);
    if (domain.authorised.needless.empty()) continue;
    ++changed;
    const std::string shorter = without_needless(domain);
    Domain other(zone, shorter);
    for (const base::IpAddress& ip : probes()) {
      const Result result = domain.result(ip);
      if (result == Result::permerror || result == other.result(ip)) continue;
      BOOST_ERROR("seed " << seed << ", " << ip.text() << ": " << record << " / " << shorter << "\n"
                          << zone);
    }
  }
  BOOST_TEST(changed > 70U);
}

BOOST_AUTO_TEST_SUITE_END()
