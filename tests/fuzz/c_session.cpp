// SPDX-License-Identifier: MIT
//
// Sessions of the C ABI, driven by a script of octets: whatever is fed, asked and answered, and in
// whatever order, nothing breaks, giving up ends it, and what comes out can be read.

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "libauth/libauth.h"
#include "tests/fuzz/property.h"

namespace {

/// Takes the input apart: commands, small numbers, pieces of text.
class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool is_at_end() const { return at_ == size_; }
  std::uint8_t octet() { return is_at_end() ? 0 : data_[at_++]; }
  /// The next octets, up to a 0xff, which is passed over, or to the end.
  std::string piece() {
    const std::uint8_t* start = data_ + at_;
    const std::uint8_t* end = std::find(start, data_ + size_, 0xff);
    std::string text(start, end);
    at_ = std::min(size_, at_ + text.size() + 1);
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

bool is_text(const char* text) {
  return text != nullptr && std::strlen(text) < 1'000'000;
}

/// Whether a text with a size has its NUL behind it.
bool is_text(const char* text, std::size_t size) {
  return text != nullptr && text[size] == '\0';
}

class Run {
 public:
  Run(const std::uint8_t* data, std::size_t size) : script_(data, size) {
    helo_ = script_.piece();
    mail_from_ = script_.piece();
    make_options();
    libauth_session* session = nullptr;
    fuzz::require(libauth_session_new(&options_, &session) == LIBAUTH_OK, "these options are fine");
    session_ = session;
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { libauth_session_free(session_); }

  void run() {
    while (!script_.is_at_end()) step();
    libauth_session_finish(session_);
    fuzz::require(libauth_session_give_up(session_) == LIBAUTH_OK, "it can be given up");
    fuzz::require(libauth_session_is_done(session_) == 1, "after giving up it is done");
    libauth_question question = LIBAUTH_QUESTION_INIT;
    fuzz::require(libauth_session_next_question(session_, &question) == LIBAUTH_NONE,
                  "what is done asks nothing");
    look_at_results();
  }

 private:
  void make_options() {
    const std::uint8_t bits = script_.octet();
    options_.ip = (bits & 1) != 0 ? "192.0.2.1" : "2001:db8::1";
    options_.helo = helo_.data();
    options_.helo_size = helo_.size();
    options_.mail_from = mail_from_.data();
    options_.mail_from_size = mail_from_.size();
    options_.authserv_id = "mx.example.net";
    options_.now = 1'714'564'900;
    options_.flags = (bits >> 1) & 0x1f;
    options_.line_end = (bits >> 6) & 1U;
    options_.dmarc_mode = (bits >> 7) & 1U;
  }

  void step() {
    switch (script_.octet() % 8) {
      case 0:
      case 1: {
        const std::string text = script_.piece();
        const libauth_status status = libauth_session_feed(session_, text.data(), text.size());
        fuzz::require(status == LIBAUTH_OK || status == LIBAUTH_ERR_STATE, "it can be fed");
        return;
      }
      case 2:
        libauth_session_finish(session_);
        return;
      case 3:
        return ask();
      case 4:
        return answer_with_text();
      case 5:
        return answer_with_packet();
      case 6:
        libauth_session_answer_failed(session_, script_.octet(), script_.octet() % 10);
        return;
      default:
        return answer_as_asked();
    }
  }

  void ask() {
    libauth_question question = LIBAUTH_QUESTION_INIT;
    const libauth_status status = libauth_session_next_question(session_, &question);
    fuzz::require(status == LIBAUTH_OK || status == LIBAUTH_NONE, "asking works");
    if (status == LIBAUTH_NONE) return;
    fuzz::require(is_text(question.name), "a question has a name");
    asked_.push_back(question);
    fuzz::require(question.id == asked_.size(), "ids count from 1");
  }

  void answer_with_text() {
    const std::uint32_t id = script_.octet();
    const std::string first = script_.piece();
    const std::string second = script_.piece();
    const std::array records = {first.c_str(), second.c_str()};
    libauth_session_answer_text(session_, id, LIBAUTH_DNS_ANSWERED, records.data(),
                                second.empty() ? 1 : 2);
  }

  void answer_with_packet() {
    const std::uint32_t id = script_.octet();
    const std::string packet = script_.piece();
    libauth_session_answer_packet(session_, id, packet.data(), packet.size());
  }

  /// Answers with the right question in front of what the script says.
  void answer_as_asked() {
    const std::size_t index = script_.octet();
    const std::string rest = script_.piece();
    if (index >= asked_.size()) return;
    std::array<char, LIBAUTH_QUERY_MAX> query{};
    std::size_t size = 0;
    fuzz::require(
        libauth_question_packet(&asked_[index], 1, query.data(), query.size(), &size) == LIBAUTH_OK,
        "every question can be sent");
    constexpr std::size_t kOpt = 11;
    std::string packet(query.data(), size - kOpt);
    packet[2] = static_cast<char>(0x81);
    packet[3] = static_cast<char>(script_.octet());
    packet[7] = 1;  // one record in the answer
    packet[11] = 0;
    packet += rest;
    const std::uint32_t id = asked_[index].id;
    const libauth_status status =
        libauth_session_answer_packet(session_, id, packet.data(), packet.size());
    fuzz::require(status == LIBAUTH_OK || status == LIBAUTH_ERR_QUESTION,
                  "a message with the right question is taken");
  }

  void look_at_results() {
    auto spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
    fuzz::require(libauth_session_spf(session_, &spf) == LIBAUTH_OK, "there is a result of SPF");
    fuzz::require(is_text(spf.domain) && is_text(spf.matched) && is_text(spf.reason) &&
                      is_text(spf.explanation),
                  "SPF has its texts");
    libauth_session_spf_helo(session_, &spf);
    look_at_signatures();
    auto arc = LIBAUTH_RESULT_INIT(libauth_arc_result);
    auto set = LIBAUTH_RESULT_INIT(libauth_arc_set);
    fuzz::require(libauth_session_arc(session_, &arc) == LIBAUTH_OK && is_text(arc.reason) &&
                      is_text(arc.detail),
                  "there is a result of ARC");
    for (std::size_t i = 0; libauth_session_arc_set(session_, i, &set) == LIBAUTH_OK; ++i) {
      fuzz::require(is_text(set.authentication_results, set.authentication_results_size),
                    "a set has its results");
    }
    look_at_dmarc();
    look_at_header();
  }

  void look_at_signatures() {
    auto dkim = LIBAUTH_RESULT_INIT(libauth_dkim_result);
    const std::size_t count = libauth_session_dkim_count(session_);
    for (std::size_t i = 0; i < count; ++i) {
      fuzz::require(libauth_session_dkim(session_, i, &dkim) == LIBAUTH_OK, "every field counts");
      fuzz::require(is_text(dkim.reason) && is_text(dkim.detail), "a signature has its reason");
      fuzz::require(is_text(dkim.identity, dkim.identity_size) &&
                        is_text(dkim.algorithm, dkim.algorithm_size) &&
                        is_text(dkim.signature, dkim.signature_size),
                    "a signature has its texts");
      fuzz::require(dkim.signed_octets <= dkim.body_octets, "no more is signed than there is");
      for (std::uint32_t j = 0; j < dkim.addable_field_count; ++j) {
        fuzz::require(is_text(dkim.addable_fields[j]), "fields have names");
      }
    }
    fuzz::require(libauth_session_dkim(session_, count, &dkim) == LIBAUTH_NONE, "there is an end");
  }

  void look_at_dmarc() {
    auto dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
    fuzz::require(libauth_session_dmarc(session_, &dmarc) == LIBAUTH_OK && is_text(dmarc.reason),
                  "there is a result of DMARC");
    fuzz::require(dmarc.result == LIBAUTH_RESULT_FAIL || dmarc.disposition == LIBAUTH_POLICY_NONE,
                  "nothing is asked for what does not fail");
    const std::uint32_t by = LIBAUTH_DMARC_BY_SPF | LIBAUTH_DMARC_BY_DKIM;
    fuzz::require(dmarc.result != LIBAUTH_RESULT_PASS || (dmarc.flags & by) != 0,
                  "something aligned makes it pass");
    for (std::size_t i = 0; libauth_session_dmarc_author(session_, i, &dmarc) == LIBAUTH_OK; ++i) {
      fuzz::require(is_text(dmarc.author), "an author has a domain");
    }
  }

  void look_at_header() {
    auto iprev = LIBAUTH_RESULT_INIT(libauth_iprev_result);
    auto counts = LIBAUTH_RESULT_INIT(libauth_counts);
    auto mailbox = LIBAUTH_RESULT_INIT(libauth_mailbox);
    auto forged = LIBAUTH_RESULT_INIT(libauth_forged_field);
    const char* value = nullptr;
    std::size_t size = 0;
    fuzz::require(libauth_session_iprev(session_, &iprev) == LIBAUTH_OK, "there is iprev");
    fuzz::require(libauth_session_counts(session_, &counts) == LIBAUTH_OK, "there are counts");
    fuzz::require(counts.questions >= asked_.size(), "every question is counted");
    std::size_t mailboxes = 0;
    while (libauth_session_author(session_, mailboxes, &mailbox) == LIBAUTH_OK) ++mailboxes;
    fuzz::require(counts.from_mailboxes == mailboxes, "every mailbox is there");
    std::uint64_t last = UINT64_MAX;
    for (std::size_t i = 0; libauth_session_forged(session_, i, &forged) == LIBAUTH_OK; ++i) {
      fuzz::require(forged.index < last, "the last field comes first");
      last = forged.index;
    }
    fuzz::require(libauth_session_authentication_results(session_, LIBAUTH_CRLF, &value, &size) ==
                          LIBAUTH_OK &&
                      std::strlen(value) == size,
                  "there is a field to add");
    libauth_authres* authres = nullptr;
    fuzz::require(libauth_authres_parse(value, size, &authres) == LIBAUTH_OK, "it can be read");
    libauth_authres_free(authres);
  }

  Script script_;
  std::string helo_;
  std::string mail_from_;
  libauth_session_options options_ = LIBAUTH_SESSION_OPTIONS_INIT;
  libauth_session* session_ = nullptr;
  std::vector<libauth_question> asked_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Run(data, size).run();
  return 0;
}
