// SPDX-License-Identifier: MIT
//
// SPF records: whatever stands in one, evaluation ends with one of the seven results, within the
// limits, and foresight changes nothing.

#include <array>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/parse.h"
#include "tests/fuzz/property.h"

using namespace libauth;

namespace {

/// Has the record at example.com and something, always the same, at every other name.
class Pretender final : public dns::Resolver {
 public:
  explicit Pretender(std::string record) : record_(std::move(record)) {}

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline) override {
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) answers.push_back(answer(question));
    return answers;
  }

 private:
  dns::AnswerPtr answer(const dns::Question& question) const {
    // FNV-1a, so that every run sees the same world.
    std::uint32_t hash = 2166136261U;
    for (const char c : question.text()) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    dns::Answer answer;
    answer.status = dns::Status::answered;
    const bool is_start = question == dns::Question{start(), dns::RrType::txt};
    if (!is_start && hash % 8 == 0) answer.status = dns::Status::no_such_name;
    if (!is_start && hash % 8 == 1) answer.status = dns::Status::no_data;
    if (!is_start && hash % 32 == 2) answer.status = dns::Status::timeout;
    if (answer.status == dns::Status::answered) answer.records = records(question, hash, is_start);
    return std::make_shared<const dns::Answer>(std::move(answer));
  }

  dns::Records records(const dns::Question& question, std::uint32_t hash, bool is_start) const {
    const auto name = [](std::uint32_t number) {
      return *dns::Name::parse("n" + std::to_string(number % 64) + ".example.com");
    };
    switch (question.type) {
      case dns::RrType::txt:
        return std::vector{text(is_start || hash % 3 == 0 ? record_ : "v=spf1 a mx ?all")};
      case dns::RrType::mx:
        return std::vector{dns::Mx{10, name(hash)}, dns::Mx{20, name(hash / 64)}};
      case dns::RrType::ptr:
        return std::vector{name(hash), start(), name(hash / 64)};
      case dns::RrType::aaaa:
        return std::vector{*base::IpAddress::parse("2001:db8::1")};
      default:
        return std::vector{*base::IpAddress::parse(hash % 5 == 0 ? "192.0.2.1" : "198.51.100.1")};
    }
  }

  static dns::Txt text(std::string_view record) {
    dns::Txt txt;
    for (; record.size() > 255; record.remove_prefix(255)) {
      txt.strings.emplace_back(record.substr(0, 255));
    }
    txt.strings.emplace_back(record);
    return txt;
  }

 public:
  static dns::Name start() { return *dns::Name::parse("example.com"); }

 private:
  std::string record_;
};

spf::Evaluation evaluate(Pretender& resolver, std::string_view address, bool foresight) {
  spf::Request request;
  request.ip = *base::IpAddress::parse(address);
  request.helo = "mail.example.org";
  request.mail_from = "strong-bad@example.com";
  spf::Settings settings;
  settings.foresight = foresight;
  settings.trace = true;
  dns::Facts facts;
  dns::SettleCost cost;
  const auto evaluation = dns::settle(
      resolver, facts, [&](dns::Facts& known) { return spf::evaluate(request, known, settings); },
      {}, &cost);
  // 11 terms of at most 11 questions each, each with a "%{p}" that needs 4.
  fuzz::require(cost.questions <= 200, "the questions of one check are bounded");
  return evaluation;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = "v=spf1 " + std::string(fuzz::text_of(data, size));
  const auto record = spf::parse_record(text);
  if (record) {
    for (const spf::Directive& directive : record->directives) {
      fuzz::require(text.substr(directive.offset, directive.text.size()) == directive.text,
                    "a directive stands where it says");
    }
  } else {
    fuzz::require(record.error().offset <= text.size(), "errors are in the record");
  }
  Pretender resolver(text);
  for (const char* address : {"192.0.2.1", "2001:db8::2"}) {
    const spf::Evaluation with = evaluate(resolver, address, true);
    fuzz::require(with == evaluate(resolver, address, false), "foresight changes nothing");
    fuzz::require(!base::name_of(with.result).empty(), "one of the seven results");
    fuzz::require(record || with.result == spf::Result::permerror,
                  "a record that cannot be read is permerror");
    fuzz::require(with.result != spf::Result::none, "there is a record");
    fuzz::require(with.lookups <= 11 && with.void_lookups <= 3, "the limits hold");
    for (const char c : with.explanation) {
      fuzz::require(c >= ' ' && c <= '~', "an explanation can be printed");
    }
  }
  return 0;
}
