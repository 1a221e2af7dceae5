// SPDX-License-Identifier: MIT

#include "libauth/dns/packet.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using tests::question;

namespace {

using Octets = std::vector<std::uint8_t>;

constexpr unsigned kResponse = 0x8180;  // QR, RD, RA
constexpr unsigned kTruncated = 0x0200;

void put16(Octets& octets, unsigned value) {
  octets.push_back(static_cast<std::uint8_t>(value >> 8));
  octets.push_back(static_cast<std::uint8_t>(value));
}

/// A plain name, whose labels have no escapes.
Octets wire(std::string_view name) {
  Octets octets;
  for (const std::string_view label : libauth::base::split(name, '.')) {
    if (label.empty()) continue;
    octets.push_back(static_cast<std::uint8_t>(label.size()));
    octets.insert(octets.end(), label.begin(), label.end());
  }
  octets.push_back(0);
  return octets;
}

Octets strings(const std::vector<std::string>& parts) {
  Octets octets;
  for (const std::string& part : parts) {
    octets.push_back(static_cast<std::uint8_t>(part.size()));
    octets.insert(octets.end(), part.begin(), part.end());
  }
  return octets;
}

Octets mx(unsigned preference, std::string_view exchange) {
  Octets octets;
  put16(octets, preference);
  const Octets name = wire(exchange);
  octets.insert(octets.end(), name.begin(), name.end());
  return octets;
}

Octets soa(unsigned minimum) {
  Octets octets = wire("ns.example");
  const Octets mailbox = wire("h.example");
  octets.insert(octets.end(), mailbox.begin(), mailbox.end());
  for (const unsigned value : {1U, 7200U, 600U, 86400U, minimum}) {
    put16(octets, value >> 16);
    put16(octets, value & 0xffff);
  }
  return octets;
}

/// A DNS message in the making, RFC 1035 section 4.
class Message {
 public:
  explicit Message(const Question& asked, unsigned flags = kResponse) : flags_(flags) {
    put(wire(asked.name.text()));
    put16(body_, static_cast<unsigned>(asked.type));
    put16(body_, 1);
  }

  Message& answer(std::string_view owner, RrType type, unsigned ttl, const Octets& data,
                  unsigned rr_class = 1) {
    ++answers_;
    return record(wire(owner), static_cast<unsigned>(type), ttl, data, rr_class);
  }
  Message& authority(std::string_view owner, RrType type, unsigned ttl, const Octets& data) {
    ++authorities_;
    return record(wire(owner), static_cast<unsigned>(type), ttl, data, 1);
  }
  /// An OPT record with the upper bits of the response code, RFC 6891 section 6.1.3.
  Message& opt(unsigned extended_rcode) {
    ++additionals_;
    return record({0}, 41, extended_rcode << 24, {}, 1232);
  }

  Octets octets() const {
    Octets all;
    put16(all, 0x1234);
    put16(all, flags_);
    put16(all, 1);
    put16(all, answers_);
    put16(all, authorities_);
    put16(all, additionals_);
    all.insert(all.end(), body_.begin(), body_.end());
    return all;
  }

 private:
  void put(const Octets& octets) { body_.insert(body_.end(), octets.begin(), octets.end()); }
  Message& record(const Octets& owner, unsigned type, unsigned ttl, const Octets& data,
                  unsigned rr_class) {
    put(owner);
    put16(body_, type);
    put16(body_, rr_class);
    put16(body_, ttl >> 16);
    put16(body_, ttl & 0xffff);
    put16(body_, static_cast<unsigned>(data.size()));
    put(data);
    return *this;
  }

  unsigned flags_;
  unsigned answers_ = 0;
  unsigned authorities_ = 0;
  unsigned additionals_ = 0;
  Octets body_;
};

std::string summary(const Answer& answer) {
  std::string text(libauth::base::name_of(answer.status));
  for (const Name& alias : answer.aliases) text += " > " + alias.text();
  for (const std::string& record : record_texts(answer)) text += " [" + record + "]";
  return text;
}

std::string read(const Question& asked, const Octets& octets) {
  return summary(read_packet(asked, octets));
}

const Question kA = question("www.example", RrType::a);

Octets address(std::uint8_t last) {
  return {192, 0, 2, last};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_packet)

BOOST_AUTO_TEST_CASE(reads_records_of_every_type) {
  const struct {
    RrType type;
    Octets data;
    const char* want;
  } kRows[] = {
      {RrType::a, address(1), "answered [192.0.2.1]"},
      {RrType::aaaa,
       {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
       "answered [2001:db8::1]"},
      {RrType::ns, wire("NS.Example"), "answered [ns.example]"},
      {RrType::cname, wire("other.example"), "answered [other.example]"},
      {RrType::ptr, wire("host.example"), "answered [host.example]"},
      {RrType::mx, mx(10, "mx.example"), "answered [10 mx.example]"},
      {RrType::mx, mx(0, "."), "answered [0 .]"},
      {RrType::txt, strings({"a", "", "b"}), "answered [\"a\" \"\" \"b\"]"},
      {RrType::txt, strings({std::string("\0\xff\n", 3)}), "answered [\"\\000\\255\\010\"]"},
      {RrType::spf, strings({"v=spf1"}), "answered [\"v=spf1\"]"},
      {RrType::soa, soa(60), "answered [ns.example h.example 1 minimum 60]"},
      {RrType::tlsa, {3, 1, 1, 0xaa}, "answered [\\# 4 030101aa]"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(to_string(row.type) << " " << row.want) {
      const Question asked = question("www.example", row.type);
      const Octets packet = Message(asked).answer("WWW.example", row.type, 60, row.data).octets();
      const Answer got = read_packet(asked, packet);
      BOOST_TEST(summary(got) == row.want);
      BOOST_TEST(got.ttl.count() == 60);
      BOOST_TEST(got.size == packet.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_the_owners_records_only) {
  const Octets packet = Message(kA)
                            .answer("other.example", RrType::a, 1, address(9))
                            .answer("www.example", RrType::a, 60, address(1))
                            .answer("www.example", RrType::a, 60, address(1))
                            .answer("www.example", RrType::txt, 1, strings({"x"}))
                            .answer("www.example", RrType::a, 1, address(7), 3)
                            .answer("www.example", RrType::a, 30, address(2))
                            .octets();
  const Answer got = read_packet(kA, packet);
  BOOST_TEST(summary(got) == "answered [192.0.2.1] [192.0.2.2]");
  BOOST_TEST(got.ttl.count() == 30);
}

BOOST_AUTO_TEST_CASE(follows_aliases_in_any_order) {
  const Octets packet = Message(kA)
                            .answer("c.example", RrType::a, 300, address(1))
                            .answer("b.example", RrType::cname, 20, wire("C.example"))
                            .answer("www.example", RrType::cname, 60, wire("b.example"))
                            .octets();
  const Answer got = read_packet(kA, packet);
  BOOST_TEST(summary(got) == "answered > b.example > c.example [192.0.2.1]");
  BOOST_TEST(got.ttl.count() == 20);
}

BOOST_AUTO_TEST_CASE(a_chain_of_aliases_has_an_end) {
  for (const unsigned count : {16U, 17U, 100U}) {
    BOOST_TEST_CONTEXT(count << " aliases") {
      Message message(question("n0.example", RrType::a));
      for (unsigned i = 0; i < count; ++i) {
        message.answer("n" + std::to_string(i) + ".example", RrType::cname, 60,
                       wire("n" + std::to_string(i + 1) + ".example"));
      }
      message.answer("n" + std::to_string(count) + ".example", RrType::a, 60, address(1));
      const Answer got = read_packet(question("n0.example", RrType::a), message.octets());
      BOOST_TEST((got.status == (count <= 16 ? Status::answered : Status::servfail)),
                 "got " << summary(got));
      BOOST_TEST(got.records.index() == (count <= 16 ? 1U : 0U));
    }
  }
  const Octets loop = Message(kA)
                          .answer("www.example", RrType::cname, 60, wire("b.example"))
                          .answer("b.example", RrType::cname, 60, wire("www.example"))
                          .octets();
  BOOST_TEST((read_packet(kA, loop).status == Status::servfail));
}

BOOST_AUTO_TEST_CASE(tells_no_data_from_no_such_name) {
  const struct {
    const char* what;
    Octets packet;
    const char* want;
    int ttl;
  } kRows[] = {
      {"no data, RFC 2308 section 2.2",
       Message(kA).authority("example", RrType::soa, 3600, soa(300)).octets(), "no_data", 300},
      {"the SOA's own TTL is less",
       Message(kA).authority("example", RrType::soa, 60, soa(300)).octets(), "no_data", 60},
      {"no SOA: not to be kept", Message(kA).octets(), "no_data", 0},
      {"NXDOMAIN",
       Message(kA, kResponse | 3).authority("example", RrType::soa, 3600, soa(300)).octets(),
       "no_such_name", 300},
      {"an alias that leads nowhere, RFC 6604 section 2",
       Message(kA, kResponse | 3)
           .answer("www.example", RrType::cname, 30, wire("gone.example"))
           .authority("example", RrType::soa, 3600, soa(300))
           .octets(),
       "no_such_name > gone.example", 30},
      {"records of another type",
       Message(kA).answer("www.example", RrType::txt, 30, strings({"x"})).octets(), "no_data", 0},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Answer got = read_packet(kA, row.packet);
      BOOST_TEST(summary(got) == row.want);
      BOOST_TEST(got.ttl.count() == row.ttl);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_error_is_never_an_empty_answer) {
  const struct {
    const char* what;
    Octets packet;
    const char* want;
  } kRows[] = {
      {"SERVFAIL", Message(kA, kResponse | 2).octets(), "servfail"},
      {"REFUSED", Message(kA, kResponse | 5).octets(), "refused"},
      {"FORMERR", Message(kA, kResponse | 1).octets(), "servfail"},
      {"NOTIMP", Message(kA, kResponse | 4).octets(), "servfail"},
      {"YXDOMAIN, RFC 6672 section 2.2", Message(kA, kResponse | 6).octets(), "servfail"},
      {"BADVERS: the upper bits are in OPT, RFC 6891 section 6.1.3", Message(kA).opt(1).octets(),
       "servfail"},
      {"an OPT record without upper bits", Message(kA).opt(0).octets(), "no_data"},
      {"truncated, RFC 2181 section 9", Message(kA, kResponse | kTruncated).octets(), "malformed"},
      {"truncated with some records",
       Message(kA, kResponse | kTruncated)
           .answer("www.example", RrType::a, 60, address(1))
           .octets(),
       "malformed"},
      {"a query", Message(kA, 0x0100).octets(), "malformed"},
      {"the answer to another name", Message(question("other.example", RrType::a)).octets(),
       "malformed"},
      {"the answer to another type", Message(question("www.example", RrType::aaaa)).octets(),
       "malformed"},
      {"the question in another case", Message(question("WWW.Example", RrType::a)).octets(),
       "no_data"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Answer got = read_packet(kA, row.packet);
      BOOST_TEST(summary(got) == row.want);
      BOOST_TEST(got.is_known() == (got.status == Status::no_data));
      BOOST_TEST(got.detail.empty() == got.is_known());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_malformed) {
  const Octets whole = Message(kA)
                           .answer("www.example", RrType::cname, 60, wire("b.example"))
                           .answer("b.example", RrType::a, 60, address(1))
                           .octets();
  BOOST_TEST(read(kA, whole) == "answered > b.example [192.0.2.1]");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST_CONTEXT("the first " << size << " octets") {
      const Octets part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const Answer got = read_packet(kA, part);
      BOOST_TEST((got.status == Status::malformed));
      BOOST_TEST(got.size == size);
      BOOST_TEST(!got.detail.empty());
    }
  }
  BOOST_TEST(read(kA, Octets(70'000, 0xff)) == "malformed");
}

BOOST_AUTO_TEST_CASE(an_address_that_is_too_short_is_malformed) {
  for (const Octets& data : {Octets{}, Octets{192}, Octets{192, 0, 2}}) {
    BOOST_TEST_CONTEXT(data.size() << " octets") {
      const Octets packet = Message(kA).answer("www.example", RrType::a, 60, data).octets();
      BOOST_TEST(read(kA, packet) == "malformed");
    }
  }
}

BOOST_AUTO_TEST_CASE(merging_keeps_each_record_once) {
  Records records;
  merge(records, {});
  BOOST_TEST(records.index() == 0U);
  merge(records, std::vector{tests::name("a")});
  merge(records, std::vector{tests::name("b"), tests::name("a")});
  merge(records, std::vector{tests::ip("192.0.2.1")});
  merge(records, {});
  Answer answer;
  answer.records = records;
  BOOST_TEST(tests::joined(record_texts(answer)) == "a | b");
}

BOOST_AUTO_TEST_SUITE_END()
