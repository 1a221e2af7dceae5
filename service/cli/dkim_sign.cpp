// SPDX-License-Identifier: MIT
//
// mailvet dkim sign: signs a message.

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/dkim/sign.h"
#include "libauth/mail/beginning.h"
#include "libauth/mail/splitter.h"
#include "service/api/verify_warnings.h"
#include "service/cli/dkim_commands.h"
#include "service/cli/dkim_input.h"
#include "service/cli/format.h"
#include "service/cli/input_file.h"
#include "service/cli/now_option.h"
#include "service/cli/text_option.h"

namespace service::cli {
namespace {

using libauth::base::Result;
using libauth::dkim::Canonicalization;
using libauth::dkim::SigningKey;
using libauth::dkim::SigningSettings;
using libauth::dns::Name;
using libauth::mail::LineEnd;

/// Octets of a message that is signed: it is held in memory, as the fields go in front of it.
constexpr std::size_t kMaxMessage = std::size_t{256} << 20;
/// Octets that the message is split by.
constexpr std::size_t kPiece = std::size_t{16} << 10;

constexpr std::string_view kFooter =
    "Each --key makes one signature: SELECTOR=FILE, or FILE alone together with --selector. A "
    "message has best one of an RSA and one of an Ed25519 key. Lines that end with LF alone are "
    "signed as CRLF, as they will be on the wire, and printed as they were. A message has at most "
    "256 MiB and one From field; what is odd about it is said on standard error. Exit status: 0 "
    "signed; 2 it could not be.";

/// What is printed.
enum class SignFormat {
  message,  ///< the whole message, signed
  header,   ///< the new fields alone
};

BOOST_DESCRIBE_ENUM(SignFormat, message, header)

struct Options {
  std::string file;
  std::string domain;
  std::optional<std::string> selector;
  std::vector<std::string> keys;
  std::string canonicalization = "relaxed/relaxed";
  std::optional<std::string> sign_headers;
  std::optional<std::string> oversign;
  std::optional<std::string> identity;
  std::optional<std::int64_t> expire_in;
  std::string now;
  std::string line_ends = "auto";
  SignFormat format = SignFormat::message;
};

/// One --key.
Result<SigningKey> read_signing_key(const std::string& text, const Name& domain,
                                    const std::optional<std::string>& selector, std::istream& in) {
  const std::size_t at = selector ? std::string::npos : text.find('=');
  if (!selector && at == std::string::npos) {
    return sentence("--key is SELECTOR=FILE where --selector is not given, not " + in_quotes(text) +
                    ".");
  }
  const auto name = read_name(selector ? *selector : text.substr(0, at), "selector");
  if (!name) return name.error();
  const std::string file = selector ? text : text.substr(at + 1);
  if (file.empty()) return sentence("--key " + in_quotes(text) + " names no file.");
  const auto key = read_key(file, in);
  if (!key) return key.error();
  return SigningKey{domain, *name, *key};
}

/// All of them. Two with one selector would be two signatures of which one cannot be verified.
Result<std::vector<SigningKey>> read_keys(const Options& options, std::istream& in) {
  const auto domain = read_name(options.domain, "domain");
  if (!domain) return domain.error();
  if (options.selector && options.keys.size() > 1) {
    return sentence("--selector goes with one --key; of several write each as SELECTOR=FILE.");
  }
  std::vector<SigningKey> keys;
  for (const std::string& text : options.keys) {
    auto key = read_signing_key(text, *domain, options.selector, in);
    if (!key) return key.error();
    if (std::ranges::count(keys, key->selector, &SigningKey::selector) > 0) {
      return sentence("Two keys have the selector " + in_quotes(key->selector.text()) +
                      ": each has its own.");
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

/// "a:b" as the names a and b; none in an empty text.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  if (text.empty()) return names;
  for (const std::string_view name : libauth::base::split(text, ':')) {
    names.push_back(libauth::base::to_lower(libauth::base::trim(name)));
  }
  return names;
}

Result<SigningSettings> read_settings(const Options& options) {
  SigningSettings settings;
  const std::string& word = options.canonicalization;
  const std::size_t slash = word.find('/');
  const auto header = libauth::base::parse_enum<Canonicalization>(word.substr(0, slash));
  // RFC 6376 section 3.5: the body's is simple where only one is named.
  const auto body = slash == std::string::npos
                        ? std::optional(Canonicalization::simple)
                        : libauth::base::parse_enum<Canonicalization>(word.substr(slash + 1));
  if (!header || !body) {
    return sentence(
        "--canonicalization is of the words simple and relaxed, such as relaxed/simple, "
        "not " +
        in_quotes(word) + ".");
  }
  settings.header = *header;
  settings.body = *body;
  if (options.sign_headers) {
    settings.fields = names_in(*options.sign_headers);
    if (settings.fields.empty()) {
      return sentence(
          "--sign-headers is empty: name fields, such as from:subject, or leave it out.");
    }
  }
  if (options.oversign) settings.oversigned = names_in(*options.oversign);
  if (options.identity) {
    settings.identity = *options.identity;
    if (settings.identity.empty()) {
      return sentence("--identity is empty: give an address, or leave it out.");
    }
  }
  const auto now = read_now(options.now);
  if (!now) return now.error();
  settings.timestamp = *now;
  if (options.expire_in) settings.lifetime = std::chrono::seconds(*options.expire_in);
  return settings;
}

LineEnd line_end_of(const Options& options, std::string_view message) {
  if (options.line_ends == "auto") return libauth::mail::first_line_end(message);
  return options.line_ends == "lf" ? LineEnd::lf : LineEnd::crlf;
}

/// What came of the message.
struct Signed {
  std::vector<std::string> fields;    ///< with CRLF in them
  std::vector<std::string> warnings;  ///< a sentence each, without its dot
};

/// Splits a message and signs it.
class Signing {
 public:
  Signing(LineEnd line_ends, std::string_view message, std::vector<SigningKey> keys,
          SigningSettings settings)
      : message_(message),
        splitter_(line_ends, message.size() * 2 + 2),
        keys_(std::move(keys)),
        settings_(std::move(settings)) {}

  Result<Signed> run() {
    for (std::string_view rest = message_; !rest.empty();) {
      const std::string_view body = splitter_.feed(rest.substr(0, kPiece));
      if (splitter_.has_header() && !begin()) return error_;
      if (!body.empty()) bodies_.update(body);
      rest.remove_prefix(std::min(kPiece, rest.size()));
    }
    const std::string_view body = splitter_.finish();
    if (!begin()) return error_;
    if (!body.empty()) bodies_.update(body);
    bodies_.finish();
    return Signed{.fields = signer_->fields(), .warnings = warnings()};
  }

 private:
  /// Makes the signer where it is not there yet; false where it cannot be made.
  bool begin() {
    if (signer_) return true;
    std::vector<std::string> missing = missing_fields();
    auto made = libauth::dkim::Signer::create(splitter_.header(), bodies_, keys_, settings_);
    if (made) {
      signer_.emplace(std::move(*made));
      warnings_ = std::move(missing);
      return true;
    }
    error_ = made.error();
    const std::string hint = api::words_of(beginning());
    if (error_.rule == "from" && !hint.empty()) error_.message += " " + hint + ".";
    return false;
  }

  libauth::mail::Beginning beginning() const {
    return libauth::mail::beginning_of(splitter_.header(), splitter_.counts());
  }

  /// Names that are to be signed and would be passed over.
  std::vector<std::string> missing_fields() const {
    std::vector<std::string> sentences;
    const std::set<std::string> names(settings_.fields.begin(), settings_.fields.end());
    for (const std::string& name : names) {
      const bool is_guarded = std::ranges::count(settings_.oversigned, name) > 0;
      if (is_guarded || splitter_.header().find(name) != nullptr) continue;
      sentences.push_back("--sign-headers: the message has no field " + in_quotes(name) +
                          ", so that it is not among those that are signed");
    }
    return sentences;
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> sentences = warnings_;
    for (const api::VerifyWarning& one : api::warnings_on(splitter_.counts())) {
      sentences.push_back("The message has " + one.detail);
    }
    if (std::string words = api::words_of(beginning()); !words.empty()) {
      sentences.push_back(std::move(words));
    }
    return sentences;
  }

  std::string_view message_;
  libauth::mail::Splitter splitter_;
  libauth::dkim::BodyHasher bodies_;
  std::vector<SigningKey> keys_;
  SigningSettings settings_;
  std::optional<libauth::dkim::Signer> signer_;
  std::vector<std::string> warnings_;
  libauth::base::ParseError error_;
};

int run_sign(const Options& options, Terminal& terminal) {
  auto settings = read_settings(options);
  if (!settings) return fail(terminal, settings.error().message);
  auto keys = read_keys(options, terminal.in);
  if (!keys) return fail(terminal, keys.error().message);
  const auto message = read_input(options.file, terminal.in, kMaxMessage);
  if (!message) return fail(terminal, about(options.file, message.error()).message);
  const LineEnd line_ends = line_end_of(options, *message);
  const auto made = Signing(line_ends, *message, std::move(*keys), std::move(*settings)).run();
  if (!made) {
    // Other errors are of the options, and name what they are about.
    const bool is_of_message = made.error().rule == "from";
    return fail(terminal,
                is_of_message ? about(options.file, made.error()).message : made.error().message);
  }
  for (const std::string& warning : made->warnings) warn(terminal, warning + ".");
  for (std::string field : made->fields) {
    if (line_ends == LineEnd::lf) std::erase(field, '\r');
    terminal.out << field << (line_ends == LineEnd::lf ? "\n" : "\r\n");
  }
  if (options.format == SignFormat::message) terminal.out << *message;
  return finish(terminal, kGood);
}

void add_options(CLI::App& app, Options& options) {
  app.footer(std::string(kFooter));
  app.add_option("FILE", options.file, "The message; - is standard input")->required();
  app.add_option("--domain", options.domain, "The domain that signs")
      ->type_name("DOMAIN")
      ->required();
  app.add_option("--key", options.keys, "PEM file with the private key; may be repeated")
      ->type_name("[SELECTOR=]FILE")
      ->allow_extra_args(false)
      ->required();
  add_text(app, "--selector", options.selector, "Selector of the one --key")->type_name("SELECTOR");
  app.add_option("--canonicalization", options.canonicalization,
                 "simple or relaxed, of the header and of the body")
      ->type_name("HEADER/BODY")
      ->capture_default_str();
  add_text(app, "--sign-headers", options.sign_headers,
           "Fields to sign; default: those that are there of RFC 6376 section 5.4.1, Message-ID, "
           "MIME-Version, Content-Type and Content-Transfer-Encoding")
      ->type_name("NAME:NAME");
  add_text(app, "--oversign", options.oversign,
           "Fields to which none may be added; default: from:to:cc:subject:date:reply-to")
      ->type_name("NAME:NAME");
  add_text(app, "--identity", options.identity,
           "On whose behalf it signs (i=): user@DOMAIN or @sub.DOMAIN")
      ->type_name("ADDRESS");
  app.add_option("--expire-in", options.expire_in, "Seconds that the signature is good (x=)")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 32));
  add_now_option(app, options.now);
  app.add_option("--line-ends", options.line_ends,
                 "How the lines of the message end; auto: as its first line does")
      ->check(CLI::IsMember({"auto", "crlf", "lf"}))
      ->capture_default_str();
  add_word(app, "--format", options.format, "What to print");
}

}  // namespace

Command add_dkim_sign(CLI::App& dkim) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = dkim.add_subcommand("sign", "Sign a message");
  add_options(*app, *options);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_sign(*options, terminal); }};
}

}  // namespace service::cli
