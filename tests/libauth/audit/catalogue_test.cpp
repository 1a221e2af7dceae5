// SPDX-License-Identifier: MIT
//
// The catalogue of findings: a table that people and programs rely on.

#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/check.h"
#include "libauth/base/enum.h"

using namespace libauth::audit;

BOOST_AUTO_TEST_SUITE(Catalogue)

BOOST_AUTO_TEST_CASE(HasAtLeastTwentyFiveFindingsOverSixAreas) {
  std::set<Area> areas;
  std::size_t findings = 0;
  for (const Check* check : all_checks()) {
    areas.insert(check->area);
    findings += check->findings.size();
  }
  BOOST_TEST(findings >= 25U);
  for (const Area area :
       {Area::mx, Area::ptr, Area::spf, Area::dkim, Area::dmarc, Area::blocklist}) {
    BOOST_TEST(areas.contains(area), libauth::base::name_of(area));
  }
}

BOOST_AUTO_TEST_CASE(IdsAreUniqueKebabCaseAndBeginWithTheirArea) {
  const std::regex kebab("[a-z]+(-[a-z0-9]+)*");
  std::set<std::string> seen;
  for (const Check* check : all_checks()) {
    BOOST_TEST(std::regex_match(std::string(check->id), kebab), check->id);
    for (const FindingInfo* info : check->findings) {
      BOOST_TEST_CONTEXT(info->id) {
        BOOST_TEST(std::regex_match(std::string(info->id), kebab));
        BOOST_TEST(seen.insert(std::string(info->id)).second);
        BOOST_TEST(info->id.starts_with(std::string(libauth::base::name_of(check->area)) + "-"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(SpecsAreCitedInOneForm) {
  const std::regex spec("RFC [0-9]{3,4} (section [0-9]+(\\.[0-9]+)*|appendix [A-Z])");
  for (const Check* check : all_checks()) {
    for (const FindingInfo* info : check->findings) {
      if (info->spec.empty()) continue;
      BOOST_TEST(std::regex_match(std::string(info->spec), spec), info->id << ": " << info->spec);
    }
  }
}

BOOST_AUTO_TEST_CASE(MessagesAreSentencesAboutTheDomain) {
  for (const Check* check : all_checks()) {
    for (const FindingInfo* info : check->findings) {
      BOOST_TEST_CONTEXT(info->id) {
        BOOST_TEST(info->message.size() > 20U);
        const char end = info->message.back();
        BOOST_TEST((end == '.' || end == '}'));
      }
    }
  }
}

// What goes wrong must not look right: a finding of a warning or worse is a failure, and one below
// is none.
BOOST_AUTO_TEST_CASE(VerdictsGoWithSeverities) {
  for (const Check* check : all_checks()) {
    for (const FindingInfo* info : check->findings) {
      if (info->verdict == Verdict::unknown) continue;
      BOOST_TEST((info->verdict == Verdict::fail) == (info->severity <= Severity::warning),
                 info->id);
    }
  }
}

BOOST_AUTO_TEST_CASE(EveryCheckHasItsFile) {
  std::set<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(MAILVET_SOURCE_DIR "/libauth/audit/checks")) {
    const std::string stem = entry.path().stem().string();
    const bool is_check = entry.path().extension() == ".cpp" && stem != "all_checks" &&
                          !stem.starts_with("published_");
    if (is_check) files.insert(stem);
  }
  std::set<std::string> listed;
  for (const Check* check : all_checks()) {
    std::string file(check->id);
    for (char& c : file) c = c == '-' ? '_' : c;
    listed.insert(file);
  }
  BOOST_TEST(files == listed, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
