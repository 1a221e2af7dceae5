// SPDX-License-Identifier: MIT

#include "reports/intake/folder.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_dir.h"

using namespace reports::intake;
namespace fs = std::filesystem;

namespace {

const std::string kMail = "From a@example.com Fri May  1 00:00:00 2026\nA: 1\n\n";

struct Tree {
  tests::TempDir temp;
  fs::path root = temp.path();

  void write(const std::string& name, const std::string& octets) const {
    const fs::path path = root / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << octets;
  }

  /// "name", "name@offset" for later mails, "name!rule" for errors.
  std::vector<std::string> names(const std::string& below = "", const Limits& limits = {}) const {
    std::vector<std::string> names;
    const bool to_the_end = each_payload(root / below, limits, [&](Payload&& payload) {
      std::string name = payload.file.lexically_relative(root).string();
      if (payload.offset > 0) name += "@" + std::to_string(payload.offset);
      if (payload.error) name += "!" + payload.error->rule;
      names.push_back(name);
      return true;
    });
    BOOST_TEST(to_the_end);
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Folder, Tree)

BOOST_AUTO_TEST_CASE(GivesAFile) {
  write("a.xml", "<a/>");
  bool seen = false;
  each_payload(root / "a.xml", {}, [&](Payload&& payload) {
    seen = true;
    BOOST_TEST(payload.octets == "<a/>");
    BOOST_TEST(payload.end == 4U);
    return true;
  });
  BOOST_TEST(seen);
}

BOOST_AUTO_TEST_CASE(GivesEveryFileOfAFolderInOrder) {
  write("c", "");
  write("b/a", "1");
  write(".hidden", "2");
  write("a", "3");
  BOOST_TEST(names() == (Names{".hidden", "a", "b/a", "c"}), boost::test_tools::per_element());
}

// Row 78 of the catalogue of quirks
BOOST_AUTO_TEST_CASE(TakesNamesLiterally) {
  write("[Netease *] a?.eml", "1");
  write("N", "2");
  BOOST_TEST(names("[Netease *] a?.eml") == (Names{"[Netease *] a?.eml"}),
             boost::test_tools::per_element());
  BOOST_TEST(names().size() == 2U);
}

BOOST_AUTO_TEST_CASE(GivesTheMailsOfAMaildir) {
  write("cur/1:2,S", "A: 1\n");
  write("new/2", "A: 2\n");
  write("tmp/3", "A: 3\n");
  write("dovecot.index", "x");
  write(".Sent/cur/4", "A: 4\n");
  write(".Sent/tmp/5", "A: 5\n");
  write("other/6", "A: 6\n");
  fs::create_directories(root / ".Empty/new");
  BOOST_TEST(names() == (Names{"new/2", "cur/1:2,S", ".Sent/cur/4"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(GivesTheMailsOfAnMboxFile) {
  write("inbox", kMail + kMail);
  BOOST_TEST(names() == (Names{"inbox", "inbox@" + std::to_string(kMail.size())}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(TellsWhatCannotBeRead) {
  write("large", "12345");
  write("mbox", kMail + kMail + "and more than that\n" + kMail);
  fs::create_symlink("nowhere", root / "link");
  BOOST_TEST(names("missing") == (Names{"missing!open"}), boost::test_tools::per_element());
  BOOST_TEST(names("large", {.input = 4}) == (Names{"large!limit-input"}),
             boost::test_tools::per_element());
  BOOST_TEST(names("large", {.input = 5}) == (Names{"large"}), boost::test_tools::per_element());
  BOOST_TEST(names("link") == (Names{"link!open"}), boost::test_tools::per_element());
  const std::string at = std::to_string(kMail.size());
  const std::string last = std::to_string(2 * kMail.size() + 19);
  BOOST_TEST(names("mbox", {.input = 10}) ==
                 (Names{"mbox", "mbox@" + at + "!limit-input", "mbox@" + last}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(DoesNotFollowLinksToFolders) {
  write("a/file", "1");
  fs::create_directory_symlink(root, root / "a/loop");
  BOOST_TEST(names() == (Names{"a/file"}), boost::test_tools::per_element());
}

// What is left out would have an error.
BOOST_AUTO_TEST_CASE(BeginsWhereItIsToldTo) {
  const std::uint64_t size = kMail.size();
  write("mbox", kMail + kMail + kMail);
  fs::create_symlink("nowhere", root / "link");
  const auto names_from = [&](std::uint64_t start) {
    Names names;
    const auto take = [&names](Payload&& payload) {
      names.push_back(std::to_string(payload.offset) + "-" + std::to_string(payload.end));
      return true;
    };
    const auto begin = [start](const fs::path& file) {
      return file.filename() == "link" ? std::nullopt : std::optional(start);
    };
    BOOST_TEST(each_payload(root, {}, take, begin));
    return names;
  };
  const std::string ends[] = {std::to_string(size), std::to_string(2 * size),
                              std::to_string(3 * size)};
  const Names all = {"0-" + ends[0], ends[0] + "-" + ends[1], ends[1] + "-" + ends[2]};
  BOOST_TEST(names_from(2 * size) == (Names{all[2]}), boost::test_tools::per_element());
  // There no mail begins.
  for (const std::uint64_t start : {std::uint64_t{0}, size + 1, 3 * size, 4 * size, ~size}) {
    BOOST_TEST(names_from(start) == all, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(EndsWhereItIsToldTo) {
  write("mbox", kMail + kMail + kMail);
  int seen = 0;
  BOOST_TEST(!each_payload(root, {}, [&](Payload&&) { return ++seen < 2; }));
  BOOST_TEST(seen == 2);
}

BOOST_AUTO_TEST_CASE(ReadsAStream) {
  for (const std::string& octets : {std::string(), std::string("<a/>"), std::string("From")}) {
    std::istringstream in(octets);
    int seen = 0;
    BOOST_TEST(each_payload(in, "-", {}, [&](Payload&& payload) {
      BOOST_TEST(payload.octets == octets);
      return ++seen == 1;
    }));
    BOOST_TEST(seen == 1);
  }
  std::istringstream mails(kMail + kMail);
  int seen = 0;
  each_payload(mails, "-", {}, [&](Payload&&) { return ++seen > 0; });
  BOOST_TEST(seen == 2);
}

BOOST_AUTO_TEST_SUITE_END()
