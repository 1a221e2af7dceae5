// SPDX-License-Identifier: MIT
//
// The public test suite of RFC 7208 (release 2014.04), run through spf::evaluate().
//
// The suite is no part of this repository: where its folder is missing, the test says so and
// passes.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/zones.h"

namespace dns = libauth::dns;
namespace spf = libauth::spf;

namespace {

constexpr std::size_t kTests = 203;

/// The records of one scenario, by lower-case name without trailing dot.
class SuiteResolver final : public dns::Resolver {
 public:
  explicit SuiteResolver(const YAML::Node& zonedata) {
    for (const auto& entry : zonedata) {
      const std::string owner = libauth::base::to_lower(entry.first.as<std::string>());
      for (const YAML::Node& record : entry.second) read(key(owner), record);
    }
    for (auto& [owner, node] : nodes_) {
      // An "SPF" entry is served as TXT too, unless the name has TXT entries of its own.
      if (!node.has_txt) node.texts = node.spf;
    }
  }

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline) override {
    std::vector<dns::AnswerPtr> answers;
    for (const dns::Question& question : questions) {
      dns::Answer answer;
      look_up(question.name, question, answer);
      answers.push_back(std::make_shared<const dns::Answer>(std::move(answer)));
    }
    return answers;
  }

 private:
  struct Node {
    std::vector<dns::Txt> texts;
    std::vector<dns::Txt> spf;
    std::map<dns::RrType, dns::Records> records;
    std::set<dns::RrType> timeouts;
    bool has_txt = false;
    bool times_out = false;
    std::string alias;
  };

  /// The suite has names with spaces and other octets that stand for themselves.
  static std::string key(std::string owner) {
    if (owner.ends_with('.')) owner.pop_back();
    const auto labels = libauth::base::split(owner, '.');
    const auto name = dns::Name::from_labels(labels);
    return name ? name->text() : owner;
  }

  static dns::Txt txt_of(const YAML::Node& value) {
    dns::Txt txt;
    if (value.IsSequence()) {
      for (const YAML::Node& part : value) txt.strings.push_back(part.as<std::string>());
    } else {
      txt.strings.push_back(value.as<std::string>());
    }
    return txt;
  }

  void read(const std::string& owner, const YAML::Node& record) {
    Node& node = nodes_[owner];
    if (record.IsScalar()) {
      BOOST_REQUIRE_EQUAL(record.as<std::string>(), "TIMEOUT");
      node.times_out = true;
      return;
    }
    const auto type = record.begin()->first.as<std::string>();
    const YAML::Node value = record.begin()->second;
    if (value.IsScalar() && value.as<std::string>() == "TIMEOUT") {
      const auto rr_type = type == "SPF" ? dns::RrType::spf : *dns::parse_rr_type(type);
      node.timeouts.insert(rr_type);
      if (type == "TXT") node.has_txt = true;
      return;
    }
    if (type == "TXT" || type == "SPF") {
      read_text(node, type, value);
    } else {
      read_other(node, type, value);
    }
  }

  static void read_text(Node& node, const std::string& type, const YAML::Node& value) {
    if (type == "SPF") {
      node.spf.push_back(txt_of(value));
      return;
    }
    node.has_txt = true;
    if (value.IsScalar() && value.as<std::string>() == "NONE") return;
    node.texts.push_back(txt_of(value));
  }

  static void read_other(Node& node, const std::string& type, const YAML::Node& value) {
    const auto plain = [](const YAML::Node& text) {
      return key(libauth::base::to_lower(text.as<std::string>()));
    };
    if (type == "A" || type == "AAAA") {
      const auto address = tests::ip(value.as<std::string>());
      const auto rr_type = type == "A" ? dns::RrType::a : dns::RrType::aaaa;
      add(node.records[rr_type], address);
    } else if (type == "MX") {
      const std::string host = plain(value[1]);
      add(node.records[dns::RrType::mx],
          dns::Mx{value[0].as<std::uint16_t>(), host.empty() ? dns::Name() : tests::name(host)});
    } else if (type == "PTR") {
      add(node.records[dns::RrType::ptr], tests::name(plain(value)));
    } else {
      BOOST_REQUIRE_EQUAL(type, "CNAME");
      node.alias = plain(value);
    }
  }

  template <class T>
  static void add(dns::Records& records, T record) {
    if (std::holds_alternative<std::monostate>(records)) records = std::vector<T>();
    std::get<std::vector<T>>(records).push_back(std::move(record));
  }

  void look_up(const dns::Name& owner, const dns::Question& question, dns::Answer& answer) const {
    const auto found = nodes_.find(owner.text());
    if (found == nodes_.end()) {
      answer.status = dns::Status::no_such_name;
      return;
    }
    const Node& node = found->second;
    if (node.timeouts.contains(question.type)) {
      answer.status = dns::Status::timeout;
    } else if (question.type == dns::RrType::txt && !node.texts.empty()) {
      answer.status = dns::Status::answered;
      answer.records = node.texts;
    } else if (const auto set = node.records.find(question.type); set != node.records.end()) {
      answer.status = dns::Status::answered;
      answer.records = set->second;
    } else if (!node.alias.empty()) {
      follow(node.alias, question, answer);
    } else {
      answer.status = node.times_out ? dns::Status::timeout : dns::Status::no_data;
    }
  }

  void follow(const std::string& alias, const dns::Question& question, dns::Answer& answer) const {
    const dns::Name target = tests::name(alias);
    if (answer.aliases.size() > 16) {
      answer.status = dns::Status::servfail;
      return;
    }
    answer.aliases.push_back(target);
    look_up(target, question, answer);
  }

  std::map<std::string, Node> nodes_;
};

struct Test {
  std::string scenario;
  std::string id;
  YAML::Node node;
};

std::vector<std::string> words(const YAML::Node& node) {
  if (!node.IsSequence()) return {node.as<std::string>()};
  return node.as<std::vector<std::string>>();
}

spf::Request request_of(const YAML::Node& test) {
  spf::Request request;
  request.ip = tests::ip(test["host"].as<std::string>());
  request.helo = test["helo"].as<std::string>("");
  request.mail_from = test["mailfrom"].as<std::string>("");
  request.receiver = "receiver.example.net";
  return request;
}

spf::Evaluation run(const spf::Request& request, SuiteResolver& resolver, bool foresight) {
  dns::Facts facts;
  spf::Settings settings;
  settings.foresight = foresight;
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return spf::evaluate(request, known, settings); });
}

/// Runs one test; whether the first of the allowed results came out.
bool check(const std::string& id, const YAML::Node& test, SuiteResolver& resolver) {
  const spf::Request request = request_of(test);
  const spf::Evaluation got = run(request, resolver, true);
  const auto allowed = words(test["result"]);
  const std::string result(libauth::base::name_of(got.result));
  const bool ok = std::find(allowed.begin(), allowed.end(), result) != allowed.end();
  BOOST_TEST(ok, id << " (RFC 7208 section " << test["spec"] << "): got " << result << ", want "
                    << tests::joined(allowed) << "; " << got.reason << " trace "
                    << got.trace.size());
  if (const YAML::Node want = test["explanation"]; want && want.as<std::string>() != "DEFAULT") {
    BOOST_TEST(got.explanation == want.as<std::string>(), id << ": got explanation \""
                                                             << got.explanation << "\", want \""
                                                             << want.as<std::string>() << "\"");
  } else if (want) {
    BOOST_TEST(got.explanation.empty(),
               id << ": got explanation \"" << got.explanation << "\", want none");
  }
  const spf::Evaluation again = run(request, resolver, false);
  BOOST_TEST((got == again), id << ": with foresight " << result << " after " << got.lookups << "+"
                                << got.void_lookups << " lookups, without it "
                                << libauth::base::name_of(again.result) << " after "
                                << again.lookups << "+" << again.void_lookups);
  return result == allowed.front();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_test_of_the_suite_gives_an_allowed_result) {
  const std::filesystem::path file =
      std::filesystem::path(MAILVET_CONFORMANCE_DIR) / "spf" / "rfc7208-tests.yml";
  if (!std::filesystem::exists(file)) {
    BOOST_TEST_MESSAGE("left out: there is no " << file);
    return;
  }
  std::size_t count = 0;
  std::size_t not_first = 0;
  for (const YAML::Node& scenario : YAML::LoadAllFromFile(file.string())) {
    if (!scenario.IsMap()) continue;
    SuiteResolver resolver(scenario["zonedata"]);
    for (const auto& test : scenario["tests"]) {
      const auto id = test.first.as<std::string>();
      BOOST_TEST_CONTEXT(scenario["description"].as<std::string>() << ", " << id) {
        ++count;
        if (!check(id, test.second, resolver)) {
          ++not_first;
          BOOST_TEST_MESSAGE("not the first of the allowed results: " << id);
        }
      }
    }
  }
  BOOST_TEST(count == kTests, "ran " << count << " tests, want " << kTests);
  BOOST_TEST_MESSAGE("ran " << count << " tests; " << not_first
                            << " gave an allowed result that is not the first");
}
