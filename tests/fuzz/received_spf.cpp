// SPDX-License-Identifier: MIT
//
// The Received-SPF field: whatever is in the request and the evaluation, it reads back by its
// grammar, with each value as it went in or left out. The first octets choose result, identity and
// line end; then come HELO, reverse-path, receiver, term and reason, with octets 0x1f between.

#include "libauth/spf/received_spf.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using namespace libauth::spf;

namespace {

/// header-field = "Received-SPF:" [CFWS] result [FWS comment] [FWS key-value-list] [FWS]
/// (RFC 7208 section 9.1 with erratum 5436), over RFC 5322 sections 2.2.3 and 3.2 without obsolete
/// forms.
class Reader {
 public:
  Reader(std::string_view text, std::string_view line_end) : rest_(text), line_end_(line_end) {}

  void read() {
    take("Received-SPF:");
    skip_fws();
    result_ = word();
    fuzz::require(skip_fws(), "space behind the result");
    comment();
    fuzz::require(skip_fws(), "space behind the comment");
    key_value();
    while (!rest_.empty()) {
      take(";");
      skip_fws();
      key_value();
    }
  }

  const std::string& result() const { return result_; }
  std::optional<std::string> value(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  void take(std::string_view text) {
    fuzz::require(rest_.starts_with(text), "the grammar holds");
    rest_.remove_prefix(text.size());
  }

  /// FWS = ([*WSP CRLF] 1*WSP); the spaces in it.
  std::size_t spaces() {
    std::size_t count = 0;
    bool has_line_end = false;
    for (;;) {
      if (rest_.starts_with(' ')) {
        rest_.remove_prefix(1);
        ++count;
      } else if (rest_.starts_with(line_end_)) {
        fuzz::require(!has_line_end, "no line is of white space alone");
        has_line_end = true;
        rest_.remove_prefix(line_end_.size());
        fuzz::require(rest_.starts_with(' '), "a folded line begins with a space");
      } else {
        return count;
      }
    }
  }
  bool skip_fws() { return spaces() > 0; }

  /// Octets of an atom, and dots.
  std::string word(std::string_view others = "!#$%&'*+-/?^_`{|}~.") {
    std::string text;
    while (!rest_.empty() &&
           (base::is_alnum(rest_[0]) || others.find(rest_[0]) != std::string_view::npos)) {
      text += rest_[0];
      rest_.remove_prefix(1);
    }
    fuzz::require(!text.empty(), "a word is there");
    return text;
  }

  std::string dot_atom() {
    // Unlike a key it may have "=" in it.
    const std::string text = word("!#$%&'*+-/=?^_`{|}~.");
    fuzz::require(text.front() != '.' && text.back() != '.' && text.find("..") == std::string::npos,
                  "a dot-atom has no empty part");
    return text;
  }

  /// An octet inside quotes or parentheses, one that is quoted without its backslash.
  char inner(std::string_view special) {
    fuzz::require(!rest_.empty(), "what is opened is closed");
    if (rest_[0] == '\\') {
      rest_.remove_prefix(1);
      fuzz::require(!rest_.empty(), "a quoted pair has two octets");
    } else {
      fuzz::require(special.find(rest_[0]) == std::string_view::npos, "special octets are quoted");
    }
    const char c = rest_[0];
    fuzz::require(c > ' ' && c <= '~', "octets are printable");
    rest_.remove_prefix(1);
    return c;
  }

  void comment() {
    take("(");
    while (!rest_.starts_with(')')) {
      if (spaces() == 0) inner("()");
    }
    take(")");
  }

  std::string quoted_string() {
    take("\"");
    std::string text;
    for (;;) {
      text.append(spaces(), ' ');
      if (rest_.starts_with('"')) break;
      text += inner("\"");
    }
    take("\"");
    return text;
  }

  void key_value() {
    const std::string key = word();
    take("=");
    const std::string value = rest_.starts_with('"') ? quoted_string() : dot_atom();
    fuzz::require(values_.emplace(key, value).second, "each key is there once");
  }

  std::string_view rest_;
  std::string_view line_end_;
  std::string result_;
  std::map<std::string, std::string> values_;
};

/// What has to be read back for a value.
std::optional<std::string> kept(const std::string& value) {
  const bool is_printable = std::all_of(value.begin(), value.end(), base::is_printable_ascii);
  return is_printable && value.size() <= 320 ? std::optional(value) : std::nullopt;
}

std::optional<std::string> kept_unless_empty(const std::string& value) {
  return value.empty() ? std::nullopt : kept(value);
}

std::string next_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\x1f'), rest.size());
  std::string part(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

void check_lines(const std::string& field, bool crlf) {
  for (std::string_view line : base::split(field, '\n')) {
    if (crlf && line.ends_with('\r')) line.remove_suffix(1);
    fuzz::require(line.size() <= 998, "lines have at most 998 octets");
    fuzz::require(line.find('\r') == std::string_view::npos, "there is no other line end");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Evaluation evaluation;
  evaluation.result = static_cast<Result>(data[0] % 7);
  const auto identity = data[1] % 2 == 0 ? Identity::mailfrom : Identity::helo;
  const bool crlf = data[1] % 4 < 2;
  std::string_view rest = fuzz::text_of(data + 2, size - 2);
  Request request;
  request.ip = *base::IpAddress::parse(data[0] % 2 == 0 ? "192.0.2.1" : "2001:db8::1");
  request.helo = next_part(rest);
  request.mail_from = next_part(rest);
  request.receiver = next_part(rest);
  evaluation.matched = next_part(rest);
  evaluation.reason = next_part(rest);

  const std::string field =
      received_spf(evaluation, request, identity, crlf ? mail::LineEnd::crlf : mail::LineEnd::lf);
  check_lines(field, crlf);
  Reader reader(field, crlf ? "\r\n" : "\n");
  reader.read();
  const bool is_error =
      evaluation.result == Result::temperror || evaluation.result == Result::permerror;
  fuzz::require(reader.result() == base::name_of(evaluation.result), "the result reads back");
  fuzz::require(reader.value("client-ip") == request.ip.text(), "the address reads back");
  fuzz::require(reader.value("identity") == base::name_of(identity), "the identity reads back");
  fuzz::require(reader.value("helo") == kept_unless_empty(request.helo), "HELO reads back");
  fuzz::require(reader.value("receiver") == kept_unless_empty(request.receiver),
                "the receiver reads back");
  fuzz::require(reader.value("envelope-from") ==
                    (identity == Identity::helo ? std::nullopt : kept(request.mail_from)),
                "the reverse-path reads back");
  fuzz::require(reader.value("problem").has_value() == is_error, "errors have a problem");
  if (!is_error && evaluation.result != Result::none) {
    fuzz::require(reader.value("mechanism") ==
                      (evaluation.matched.empty() ? "default" : kept(evaluation.matched)),
                  "the mechanism reads back");
  }
  return 0;
}
