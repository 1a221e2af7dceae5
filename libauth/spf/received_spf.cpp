// SPDX-License-Identifier: MIT

#include "libauth/spf/received_spf.h"

#include <algorithm>
#include <string_view>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/mail/quote.h"

namespace libauth::spf {
namespace {

/// RFC 5321 section 4.5.3.1: a local-part has at most 64 octets, a domain 255.
constexpr std::size_t kMaxValue = 64 + 1 + 255;

/// Whether the text may stand in the field at all.
bool is_safe(std::string_view text) {
  return text.size() <= kMaxValue &&
         std::all_of(text.begin(), text.end(), base::is_printable_ascii);
}

std::string shortened(std::string text) {
  if (text.size() > kMaxValue) text.replace(kMaxValue - 3, std::string::npos, "...");
  return text;
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

std::string comment_of(const Evaluation& evaluation, const Request& request, Identity identity) {
  std::string text;
  if (!request.receiver.empty() && is_safe(request.receiver)) text = request.receiver + ": ";
  text += meaning(evaluation.result, domain_of(request, identity), request.ip.unmapped().text());
  return mail::comment(text);
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
              comment_of(evaluation, request, identity)) {
    if (!request.receiver.empty()) add("receiver", request.receiver);
    add("identity", base::name_of(identity));
    add("client-ip", request.ip.unmapped().text());
    // A null reverse-path is a value too.
    if (identity == Identity::mailfrom) add_quoted("envelope-from", request.mail_from);
    if (!request.helo.empty()) add("helo", request.helo);
    const std::string mechanism = mechanism_of(evaluation);
    if (!mechanism.empty()) add("mechanism", mechanism);
    if (evaluation.result == Result::temperror || evaluation.result == Result::permerror) {
      put("problem", mail::quoted_string(shortened(base::printable(evaluation.reason))));
    }
  }

  const std::string& text() const { return text_; }

 private:
  void add(std::string_view key, std::string_view value) {
    if (!is_safe(value)) return;
    put(key, mail::is_dot_atom(value) ? std::string(value) : mail::quoted_string(value));
  }
  void add_quoted(std::string_view key, std::string_view value) {
    if (is_safe(value)) put(key, mail::quoted_string(value));
  }
  void put(std::string_view key, const std::string& value) {
    text_.append(has_keys_ ? "; " : " ").append(key).append("=").append(value);
    has_keys_ = true;
  }

  std::string text_;
  bool has_keys_ = false;
};

}  // namespace

std::string received_spf(const Evaluation& evaluation, const Request& request, Identity identity,
                         mail::LineEnd line_end) {
  // Values are short enough to keep lines to 998 octets.
  return mail::folded(Field(evaluation, request, identity).text(), line_end);
}

}  // namespace libauth::spf
