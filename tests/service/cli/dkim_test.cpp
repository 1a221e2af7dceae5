// SPDX-License-Identifier: MIT
//
// mailvet dkim sign and mailvet dkim key.

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/mail_world.h"

namespace {

namespace json = boost::json;

const std::string kMessage(tests::kMail);

struct World : tests::MailWorld {
  /// The reasons of the signatures, "r verified, e verified".
  std::string reasons(const std::string& message,
                      const std::string& now = "2026-05-01T00:00:00Z") const {
    const json::value all = json::parse(verify({"-", "--format", "json"}, message, now).out);
    std::string text;
    for (const json::value& one : all.at("dkim").as_array()) {
      text += (text.empty() ? "" : ", ") + std::string(one.at("selector").as_string()) + " " +
              std::string(one.at("reason").as_string());
    }
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DkimCommand, World)

BOOST_AUTO_TEST_CASE(SignsWithEachKey) {
  const auto signed_message = sign(kMessage);
  BOOST_TEST(signed_message.status == 0);
  BOOST_TEST(signed_message.err == "");
  BOOST_TEST(signed_message.out.starts_with("DKIM-Signature: "));
  BOOST_TEST(signed_message.out.ends_with("\r\n" + kMessage));
  BOOST_TEST(reasons(signed_message.out) == "r verified, e verified");
}

BOOST_AUTO_TEST_CASE(KeepsTheLineEnds) {
  const std::string lf = tests::with_lf(kMessage);
  const auto signed_message = sign(lf);
  BOOST_TEST(signed_message.out.find('\r') == std::string::npos);
  BOOST_TEST(signed_message.out == tests::with_lf(sign(kMessage).out));
  BOOST_TEST(reasons(signed_message.out) == "r verified, e verified");
}

BOOST_AUTO_TEST_CASE(PrintsTheFieldsAlone) {
  const auto fields = sign(kMessage, {"--format", "header"});
  BOOST_TEST(fields.out + kMessage == sign(kMessage).out);
}

BOOST_AUTO_TEST_CASE(TakesEveryOption) {
  for (const char* how :
       {"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed", "simple"}) {
    BOOST_TEST(reasons(sign(kMessage, {"--canonicalization", how}).out) ==
               "r verified, e verified");
  }
  const auto more = sign(kMessage, {"--sign-headers", "From:subject", "--oversign", "",
                                    "--identity", "joe@example.com", "--expire-in", "3600"});
  const std::string line = tests::with_lf(more.out);
  BOOST_TEST(line.find("h=from:subject;") != std::string::npos);
  BOOST_TEST(line.find("i=joe@example.com") != std::string::npos);
  BOOST_TEST(line.find("x=1777597200") != std::string::npos);
  BOOST_TEST(reasons(more.out) == "r verified, e verified");
  BOOST_TEST(reasons(more.out, "2026-05-01T02:00:00Z").find("expired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(TakesOneKeyWithItsSelector) {
  const auto one = tests::run({"dkim", "sign", "-", "--domain", "example.com", "--selector", "e",
                               "--key", tests::kKeys + "ed25519.pem"},
                              kMessage);
  BOOST_TEST(one.status == 0);
  BOOST_TEST(one.out.find("s=e;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(SignsWhatIsOdd) {
  for (const std::string& message :
       {std::string("From: a@example.com\r\n\r\n"), std::string("From: a@example.com\r\n"),
        std::string("From: a@example.com\r\n\r\n\r\n \r\n"),
        std::string("From: a@example.com\r\n\r\nno line end at the end"),
        std::string("From: a@example.com\n\n\n")}) {
    BOOST_TEST_CONTEXT(message) {
      BOOST_TEST(reasons(sign(message).out) == "r verified, e verified");
    }
  }
}

BOOST_AUTO_TEST_CASE(WarnsOfWhatIsOdd) {
  const std::string from = "From: a@example.com\r\n";
  const struct {
    std::string message;
    std::vector<std::string> options;
    const char* warning;
  } kRows[] = {
      {from + "X: a\rb\r\n\r\n", {}, "The message has 1 CR without LF behind it"},
      {from + "\r\na\nb\nc\r\n", {}, "The message has 2 LF without CR before it"},
      {from + std::string("X: a\0b\r\n\r\n", 10), {}, "The message has 1 NUL in the header"},
      {from + "no field\r\n\r\n", {}, "The message has 1 header lines that are no field"},
      {"From a@example.com Fri\r\n" + from + "\r\n", {}, "as in an mbox file"},
      {from + "\r\n", {"--sign-headers", "from:no-such"}, "the message has no field \"no-such\""},
  };
  for (const auto& row : kRows) {
    const auto ended = sign(row.message, row.options);
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.out.ends_with("\r\n" + row.message));
    BOOST_TEST(ended.err.starts_with("mailvet: warning: "), ended.err);
    BOOST_TEST(ended.err.find(row.warning) != std::string::npos, ended.err);
  }
  BOOST_TEST(sign(from, {"--sign-headers", "from:x:x:X"}).has_one_error_line());
  // It is listed, so that none can be added.
  BOOST_TEST(sign(from, {"--sign-headers", "from:x", "--oversign", "from:x"}).err == "");
}

BOOST_AUTO_TEST_CASE(NamesWhatIsWrong) {
  const std::string bare = tests::kKeys + "rsa2048.pem";
  const auto with_key = [](const std::string& key) {
    return tests::run({"dkim", "sign", "-", "--domain", "example.com", "--key", key}, kMessage).err;
  };
  BOOST_TEST(with_key("=" + bare) == "mailvet: \"\" is no selector.\n");
  BOOST_TEST(with_key("r=") == "mailvet: --key \"r=\" names no file.\n");
  BOOST_TEST(with_key("r=/nonexistent") ==
             "mailvet: /nonexistent: It cannot be opened: No such file or directory.\n");
  const struct {
    std::vector<std::string> options;
    const char* line;
  } kRows[] = {
      {{"--sign-headers", "from:a b"}, "\"a b\" is no name of a field to sign."},
      {{"--sign-headers", ""},
       "--sign-headers is empty: name fields, such as from:subject, or leave it out."},
      {{"--identity", ""}, "--identity is empty: give an address, or leave it out."},
      {{"--identity", "example.com"},
       "The identity \"example.com\" is no address such as user@example.com or @example.com."},
      {{"--key", "e=" + bare}, "Two keys have the selector \"e\": each has its own."},
  };
  for (const auto& row : kRows) {
    const auto ended = sign(kMessage, row.options);
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.out == "");
    BOOST_TEST(ended.err == "mailvet: " + std::string(row.line) + "\n");
  }
  BOOST_TEST(
      sign("From: a@example.com\r\nFrom: b@example.com\r\n\r\n").err ==
      "mailvet: -: The message has 2 From fields, or lines that programs take for one; it may "
      "have only one.\n");
  const auto empty_line = sign("\r\n" + kMessage);
  BOOST_TEST(empty_line.has_one_error_line(), empty_line.err);
  BOOST_TEST(empty_line.err.find("begins with an empty line") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(PrintsTheRecordOfAKey) {
  const auto record = tests::run({"dkim", "key", "--key", tests::kKeys + "ed25519.pem"});
  BOOST_TEST(record.status == 0);
  BOOST_TEST(record.out.starts_with("v=DKIM1; k=ed25519; p="));
  const std::string line = key_line("rsa2048.pem", "r");
  BOOST_TEST(line.starts_with("r._domainkey.example.com. TXT \"v=DKIM1; k=rsa; p="));
  BOOST_TEST(line.find("\" \"") != std::string::npos);  // strings of 255 octets
}

BOOST_AUTO_TEST_CASE(RefusesWhatItCannotSign) {
  const std::string key = "r=" + tests::kKeys + "rsa2048.pem";
  const std::string bare = tests::kKeys + "rsa2048.pem";
  const std::vector<std::vector<std::string>> lines = {
      {"sign", "-", "--domain", "example.com"},
      {"sign", "-", "--key", key},
      {"sign", "-", "--domain", "a..b", "--key", key},
      {"sign", "-", "--domain", "example.com", "--key", bare},
      {"sign", "-", "--domain", "example.com", "--key", "r=/nonexistent"},
      {"sign", "-", "--domain", "example.com", "--key", "r=" + tests::kKeys + "README.md"},
      {"sign", "-", "--domain", "example.com", "--key", "r=" + tests::kKeys + "rsa512.pem"},
      {"sign", "-", "--domain", "example.com", "--key", "=" + bare},
      {"sign", "-", "--domain", "example.com", "--key", key, "--key", key},
      {"sign", "-", "--domain", "example.com", "--selector", "", "--key", bare},
      {"sign", "", "--domain", "example.com", "--key", key},
      {"sign", "-", "--domain", "example.com", "--selector", "r", "--key", bare, "--key", bare},
      {"sign", "-", "--domain", "example.com", "--key", key, "--canonicalization", "nofws"},
      {"sign", "-", "--domain", "example.com", "--key", key, "--identity", "a@example.net"},
      {"sign", "-", "--domain", "example.com", "--key", key, "--sign-headers", "a b"},
      {"sign", "-", "--domain", "example.com", "--key", key, "--expire-in", "0"},
      {"sign", "/nonexistent", "--domain", "example.com", "--key", key},
      {"key", "--key", "/nonexistent"},
      {"key", "--key", bare, "--domain", "example.com"},
      {"key", "--key", bare, "--domain", "example.com", "--selector", std::string(64, 'a')},
      {},
  };
  for (std::vector<std::string> line : lines) {
    line.insert(line.begin(), "dkim");
    const auto ended = tests::run(line, kMessage);
    BOOST_TEST(ended.status == 2, line.back());
    BOOST_TEST(ended.has_one_error_line(), ended.err);
    BOOST_TEST(ended.out == "");
  }
  const auto nobody = sign("To: a@example.com\r\n\r\n");
  BOOST_TEST(nobody.status == 2);
  BOOST_TEST(nobody.has_one_error_line(), nobody.err);
}

BOOST_AUTO_TEST_SUITE_END()
