// SPDX-License-Identifier: MIT

#include "reports/intake/pasted.h"

#include <algorithm>
#include <array>
#include <optional>

#include "libauth/base/text.h"
#include "reports/intake/content.h"
#include "reports/intake/encoding.h"
#include "reports/intake/lines.h"

namespace reports::intake {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kNone = std::string_view::npos;

/// How documents begin in base64: gzip, zip, "<?xml" without and with a byte order mark,
/// "<feedback", and "{" with what JSON has behind it.
constexpr std::array kBase64Starts = {"H4sI"sv,         "UEsDB"sv, "PD94bWw"sv, "77u/PD94bWw"sv,
                                      "PGZlZWRiYWNr"sv, "eyJ"sv,   "ewog"sv,    "ewkg"sv,
                                      "ew0K"sv,         "ewoJ"sv,  "eyAi"sv};

struct Entity {
  std::string_view text;
  char octet;
};

/// References that an HTML writer makes of the octets of XML. All others stay: XML has them too.
constexpr std::array kEntities = {
    Entity{"&lt;", '<'},    Entity{"&gt;", '>'},   Entity{"&amp;", '&'},  Entity{"&quot;", '"'},
    Entity{"&apos;", '\''}, Entity{"&nbsp;", ' '}, Entity{"&#39;", '\''}, Entity{"&#x27;", '\''},
    Entity{"&#34;", '"'},   Entity{"&#160;", ' '}, Entity{"&#xa0;", ' '}, Entity{"&#xA0;", ' '},
    Entity{"&#60;", '<'},   Entity{"&#62;", '>'},  Entity{"&#38;", '&'}};

/// The text of HTML: without its tags, and references read once.
std::string text_of_html(std::string_view html) {
  std::string text;
  text.reserve(html.size());
  while (!html.empty()) {
    const std::size_t plain = std::min(html.find_first_of("<&"), html.size());
    text.append(html.substr(0, plain));
    html.remove_prefix(plain);
    if (html.empty()) break;
    if (html.front() == '<') {
      const std::size_t end = html.find('>');
      html.remove_prefix(end == kNone ? html.size() : end + 1);
      continue;
    }
    const auto* const entity = std::ranges::find_if(
        kEntities, [&](const Entity& known) { return html.starts_with(known.text); });
    text.push_back(entity == kEntities.end() ? '&' : entity->octet);
    html.remove_prefix(entity == kEntities.end() ? 1 : entity->text.size());
  }
  return text;
}

bool is_name_octet(char c) {
  return libauth::base::is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ':';
}

/// The place of "<feedback" or "<prefix:feedback" at or behind `from`; with "/" that of its end.
std::size_t find_tag(std::string_view text, std::size_t from, std::string_view open) {
  constexpr std::string_view kName = "feedback";
  for (std::size_t at = text.find(kName, from); at != kNone; at = text.find(kName, at + 1)) {
    const std::size_t behind = at + kName.size();
    if (behind < text.size() && is_name_octet(text[behind])) continue;
    std::size_t start = at;
    // A prefix is short; without a limit, long words would be read again and again.
    if (start > 0 && text[start - 1] == ':') {
      constexpr std::size_t kLongest = 32;
      --start;
      while (start > 0 && at - start < kLongest && is_name_octet(text[start - 1])) --start;
    }
    if (start < open.size() + from) continue;
    if (text.substr(start - open.size(), open.size()) == open) return start - open.size();
  }
  return kNone;
}

class Finder {
 public:
  explicit Finder(std::size_t most) : most_(most) {}

  void take_xml(std::string_view text);
  void take_json(std::string_view text);
  void take_encoded(std::string_view text);

  std::vector<std::string> found;

 private:
  bool is_full() const { return found.size() >= most_; }
  void add(std::string_view document) {
    if (!is_full()) found.emplace_back(document);
  }
  void take_base64(std::string_view& text, std::string_view begin);
  void take_uuencode(std::string_view& text, std::string_view begin);

  const std::size_t most_;
};

void Finder::take_xml(std::string_view text) {
  for (const std::string_view document : xml_documents(text, most_)) add(document);
}

void Finder::take_json(std::string_view text) {
  if (!is_tls_json(text)) return;
  for (const std::string_view object : json_objects(text, most_)) add(object);
}

void Finder::take_encoded(std::string_view text) {
  while (!text.empty() && !is_full()) {
    const std::string_view rest = text;
    const std::string_view line = take_line(text);
    const std::size_t word = line.find_first_not_of("> \t");
    if (word == kNone) continue;
    const std::string_view start = line.substr(word);
    if (std::ranges::any_of(kBase64Starts,
                            [&](std::string_view known) { return start.starts_with(known); })) {
      take_base64(text, rest);
    } else if (start.starts_with("begin ") && start.size() > 6 &&
               libauth::base::is_digit(start[6])) {
      take_uuencode(text, rest);
    }
  }
}

/// Takes lines up to an empty one, or one that is no base64.
/// @param begin  the text from the first line on; `text` is what is behind that line
void Finder::take_base64(std::string_view& text, std::string_view begin) {
  while (!text.empty()) {
    std::string_view behind = text;
    const std::string_view line = take_line(behind);
    if (libauth::base::trim(line).empty() || !is_base64_line(line)) break;
    text = behind;
  }
  add(decoded(begin.substr(0, begin.size() - text.size()), Encoding::base64));
}

void Finder::take_uuencode(std::string_view& text, std::string_view begin) {
  while (!text.empty() && libauth::base::trim(take_line(text)) != "end") {
  }
  add(decoded(begin.substr(0, begin.size() - text.size()), Encoding::uuencode));
}

/// The delimiter without its "--", where the line is one.
std::string_view boundary_of(std::string_view line) {
  constexpr std::size_t kLongest = 70;  // RFC 2046 section 5.1.1; programs write longer ones
  const std::string_view text = libauth::base::trim(line);
  if (!text.starts_with("--") || text.size() < 3 || text.size() > 4 * kLongest) return {};
  const bool is_safe = std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  return is_safe ? text.substr(2) : std::string_view();
}

}  // namespace

std::vector<std::string_view> xml_documents(std::string_view text, std::size_t most) {
  std::vector<std::string_view> documents;
  for (std::size_t from = 0; documents.size() < most;) {
    const std::size_t root = find_tag(text, from, "<");
    if (root == kNone) break;
    const std::size_t declaration = text.substr(from, root - from).rfind("<?xml");
    const std::size_t start = declaration == kNone ? root : from + declaration;
    const std::size_t end_tag = find_tag(text, root + 1, "</");
    const std::size_t end = end_tag == kNone ? kNone : text.find('>', end_tag);
    documents.push_back(text.substr(start, end == kNone ? kNone : end + 1 - start));
    if (end == kNone) break;
    from = end + 1;
  }
  return documents;
}

std::vector<std::string_view> json_objects(std::string_view text, std::size_t most) {
  std::vector<std::string_view> objects;
  std::size_t start = 0;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size() && objects.size() < most; ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = depth > 0;  // prose may have any number of them
    } else if (c == '{') {
      if (depth++ == 0) start = i;
    } else if (c == '}' && depth > 0 && --depth == 0) {
      objects.push_back(text.substr(start, i + 1 - start));
    }
  }
  if (depth > 0 && objects.size() < most) objects.push_back(text.substr(start));
  return objects;
}

std::vector<std::string> pasted_in(std::string_view text, std::size_t most) {
  Finder finder(most);
  finder.take_xml(text);
  finder.take_json(text);
  if (finder.found.empty() && text.find('&') != kNone) {
    const std::string plain = text_of_html(text);
    finder.take_xml(plain);
    finder.take_json(plain);
  }
  finder.take_encoded(text);
  return std::move(finder.found);
}

std::string mended_multipart(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view boundary = boundary_of(take_line(rest));
    if (boundary.empty() || !libauth::base::starts_with_ignoring_case(rest, "Content-")) continue;
    return "Content-Type: multipart/mixed; boundary=\"" + std::string(boundary) + "\"\n\n" +
           std::string(text);
  }
  return {};
}

}  // namespace reports::intake
