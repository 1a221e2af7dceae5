// SPDX-License-Identifier: MIT
//
// Verifies a message in a test, in one piece and in every other way of cutting it.

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dkim/verify.h"
#include "libauth/mail/splitter.h"
#include "tests/support/zones.h"

namespace tests {

/// What the DNS says to questions for keys; all other names do not exist.
class Keys {
 public:
  Keys() = default;
  Keys(std::initializer_list<std::pair<std::string, std::string>> records) {
    for (const auto& [owner, record] : records) add(owner, {record});
  }

  /// TXT records at the name; a record of more than 255 octets is cut into strings.
  Keys& add(const std::string& owner, const std::vector<std::string>& records) {
    libauth::dns::Answer answer;
    answer.status = libauth::dns::Status::answered;
    std::vector<libauth::dns::Txt> texts;
    for (const std::string& record : records) {
      libauth::dns::Txt& txt = texts.emplace_back();
      for (std::size_t at = 0; at < record.size(); at += 255) {
        txt.strings.push_back(record.substr(at, 255));
      }
    }
    answer.records = std::move(texts);
    answers_[owner] = std::make_shared<const libauth::dns::Answer>(std::move(answer));
    return *this;
  }

  Keys& fail(const std::string& owner, libauth::dns::Status status) {
    answers_[owner] = libauth::dns::failed(status, "told by the test");
    return *this;
  }

  libauth::dns::AnswerPtr answer(const libauth::dns::Question& question) const {
    const auto found = answers_.find(question.name.text());
    if (found != answers_.end()) return found->second;
    return libauth::dns::failed(libauth::dns::Status::no_such_name, "");
  }

 private:
  std::map<std::string, libauth::dns::AnswerPtr> answers_;
};

/// One verification, and what it rests on.
class Verified {
 public:
  Verified(const std::vector<std::string_view>& pieces, const Keys& keys,
           const libauth::dkim::Settings& settings,
           libauth::mail::LineEnd line_ends = libauth::mail::LineEnd::crlf)
      : splitter_(line_ends) {
    for (const std::string_view piece : pieces) take(splitter_.feed(piece), settings);
    take(splitter_.finish(), settings);
    bodies_.finish();
    verifier_->ask(facts_);
    for (const auto& question : facts_.missing()) {
      asked.push_back(question);
      facts_.learn(question, keys.answer(question));
    }
    facts_.forget_missing();
    signatures = verifier_->evaluate(facts_);
    BOOST_TEST(facts_.missing().empty(), "all questions are asked at the end of the header");
  }

  std::vector<libauth::dkim::Verification> signatures;
  std::vector<libauth::dns::Question> asked;

  /// "pass verified 20/20", one for each signature: the octets of the body that are signed, and
  /// all; left out where the body was not looked at.
  std::string summary() const {
    std::vector<std::string> parts;
    for (const auto& each : signatures) {
      BOOST_TEST((each.result == libauth::dkim::result_of(each.reason)));
      std::string part = std::string(libauth::base::name_of(each.result)) + " " +
                         std::string(libauth::base::name_of(each.reason));
      if (each.signed_octets != each.body_octets) {
        part += " " + std::to_string(each.signed_octets) + "/" + std::to_string(each.body_octets);
      }
      parts.push_back(std::move(part));
    }
    return joined(parts);
  }

 private:
  void take(std::string_view body, const libauth::dkim::Settings& settings) {
    if (!verifier_ && splitter_.has_header()) {
      verifier_ = std::make_unique<libauth::dkim::Verifier>(splitter_.header(), bodies_, settings,
                                                            splitter_.is_header_cut());
    }
    if (!body.empty()) bodies_.update(body);
  }

  libauth::mail::Splitter splitter_;
  libauth::dkim::BodyHasher bodies_;
  std::unique_ptr<libauth::dkim::Verifier> verifier_;
  libauth::dns::Facts facts_;
};

/// The time of the tests: 2026-05-01T00:00:00Z.
inline constexpr libauth::base::Time kNow{std::chrono::seconds(1'777'593'600)};

inline libauth::dkim::Settings settings_now() {
  libauth::dkim::Settings settings;
  settings.now = kNow;
  return settings;
}

/// The summary of the message, which must be the same for every cut into two pieces, of which one
/// in seven is tried in the header (mail::Splitter has its own tests), and octet by octet.
inline std::string verified(std::string_view message, const Keys& keys,
                            const libauth::dkim::Settings& settings = settings_now()) {
  const std::string whole = Verified({message}, keys, settings).summary();
  std::size_t different = 0;
  const std::size_t body = std::min(message.find("\r\n\r\n"), message.size());
  for (std::size_t cut = 0; cut <= message.size(); cut += cut + 7 < body ? 7 : 1) {
    const Verified pieces({message.substr(0, cut), message.substr(cut)}, keys, settings);
    if (pieces.summary() != whole) ++different;
  }
  BOOST_TEST(different == 0U, different << " cuts into two pieces give something else");
  std::vector<std::string_view> octets;
  for (std::size_t i = 0; i < message.size(); ++i) octets.push_back(message.substr(i, 1));
  BOOST_TEST(Verified(octets, keys, settings).summary() == whole);
  return whole;
}

}  // namespace tests
