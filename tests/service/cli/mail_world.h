// SPDX-License-Identifier: MIT
//
// A zone file with the keys of fixtures/keys, and files with messages that they signed.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/service/cli/captured.h"
#include "tests/support/temp_dir.h"

namespace tests {

inline const std::string kKeys = MAILVET_SOURCE_DIR "/fixtures/keys/";

/// The records of the whole DNS but for the keys: other names do not exist.
inline constexpr std::string_view kMailZone = R"(
. 300 SOA ns.example. hostmaster.example. 1 7200 600 86400 60
example.com. 300 TXT "v=spf1 ip4:192.0.2.1 -all"
mx.example.com. 300 A 192.0.2.1
1.2.0.192.in-addr.arpa. 300 PTR mx.example.com.
_dmarc.example.com. 300 TXT "v=DMARC1; p=reject"
_dmarc.example.net. 300 TXT "v=DMARC1; p=none; np=reject"
)";

inline constexpr std::string_view kMail =
    "From: Joe <joe@example.com>\r\nTo: ann@example.net\r\nSubject: hello\r\n"
    "Date: Fri, 1 May 2026 00:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\n"
    "Hello,\r\n\r\n  world \r\n\r\n";

struct MailWorld {
  TempDir folder;
  std::string zone =
      folder.write("world.zone", std::string(kMailZone) + key_line("rsa2048.pem", "r") +
                                     key_line("ed25519.pem", "e"));

  /// The line of a zone file that `mailvet dkim key` prints.
  static std::string key_line(const std::string& file, const std::string& selector) {
    return run({"dkim", "key", "--key", kKeys + file, "--domain", "example.com", "--selector",
                selector})
        .out;
  }

  /// mailvet verify with these arguments; nobody answers for what is not in the zone.
  Captured verify(std::vector<std::string> arguments, const std::string& input = {},
                  const std::string& now = "2026-05-01T00:00:00Z") const {
    arguments.insert(arguments.begin(), "verify");
    arguments.insert(arguments.end(),
                     {"--zone", zone, "--resolver", "127.0.0.1@1", "--timeout", "2", "--now", now});
    return run(std::move(arguments), input);
  }

  /// mailvet dkim sign with both keys, reading the message from standard input.
  static Captured sign(const std::string& message, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"dkim",
                                          "sign",
                                          "-",
                                          "--domain",
                                          "example.com",
                                          "--key",
                                          "r=" + kKeys + "rsa2048.pem",
                                          "--key",
                                          "e=" + kKeys + "ed25519.pem",
                                          "--now",
                                          "2026-05-01T00:00:00Z"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(std::move(arguments), message);
  }
};

/// The text without its CRs.
inline std::string with_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace tests
