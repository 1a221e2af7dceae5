// SPDX-License-Identifier: MIT
//
// mailvet dkim key: the record that publishes a key.

#include <memory>
#include <ostream>

#include "libauth/base/base64.h"
#include "service/cli/dkim_commands.h"
#include "service/cli/dkim_input.h"

namespace service::cli {
namespace {

using libauth::base::Result;
using libauth::crypto::KeyType;
using libauth::crypto::PrivateKey;

/// Octets of a string of a TXT record, RFC 1035 section 3.3.
constexpr std::size_t kTxtString = 255;

constexpr std::string_view kFooter =
    "With --domain and --selector a line for a zone file, else the text of the record. Exit "
    "status: 0 printed; 2 the key cannot be read.";

struct Options {
  std::string file;
  std::string domain;
  std::string selector;
};

/// The text of the record, RFC 6376 section 3.6.1 and RFC 8463 section 4.
std::string record_of(const PrivateKey& key) {
  const std::string type = key.type() == KeyType::ed25519 ? "ed25519" : "rsa";
  return "v=DKIM1; k=" + type + "; p=" + libauth::base::encode_base64(key.public_octets());
}

/// The owner "s._domainkey.d." and the strings of the record.
Result<std::string> zone_line(const std::string& record, const Options& options) {
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

int run_key(const Options& options, Terminal& terminal) {
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

void add_options(CLI::App& app, Options& options) {
  app.footer(std::string(kFooter));
  app.add_option("--key", options.file, "PEM file with the private key; - is standard input")
      ->type_name("FILE")
      ->required();
  app.add_option("--domain", options.domain, "The domain that signs")->type_name("DOMAIN");
  app.add_option("--selector", options.selector, "Selector of the key")->type_name("SELECTOR");
}

}  // namespace

Command add_dkim_key(CLI::App& dkim) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = dkim.add_subcommand("key", "Print the DNS record that publishes a key");
  add_options(*app, *options);
  return {.app = app, .run = [options](Terminal& terminal) { return run_key(*options, terminal); }};
}

}  // namespace service::cli
