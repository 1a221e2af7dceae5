// SPDX-License-Identifier: MIT
//
// mailvet dkim sign: signs a message. mailvet dkim key: the record that publishes a key.

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/crypto/private_key.h"
#include "libauth/dkim/sign.h"
#include "libauth/mail/splitter.h"
#include "service/cli/command.h"
#include "service/cli/format.h"
#include "service/cli/input_file.h"
#include "service/cli/now_option.h"

namespace service::cli {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::crypto::KeyType;
using libauth::crypto::PrivateKey;
using libauth::dkim::Canonicalization;
using libauth::dns::Name;
using libauth::mail::LineEnds;

/// Octets of a message that is signed: it is held in memory, as the fields go in front of it.
constexpr std::size_t kMaxMessage = std::size_t{256} << 20;
/// Octets of a key file. An RSA key of 16384 bits takes some 13 KB.
constexpr std::size_t kMaxKeyFile = std::size_t{64} << 10;
/// Octets of a string of a TXT record, RFC 1035 section 3.3.
constexpr std::size_t kTxtString = 255;
/// Octets that the message is split by.
constexpr std::size_t kPiece = std::size_t{16} << 10;

constexpr std::string_view kSignFooter =
    "Each --key makes one signature: SELECTOR=FILE, or FILE alone together with --selector. A "
    "message has best one of an RSA and one of an Ed25519 key. Lines that end with LF alone are "
    "signed as CRLF, as they will be on the wire, and printed as they were. Exit status: 0 signed; "
    "2 it could not be.";

constexpr std::string_view kKeyFooter =
    "With --domain and --selector a line for a zone file, else the text of the record. Exit "
    "status: 0 printed; 2 the key cannot be read.";

/// What is printed.
enum class SignFormat {
  message,  ///< the whole message, signed
  header,   ///< the new fields alone
};

BOOST_DESCRIBE_ENUM(SignFormat, message, header)

struct SignOptions {
  std::string file;
  std::string domain;
  std::string selector;
  std::vector<std::string> keys;
  std::string canonicalization = "relaxed/relaxed";
  std::optional<std::string> sign_headers;
  std::optional<std::string> oversign;
  std::string identity;
  std::optional<std::int64_t> expire_in;
  std::string now;
  std::string line_ends = "auto";
  SignFormat format = SignFormat::message;
};

struct KeyOptions {
  std::string file;
  std::string domain;
  std::string selector;
};

ParseError error(std::string message) {
  return {.offset = 0, .rule = {}, .message = std::move(message)};
}

std::string in_quotes(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

/// An error from below, behind the name of what it is about.
ParseError about(const std::string& what, const ParseError& why) {
  return error(libauth::base::printable(what) + ": " + why.message);
}

Result<Name> read_name(const std::string& text, const std::string& what) {
  const auto name = Name::parse(text);
  if (name && !name->is_root()) return *name;
  return error(in_quotes(text) + " is no " + what + ".");
}

Result<PrivateKey> read_key(const std::string& file, std::istream& in) {
  const auto pem = read_input(file, in, kMaxKeyFile);
  if (!pem) return about(file, pem.error());
  const auto key = PrivateKey::parse_pem(*pem);
  if (!key) return about(file, key.error());
  return *key;
}

/// One --key.
Result<libauth::dkim::SigningKey> read_signing_key(const std::string& text, const Name& domain,
                                                   const std::string& selector, std::istream& in) {
  const std::size_t at = selector.empty() ? text.find('=') : std::string::npos;
  if (selector.empty() && at == std::string::npos) {
    return error("--key is SELECTOR=FILE where --selector is not given, not " + in_quotes(text) +
                 ".");
  }
  const auto name = read_name(selector.empty() ? text.substr(0, at) : selector, "selector");
  if (!name) return name.error();
  const auto key = read_key(selector.empty() ? text.substr(at + 1) : text, in);
  if (!key) return key.error();
  return libauth::dkim::SigningKey{domain, *name, *key};
}

Result<std::vector<libauth::dkim::SigningKey>> read_keys(const SignOptions& options,
                                                         std::istream& in) {
  const auto domain = read_name(options.domain, "domain");
  if (!domain) return domain.error();
  if (!options.selector.empty() && options.keys.size() > 1) {
    return error("--selector goes with one --key; of several write each as SELECTOR=FILE.");
  }
  std::vector<libauth::dkim::SigningKey> keys;
  for (const std::string& text : options.keys) {
    auto key = read_signing_key(text, *domain, options.selector, in);
    if (!key) return key.error();
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

Result<libauth::dkim::SigningSettings> read_settings(const SignOptions& options) {
  libauth::dkim::SigningSettings settings;
  const std::string& word = options.canonicalization;
  const std::size_t slash = word.find('/');
  const auto header = libauth::base::parse_enum<Canonicalization>(word.substr(0, slash));
  // RFC 6376 section 3.5: the body's is simple where only one is named.
  const auto body = slash == std::string::npos
                        ? std::optional(Canonicalization::simple)
                        : libauth::base::parse_enum<Canonicalization>(word.substr(slash + 1));
  if (!header || !body) {
    return error(
        "--canonicalization is of the words simple and relaxed, such as relaxed/simple, "
        "not " +
        in_quotes(word) + ".");
  }
  settings.header = *header;
  settings.body = *body;
  if (options.sign_headers) settings.fields = names_in(*options.sign_headers);
  if (options.oversign) settings.oversigned = names_in(*options.oversign);
  settings.identity = options.identity;
  const auto now = read_now(options.now);
  if (!now) return now.error();
  settings.timestamp = *now;
  if (options.expire_in) settings.lifetime = std::chrono::seconds(*options.expire_in);
  return settings;
}

LineEnds line_ends_of(const SignOptions& options, std::string_view message) {
  if (options.line_ends != "auto") {
    return options.line_ends == "lf" ? LineEnds::lf : LineEnds::crlf;
  }
  const std::size_t end = message.find('\n');
  const bool is_bare = end != std::string_view::npos && (end == 0 || message[end - 1] != '\r');
  return is_bare ? LineEnds::lf : LineEnds::crlf;
}

/// The fields, with CRLF in them.
Result<std::vector<std::string>> sign(std::string_view message, LineEnds line_ends,
                                      std::vector<libauth::dkim::SigningKey> keys,
                                      libauth::dkim::SigningSettings settings) {
  libauth::mail::Splitter splitter(line_ends, message.size() * 2 + 2);
  libauth::dkim::BodyHasher bodies;
  std::optional<libauth::dkim::Signer> signer;
  const auto begin = [&]() -> Result<void> {
    auto made = libauth::dkim::Signer::create(splitter.header(), bodies, std::move(keys),
                                              std::move(settings));
    if (!made) return made.error();
    signer.emplace(std::move(*made));
    return {};
  };
  for (; !message.empty(); message.remove_prefix(std::min(kPiece, message.size()))) {
    const std::string_view body = splitter.feed(message.substr(0, kPiece));
    if (!signer && splitter.has_header()) {
      if (const auto begun = begin(); !begun) return begun.error();
    }
    if (!body.empty()) bodies.update(body);
  }
  const std::string_view rest = splitter.finish();
  if (!signer) {
    if (const auto begun = begin(); !begun) return begun.error();
  }
  if (!rest.empty()) bodies.update(rest);
  bodies.finish();
  return signer->fields();
}

int run_sign(const SignOptions& options, Terminal& terminal) {
  auto settings = read_settings(options);
  if (!settings) return fail(terminal, settings.error().message);
  auto keys = read_keys(options, terminal.in);
  if (!keys) return fail(terminal, keys.error().message);
  const auto message = read_input(options.file, terminal.in, kMaxMessage);
  if (!message) return fail(terminal, about(options.file, message.error()).message);
  const LineEnds line_ends = line_ends_of(options, *message);
  const auto fields = sign(*message, line_ends, std::move(*keys), std::move(*settings));
  if (!fields) return fail(terminal, about(options.file, fields.error()).message);
  for (std::string field : *fields) {
    if (line_ends == LineEnds::lf) std::erase(field, '\r');
    terminal.out << field << (line_ends == LineEnds::lf ? "\n" : "\r\n");
  }
  if (options.format == SignFormat::message) terminal.out << *message;
  return finish(terminal, kGood);
}

/// The text of the record, RFC 6376 section 3.6.1 and RFC 8463 section 4.
std::string record_of(const PrivateKey& key) {
  const std::string type = key.type() == KeyType::ed25519 ? "ed25519" : "rsa";
  return "v=DKIM1; k=" + type + "; p=" + libauth::base::encode_base64(key.public_octets());
}

/// The owner "s._domainkey.d." and the strings of the record.
Result<std::string> zone_line(const std::string& record, const KeyOptions& options) {
  const auto domain = read_name(options.domain, "domain");
  if (!domain) return domain.error();
  const auto owner = domain->below(options.selector + "._domainkey");
  if (!owner) return about(options.selector, owner.error());
  std::string line = owner->text() + ". TXT";
  for (std::size_t at = 0; at < record.size(); at += kTxtString) {
    line += " \"" + record.substr(at, kTxtString) + "\"";
  }
  return line;
}

int run_key(const KeyOptions& options, Terminal& terminal) {
  if (options.domain.empty() != options.selector.empty()) {
    return fail(terminal, "Give --domain and --selector, or neither.");
  }
  const auto key = read_key(options.file, terminal.in);
  if (!key) return fail(terminal, key.error().message);
  const std::string record = record_of(*key);
  if (options.domain.empty()) {
    terminal.out << record << '\n';
    return finish(terminal, kGood);
  }
  const auto line = zone_line(record, options);
  if (!line) return fail(terminal, line.error().message);
  terminal.out << *line << '\n';
  return finish(terminal, kGood);
}

/// A text that may be empty, which is not the same as not given.
CLI::Option* add_list(CLI::App& app, const std::string& option, std::optional<std::string>& value,
                      const std::string& description) {
  const auto take = [&value](const std::string& text) { value = text; };
  return app.add_option_function<std::string>(option, take, description)->type_name("NAME:NAME");
}

CLI::App* add_sign(CLI::App& dkim, SignOptions& options) {
  CLI::App* app = dkim.add_subcommand("sign", "Sign a message");
  app->footer(std::string(kSignFooter));
  app->add_option("FILE", options.file, "The message; - is standard input")->required();
  app->add_option("--domain", options.domain, "The domain that signs")
      ->type_name("DOMAIN")
      ->required();
  app->add_option("--key", options.keys, "PEM file with the private key; may be repeated")
      ->type_name("[SELECTOR=]FILE")
      ->allow_extra_args(false)
      ->required();
  app->add_option("--selector", options.selector, "Selector of the one --key")
      ->type_name("SELECTOR");
  app->add_option("--canonicalization", options.canonicalization,
                  "simple or relaxed, of the header and of the body")
      ->type_name("HEADER/BODY")
      ->capture_default_str();
  add_list(*app, "--sign-headers", options.sign_headers,
           "Fields to sign; default: those of RFC 6376 section 5.4.1 that are there");
  add_list(*app, "--oversign", options.oversign,
           "Fields to which none may be added; default: from:to:cc:subject:date:reply-to");
  app->add_option("--identity", options.identity,
                  "On whose behalf it signs (i=): user@DOMAIN or @sub.DOMAIN")
      ->type_name("ADDRESS");
  app->add_option("--expire-in", options.expire_in, "Seconds that the signature is good (x=)")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 32));
  add_now_option(*app, options.now);
  app->add_option("--line-ends", options.line_ends,
                  "How the lines of the message end; auto: as its first line does")
      ->check(CLI::IsMember({"auto", "crlf", "lf"}))
      ->capture_default_str();
  add_word(*app, "--format", options.format, "What to print");
  return app;
}

CLI::App* add_key(CLI::App& dkim, KeyOptions& options) {
  CLI::App* app = dkim.add_subcommand("key", "Print the DNS record that publishes a key");
  app->footer(std::string(kKeyFooter));
  app->add_option("--key", options.file, "PEM file with the private key; - is standard input")
      ->type_name("FILE")
      ->required();
  app->add_option("--domain", options.domain, "The domain that signs")->type_name("DOMAIN");
  app->add_option("--selector", options.selector, "Selector of the key")->type_name("SELECTOR");
  return app;
}

}  // namespace

Command add_dkim(CLI::App& program) {
  struct Options {
    SignOptions sign;
    KeyOptions key;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("dkim", "Sign messages by DKIM");
  app->require_subcommand(1);
  const CLI::App* sign = add_sign(*app, options->sign);
  add_key(*app, options->key);
  return {.app = app, .run = [options, sign](Terminal& terminal) {
            return sign->parsed() ? run_sign(options->sign, terminal)
                                  : run_key(options->key, terminal);
          }};
}

}  // namespace service::cli
