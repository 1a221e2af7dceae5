// SPDX-License-Identifier: MIT

#include "libauth/spf/received_spf.h"

#include <algorithm>
#include <string_view>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"

namespace libauth::spf {
namespace {

/// RFC 5321 section 4.5.3.1: a local-part has at most 64 octets, a domain 255.
constexpr std::size_t kMaxValue = 64 + 1 + 255;
/// RFC 5322 section 2.1.1: octets of a line, without its end, that should not be exceeded.
constexpr std::size_t kLine = 78;

/// Whether the text may stand in the field at all.
bool is_safe(std::string_view text) {
  return text.size() <= kMaxValue &&
         std::all_of(text.begin(), text.end(), base::is_printable_ascii);
}

/// The text with a backslash before each of these octets: quoted-pair of RFC 5322 section 3.2.1.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// dot-atom-text of RFC 5322 section 3.2.3.
bool is_dot_atom(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~";
  const auto is_atext = [kOthers](char c) {
    return base::is_alnum(c) || kOthers.find(c) != std::string_view::npos;
  };
  const auto parts = base::split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [is_atext](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_atext);
  });
}

std::string shortened(std::string text) {
  if (text.size() > kMaxValue) text.replace(kMaxValue - 3, std::string::npos, "...");
  return text;
}

std::string quoted(std::string_view text) {
  return "\"" + escaped(text, "\"\\") + "\"";
}

/// Where the sender is known and can be printed: "domain of user@example.com".
std::string domain_of(const Request& request, Identity identity) {
  const bool is_helo = identity == Identity::helo;
  std::string sender = is_helo ? request.helo : request.mail_from;
  // RFC 7208 section 2.4.
  if (!is_helo && sender.empty() && !request.helo.empty()) sender = "postmaster@" + request.helo;
  return sender.empty() || !is_safe(sender) ? "domain of the sender" : "domain of " + sender;
}

/// What the result means for the address, in the manner of the examples of section 9.1.
std::string meaning(Result result, const std::string& domain, const std::string& ip) {
  switch (result) {
    case Result::pass:
      return domain + " designates " + ip + " as permitted sender";
    case Result::fail:
      return domain + " does not designate " + ip + " as permitted sender";
    case Result::softfail:
      return domain + " says that " + ip + " is probably no permitted sender";
    case Result::neutral:
      return domain + " says nothing about " + ip;
    case Result::none:
      return domain + " has no policy";
    case Result::temperror:
      return "the policy of " + domain + " is not known at the moment";
    case Result::permerror:
      return "the policy of " + domain + " cannot be interpreted";
  }
  return {};
}

std::string comment(const Evaluation& evaluation, const Request& request, Identity identity) {
  std::string text;
  if (!request.receiver.empty() && is_safe(request.receiver)) text = request.receiver + ": ";
  text += meaning(evaluation.result, domain_of(request, identity), request.ip.unmapped().text());
  return "(" + escaped(text, "()\\") + ")";
}

/// The term that matched, or "default" where none did; nothing where there is no policy to match.
std::string mechanism_of(const Evaluation& evaluation) {
  switch (evaluation.result) {
    case Result::pass:
    case Result::fail:
    case Result::softfail:
    case Result::neutral:
      return evaluation.matched.empty() ? "default" : evaluation.matched;
    case Result::none:
    case Result::temperror:
    case Result::permerror:
      break;
  }
  return {};
}

/// The field before it is folded.
class Field {
 public:
  Field(const Evaluation& evaluation, const Request& request, Identity identity)
      : text_("Received-SPF: " + std::string(base::name_of(evaluation.result)) + " " +
              comment(evaluation, request, identity)) {
    if (!request.receiver.empty()) add("receiver", request.receiver);
    add("identity", base::name_of(identity));
    add("client-ip", request.ip.unmapped().text());
    // A null reverse-path is a value too.
    if (identity == Identity::mailfrom) add_quoted("envelope-from", request.mail_from);
    if (!request.helo.empty()) add("helo", request.helo);
    const std::string mechanism = mechanism_of(evaluation);
    if (!mechanism.empty()) add("mechanism", mechanism);
    if (evaluation.result == Result::temperror || evaluation.result == Result::permerror) {
      put("problem", quoted(shortened(base::printable(evaluation.reason))));
    }
  }

  const std::string& text() const { return text_; }

 private:
  void add(std::string_view key, std::string_view value) {
    if (is_safe(value)) put(key, is_dot_atom(value) ? std::string(value) : quoted(value));
  }
  void add_quoted(std::string_view key, std::string_view value) {
    if (is_safe(value)) put(key, quoted(value));
  }
  void put(std::string_view key, const std::string& value) {
    text_.append(has_keys_ ? "; " : " ").append(key).append("=").append(value);
    has_keys_ = true;
  }

  std::string text_;
  bool has_keys_ = false;
};

/// Puts the line end before spaces, so that lines keep to kLine where they can. Of several spaces
/// only the first is one to fold at, because a line must not be white space alone (RFC 5322 section
/// 3.2.2); values are short enough to keep to 998 octets all the same.
std::string folded(std::string_view text, std::string_view line_end) {
  std::string out;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::size_t word = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = std::min(text.find(' ', word), text.size());
    if (line > 0 && line + end > kLine) {
      out += line_end;
      line = 0;
    }
    out += text.substr(0, end);
    line += end;
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

std::string received_spf(const Evaluation& evaluation, const Request& request, Identity identity,
                         LineEnd line_end) {
  return folded(Field(evaluation, request, identity).text(),
                line_end == LineEnd::crlf ? "\r\n" : "\n");
}

}  // namespace libauth::spf
