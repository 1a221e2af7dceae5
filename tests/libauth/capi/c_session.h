// SPDX-License-Identifier: MIT
//
// A session of the C ABI over a signed message, and a DNS for it: answers as text and as packets.

#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/dns/zone_resolver.h"
#include "libauth/libauth.h"
#include "tests/support/dns_message.h"
#include "tests/support/zones.h"

namespace tests {

/// tests/install/message.eml, with LF line ends: signed by example.com, which the zone knows.
inline std::string signed_by_example_com() {
  std::ifstream file(MAILVET_SOURCE_DIR "/tests/install/message.eml", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) throw std::runtime_error("tests/install/message.eml cannot be read");
  return text;
}

inline constexpr const char* kKey =
    "v=DKIM1; k=ed25519; p=iPUh2LBEA/H0ajfXipFBot5wjSQrvDQKeZ6GKumQSVA=";

/// Records for the message, sent by 192.0.2.10.
inline std::string example_com_records() {
  return "example.com. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
         "_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s\"\n"
         "test._domainkey.example.com. TXT \"" +
         std::string(kKey) +
         "\"\n"
         "10.2.0.192.in-addr.arpa. PTR mx.example.com.\n"
         "mx.example.com. A 192.0.2.10\n";
}

inline libauth_session_options options_of_example() {
  libauth_session_options options = LIBAUTH_SESSION_OPTIONS_INIT;
  options.ip = "192.0.2.10";
  options.helo = "mx.example.com";
  options.mail_from = "alice@example.com";
  options.authserv_id = "mx.example.net";
  options.now = 1'714'564'900;
  options.line_end = LIBAUTH_LF;
  return options;
}

struct FreeSession {
  void operator()(libauth_session* session) const { libauth_session_free(session); }
};
using SessionHandle = std::unique_ptr<libauth_session, FreeSession>;

inline SessionHandle new_session(const libauth_session_options& options) {
  libauth_session* session = nullptr;
  const libauth_status status = libauth_session_new(&options, &session);
  if (status != LIBAUTH_OK) throw std::runtime_error(libauth_strerror(status));
  return SessionHandle(session);
}

/// A session that was fed the message whole.
inline SessionHandle fed_session(const std::string& message,
                                 const libauth_session_options& options = options_of_example()) {
  SessionHandle session = new_session(options);
  libauth_session_feed(session.get(), message.data(), message.size());
  libauth_session_finish(session.get());
  return session;
}

/// What the zone says, as the records of libauth_session_answer_text().
struct TextAnswer {
  std::uint32_t status = LIBAUTH_DNS_SERVFAIL;
  std::vector<std::string> records;

  libauth_status give(libauth_session* session, std::uint32_t id) const {
    std::vector<const char*> pointers;
    for (const std::string& record : records) pointers.push_back(record.c_str());
    return libauth_session_answer_text(session, id, status, pointers.data(), pointers.size());
  }
};

inline TextAnswer text_answer(const libauth::dns::Answer& answer) {
  using libauth::dns::Status;
  switch (answer.status) {
    case Status::answered:
      return {LIBAUTH_DNS_ANSWERED, record_texts(answer)};
    case Status::no_data:
      return {LIBAUTH_DNS_NO_DATA, {}};
    case Status::no_such_name:
      return {LIBAUTH_DNS_NO_SUCH_NAME, {}};
    default:
      return {};
  }
}

/// The DNS message of the question as it goes over the wire.
inline DnsQuery query_of(const libauth_question& question) {
  DnsMessage octets(LIBAUTH_QUERY_MAX);
  std::size_t size = 0;
  const auto status =
      libauth_question_packet(&question, 0x1234, octets.data(), octets.size(), &size);
  octets.resize(size);
  DnsQuery query;
  if (status != LIBAUTH_OK || !query.read(octets)) throw std::runtime_error("no query");
  return query;
}

/// The same as a DNS message.
inline DnsMessage packet_answer(const libauth_question& question,
                                const libauth::dns::Answer& answer) {
  DnsReply reply(query_of(question));
  const auto type = static_cast<RrType>(question.type);
  for (const auto& one : answer.txt()) reply.answer(question.name, type, text_data(one.joined()));
  for (const auto& one : answer.addresses()) {
    reply.answer(question.name, type, address_data(one.text()));
  }
  for (const auto& one : answer.names()) {
    reply.answer(question.name, type, wire_name(one.text()));
  }
  if (answer.is_empty()) reply.authority(".", RrType::soa, soa_data(".", 60));
  if (answer.status == libauth::dns::Status::no_such_name) reply.rcode(Rcode::nxdomain);
  if (!answer.is_known()) reply.rcode(Rcode::servfail);
  return reply.message();
}

using Reply = std::function<void(const libauth_question&, const libauth::dns::Answer&)>;

/// Looks up in the zone whatever the session asks, and replies, until it asks no more.
inline void answer_all(libauth_session* session, libauth::dns::ZoneResolver& zone,
                       const Reply& reply) {
  libauth_question asked = LIBAUTH_QUESTION_INIT;
  while (libauth_session_next_question(session, &asked) == LIBAUTH_OK) {
    reply(asked, *ask(zone, question(asked.name, static_cast<RrType>(asked.type))));
  }
}

inline void answer_by_text(libauth_session* session, libauth::dns::ZoneResolver& zone) {
  answer_all(session, zone, [session](const auto& asked, const auto& answer) {
    text_answer(answer).give(session, asked.id);
  });
}

inline void answer_by_packet(libauth_session* session, libauth::dns::ZoneResolver& zone) {
  answer_all(session, zone, [session](const auto& asked, const auto& answer) {
    const DnsMessage packet = packet_answer(asked, answer);
    libauth_session_answer_packet(session, asked.id, packet.data(), packet.size());
  });
}

inline libauth::dns::ZoneResolver example_com() {
  return libauth::dns::ZoneResolver({world(example_com_records())});
}

/// A session that is done.
inline SessionHandle done_session(const std::string& message,
                                  const libauth_session_options& options = options_of_example()) {
  SessionHandle session = fed_session(message, options);
  libauth::dns::ZoneResolver zone({world(example_com_records())});
  answer_by_text(session.get(), zone);
  return session;
}

}  // namespace tests
