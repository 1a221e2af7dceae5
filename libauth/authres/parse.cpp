// SPDX-License-Identifier: MIT

#include "libauth/authres/parse.h"

#include <utility>

#include "libauth/authres/head.h"
#include "libauth/authres/scanner.h"
#include "libauth/authres/text.h"
#include "libauth/base/text.h"

namespace libauth::authres {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view value) : scan_(value) {}

  bool read_head();
  bool read_results();

  const Head& head() const { return head_; }
  std::vector<MethodResult> take_results() { return std::move(results_); }
  const base::ParseError& error() const { return scan_.error(); }

 private:
  bool at_statement_end() const { return scan_.at_end() || scan_.is_at(';'); }
  bool read_id();
  bool read_version();
  bool read_statement(bool& is_none);
  bool read_result(MethodResult& result);
  bool read_method_version(MethodResult& result);
  bool read_details(MethodResult& result);
  bool read_reason(MethodResult& result, bool& has_reason);
  bool read_property(std::string type, MethodResult& result);

  Scanner scan_;
  Head head_;
  std::vector<MethodResult> results_;
};

/// [CFWS] authserv-id [CFWS authres-version] [CFWS]
bool Parser::read_head() {
  if (!scan_.skip_cfws() || !read_id()) return false;
  const std::size_t end = scan_.offset();
  if (!scan_.skip_cfws()) return false;
  if (at_statement_end()) return true;
  if (scan_.offset() == end) {
    // Office 365 writes "spf=pass ...": what stands here is no authserv-id.
    return scan_.fail("authserv-id",
                      "Behind the authserv-id stands neither a version nor a \";\".");
  }
  return read_version();
}

bool Parser::read_id() {
  auto id = scan_.value("authserv-id");
  if (!id) return false;
  if (id->empty() || id->size() > kMaxIdOctets || !is_printable(*id)) {
    return scan_.fail("authserv-id",
                      "The authserv-id is empty, too long or not well-formed UTF-8.");
  }
  head_.authserv_id = std::move(*id);
  return true;
}

bool Parser::read_version() {
  const auto version = scan_.number("authres-version");
  if (!version || !scan_.skip_cfws()) return false;
  head_.version = *version;
  if (head_.version != kVersion || at_statement_end()) return true;
  return scan_.fail("authres-payload", "There is no \";\" behind the version.");
}

/// no-result / 1*resinfo, and a last ";" that stands in many fields.
bool Parser::read_results() {
  bool is_none = false;
  do {
    if (!scan_.take(';')) return scan_.fail("resinfo", "There is no result.");
    if (!scan_.skip_cfws()) return false;
    if (scan_.at_end() && (is_none || !results_.empty())) return true;
    if (is_none) return scan_.fail("no-result", "There is something behind \"none\".");
    if (!read_statement(is_none)) return false;
  } while (!scan_.at_end());
  return true;
}

bool Parser::read_statement(bool& is_none) {
  MethodResult result;
  auto method = scan_.keyword("method");
  if (!method || !scan_.skip_cfws()) return false;
  result.method = std::move(*method);
  if (result.method == "none" && results_.empty() && at_statement_end()) {
    is_none = true;
    return true;
  }
  if (results_.size() == kMaxResults) return scan_.fail("resinfo", "There are too many results.");
  if (!read_result(result)) return false;
  results_.push_back(std::move(result));
  return true;
}

/// What comes behind the method, up to the next ";".
bool Parser::read_result(MethodResult& result) {
  if (scan_.take('/') && !read_method_version(result)) return false;
  if (!scan_.take('=')) return scan_.fail("methodspec", "There is no \"=\" behind the method.");
  if (!scan_.skip_cfws()) return false;
  auto word = scan_.keyword("result");
  if (!word || !scan_.skip_cfws()) return false;
  result.result = std::move(*word);
  return read_details(result);
}

bool Parser::read_method_version(MethodResult& result) {
  if (!scan_.skip_cfws()) return false;
  const auto version = scan_.number("method-version");
  if (!version) return false;
  result.version = *version;
  return scan_.skip_cfws();
}

/// [CFWS reasonspec] [CFWS 1*propspec]; a reason may stand among the properties.
bool Parser::read_details(MethodResult& result) {
  bool has_reason = false;
  while (!at_statement_end()) {
    auto word = scan_.keyword("propspec");
    if (!word || !scan_.skip_cfws()) return false;
    const bool is_reason = *word == "reason" && scan_.is_at('=');
    if (!(is_reason ? read_reason(result, has_reason) : read_property(std::move(*word), result)) ||
        !scan_.skip_cfws()) {
      return false;
    }
  }
  return true;
}

bool Parser::read_reason(MethodResult& result, bool& has_reason) {
  if (std::exchange(has_reason, true)) {
    return scan_.fail("reasonspec", "There is more than one reason.");
  }
  scan_.take('=');
  auto reason = scan_.loose_value("reasonspec");
  if (!reason) return false;
  result.reason = std::move(*reason);
  return true;
}

bool Parser::read_property(std::string type, MethodResult& result) {
  if (!scan_.take('.')) return scan_.fail("propspec", "There is no \".\" behind the ptype.");
  if (result.properties.size() == kMaxProperties) {
    return scan_.fail("propspec", "There are too many properties.");
  }
  if (!scan_.skip_cfws()) return false;
  auto name = scan_.keyword("property");
  if (!name || !scan_.skip_cfws()) return false;
  if (!scan_.take('=')) return scan_.fail("propspec", "There is no \"=\" behind the property.");
  auto value = scan_.loose_value("pvalue");
  if (!value) return false;
  result.properties.push_back({std::move(type), std::move(*name), std::move(*value)});
  return true;
}

/// The value without the last line end, which is not a fold.
std::string_view without_line_end(std::string_view value) {
  if (value.ends_with('\n')) value.remove_suffix(value.ends_with("\r\n") ? 2 : 1);
  return value;
}

/// What nobody has to look at the words for.
std::optional<base::ParseError> check(std::string_view value) {
  if (value.size() > kMaxValueOctets) {
    return base::ParseError{kMaxValueOctets, "authres-payload", "The field is too long."};
  }
  return check_octets(value);
}

}  // namespace

base::Result<AuthenticationResults> parse(std::string_view value) {
  value = without_line_end(value);
  if (auto error = check(value)) return std::move(*error);
  Parser parser(value);
  if (!parser.read_head()) return parser.error();
  AuthenticationResults results{parser.head().authserv_id, parser.head().version, {}};
  // RFC 8601 section 2.2: what a later version means is for its own readers.
  if (results.version != kVersion) return results;
  if (!parser.read_results()) return parser.error();
  results.results = parser.take_results();
  return results;
}

base::Result<Head> parse_head(std::string_view value) {
  value = without_line_end(value);
  if (auto error = check(value)) return std::move(*error);
  Parser parser(value);
  if (!parser.read_head()) return parser.error();
  return parser.head();
}

base::Result<std::string> parse_authserv_id(std::string_view value) {
  const auto head = parse_head(value);
  if (!head) return head.error();
  return head->authserv_id;
}

}  // namespace libauth::authres
