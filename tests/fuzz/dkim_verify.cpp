// SPDX-License-Identifier: MIT
//
// Signed messages of the RFCs, and anything behind their signature: it verifies where the canonical
// forms are those that were signed, and only there. They are worked out here a second time,
// plainly, over the whole message. And however the message is cut, the outcome is the same.

#include <algorithm>
#include <iterator>
#include <memory>

#include "libauth/base/text.h"
#include "libauth/dkim/verify.h"
#include "libauth/mail/splitter.h"
#include "tests/fuzz/property.h"
#include "tests/support/rfc_dkim.h"

using namespace libauth;

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t end = text.find("\r\n"); end != std::string_view::npos;
       end = text.find("\r\n")) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  lines.emplace_back(text);
  return lines;
}

/// Each run of spaces and tabs as one space.
std::string squeezed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!base::is_wsp(c)) {
      result += c;
    } else if (result.empty() || result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

std::string without_space_at_end(std::string text) {
  while (!text.empty() && base::is_wsp(text.back())) text.pop_back();
  return text;
}

/// RFC 6376 sections 3.4.3 and 3.4.4.
std::string canonical_body(std::string_view body, bool relaxed) {
  std::vector<std::string> lines = lines_of(body);
  for (std::string& line : lines) {
    if (relaxed) line = without_space_at_end(squeezed(line));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  std::string canonical;
  for (const std::string& line : lines) canonical += line + "\r\n";
  return canonical.empty() && !relaxed ? "\r\n" : canonical;
}

/// A message taken apart: fields with their folds, and the body.
struct Message {
  std::vector<std::string> fields;
  std::string body;

  explicit Message(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find("\r\n");
      const std::string line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
      if (line.empty()) break;
      if (base::is_wsp(line.front()) && !fields.empty()) {
        fields.back() += "\r\n" + line;
      } else {
        fields.push_back(line);
      }
    }
    body = text;
  }

  static std::string name_of(const std::string& field) {
    const std::size_t colon = field.find(':');
    if (colon == std::string::npos) return {};
    return base::to_lower(without_space_at_end(field.substr(0, colon)));
  }

  /// The last fields of the names, RFC 6376 section 5.4.2.
  std::string canonical_header(const std::vector<std::string>& names, bool relaxed) const {
    std::string canonical;
    std::vector<bool> taken(fields.size());
    for (const std::string& name : names) {
      for (std::size_t i = fields.size(); i-- > 0;) {
        if (taken[i] || name_of(fields[i]) != name) continue;
        taken[i] = true;
        canonical += (relaxed ? relaxed_field(fields[i]) : fields[i]) + "\r\n";
        break;
      }
    }
    return canonical;
  }

  /// RFC 6376 section 3.4.2.
  static std::string relaxed_field(const std::string& field) {
    std::string value;
    for (const std::string& line : lines_of(field.substr(field.find(':') + 1))) value += line;
    value = without_space_at_end(squeezed(value));
    if (value.starts_with(' ')) value.erase(0, 1);
    return name_of(field) + ":" + value;
  }
};

struct Example {
  std::string_view signature;
  std::string rest;  ///< what was signed
  std::vector<std::string> names;
  bool relaxed = false;
};

const std::vector<Example>& examples() {
  const std::string fields(tests::kRfcFields);
  const std::string body(tests::kRfcBody);
  static const std::vector<Example> kExamples = {
      {tests::kRfc6376Signature,
       std::string(tests::kRfc6376Received) + fields + body,
       {"received", "from", "to", "subject", "date", "message-id"},
       false},
      {tests::kRfc8463Ed25519,
       fields + body,
       {"from", "to", "subject", "date", "message-id", "from", "subject", "date"},
       true},
      {tests::kRfc8463Rsa,
       fields + body,
       {"from", "to", "subject", "date", "message-id", "from", "subject", "date"},
       true},
  };
  return kExamples;
}

dns::AnswerPtr key_for(const dns::Question& question) {
  static const std::vector<dns::AnswerPtr> kAnswers = [] {
    std::vector<dns::AnswerPtr> answers;
    for (const auto& key : tests::kRfcKeys) {
      dns::Answer answer;
      answer.status = dns::Status::answered;
      answer.records = std::vector{dns::Txt{{std::string(key.record)}}};
      answers.push_back(std::make_shared<const dns::Answer>(std::move(answer)));
    }
    return answers;
  }();
  for (std::size_t i = 0; i < kAnswers.size(); ++i) {
    if (question.name.text() == tests::kRfcKeys[i].owner) return kAnswers[i];
  }
  return dns::failed(dns::Status::no_such_name, "");
}

/// How the topmost signature ended; none where there is no signature.
std::optional<dkim::Reason> verify(std::string_view message, std::size_t piece) {
  mail::Splitter splitter;
  dkim::BodyHasher bodies;
  std::unique_ptr<dkim::Verifier> verifier;
  const auto take = [&](std::string_view body) {
    if (!verifier && splitter.has_header()) {
      dkim::Settings settings;
      settings.check_time = false;
      verifier = std::make_unique<dkim::Verifier>(splitter.header(), bodies, settings,
                                                  splitter.is_header_cut());
    }
    if (!body.empty()) bodies.update(body);
  };
  for (std::size_t at = 0; at < message.size(); at += piece) {
    take(splitter.feed(message.substr(at, piece)));
  }
  take(splitter.finish());
  bodies.finish();
  dns::Facts facts;
  verifier->ask(facts);
  for (const auto& question : facts.missing()) facts.learn(question, key_for(question));
  const auto verifications = verifier->evaluate(facts);
  if (verifications.empty()) return std::nullopt;
  fuzz::require(verifications.front().result == dkim::result_of(verifications.front().reason),
                "the result is that of the reason");
  return verifications.front().reason;
}

/// What was signed with white space put in where there is some, at ends of lines and at the end:
/// three octets of the script are one place.
std::string respaced(std::string text, std::string_view script) {
  constexpr std::string_view kSpaces[] = {" ", "\t", "\r\n ", "\r\n\r\n"};
  for (; script.size() >= 3; script.remove_prefix(3)) {
    const auto octet = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(script[i]));
    };
    const std::size_t from = (octet(0) << 8 | octet(1)) % text.size();
    const std::size_t place = std::min(text.find_first_of(" \t\r", from), text.size());
    text.insert(place, kSpaces[octet(2) % std::size(kSpaces)]);
  }
  return text;
}

}  // namespace

/// The first octet says which example it is, and whether the others stand behind the signature or
/// say where white space is put in; the second says how the message is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Example& example = examples()[data[0] % examples().size()];
  const std::string_view input = fuzz::text_of(data + 2, size - 2);
  const std::string text =
      std::string(example.signature) +
      (data[0] < 128 ? std::string(input) : respaced(example.rest, input.substr(0, 30)));
  const Message original(std::string(example.signature) + example.rest);
  const Message message(text);
  const bool is_same = canonical_body(message.body, example.relaxed) ==
                           canonical_body(original.body, example.relaxed) &&
                       message.canonical_header(example.names, example.relaxed) ==
                           original.canonical_header(example.names, example.relaxed);
  const auto reason = verify(text, text.size());
  fuzz::require(reason.has_value(), "the signature is found");
  const bool is_verified = *reason == dkim::Reason::verified;
  fuzz::require(!is_verified || is_same, "what was changed does not verify");
  // A line with white space at its start, right behind the signature, is a part of it.
  const bool is_untouched = message.fields.front() == original.fields.front();
  fuzz::require(!is_untouched || is_verified == is_same, "what was not changed verifies");
  fuzz::require(verify(text, 1U + data[1]) == reason, "no cut changes the outcome");
  return 0;
}
