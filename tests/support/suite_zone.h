// SPDX-License-Identifier: MIT
//
// The "zonedata" of a test suite in YAML as a resolver. fixtures/suites/README.md tells the shape.

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "libauth/base/text.h"
#include "libauth/dns/resolver.h"
#include "tests/support/zones.h"

namespace tests {

/// The records of one scenario, by lower-case name without trailing dot.
class SuiteResolver final : public libauth::dns::Resolver {
 public:
  explicit SuiteResolver(const YAML::Node& zonedata) {
    for (const auto& entry : zonedata) {
      const std::string owner = libauth::base::to_lower(entry.first.as<std::string>());
      for (const YAML::Node& record : entry.second) read(nodes_[key(owner)], record);
    }
    for (auto& [owner, node] : nodes_) {
      // As dns::Answer has them. Names of an address stay in the order of the suite, because only
      // the first ten count (RFC 7208 section 4.6.4).
      const auto mx = node.records.find(RrType::mx);
      if (mx != node.records.end()) std::ranges::sort(mx_of(mx->second));
      // An "SPF" entry is served as TXT too, unless the name has TXT entries of its own.
      if (!node.has_txt) node.texts = node.spf;
    }
  }

  std::vector<libauth::dns::AnswerPtr> resolve(std::span<const libauth::dns::Question> questions,
                                               libauth::dns::Deadline /*deadline*/) override {
    std::vector<libauth::dns::AnswerPtr> answers;
    for (const auto& question : questions) {
      asked_.insert(question);
      libauth::dns::Answer answer;
      look_up(question.name, question.type, answer);
      answers.push_back(std::make_shared<const libauth::dns::Answer>(std::move(answer)));
    }
    return answers;
  }

  /// What was asked since the last call.
  std::set<libauth::dns::Question> take_asked() { return std::exchange(asked_, {}); }

 private:
  using RrType = libauth::dns::RrType;
  using Status = libauth::dns::Status;

  struct Node {
    std::vector<libauth::dns::Txt> texts;
    std::vector<libauth::dns::Txt> spf;
    std::map<RrType, libauth::dns::Records> records;
    std::map<RrType, Status> failing;
    std::optional<Status> failure;  ///< of every type that has no records
    bool has_txt = false;
    std::string alias;
  };

  /// The suite has names with spaces and other octets that stand for themselves.
  static std::string key(std::string owner) {
    if (owner.ends_with('.')) owner.pop_back();
    const auto labels = libauth::base::split(owner, '.');
    const auto name = libauth::dns::Name::from_labels(labels);
    return name ? name->text() : owner;
  }

  static std::optional<Status> failure_of(const YAML::Node& value) {
    if (!value.IsScalar()) return std::nullopt;
    const auto text = value.as<std::string>();
    if (text == "TIMEOUT") return Status::timeout;
    if (text == "SERVFAIL") return Status::servfail;
    return std::nullopt;
  }

  static libauth::dns::Txt txt_of(const YAML::Node& value) {
    libauth::dns::Txt txt;
    if (!value.IsSequence()) return {{value.as<std::string>()}};
    for (const YAML::Node& part : value) txt.strings.push_back(part.as<std::string>());
    return txt;
  }

  static void read(Node& node, const YAML::Node& record) {
    if (record.IsScalar()) {
      node.failure = failure_of(record);
      BOOST_REQUIRE_MESSAGE(node.failure, "no record: " << record);
      return;
    }
    const auto type = record.begin()->first.as<std::string>();
    const YAML::Node value = record.begin()->second;
    if (type == "TXT") node.has_txt = true;
    if (const auto failure = failure_of(value)) {
      node.failing[type == "SPF" ? RrType::spf : *libauth::dns::parse_rr_type(type)] = *failure;
    } else if (type == "SPF") {
      node.spf.push_back(txt_of(value));
    } else if (type != "TXT") {
      read_other(node, type, value);
    } else if (!value.IsScalar() || value.as<std::string>() != "NONE") {
      node.texts.push_back(txt_of(value));
    }
  }

  static void read_other(Node& node, const std::string& type, const YAML::Node& value) {
    const auto plain = [](const YAML::Node& text) {
      return key(libauth::base::to_lower(text.as<std::string>()));
    };
    if (type == "A" || type == "AAAA") {
      add(node.records[type == "A" ? RrType::a : RrType::aaaa], ip(value.as<std::string>()));
    } else if (type == "MX") {
      const std::string host = plain(value[1]);
      add(node.records[RrType::mx],
          libauth::dns::Mx{value[0].as<std::uint16_t>(),
                           host.empty() ? libauth::dns::Name() : name(host)});
    } else if (type == "PTR") {
      add(node.records[RrType::ptr], name(plain(value)));
    } else {
      BOOST_REQUIRE_EQUAL(type, "CNAME");
      node.alias = plain(value);
    }
  }

  static std::vector<libauth::dns::Mx>& mx_of(libauth::dns::Records& records) {
    return std::get<std::vector<libauth::dns::Mx>>(records);
  }

  template <class T>
  static void add(libauth::dns::Records& records, T record) {
    if (std::holds_alternative<std::monostate>(records)) records = std::vector<T>();
    std::get<std::vector<T>>(records).push_back(std::move(record));
  }

  void look_up(const libauth::dns::Name& owner, RrType type, libauth::dns::Answer& answer) const {
    const auto found = nodes_.find(owner.text());
    if (found == nodes_.end()) {
      answer.status = has_names_below(owner) ? Status::no_data : Status::no_such_name;
      return;
    }
    const Node& node = found->second;
    if (const auto failing = node.failing.find(type); failing != node.failing.end()) {
      answer.status = failing->second;
    } else if (type == RrType::txt && !node.texts.empty()) {
      answer.status = Status::answered;
      answer.records = node.texts;
    } else if (const auto set = node.records.find(type); set != node.records.end()) {
      answer.status = Status::answered;
      answer.records = set->second;
    } else if (!node.alias.empty()) {
      follow(node.alias, type, answer);
    } else {
      answer.status = node.failure.value_or(Status::no_data);
    }
  }

  /// A name above one that exists, exists (RFC 8020 section 2).
  bool has_names_below(const libauth::dns::Name& owner) const {
    return std::ranges::any_of(nodes_, [end = "." + owner.text()](const auto& entry) {
      return entry.first.ends_with(end);
    });
  }

  void follow(const std::string& alias, RrType type, libauth::dns::Answer& answer) const {
    const libauth::dns::Name target = name(alias);
    if (answer.aliases.size() > 16) {
      answer.status = Status::servfail;
      return;
    }
    answer.aliases.push_back(target);
    look_up(target, type, answer);
  }

  std::map<std::string, Node> nodes_;
  std::set<libauth::dns::Question> asked_;
};

}  // namespace tests
