// SPDX-License-Identifier: MIT
//
// Columns of text, lists of names, and the bar of the progress.

#include "service/cli/text_table.h"

#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "service/cli/progress.h"

namespace {

using service::cli::TextTable;
using Align = TextTable::Align;

std::string printed(const TextTable& table, bool colour = false) {
  std::istringstream in;
  std::ostringstream out;
  service::cli::Terminal terminal{.in = in, .out = out, .err = out, .colour = colour};
  table.print(terminal);
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TextTables)

BOOST_AUTO_TEST_CASE(MakesColumnsAsWideAsTheirCells) {
  TextTable table({Align::left, Align::right, Align::left});
  table.add({"name", "messages", "class"});
  table.add({"Example", std::uint64_t{7}, "aligned"});
  table.add({"x"});
  BOOST_TEST(printed(table) ==
             "  name     messages  class\n"
             "  Example         7  aligned\n"
             "  x\n");
}

BOOST_AUTO_TEST_CASE(CountsCharactersAndNeitherOctetsNorColours) {
  TextTable table({Align::left, Align::left});
  table.add({service::cli::Cell("\xc3\xa4", service::cli::Colour::red), "b"});
  table.add({"xy", "b"});
  BOOST_TEST(printed(table) == "  \xc3\xa4   b\n  xy  b\n");
  BOOST_TEST(printed(table, true) == "  \x1b[31m\xc3\xa4\x1b[0m   b\n  xy  b\n");
}

BOOST_AUTO_TEST_CASE(ShowsWhatATerminalWouldObey) {
  TextTable table({Align::left});
  table.add({"a\x1b[2J\nb"});
  BOOST_TEST(printed(table) == "  a\\027[2J\\010b\n");
  BOOST_TEST(service::cli::listed({"a\nb"}, 1) == "a\\010b");
}

BOOST_AUTO_TEST_CASE(ListsTheFirstNames) {
  using service::cli::listed;
  BOOST_TEST(listed({}, 0) == "");
  BOOST_TEST(listed({"a", "b"}, 2) == "a, b");
  BOOST_TEST(listed({"a", "b"}, 5) == "a, b and 3 more");
  BOOST_TEST(listed({"a", "b", "c", "d", "e", "f"}, 6) == "a, b, c, d, e and 1 more");
}

BOOST_AUTO_TEST_CASE(DrawsABar) {
  using service::cli::bar_text;
  BOOST_TEST(bar_text(0, 10) == "[                    ]   0 %");
  BOOST_TEST(bar_text(5, 10) == "[##########          ]  50 %");
  BOOST_TEST(bar_text(10, 10) == "[####################] 100 %");
  BOOST_TEST(bar_text(11, 10) == bar_text(10, 10));
  BOOST_TEST(bar_text(0, 0) == bar_text(10, 10));
}

// A line that is longer than the terminal is wide could not be written over.
BOOST_AUTO_TEST_CASE(CutsTheLineOfTheProgress) {
  std::istringstream in;
  std::ostringstream out;
  service::cli::Terminal terminal{
      .in = in, .out = out, .err = out, .colour = false, .progress = true};
  {
    service::cli::Progress progress(terminal);
    BOOST_TEST(progress.is_due());
    progress.show(std::string(78, 'x') + "\xc3\xa4 and more");
    BOOST_TEST(!progress.is_due());
  }
  BOOST_TEST(out.str() == "\r\x1b[K" + std::string(78, 'x') + "\r\x1b[K");
  out.str("");
  terminal.progress = false;
  service::cli::Progress(terminal).show("nothing");
  BOOST_TEST(out.str() == "");
}

BOOST_AUTO_TEST_SUITE_END()
