// SPDX-License-Identifier: MIT
//
// mailvet verify, over zone files: no question leaves the test.

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/mail_world.h"

namespace {

namespace json = boost::json;

const std::vector<std::string> kEnvelope = {"--ip",           "192.0.2.1",   "--helo",
                                            "mx.example.com", "--mail-from", "b@example.com"};

struct World : tests::MailWorld {
  const std::string good = sign(std::string(tests::kMail)).out;

  json::object document(const std::string& message, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"-", "--format", "json"});
    return json::parse(verify(std::move(more), message).out).as_object();
  }
};

std::string text_of(const json::value& value, std::string_view name) {
  const json::value* member = value.as_object().if_contains(name);
  return member == nullptr ? "" : std::string(member->as_string());
}

bool says(const std::string& text, std::string_view words) {
  // Sentences are broken between words.
  std::string line;
  for (const char c : text) {
    const char plain = c == '\n' ? ' ' : c;
    if (plain != ' ' || !line.ends_with(' ')) line += plain;
  }
  return line.find(words) != std::string::npos;
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Verify, World)

BOOST_AUTO_TEST_CASE(GivesTheDocument) {
  const json::object all = document(good, kEnvelope);
  BOOST_TEST(all.begin()->key() == "schema");
  BOOST_TEST(text_of(all, "schema") == "mailvet.verify/1");
  BOOST_TEST(text_of(all, "verdict") == "good");
  for (const char* part : {"iprev", "spf", "dmarc"}) {
    BOOST_TEST(text_of(all.at(part), "result") == "pass");
    BOOST_TEST(!text_of(all.at(part), "reason").empty());
  }
  BOOST_REQUIRE(all.at("dkim").as_array().size() == 2U);
  const json::value& signature = all.at("dkim").at(0);
  BOOST_TEST(text_of(signature, "result") == "pass");
  BOOST_TEST(text_of(signature, "reason") == "verified");
  BOOST_TEST(text_of(signature, "domain") == "example.com");
  BOOST_TEST(text_of(signature, "selector") == "r");
  BOOST_TEST(signature.at("key").at("bits") == 2048);
  BOOST_TEST(text_of(all.at("arc"), "result") == "none");
  BOOST_TEST(text_of(all.at("arc"), "reason") == "no_chain");
  BOOST_TEST(text_of(all.at("dmarc"), "policy") == "reject");
  BOOST_TEST(text_of(all.at("dmarc"), "disposition") == "none");
  BOOST_TEST(text_of(all, "authentication_results")
                 .starts_with("localhost; iprev=pass (mx.example.com) policy.iprev=192.0.2.1; "
                              "spf=pass smtp.mailfrom=example.com; dkim=pass (2048-bit key)"));
  BOOST_TEST(text_of(all, "received_spf").starts_with("Received-SPF: pass (localhost:"));
  BOOST_TEST(text_of(all.at("octets"), "line_ends") == "crlf");
}

struct Row {
  const char* name;
  const char* from;
  const char* to;
  std::vector<std::string> options;
  const char* dmarc;
  const char* spf;
  const char* dkim;
  int status;
};

BOOST_AUTO_TEST_CASE(HasAnExitStatus) {
  const Row rows[] = {
      {"a file alone", "", "", {}, "pass", "none", "verified", 0},
      {"with its envelope", "", "", kEnvelope, "pass", "pass", "verified", 0},
      {"a changed body", "world", "World", {}, "fail", "none", "body_mismatch", 1},
      {"a changed body from the right client", "world", "World", kEnvelope, "pass", "pass",
       "body_mismatch", 0},
      {"another author",
       "joe@example.com",
       "joe@other.example",
       {},
       "none",
       "none",
       "signature_mismatch",
       1},
      {"a client that may not",
       "",
       "",
       {"--ip", "192.0.2.9", "--mail-from", "b@example.com"},
       "pass",
       "fail",
       "verified",
       0},
      {"no author", "From:", "Frim:", {}, "permerror", "none", "signature_mismatch", 1},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const std::string message = changed(good, row.from, row.to);
      std::vector<std::string> options = row.options;
      const json::object all = document(message, options);
      BOOST_TEST(text_of(all.at("dmarc"), "result") == row.dmarc);
      BOOST_TEST(text_of(all.at("spf"), "result") == row.spf);
      BOOST_TEST(text_of(all.at("dkim").at(0), "reason") == row.dkim);
      options.insert(options.begin(), "-");
      const auto ended = verify(options, message);
      BOOST_TEST(ended.status == row.status);
      BOOST_TEST(ended.err == "");
      BOOST_TEST(ended.out.size() > 300U);
    }
  }
}

BOOST_AUTO_TEST_CASE(IsGoodWithoutAPolicyWhereNothingFails) {
  BOOST_TEST(verify({"-"}, "From: joe@other.example\n\nhello\n").status == 0);
}

// A .eml file has no envelope: that is said, and DMARC rests on the signatures.
BOOST_AUTO_TEST_CASE(SaysWhyThereIsNoSpfWithoutAClient) {
  const json::object all = document(good);
  BOOST_TEST(text_of(all.at("spf"), "reason") ==
             "The address of the client is not known, so that SPF could not be checked.");
  for (const char* member : {"iprev", "ip", "received_spf"}) BOOST_TEST(!all.contains(member));
  BOOST_TEST(text_of(all, "authentication_results").find("spf=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(PrintsTheFieldsToPutOnTop) {
  std::vector<std::string> options = kEnvelope;
  options.insert(options.begin(),
                 {"-", "--format", "header", "--authserv-id", "mx.receiver.example"});
  const auto crlf = verify(options, good);
  BOOST_TEST(crlf.status == 0);
  BOOST_TEST(crlf.out.starts_with("Authentication-Results: mx.receiver.example;\r\n"));
  BOOST_TEST(crlf.out.find("\r\nReceived-SPF: pass (mx.receiver.example:") != std::string::npos);
  BOOST_TEST(crlf.out.ends_with("\r\n"));
  BOOST_TEST(crlf.out.find("\r\n\r\n") == std::string::npos);
  const auto lf = verify(options, tests::with_lf(good));
  BOOST_TEST(lf.out == tests::with_lf(crlf.out));
  // On top of the message they are fields of it, and ours.
  const json::object all = document(crlf.out + good, {"--authserv-id", "MX.receiver.example"});
  BOOST_TEST(all.at("forged").as_array().size() == 1U);
  BOOST_TEST(text_of(all.at("dmarc"), "result") == "pass");
}

BOOST_AUTO_TEST_CASE(FindsOutHowLinesEndAndSaysSo) {
  const json::object all = document(tests::with_lf(good));
  BOOST_TEST(text_of(all.at("dmarc"), "result") == "pass");
  BOOST_TEST(text_of(all.at("octets"), "line_ends") == "lf");
  BOOST_TEST(all.at("octets").at("found_line_ends").as_bool());
  BOOST_TEST(says(verify({"-"}, tests::with_lf(good)).out, "The lines end with LF alone"));
  const json::object told = document(tests::with_lf(good), {"--line-ends", "crlf"});
  BOOST_TEST(text_of(told.at("dmarc"), "result") != "pass");
  BOOST_TEST(!told.at("octets").at("found_line_ends").as_bool());
}

BOOST_AUTO_TEST_CASE(ReadsFilesLargeOnesToo) {
  const std::string large(5'000'000, 'x');
  std::string message(tests::kMail);
  for (std::size_t at = 0; at < large.size(); at += 500) message += large.substr(at, 500) + "\r\n";
  const std::string file = folder.write("large.eml", sign(message).out);
  BOOST_TEST(verify({file}).status == 0);
}

BOOST_AUTO_TEST_CASE(TellsPeopleWhy) {
  const auto good_text = verify({"-"}, good);
  BOOST_TEST(says(good_text.out, "The message is from example.com: DMARC passes"));
  BOOST_TEST(says(good_text.out, "RSA key of 2048 bits"));
  const auto bad = verify({"-"}, changed(good, "world", "World"));
  BOOST_TEST(says(bad.out, "Nothing shows that the message is from example.com: DMARC fails"));
  BOOST_TEST(says(bad.out, "The domain asks receivers to reject it."));
  const std::string odd =
      "From: a@example.com, b@example.net\r\nFrom: \x1b[31m@example.com\r\n"
      "no field\r\n\r\na\rb\n";
  const auto strange = verify({"-"}, odd);
  BOOST_TEST(strange.out.find('\x1b') == std::string::npos);
  BOOST_TEST(says(strange.out, "1 CR without LF"));
  BOOST_TEST(says(strange.out, "1 LF without CR"));
  BOOST_TEST(says(strange.out, "1 header lines that are no field"));
  BOOST_TEST(says(strange.out, "several domains"));
}

BOOST_AUTO_TEST_CASE(FollowsTheModeOfDmarc) {
  const json::object all = document(good, {"--dmarc-mode", "rfc7489"});
  BOOST_TEST(text_of(all.at("dmarc"), "mode") == "rfc7489");
  BOOST_TEST(all.at("dmarc").at("percent") == 100);
}

BOOST_AUTO_TEST_CASE(RefusesWhatMakesNoSense) {
  const std::vector<std::vector<std::string>> lines = {
      {"-", "--ip", "192.0.2.256"},
      {"-", "--ip", ""},
      {"-", "--helo", "mx.example.com"},
      {"-", "--mail-from", "b@example.com"},
      {"-", "--ip", "192.0.2.1", "--helo", ""},
      {"-", "--authserv-id", ""},
      {"-", "--authserv-id", "a\nb"},
      {"-", "--authserv-id", std::string(300, 'a')},
      {"-", "--format", "xml"},
      {"-", "--line-ends", "cr"},
      {"-", "--dmarc-mode", "rfc1"},
      {"/nonexistent/message.eml"},
      {folder.path().string()},
      {},
  };
  for (const auto& line : lines) {
    const auto ended = verify(line, good);
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.has_one_error_line(), ended.err);
    BOOST_TEST(ended.out == "");
  }
}

BOOST_AUTO_TEST_CASE(SaysWhereTheDnsIsSilent) {
  // Nobody is asked for a name of the zone.
  const auto ended =
      tests::run({"verify", "-", "--resolver", "127.0.0.1@1", "--timeout", "2"}, good);
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.has_one_error_line(), ended.err);
  BOOST_TEST(says(ended.out, "cannot be told now"));
}

BOOST_AUTO_TEST_SUITE_END()
