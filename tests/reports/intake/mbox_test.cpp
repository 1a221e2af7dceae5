// SPDX-License-Identifier: MIT

#include "reports/intake/mbox.h"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::intake;

namespace {

const std::string kFrom = "From a@example.com Fri May  1 00:00:00 2026\n";

struct Row {
  const char* name;
  std::string file;
  std::vector<std::string> want;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const Row kRows[] = {
    {"nothing", "", {}},
    {"empty lines", "\n\r\n\n", {}},
    {"one mail", kFrom + "A: 1\n\nbody\n", {"A: 1\n\nbody\n"}},
    {"two mails",
     kFrom + "A: 1\n\nbody\n\n" + kFrom + "B: 2\n\nmore\n",
     {"A: 1\n\nbody\n\n", "B: 2\n\nmore\n"}},
    {"no empty line between",
     kFrom + "A: 1\n\nbody\n" + kFrom + "B: 2\n\nmore",
     {"A: 1\n\nbody\n", "B: 2\n\nmore"}},
    {"a mail without a From line", "A: 1\n\nbody\n", {"A: 1\n\nbody\n"}},
    {"CRLF",
     "From a 10:20\r\nA: 1\r\n\r\nx\r\n\r\nFrom b 10:20\r\nB: 2\r\n\r\ny\r\n",
     {"A: 1\r\n\r\nx\r\n\r\n", "B: 2\r\n\r\ny\r\n"}},
    {"lines of Thunderbird",
     "From \nA: 1\n\nx\n\nFrom - Fri May 01 10:20:30 2026\nB: 2\n\ny\n",
     {"A: 1\n\nx\n\n", "B: 2\n\ny\n"}},
    {"mboxrd",
     kFrom + "A: 1\n\n>From x\n>>From y\n> From z\n>Fromage\n",
     {"A: 1\n\nFrom x\n>From y\n> From z\n>Fromage\n"}},
    {"mboxo that does not quote",
     kFrom + "A: 1\n\nx\n\nFrom then on, at noon:\n\nFrom 10:20 on\ny\n",
     {"A: 1\n\nx\n\nFrom then on, at noon:\n\nFrom 10:20 on\ny\n"}},
    {"mboxcl2",
     kFrom + "Content-Length: " + std::to_string(kFrom.size() + 4) + "\n\n" + kFrom + "B: 2\n\n" +
         kFrom + "C: 3\n\n",
     {"Content-Length: 48\n\n" + kFrom + "B: 2", "C: 3\n\n"}},
    {"mboxcl2 of one mail",
     kFrom + "Content-Length: 8\n\n>From x\n",
     {"Content-Length: 8\n\n>From x\n"}},
    {"a length that is too short",
     kFrom + "Content-Length: 2\n\nbody\n\n" + kFrom + "B: 2\n\n",
     {"Content-Length: 2\n\nbody\n\n", "B: 2\n\n"}},
    {"a length that is too long",
     kFrom + "Content-Length: 20\n\nbody\n\n" + kFrom + "B: 2\n\n",
     {"Content-Length: 20\n\nbody\n\n", "B: 2\n\n"}},
    {"a length that is beyond the end",
     kFrom + "Content-Length: 999\n\nbody\n",
     {"Content-Length: 999\n\nbody\n"}},
    {"a length that is no number",
     kFrom + "content-length: 1x\n\nbody\n",
     {"content-length: 1x\n\nbody\n"}},
    {"mails without octets", kFrom + kFrom + "\n" + kFrom, {"", "\n", ""}},
    {"a From line in a header",
     kFrom + ">From b Fri\nA: 1\n\n" + kFrom + ">From c\nB: 2\n",
     {"From b Fri\nA: 1\n\n", "From c\nB: 2\n"}},
};

/// Gives the octets of a text in pieces, whatever is asked for.
class Pieces : public std::streambuf {
 public:
  Pieces(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}

 private:
  int_type underflow() override {
    if (at_ == text_.size()) return traits_type::eof();
    const std::size_t size = std::min(piece_, text_.size() - at_);
    setg(text_.data() + at_, text_.data() + at_, text_.data() + at_ + size);
    at_ += size;
    return traits_type::to_int_type(*gptr());
  }

  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

/// An mbox file without end: mails of which nothing is in memory.
class Endless : public std::streambuf {
 public:
  explicit Endless(std::size_t mails) : left_(mails) {}

 private:
  int_type underflow() override {
    if (left_-- == 0) return traits_type::eof();
    setg(mail_.data(), mail_.data(), mail_.data() + mail_.size());
    return traits_type::to_int_type(*gptr());
  }

  std::string mail_ = kFrom + "A: 1\n\n" + std::string(50'000, 'x') + "\n\n";
  std::size_t left_;
};

std::vector<std::string> split(std::istream& in, std::size_t max_mail = 1'000'000) {
  MboxReader reader(in, max_mail);
  std::vector<std::string> mails;
  while (const auto mail = reader.next()) mails.push_back(mail->octets);
  return mails;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Mbox)

BOOST_DATA_TEST_CASE(IsSplit, boost::unit_test::data::make(kRows), row) {
  std::istringstream in(row.file);
  BOOST_TEST(split(in) == row.want, boost::test_tools::per_element());
}

// So that nothing seems to be left when a file is imported again.
BOOST_DATA_TEST_CASE(ReachesItsEndWithTheLastMail, boost::unit_test::data::make(kRows), row) {
  std::istringstream in(row.file);
  MboxReader reader(in, 1'000'000);
  std::uint64_t end = row.file.size();  // of one without a mail
  while (reader.next()) end = reader.offset();
  BOOST_TEST(end == row.file.size());
}

BOOST_DATA_TEST_CASE(IsSplitTheSameHoweverItIsCut, boost::unit_test::data::make(kRows), row) {
  for (const std::size_t piece : {1U, 2U, 7U}) {
    Pieces pieces(row.file, piece);
    std::istream in(&pieces);
    BOOST_TEST(split(in) == row.want, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(TellsWhereAMailIs) {
  const std::string first = kFrom + "A: 1\n\nx\n\n";
  std::istringstream in(first + kFrom + "B: 2\n");
  MboxReader reader(in, 1000);
  BOOST_TEST(reader.next().value().offset == 0U);
  BOOST_TEST(reader.offset() == first.size());
  BOOST_TEST(reader.next().value().offset == first.size());
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_CASE(TakesOctetsThatWereReadBefore) {
  std::istringstream in((kFrom + "A: 1\n").substr(5));
  MboxReader reader(in, 1000, kFrom.substr(0, 5));
  BOOST_TEST(reader.next().value().octets == "A: 1\n");
}

BOOST_AUTO_TEST_CASE(PassesOverAMailThatIsTooLarge) {
  const std::string large = kFrom + "A: 1\n\n" + std::string(900'000, 'x') + "\n\n";
  std::istringstream in(large + kFrom + "B: 2\n\n" + large + kFrom + "C: 3\n\n" + large);
  MboxReader reader(in, 100'000);
  std::string got;
  while (const auto mail = reader.next()) {
    got += mail->is_too_large ? "large " : mail->octets.substr(0, 4) + " ";
    BOOST_TEST(mail->octets.size() <= 100'000U);
  }
  BOOST_TEST(got == "large B: 2 large C: 3 large ");
}

BOOST_AUTO_TEST_CASE(TakesAMailOfJustTheLimit) {
  std::istringstream in(kFrom + "A: 1\n\nbody\n" + kFrom + "A: 1\n\nbody!\n");
  MboxReader reader(in, 11);
  BOOST_TEST(!reader.next().value().is_too_large);
  BOOST_TEST(reader.next().value().is_too_large);
}

// A gigabyte, mail by mail: memory is measured by the benchmarks, time shows here.
BOOST_AUTO_TEST_CASE(ReadsALargeFileMailByMail) {
  Endless endless(20'000);
  std::istream in(&endless);
  MboxReader reader(in, 1'000'000);
  std::size_t mails = 0;
  while (reader.next()) ++mails;
  BOOST_TEST(mails == 20'000U);
  BOOST_TEST(reader.offset() > 1'000'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()
