// SPDX-License-Identifier: MIT

#include "reports/tls/document.h"

#include <cstdint>
#include <limits>

#include <boost/json/basic_parser_impl.hpp>

#include "reports/tls/parse.h"

namespace reports::tls {
namespace {

using boost::json::error_code;
using boost::json::string_view;
using libauth::base::ParseError;
using libauth::base::Result;

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Walks over the tokens of JSON that the parser has found to be right, one for each of its events:
/// the parser does not say where they are.
class Cursor {
 public:
  Cursor(std::string_view json, std::size_t begin) : json_(json), at_(begin) {}

  Token next() {
    last_comma_.reset();
    while (at_ < json_.size() && is_between(json_[at_])) {
      if (json_[at_] == ',') last_comma_ = at_;
      ++at_;
    }
    const std::size_t begin = at_;
    pass_token();
    return {begin, at_};
  }

  /// Place of the comma before the last token.
  std::optional<std::size_t> last_comma() const { return last_comma_; }

 private:
  static bool is_between(char c) {
    return std::string_view(" \t\r\n,:").find(c) != std::string_view::npos;
  }

  void pass_token() {
    if (at_ >= json_.size()) return;
    const char first = json_[at_++];
    if (first == '"') {
      while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2U : 1U;
      at_ = std::min(at_ + 1, json_.size());
    } else if (std::string_view("{}[]").find(first) == std::string_view::npos) {
      at_ = std::min(json_.find_first_of(" \t\r\n,:{}[]\"", at_), json_.size());
    }
  }

  std::string_view json_;
  std::size_t at_;
  std::optional<std::size_t> last_comma_;
};

/// Builds the tree from the parser's events. Open arrays and objects wait in a stack.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  Builder(std::string_view json, std::size_t begin, std::size_t nodes)
      : json_(json), cursor_(json, begin), nodes_left_(nodes) {}

  Document take() && { return std::move(document_); }
  bool has_too_many_nodes() const { return has_too_many_nodes_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return open(Node::Kind::object, ec); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code& ec) { return open(Node::Kind::array, ec); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    append(part);
    key_ = std::move(text_);
    text_.clear();
    cursor_.next();
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_string(string_view part, std::size_t, error_code& ec) {
    append(part);
    std::string text = std::move(text_);
    text_.clear();
    return leaf(Node::Kind::text, ec, std::move(text));
  }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code& ec) { return number(ec); }
  bool on_uint64(std::uint64_t, string_view, error_code& ec) { return number(ec); }
  bool on_double(double, string_view, error_code& ec) { return number(ec); }
  bool on_bool(bool value, error_code& ec) {
    return leaf(Node::Kind::boolean, ec, value ? "true" : "false");
  }
  bool on_null(error_code& ec) { return leaf(Node::Kind::null, ec, {}); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  bool append(string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool count(error_code& ec) {
    if (nodes_left_-- > 0) return true;
    has_too_many_nodes_ = true;
    ec = boost::json::error::array_too_large;
    return false;
  }

  Node node(Node::Kind kind) {
    const Token token = cursor_.next();
    Node made;
    made.kind = kind;
    made.begin = token.begin;
    made.end = token.end;
    made.key = std::move(key_);
    key_.clear();
    return made;
  }

  bool open(Node::Kind kind, error_code& ec) {
    if (!count(ec)) return false;
    open_.push_back(node(kind));
    return true;
  }

  bool close() {
    open_.back().end = cursor_.next().end;
    if (const auto comma = cursor_.last_comma()) {
      if (document_.commas++ == 0) document_.comma = comma;
    }
    Node closed = std::move(open_.back());
    open_.pop_back();
    add(std::move(closed));
    return true;
  }

  bool number(error_code& ec) {
    if (!leaf(Node::Kind::number, ec, {})) return false;
    Node& added = open_.empty() ? document_.root : open_.back().children.back();
    added.text = json_.substr(added.begin, added.end - added.begin);
    return true;
  }

  bool leaf(Node::Kind kind, error_code& ec, std::string text) {
    if (!count(ec)) return false;
    Node made = node(kind);
    made.text = std::move(text);
    add(std::move(made));
    return true;
  }

  void add(Node added) {
    if (open_.empty()) {
      document_.root = std::move(added);
    } else {
      open_.back().children.push_back(std::move(added));
    }
  }

  std::string_view json_;
  Cursor cursor_;
  std::size_t nodes_left_;
  bool has_too_many_nodes_ = false;
  std::string key_;   // of the value to come
  std::string text_;  // parts of a text so far
  std::vector<Node> open_;
  Document document_;
};

ParseError error_of(const error_code& ec, bool has_too_many_nodes, std::size_t offset,
                    const Limits& limits) {
  if (has_too_many_nodes) {
    return {offset, std::string(kNodesRule),
            "The document has more than " + std::to_string(limits.nodes) + " values"};
  }
  if (ec == boost::json::error::too_deep) {
    return {offset, std::string(kDepthRule), "Objects and arrays are nested too deeply"};
  }
  return {offset, std::string(kJsonRule), "Not well-formed JSON: " + ec.message()};
}

}  // namespace

Result<Document> read_document(std::string_view json, std::size_t begin, const Limits& limits) {
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  options.allow_trailing_commas = true;
  boost::json::basic_parser<Builder> parser(options, json, begin, limits.nodes);
  error_code ec;
  const std::string_view text = json.substr(begin);
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (ec) return error_of(ec, parser.handler().has_too_many_nodes(), begin + read, limits);
  Document document = std::move(parser.handler()).take();
  document.end = begin + read;
  return document;
}

}  // namespace reports::tls
