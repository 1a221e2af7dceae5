// SPDX-License-Identifier: MIT
//
// A C++ program against the installed library: verifies the message of a file with a resolver of
// its own, and prints the value of the Authentication-Results field.
//
//   consumer MESSAGE

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libauth/authres/write.h"
#include "libauth/dns/resolver.h"
#include "libauth/libauth.h"
#include "libauth/verify/session.h"

namespace {

using namespace libauth;

class Table final : public dns::Resolver {
 public:
  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline /*deadline*/) override {
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) answers.push_back(answer(question));
    return answers;
  }

 private:
  static dns::AnswerPtr answer(const dns::Question& question) {
    static const std::map<std::string, std::string> kRecords = {
        {"example.com TXT", "v=spf1 ip4:192.0.2.10 -all"},
        {"_dmarc.example.com TXT", "v=DMARC1; p=reject"},
        {"test._domainkey.example.com TXT",
         "v=DKIM1; k=ed25519; p=iPUh2LBEA/H0ajfXipFBot5wjSQrvDQKeZ6GKumQSVA="},
    };
    const auto record = kRecords.find(question.text());
    if (record == kRecords.end()) return dns::failed(dns::Status::no_such_name, "");
    dns::Answer answer;
    answer.status = dns::Status::answered;
    answer.records = std::vector{dns::Txt{{record->second}}};
    return std::make_shared<const dns::Answer>(std::move(answer));
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || libauth_abi() != LIBAUTH_ABI) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string message{std::istreambuf_iterator<char>(file), {}};
  verify::Envelope envelope;
  envelope.ip = base::IpAddress::parse("192.0.2.10");
  envelope.helo = "mx.example.com";
  envelope.mail_from = "alice@example.com";
  verify::Settings settings;
  settings.authserv_id = "mx.example.net";
  settings.now = base::Time(std::chrono::seconds(1'714'564'900));
  settings.line_ends = mail::LineEnd::lf;
  Table table;
  const auto session = verify::verify(message, envelope, settings, table);
  const verify::Report& report = session.report();
  std::printf("%s\n",
              authres::write_value(report.authentication_results, mail::LineEnd::lf).c_str());
  return report.dmarc.verdict.result == dmarc::Result::pass ? 0 : 1;
}
