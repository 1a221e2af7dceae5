// SPDX-License-Identifier: MIT
//
// mailvet spf on records that are broken, odd, or meant otherwise: what it says of them, over zone
// files.

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "tests/service/cli/captured.h"
#include "tests/support/temp_dir.h"

namespace {

namespace json = boost::json;

/// A port of this machine where nobody answers: what is not in a zone file fails at once.
constexpr const char* kNobody = "127.0.0.1@1";

constexpr std::string_view kWorld = R"(
. 300 SOA ns.example. hostmaster.example. 1 7200 600 86400 60
macro.example. 300 TXT "v=spf1 exists:%{i}._e.%{p}.x.example -all"
named.example. 300 TXT "v=spf1 a:%{p} -all"
wide.example. 300 TXT "v=spf1 a:%{p}/24 -all"
25.2.0.192.in-addr.arpa. 300 PTR h.example.
26.2.0.192.in-addr.arpa. 300 PTR h.example.
h.example. 300 A 192.0.2.25
h.example. 300 A 198.51.100.1
*.x.example. 300 A 192.0.2.200
near.example. 300 TXT "v=spf1-all"
nearer.example. 300 TXT "\"v=spf1 -all\""
beside.example. 300 TXT "v=spf1 -all"
beside.example. 300 TXT "v=spf1-all"
typo.example. 300 TXT "v=spf1 redirct=h.example ip4:192.0.2.1 -all"
many.example. 300 TXT "v=spf1 -all"
many.example. 300 TXT "v=spf1 ip4:192.0.2.1 -all"
syntax.example. 300 TXT "v=spf1 a ip4:192.0.2 -all"
insyntax.example. 300 TXT "v=spf1 include:syntax.example -all"
innear.example. 300 TXT "v=spf1 include:near.example -all"
lost.example. 300 TXT "v=spf1 ip4:192.0.2.1 include:t.exampel ip4:192.0.2.2 -all"
moved.example. 300 TXT "v=spf1 redirect=t.exampel"
inner.example. 300 TXT "v=spf1 include:round.example -all"
round.example. 300 CNAME ring.example.
ring.example. 300 CNAME round.example.
empty.example. 300 TXT "v=spf1"
loop.example. 300 TXT "v=spf1 include:loop.example -all"
good.example. 300 TXT "v=spf1 ip4:192.0.2.1 exp=h.example -all"
ten.example. 300 TXT "v=spf1 a:1.x.example a:2.x.example a:3.x.example a:4.x.example a:5.x.example a:6.x.example a:7.x.example a:8.x.example a:9.x.example include:two.example ip4:192.0.2.77 ~all"
two.example. 300 TXT "v=spf1 a:1.x.example ?all"
early.example. 300 TXT "v=spf1 a:1.x.example a:2.x.example a:3.x.example a:4.x.example a:5.x.example a:6.x.example a:7.x.example a:8.x.example a:9.x.example include:gate.example ip4:192.0.2.77 ~all"
gate.example. 300 TXT "v=spf1 -ip4:203.0.113.0/24 a:1.x.example ?all"
void.example. 300 TXT "v=spf1 a:1.none.example a:2.none.example a:3.none.example -all"
)";

struct FaultWorld {
  tests::TempDir folder;
  std::string file = folder.write("world.zone", kWorld);

  tests::Captured spf(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "spf");
    arguments.insert(arguments.end(), {"--zone", file, "--resolver", kNobody, "--timeout", "2",
                                       "--now", "2026-05-01T00:00:00Z"});
    return tests::run(arguments);
  }

  json::object document(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    return json::parse(spf(std::move(arguments)).out).as_object();
  }

  std::vector<std::string> sender(const std::string& domain, const std::string& ip) const {
    return {"--ip", ip, "--mail-from", "user@" + domain};
  }
};

/// The text with single spaces for line ends and rows of spaces, as sentences are broken.
std::string joined(const std::string& text) {
  std::string words;
  for (const char c : text) {
    const char plain = c == '\n' ? ' ' : c;
    if (plain != ' ' || !words.ends_with(' ')) words += plain;
  }
  return words;
}

bool says(const std::string& text, std::string_view words) {
  return joined(text).find(words) != std::string::npos;
}

/// What is printed of a domain, and of a sender of it where there is an address.
struct Saying {
  const char* domain;
  const char* ip;  ///< empty: the record
  const char* says;
  const char* hushes;  ///< what is not said; empty: nothing
};
std::ostream& operator<<(std::ostream& out, const Saying& row) {
  return out << row.domain << ' ' << row.ip << ": " << row.says;
}

const Saying kSayings[] = {
    // A term with macros tells of its own question, whatever the macros asked before.
    {"macro.example", "192.0.2.25",
     "192.0.2.25._e.h.example.x.example has an address, and that is all", "no IPv6 address"},
    {"macro.example", "192.0.2.25", "192.0.2.25 has the name h.example (confirmed).", ""},
    {"macro.example", "192.0.2.99", "192.0.2.99 has no name in the DNS (no PTR record).", ""},
    {"macro.example", "192.0.2.99", "192.0.2.99._e.unknown.x.example has an address", ""},
    {"macro.example", "192.0.2.26", "h.example (does not lead back)", ""},
    {"named.example", "192.0.2.25",
     "h.example has the addresses 192.0.2.25 and 198.51.100.1. 192.0.2.25 is one of them.", ""},
    {"wide.example", "192.0.2.25", "192.0.2.25 shares the first 24 bits with 192.0.2.25.", ""},
    // Near misses, several records, misspelled modifiers.
    {"near.example", "",
     "The text \"v=spf1-all\" is there, but it is no SPF record, because after "
     "\"v=spf1\" there has to be a space, and here \"-\" follows",
     ""},
    {"near.example", "192.0.2.1", "it is likely meant as \"v=spf1 -all\"", ""},
    {"nearer.example", "", "with nothing before it", ""},
    {"beside.example", "", "Receivers ignore it.", ""},
    {"innear.example", "", "near.example has no SPF record. The text \"v=spf1-all\" is there", ""},
    {"innear.example", "192.0.2.1", "The text \"v=spf1-all\" is there", ""},
    {"typo.example", "", "it is likely meant as \"redirect=h.example\"", ""},
    {"good.example", "", "room for 10 more", "likely meant"},
    {"many.example", "", "v=spf1 -all v=spf1 ip4:192.0.2.1 -all", "room for"},
    {"many.example", "192.0.2.1", "v=spf1 -all v=spf1 ip4:192.0.2.1 -all", ""},
    // Mistakes: the term and the place.
    {"syntax.example", "",
     "\"ip4:192.0.2\" in the record of syntax.example cannot be read, at octet "
     "14 of the record, counted from 1",
     ""},
    {"syntax.example", "192.0.2.1",
     "\"ip4:192.0.2\" in the record of syntax.example cannot be read, "
     "at octet 14",
     ""},
    {"insyntax.example", "", "\"ip4:192.0.2\" in the record of syntax.example", "room for"},
    {"insyntax.example", "192.0.2.1", "\"ip4:192.0.2\" in the record of syntax.example", ""},
    // What an error keeps from being reached.
    {"lost.example", "", "ip4:192.0.2.2 never reached", "everybody else"},
    {"lost.example", "",
     "All others nobody is told: every check that gets that far ends with "
     "permerror at include:t.exampel in the record of lost.example.",
     "room for"},
    {"moved.example", "",
     "redirect=t.exampel in the record of moved.example: t.exampel does not "
     "exist",
     "record of t.exampel"},
    {"loop.example", "", "-all never reached", "room for"},
    {"ten.example", "", "the 11th lookup, where 10 are allowed: permerror", "everybody else"},
    {"ten.example", "", "ip4:192.0.2.77 never reached", "one too many"},
    {"ten.example", "192.0.2.77", "11 lookups, where 10 are allowed", "11 of 10"},
    // 203.0.113.0/24 leaves the included record before the eleventh lookup.
    {"early.example", "", "everybody else whose check gets here: softfail", "nobody is told"},
    {"early.example", "203.0.113.1", "softfail", "permerror"},
    {"void.example", "", "-all never reached", "everybody else"},
    // Failures of the DNS in words.
    {"inner.example", "",
     "it is an alias (CNAME) that leads back to itself, in a loop. Trying again "
     "will not help",
     "servfail"},
    {"inner.example", "",
     "All others not known: the DNS did not tell (include:round.example in the "
     "record of inner.example)",
     "room for"},
    {"inner.example", "192.0.2.1", "that will not help until the cause is mended", "servfail"},
    // A record without terms.
    {"empty.example", "", "it says nothing about anybody", ""},
    {"empty.example", "192.0.2.1", "which has no terms and says nothing about anybody", ""},
};

/// The seconds that the command takes where the server is silent.
double seconds_of(const std::vector<std::string>& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const tests::Captured ran = tests::run(arguments);
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(says(ran.out, "The resolver does not answer"), ran.out);
  BOOST_TEST(says(ran.err, "The resolver does not answer"), ran.err);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A port that takes datagrams and says nothing.
class SilentPort {
 public:
  SilentPort() : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const auto at = reinterpret_cast<sockaddr*>(&address);
    BOOST_REQUIRE(bind(fd_, at, size) == 0);
    BOOST_REQUIRE(getsockname(fd_, at, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  ~SilentPort() { close(fd_); }

  std::string address() const { return "127.0.0.1@" + std::to_string(port_); }

 private:
  int fd_;
  int port_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SpfFaults, FaultWorld)

BOOST_AUTO_TEST_CASE(SaysWhatIsWrongWithARecord) {
  for (const Saying& row : kSayings) {
    BOOST_TEST_CONTEXT(row) {
      const std::vector<std::string> arguments =
          *row.ip == '\0' ? std::vector<std::string>{row.domain} : sender(row.domain, row.ip);
      const tests::Captured ran = spf(arguments);
      BOOST_TEST(says(ran.out, row.says), ran.out);
      BOOST_TEST((*row.hushes == '\0' || !says(ran.out, row.hushes)), ran.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysItInTheDocumentsToo) {
  const json::object check = document(sender("insyntax.example", "192.0.2.1"));
  const json::object& error = check.at("syntax_error").as_object();
  BOOST_TEST(error.at("domain").as_string() == "syntax.example");
  BOOST_TEST(error.at("term").as_string() == "ip4:192.0.2");
  BOOST_TEST(error.at("offset") == 13);
  BOOST_TEST(document({"syntax.example"}).at("syntax_error") == check.at("syntax_error"));
  BOOST_TEST(document({"many.example"}).at("several").as_array().size() == 2U);
  for (const auto& arguments :
       {std::vector<std::string>{"near.example"}, sender("near.example", "192.0.2.1")}) {
    const json::object found = document(arguments);
    BOOST_TEST(found.at("near_misses").at(0).at("meant").as_string() == "v=spf1 -all");
  }
  BOOST_TEST(document({"typo.example"}).at("notes").as_array().size() == 1U);
  BOOST_TEST(document({"moved.example"}).at("last_word").at("domain").as_string() ==
             "moved.example");
}

/// Whether there is an empty text anywhere in the value.
bool has_empty_text(const json::value& value) {
  if (value.is_string()) return value.get_string().empty();
  bool has_one = false;
  if (value.is_array()) {
    for (const json::value& element : value.get_array()) has_one |= has_empty_text(element);
  }
  if (value.is_object()) {
    for (const auto& member : value.get_object()) has_one |= has_empty_text(member.value());
  }
  return has_one;
}

BOOST_AUTO_TEST_CASE(LeavesOutOfTheDocumentsWhatDoesNotApply) {
  for (const Saying& row : kSayings) {
    BOOST_TEST_CONTEXT(row.domain) {
      json::object check = document(sender(row.domain, "192.0.2.1"));
      // These two are always there.
      BOOST_TEST((check.erase("explanation") == 1 && check.erase("matched") == 1));
      BOOST_TEST(!has_empty_text(check));
      const json::object look = document({row.domain});
      BOOST_TEST(!has_empty_text(look));
      BOOST_TEST(look.contains("tree") == look.contains("authorised"));
      if (!look.contains("tree")) continue;
      const bool is_usable = look.at("use").as_string() == "usable";
      BOOST_TEST(look.at("tree").at("cost").as_object().contains("head_room") == is_usable);
    }
  }
  for (const char* domain : {"near.example", "many.example", "syntax.example"}) {
    BOOST_TEST(!document({domain}).contains("tree"), domain);
  }
  const json::object good = document({"good.example"});
  const json::array& terms = good.at("tree").at("records").at(0).at("terms").as_array();
  BOOST_TEST(terms.at(0).as_object().contains("qualifier"));
  BOOST_TEST(terms.at(1).at("kind").as_string() == "exp");
  BOOST_TEST(!terms.at(1).as_object().contains("qualifier"));
}

// The servers are not asked once more behind the deadline.
BOOST_AUTO_TEST_CASE(EndsSoonAfterTheTimeWhereNobodyAnswers) {
  const SilentPort silent;
  for (const int timeout : {1, 2, 3}) {
    BOOST_TEST_CONTEXT(timeout) {
      const double took = seconds_of({"spf", "example.net", "--resolver", silent.address(),
                                      "--timeout", std::to_string(timeout)});
      BOOST_TEST(took < timeout + 1.0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
