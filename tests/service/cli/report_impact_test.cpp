// SPDX-License-Identifier: MIT
//
// mailvet report impact: what it says first, and that it says the same as the summary.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

constexpr int kDay = 86'400;
constexpr int kFirst = 1'700'006'400;  // 2023-11-15

/// Messages from one address, of one day, with a signature that passed.
struct Row {
  std::string address;
  int count = 0;
  std::string signer;  ///< its domain
  std::string from = "example.com";
};

std::string xml_of(const Row& row) {
  const std::string result = row.signer == "example.com" ? "pass" : "fail";
  return "<record><row><source_ip>" + row.address + "</source_ip><count>" +
         std::to_string(row.count) +
         "</count><policy_evaluated><disposition>none</disposition><dkim>" + result +
         "</dkim><spf>" + result + "</spf></policy_evaluated></row><identifiers><header_from>" +
         row.from + "</header_from></identifiers><auth_results><dkim><domain>" + row.signer +
         "</domain><selector>s1</selector><result>pass</result></dkim><spf><domain>example.com"
         "</domain><result>" +
         result + "</result></spf></auth_results></record>";
}

/// The report of a receiver on a day, counted from 0 on, which is 2023-11-15.
std::string report_of(int day, const std::vector<Row>& rows,
                      const std::string& receiver = "receiver.example") {
  const int begin = kFirst + day * kDay;
  std::string xml = "<?xml version=\"1.0\"?><feedback><report_metadata><org_name>" + receiver +
                    "</org_name><email>reports@" + receiver + "</email><report_id>" + receiver +
                    std::to_string(day) + "</report_id><date_range><begin>" +
                    std::to_string(begin) + "</begin><end>" + std::to_string(begin + kDay - 1) +
                    "</end></date_range></report_metadata><policy_published><domain>example.com"
                    "</domain><p>quarantine</p><sp>none</sp></policy_published>";
  for (const Row& row : rows) xml += xml_of(row);
  return xml + "</feedback>";
}

const Row kOwn{"192.0.2.1", 60, "example.com"};
const Row kShop{"198.51.100.7", 2, "shop.example"};

struct Impacts : tests::ReportDatabase {
  void keep(const std::vector<std::string>& reports) {
    std::vector<std::string> paths;
    for (const std::string& xml : reports) {
      paths.push_back(folder.write(std::to_string(++files_) + ".xml", xml));
    }
    import(std::move(paths));
  }
  /// The days from 2023-11-15 to 2023-12-12.
  void keep_four_weeks(const std::vector<Row>& rows) {
    std::vector<std::string> reports;
    for (int day = 0; day < 28; ++day) reports.push_back(report_of(day, rows));
    keep(reports);
  }
  Captured ask(const std::string& command, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {command, "example.com", "--offline", "--now", "2023-12-13"});
    return report(std::move(more));
  }
  boost::json::object document(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--format", "json"});
    return json_of(ask("impact", std::move(more)));
  }
  static std::string first_line(const Captured& ran) {
    return ran.out.substr(0, ran.out.find('\n'));
  }
  static bool says(const Captured& ran, const std::string& what) {
    return ran.out.find(what) != std::string::npos;
  }

 private:
  int files_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportImpact, Impacts)

// Nineteen days without reports are not twenty days with them.
BOOST_AUTO_TEST_CASE(CountsDaysWithReports) {
  keep({report_of(1, {kOwn}), report_of(20, {kOwn})});
  const Captured ran = ask("impact", {"--policy", "reject"});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(first_line(ran).starts_with("Not enough data: under p=reject"), ran.out);
  BOOST_TEST(says(ran, "; 120 messages on 2 days with reports; today "), ran.out);
  BOOST_TEST(says(ran, "2 days with reports; at least 14 are needed"), ran.out);
  BOOST_TEST(document().at("days") == 2);
  BOOST_TEST(document({"--from", "2023-11-10", "--to", "2023-11-20"}).at("days") == 1);
}

BOOST_AUTO_TEST_CASE(SaysTheSameAsTheSummary) {
  keep_four_weeks({kOwn, kShop});
  const Captured summary = ask("summary");
  BOOST_TEST(says(summary, "The next step may be published: np=reject."), summary.out);
  const Captured impact = ask("impact");
  BOOST_TEST(impact.status == 1);
  BOOST_TEST(
      first_line(impact) ==
          "Not ready for the next step: under p=reject; sp=none; np=reject 0 messages of yours "
          "would be lost, 0 a day",
      impact.out);
}

// A shorter period has fewer messages of everything.
BOOST_AUTO_TEST_CASE(IsNotReadyByAShorterPeriod) {
  keep_four_weeks({kOwn, kShop});
  for (const char* number : {"28", "21", "14"}) {
    const Captured ran = ask("impact", {"--policy", "reject", "--days", number});
    BOOST_TEST(ran.status == 1, ran.out);
    BOOST_TEST(first_line(ran).starts_with("Not ready: "), ran.out);
  }
  const Captured half = ask("impact", {"--policy", "reject", "--days", "14"});
  BOOST_TEST(says(half,
                  "28 messages fail, of a sender that may be yours; fewer than 25 would be no "
                  "obstacle"),
             half.out);
}

// A script reads the status: it is that of the next step, and not of the policy of today.
BOOST_AUTO_TEST_CASE(IsAboutTheNextStepWithoutAPolicy) {
  keep_four_weeks({kOwn, kShop});
  const auto next = document();
  BOOST_TEST(next.at("readiness").as_string() == "not-ready");
  BOOST_TEST(next.at("is_next_step").as_bool());
  BOOST_TEST(next.at("proposed") == next.at("next_step").at("raised"));
  BOOST_TEST(next.at("blockers") == next.at("next_step").at("blockers"));
  BOOST_TEST(next.at("blockers").as_array().size() == 1U);
  const Captured text = ask("impact");
  BOOST_TEST(says(text, "\nUntil then: publish np=reject (p=quarantine; sp=none; np=reject)\n"),
             text.out);
  BOOST_TEST(!says(text, "What keeps the policy"), text.out);

  const Captured same = ask("impact", {"--policy", "quarantine"});
  BOOST_TEST(same.status == 0);
  BOOST_TEST(first_line(same) == "Nothing changes: p=quarantine; sp=none is your policy already");
  const Captured weaker = ask("impact", {"--policy", "none"});
  BOOST_TEST(first_line(weaker) ==
             "Nothing more is lost: p=none; sp=none is no stricter than p=quarantine; sp=none, "
             "your policy");
  const auto asked = document({"--policy", "none"});
  BOOST_TEST(!asked.at("is_next_step").as_bool());
  BOOST_TEST(!asked.at("is_stricter").as_bool());
  BOOST_TEST(asked.at("readiness").as_string() == "ready");
}

BOOST_AUTO_TEST_CASE(IsReadyForTheNextStep) {
  keep_four_weeks({kOwn});
  const Captured ran = ask("impact");
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(first_line(ran).starts_with("Ready for the next step: under p=reject; "), ran.out);
  BOOST_TEST(says(ran, "\nNext step: publish p=reject"), ran.out);
}

BOOST_AUTO_TEST_CASE(NamesOnlySourcesThatWouldLoseMail) {
  Row below = kShop;
  below.from = "news.example.com";
  keep_four_weeks({kOwn, kShop, below});
  report({"verdict", "example.com", "shop.example", "approve"});
  const Captured losing = ask("impact", {"--policy", "reject"});
  BOOST_TEST(says(losing, "\nYours that would lose mail:\n"), losing.out);
  BOOST_TEST(says(losing, "DKIM is not aligned, SPF does not pass"), losing.out);
  // Nobody knows whether news.example.com exists, and so whether sp or np counts.
  const std::vector<std::string> np = {"--policy", "none", "--non-existent-policy", "reject"};
  const Captured nothing = ask("impact", np);
  BOOST_TEST(!says(nothing, "would lose mail:"), nothing.out);
  const auto own = document(np).at("own");
  BOOST_TEST(own.at("losses").at("undetermined") == 56);
  BOOST_TEST(own.at("sources").as_array().size() == 1U);
}

// What does not come any more is missing in the numbers.
BOOST_AUTO_TEST_CASE(SaysWhoseReportsAreOverdue) {
  keep_four_weeks({kOwn});
  std::vector<std::string> reports;
  for (int day = 0; day < 20; ++day) {
    reports.push_back(report_of(day, {{"192.0.2.1", 40, "example.com"}}, "gone.example"));
  }
  keep(reports);
  const Captured ran = ask("impact", {"--policy", "reject"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(first_line(ran).starts_with("Ready: "), ran.out);
  BOOST_TEST(says(ran, "\nOverdue: reports of gone.example do not come any more, "), ran.out);
  BOOST_TEST(document().at("overdue_receivers") == (boost::json::array{"gone.example"}));
  BOOST_TEST(!says(ask("impact", {"--to", "2023-12-05"}), "Overdue"));
}

BOOST_AUTO_TEST_SUITE_END()
