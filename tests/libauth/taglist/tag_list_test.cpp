// SPDX-License-Identifier: MIT

#include "libauth/taglist/tag_list.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::taglist;
using Kind = Defect::Kind;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::empty_tag:
      return "empty";
    case Kind::missing_equals:
      return "no equals";
    case Kind::bad_name:
      return "bad name";
    case Kind::bad_value:
      return "bad value";
    case Kind::duplicate:
      return "duplicate";
    case Kind::too_many:
      return "too many";
  }
  return "?";
}

/// "k=v k=v ! defect@offset"
std::string summary(const TagList& list) {
  std::string text;
  for (const Tag& tag : list.tags) text += (text.empty() ? "" : "|") + tag.name + "=" + tag.value;
  for (const Defect& defect : list.defects) {
    text += " !" + std::string(name_of(defect.kind)) + "@" + std::to_string(defect.offset);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tag_list)

BOOST_AUTO_TEST_CASE(reads_tags_and_tells_defects) {
  // RFC 6376 section 3.2.
  const struct {
    std::string text;
    std::string want;
  } kRows[] = {
      {"", ""},
      {"   ", ""},
      {"v=1", "v=1"},
      {"v=1;", "v=1"},
      {"v=1; ", "v=1"},
      {"v = 1 ;\r\n\ta_b2\t=\r\n x y ", "v=1|a_b2=x y"},
      {"p=", "p="},
      {"p=;", "p="},
      {"p=a=b==", "p=a=b=="},
      {"v=1;V=2", "v=1|V=2"},
      {"a=\"q\" :,/", "a=\"q\" :,/"},
      {";", " !empty@0"},
      {"v=1;;", "v=1 !empty@4"},
      {"v=1; ;a=2", "v=1|a=2 !empty@4"},
      {"v", " !no equals@0"},
      {"v=1; abc ;x=2", "v=1|x=2 !no equals@5"},
      {"=1", " !bad name@0"},
      {"1=a", " !bad name@0"},
      {"_a=1", " !bad name@0"},
      {"a-b=1", " !bad name@0"},
      {"a b=1", " !bad name@0"},
      {"a=\x01", "a=\x01 !bad value@2"},
      {"a=\x7f", "a=\x7f !bad value@2"},
      {"a=\xc3\xa4", "a=\xc3\xa4 !bad value@2"},
      {std::string("a=\0", 3), std::string("a=\0 !bad value@2", 16)},
      {"a=1;b=2;a=3", "a=1|b=2|a=3 !duplicate@8"},
      {"\xef\xbb\xbfv=1", " !bad name@0"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST(summary(parse_tag_list(row.text)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_where_names_and_values_stand) {
  const std::string text = " v = 1 ;\r\n\tlong_name=some value; e=";
  const TagList list = parse_tag_list(text);
  BOOST_TEST_REQUIRE(list.tags.size() == 3U);
  for (const Tag& tag : list.tags) {
    BOOST_TEST_CONTEXT(tag.name) {
      BOOST_TEST(text.substr(tag.name_offset, tag.name.size()) == tag.name);
      BOOST_TEST(text.substr(tag.value_offset, tag.value.size()) == tag.value);
    }
  }
  BOOST_TEST(list.tags.back().value_offset == text.size());
}

BOOST_AUTO_TEST_CASE(finds_the_first_of_a_name) {
  const TagList list = parse_tag_list("a=1; A=2; a=3; Bc=4");
  BOOST_TEST(list.find("a")->value == "1");
  BOOST_TEST(list.find("A")->value == "2");
  BOOST_TEST(list.find("A", true)->value == "1");
  BOOST_TEST(list.find("bC", true)->value == "4");
  BOOST_TEST(list.find("bc") == nullptr);
  BOOST_TEST(list.find("") == nullptr);
}

BOOST_AUTO_TEST_CASE(stops_after_a_hundred_parts) {
  const auto tags = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "t" + std::to_string(i) + "=1;";
    return text;
  };
  const TagList all = parse_tag_list(tags(kMaxTags));
  BOOST_TEST(all.tags.size() == kMaxTags);
  BOOST_TEST(all.defects.empty());
  const TagList cut = parse_tag_list(tags(kMaxTags + 1));
  BOOST_TEST(cut.tags.size() == kMaxTags);
  BOOST_TEST_REQUIRE(cut.defects.size() == 1U);
  BOOST_TEST((cut.defects[0].kind == Kind::too_many));
  BOOST_TEST(cut.defects[0].offset == tags(kMaxTags).size());
}

BOOST_AUTO_TEST_CASE(defects_do_not_grow_with_the_input) {
  for (const char* part : {";", "x;", "1=;", "a=1;", "a=\x01;"}) {
    BOOST_TEST_CONTEXT(part) {
      const TagList list = parse_tag_list(repeated(part, 100'000));
      BOOST_TEST(list.tags.size() <= kMaxTags);
      BOOST_TEST(list.defects.size() <= 2 * kMaxTags + 1);
      BOOST_TEST_REQUIRE(!list.defects.empty());
      BOOST_TEST((list.defects.back().kind == Kind::too_many));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_defect_has_its_sentence) {
  for (const Kind kind : {Kind::empty_tag, Kind::missing_equals, Kind::bad_name, Kind::bad_value,
                          Kind::duplicate, Kind::too_many}) {
    BOOST_TEST_CONTEXT(name_of(kind)) {
      const std::string text = describe({kind, 0, "a\nb"});
      BOOST_TEST(text.ends_with('.'));
      BOOST_TEST(text.find('\n') == std::string::npos);
    }
  }
  BOOST_TEST(describe({Kind::duplicate, 0, std::string(500, 'x')}).size() < 100U);
}

BOOST_AUTO_TEST_SUITE_END()
