// SPDX-License-Identifier: MIT

#include "reports/aggregate/recover.h"

#include <algorithm>
#include <map>
#include <optional>

#include "libauth/base/text.h"
#include "reports/aggregate/content_model.h"
#include "reports/aggregate/lexer.h"
#include "reports/aggregate/parse.h"

namespace reports::aggregate {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// Names of end tags that are no report's: an extension has few. More are taken for text.
constexpr std::size_t kForeignNames = 1000;

/// Octets of the document that show where a repair was made.
constexpr std::size_t kDetailOctets = 40;

constexpr std::string_view kRoot = "feedback";

bool is_space(std::string_view text) {
  return libauth::base::trim(text).empty();
}

/// The element that a warning names: a name of the sender's choice would make warnings many.
std::string_view known_name(std::string_view name) {
  const std::string_view local = local_part(name);
  return is_known_element(local) ? local : std::string_view();
}

/// The next declaration of a namespace in a tag's attributes, which it shortens; empty at the end.
std::string_view next_namespace(std::string_view& attributes) {
  for (std::size_t at = attributes.find("xmlns"); at != std::string_view::npos;
       at = attributes.find("xmlns", at + 1)) {
    const std::size_t equals = attributes.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:", at);
    if (equals == std::string_view::npos) break;
    if (at == 0 || !libauth::base::is_fws(attributes[at - 1])) continue;
    if (equals + 1 >= attributes.size() || attributes[equals] != '=') continue;
    const char quote = attributes[equals + 1];
    if (quote != '"' && quote != '\'') continue;
    const std::size_t end = attributes.find(quote, equals + 2);
    if (end == std::string_view::npos) break;
    const std::string_view found = attributes.substr(at, end + 1 - at);
    attributes.remove_prefix(end + 1);
    return found;
  }
  attributes = {};
  return {};
}

/// An element that has begun.
struct Open {
  std::string_view name;
  Content content;
  std::size_t start;  ///< of its start tag, in what is written
};

class Recovery {
 public:
  Recovery(std::string_view text, const Limits& limits, Reader& reader)
      : text_(text), limits_(limits), reader_(reader) {
    out_.xml.reserve(text.size() + text.size() / 8);
  }

  Result<Recovered> run();

 private:
  using Kind = Tag::Kind;

  std::size_t find_root();
  void wrapper(const Tag& tag, Lexer& lexer);
  std::size_t begin_root(const Tag& tag);
  std::size_t begin_missing_root();
  void read_inside(Lexer& lexer, std::size_t at);
  void read_after(Lexer& lexer, std::size_t at);

  bool tag(const Tag& tag);
  bool start(const Tag& tag);
  void end(const Tag& tag);
  void text(std::string_view text);
  bool bracket(const Tag& tag);
  void break_off();

  void find_foreign_ends();
  bool ends_later(const Tag& tag) const;
  bool is_foreign(const Tag& tag) const;
  std::optional<std::size_t> parent_of(std::string_view local) const;
  void push(const Tag& tag, Content content);
  void pop();
  void close_down_to(std::size_t size);
  void write_start(const Tag& tag);
  void copy(std::string_view piece);
  std::size_t place_of(std::string_view piece) const {
    return static_cast<std::size_t>(piece.data() - text_.data());
  }
  void fail(std::string_view rule, std::string message, std::size_t offset);

  std::string_view text_;
  const Limits& limits_;
  Reader& reader_;
  Recovered out_;
  std::vector<Open> stack_;
  std::vector<Tag> wrappers_;  // elements around the root
  bool done_ = false;          // the root has ended
  std::map<std::string_view, std::size_t, std::less<>> foreign_ends_;
  std::optional<ParseError> error_;
};

void Recovery::fail(std::string_view rule, std::string message, std::size_t offset) {
  if (!error_) error_ = ParseError{offset, std::string(rule), std::move(message)};
}

void Recovery::copy(std::string_view piece) {
  const std::size_t in = place_of(piece);
  const std::size_t out = out_.xml.size();
  auto& origins = out_.origins;
  const bool goes_on = !origins.empty() && in >= origins.back().second &&
                       in - origins.back().second == out - origins.back().first;
  if (!goes_on) origins.emplace_back(out, in);
  out_.xml.append(piece);
}

// Before the root.

/// Notes where names that are no report's end for the last time.
void Recovery::find_foreign_ends() {
  Lexer lexer(text_);
  for (std::size_t at = lexer.next(0); at < text_.size();) {
    const Tag tag = lexer.read(at);
    at = lexer.next(tag.end);
    if (tag.kind != Kind::end || is_known_element(local_part(tag.name))) continue;
    const auto found = foreign_ends_.find(tag.name);
    if (found != foreign_ends_.end()) {
      found->second = tag.begin;
    } else if (foreign_ends_.size() < kForeignNames) {
      foreign_ends_.emplace(tag.name, tag.begin);
    }
  }
}

bool Recovery::ends_later(const Tag& tag) const {
  if (tag.kind == Kind::empty) return true;
  const auto found = foreign_ends_.find(tag.name);
  return found != foreign_ends_.end() && found->second >= tag.end;
}

/// A tag before the root: of an element around it, or nothing that belongs to a report.
void Recovery::wrapper(const Tag& tag, Lexer& lexer) {
  const std::string_view local = local_part(tag.name);
  if (tag.kind == Kind::end) {
    const auto same = [&](const Tag& open) { return open.name == tag.name; };
    const auto open = std::find_if(wrappers_.rbegin(), wrappers_.rend(), same);
    if (open != wrappers_.rend()) wrappers_.erase(open.base() - 1, wrappers_.end());
    return;
  }
  if (tag.kind == Kind::start && (local == "schema" || ends_later(tag))) {
    if (wrappers_.size() >= limits_.depth) {
      fail(kDepthRule, "Elements are nested too deeply", tag.begin);
    } else {
      wrappers_.push_back(tag);
    }
  }
  const std::size_t next = lexer.next(tag.end);
  if (tag.kind == Kind::text || !is_space(text_.substr(tag.end, next - tag.end))) {
    reader_.note(WarningCode::outside_text, {}, text_.substr(tag.begin, next - tag.begin),
                 tag.begin);
  }
}

/// Finds the feedback element, and gives the place after its start tag.
std::size_t Recovery::find_root() {
  Lexer lexer(text_);
  const std::size_t first = lexer.next(0);
  const bool has_mark = text_.starts_with("\xEF\xBB\xBF");
  const std::string_view before = text_.substr(0, first).substr(has_mark ? 3 : 0);
  if (!is_space(before)) reader_.note(WarningCode::outside_text, {}, before, 0);
  for (std::size_t at = first; at < text_.size() && !error_;) {
    const Tag tag = lexer.read(at);
    const bool starts = tag.kind == Kind::start || tag.kind == Kind::empty;
    if (starts && local_part(tag.name) == kRoot) return begin_root(tag);
    wrapper(tag, lexer);
    at = lexer.next(tag.end);
  }
  return error_ ? text_.size() : begin_missing_root();
}

std::size_t Recovery::begin_root(const Tag& tag) {
  if (tag.broken) reader_.note(WarningCode::tag_broken, kRoot, {}, tag.begin);
  for (const Tag& around : wrappers_) {
    const std::string_view local = local_part(around.name);
    reader_.note(WarningCode::wrapped_root, local, {}, around.begin);
    if (!ends_later(around)) {
      reader_.note(WarningCode::end_tag_missing, local, {}, around.begin);
    }
  }
  push(tag, Content::feedback);
  if (tag.kind == Kind::empty) {
    pop();
    done_ = true;
  }
  return tag.end;
}

/// Begins a report of which the first octets are lost, at the first element that is its child.
std::size_t Recovery::begin_missing_root() {
  Lexer lexer(text_);
  for (std::size_t at = lexer.next(0); at < text_.size();) {
    Tag tag = lexer.read(at);
    at = lexer.next(tag.end);
    const std::string_view local = local_part(tag.name);
    if (tag.kind != Kind::start || (local != "report_metadata" && local != "policy_published")) {
      continue;
    }
    reader_.note(WarningCode::root_missing, kRoot, {}, tag.begin);
    tag.name = kRoot;
    tag.attributes = {};
    push(tag, Content::feedback);
    return tag.begin;
  }
  fail(kFeedbackRule, "There is no feedback element", 0);
  return text_.size();
}

// Inside the root.

void Recovery::read_inside(Lexer& lexer, std::size_t at) {
  while (!done_ && !error_) {
    const std::size_t next = lexer.next(at);
    text(text_.substr(at, next - at));
    if (next == text_.size()) return break_off();
    const Tag read = lexer.read(next);
    if (read.kind == Kind::cut_off) return break_off();
    at = tag(read) ? read.end : read.begin + 1;
  }
  read_after(lexer, at);
}

/// Whether it was a tag; else its "<" was text.
bool Recovery::tag(const Tag& tag) {
  switch (tag.kind) {
    case Kind::start:
    case Kind::empty:
      return start(tag);
    case Kind::end:
      end(tag);
      return true;
    case Kind::cdata:
      copy(text_.substr(tag.begin, tag.end - tag.begin));
      return true;
    case Kind::passed:
      if (tag.broken) {
        reader_.note(WarningCode::tag_broken, known_name(stack_.back().name), {}, tag.begin);
      }
      return true;
    default:
      return bracket(tag);
  }
}

/// The innermost element that begins and may have such a child.
std::optional<std::size_t> Recovery::parent_of(std::string_view local) const {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (content_of(stack_[i].content, local)) return i;
  }
  return std::nullopt;
}

bool Recovery::start(const Tag& tag) {
  const std::string_view local = local_part(tag.name);
  if (local == kRoot) {
    fail(kXmlRule, "Not well-formed XML: there is more than one root element", tag.begin);
    return true;
  }
  const auto parent = parent_of(local);
  if (!parent && !is_foreign(tag)) return bracket(tag);
  if (tag.broken) reader_.note(WarningCode::tag_broken, known_name(tag.name), {}, tag.begin);
  Content content = Content::other;
  if (parent) {
    close_down_to(*parent + 1);
    content = *content_of(stack_[*parent].content, local);
  }
  push(tag, content);
  if (tag.kind == Kind::empty) pop();
  return true;
}

/// Whether an element that has no place here is one nevertheless, and not text.
bool Recovery::is_foreign(const Tag& tag) const {
  if (tag.broken) return false;
  const bool in_text = stack_.back().content == Content::text;
  return ends_later(tag) || (!in_text && is_known_element(local_part(tag.name)));
}

void Recovery::end(const Tag& tag) {
  const auto is_same = [&](const auto& open) {
    return local_part(open.name) == local_part(tag.name);
  };
  if (tag.broken) reader_.note(WarningCode::tag_broken, known_name(tag.name), {}, tag.begin);
  const auto open = std::find_if(stack_.rbegin(), stack_.rend(), is_same);
  if (open != stack_.rend()) {
    close_down_to(static_cast<std::size_t>(stack_.rend() - open));
    pop();
  } else if (std::any_of(wrappers_.begin(), wrappers_.end(), is_same)) {
    close_down_to(0);
  } else {
    reader_.note(WarningCode::tag_ignored, known_name(stack_.back().name), tag.name, tag.begin);
  }
  done_ = stack_.empty();
}

/// Text, in which the end tag of its element may stand without its "<".
void Recovery::text(std::string_view text) {
  if (stack_.back().content == Content::text && text.find('>') != std::string_view::npos) {
    const std::string_view name = stack_.back().name;
    const std::string tail = "/" + std::string(name) + ">";
    if (const std::size_t at = text.find(tail); at != std::string_view::npos) {
      reader_.note(WarningCode::tag_broken, known_name(name), {}, place_of(text) + at);
      copy(text.substr(0, at));
      pop();
      text.remove_prefix(at + tail.size());
    }
  }
  if (!text.empty()) copy(text);
}

bool Recovery::bracket(const Tag& tag) {
  reader_.note(WarningCode::bracket_escaped, known_name(stack_.back().name),
               text_.substr(tag.begin, kDetailOctets), tag.begin);
  out_.xml += "&lt;";
  return false;
}

/// The document ends inside the root: what is not whole is left out.
void Recovery::break_off() {
  reader_.note(WarningCode::truncated, known_name(stack_.back().name), {}, text_.size());
  const auto record = std::find_if(stack_.begin(), stack_.end(), [](const Open& open) {
    return open.content == Content::record;
  });
  auto first = record;
  if (record == stack_.end()) {
    first = std::find_if(stack_.begin(), stack_.end(), [](const Open& open) {
      return open.content == Content::text || open.content == Content::other;
    });
  }
  if (first != stack_.end()) {
    out_.xml.resize(first->start);
    stack_.erase(first, stack_.end());
  }
  while (!stack_.empty()) pop();
  done_ = true;
}

// After the root.

void Recovery::read_after(Lexer& lexer, std::size_t at) {
  while (at < text_.size() && !error_) {
    const std::size_t next = lexer.next(at);
    const std::string_view between = text_.substr(at, next - at);
    if (!is_space(between)) reader_.note(WarningCode::outside_text, {}, between, at);
    if (next == text_.size()) return;
    const Tag tag = lexer.read(next);
    at = tag.end;
    const bool starts = tag.kind == Kind::start || tag.kind == Kind::empty;
    const std::string_view local = local_part(tag.name);
    if (starts && (local == kRoot || content_of(Content::feedback, local))) {
      return fail(kXmlRule, "Not well-formed XML: there is more than one root element", next);
    }
    const bool closes_wrapper = tag.kind == Kind::end &&
                                std::any_of(wrappers_.begin(), wrappers_.end(),
                                            [&](const Tag& open) { return open.name == tag.name; });
    if (tag.kind == Kind::passed || closes_wrapper) continue;
    reader_.note(WarningCode::outside_text, {}, text_.substr(next, at - next), next);
  }
}

// The elements that are open.

void Recovery::push(const Tag& tag, Content content) {
  if (stack_.size() >= limits_.depth) {
    return fail(kDepthRule, "Elements are nested too deeply", tag.begin);
  }
  stack_.push_back({tag.name, content, out_.xml.size()});
  write_start(tag);
}

void Recovery::pop() {
  if (stack_.empty()) return;
  out_.xml.append("</").append(stack_.back().name).append(">");
  stack_.pop_back();
}

/// Ends all elements above the first `size` ones.
void Recovery::close_down_to(std::size_t size) {
  while (stack_.size() > size) {
    reader_.note(WarningCode::end_tag_missing, known_name(stack_.back().name), {},
                 out_.origin_of(stack_.back().start));
    pop();
  }
}

/// Of the attributes only the namespaces are of use; the root has those of the elements around it.
void Recovery::write_start(const Tag& tag) {
  out_.origins.emplace_back(out_.xml.size(), tag.begin);
  out_.xml.append("<").append(tag.name);
  std::vector<std::string_view> names;
  const auto write = [&](std::string_view attributes) {
    for (auto found = next_namespace(attributes); !found.empty();
         found = next_namespace(attributes)) {
      const std::string_view name = found.substr(0, found.find('='));
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      names.push_back(name);
      out_.xml.append(" ").append(found);
    }
  };
  write(tag.attributes);
  if (stack_.size() == 1) {
    for (auto around = wrappers_.rbegin(); around != wrappers_.rend(); ++around) {
      write(around->attributes);
    }
  }
  out_.xml += '>';
}

Result<Recovered> Recovery::run() {
  find_foreign_ends();
  const std::size_t at = find_root();
  Lexer lexer(text_);
  if (!error_) read_inside(lexer, at);
  if (error_) return *error_;
  return std::move(out_);
}

}  // namespace

std::size_t Recovered::origin_of(std::size_t offset) const {
  const auto after =
      std::upper_bound(origins.begin(), origins.end(), offset,
                       [](std::size_t place, const auto& origin) { return place < origin.first; });
  if (after == origins.begin()) return offset;
  return (after - 1)->second + (offset - (after - 1)->first);
}

Result<Recovered> recover(std::string_view text, const Limits& limits, Reader& reader) {
  return Recovery(text, limits, reader).run();
}

}  // namespace reports::aggregate
