// SPDX-License-Identifier: MIT
//
// mailvet verify, over zone files: no question leaves the test.

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "service/cli/message_input.h"
#include "tests/service/cli/mail_world.h"
#include "tests/support/signed_message.h"

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

/// The words of the warnings, "nul bare_cr".
std::string warnings_of(const json::object& document) {
  std::string words;
  for (const json::value& one : document.at("warnings").as_array()) {
    words += (words.empty() ? "" : " ") + text_of(one, "word");
    BOOST_TEST(text_of(one, "detail").size() > 10U);
  }
  return words;
}

BOOST_AUTO_TEST_CASE(WarnsOfWhatIsOdd) {
  const std::string from = "From: a@example.com\r\n";
  const std::string light = sign(std::string(tests::kMail), {"--oversign", ""}).out;
  const struct {
    std::string message;
    const char* words;
    const char* text;
  } kRows[] = {
      {good, "", "DMARC passes"},
      {from + light, "several_from_fields from_not_covered from_not_covered",
       "does not cover all From fields"},
      {from + from + "\r\n", "several_from_fields",
       "2 From fields: RFC 5322 section 3.6 allows one"},
      {"To: b@example.com\r\n\r\n", "no_from", "There is no From field"},
      {"From: \xFC <a@example.com>\r\n\r\n", "unreadable_from", "at octet 2 of its value"},
      {"From: a@b..example\r\n\r\n", "unreadable_from", "A domain, or a label of it, is missing"},
      {"From: a@example.com, b@example.net\r\n\r\n", "several_author_domains", "several domains"},
      {"Authentication-Results: localhost; none\r\nAuthentication-Results: (\r\n" + from + "\r\n",
       "forged_results", "they are 2 (it cannot be read), 1 (it bears our name)"},
      {from + "X: a\rb\r\n\r\na\nb\r\n", "bare_cr bare_lf", "1 CR without LF"},
      {from + std::string("X: \0\r\nno field\r\n\r\n", 18), "nul no_field_lines", "1 NUL"},
      {"From a@example.com Fri\r\n" + from + "\r\n", "no_field_lines mbox_line", "an mbox file"},
      {"\xEF\xBB\xBF" + from + "\r\n", "no_from no_field_lines byte_order_mark", "byte order mark"},
      {"\r\n" + from + "\r\n", "no_from empty_first_line", "begins with an empty line"},
      {tests::with_lf(good), "lf_line_ends", "The lines end with LF alone"},
      {"X: " + std::string(600'000, 'x') + "\r\n" + from, "header_cut",
       "No From field was found in the first 524288 octets of the header"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.words) {
      BOOST_TEST(warnings_of(document(row.message)) == row.words);
      BOOST_TEST(says(verify({"-"}, row.message).out, row.text));
    }
  }
}

// The ten that are looked at are not those that verify.
BOOST_AUTO_TEST_CASE(SaysThatSignaturesWereNotLookedAt) {
  std::string many;
  for (int i = 0; i < 12; ++i) many += "DKIM-Signature: v=1\r\n";
  const json::object all = document(many + good);
  BOOST_TEST(warnings_of(all) == "too_many_signatures");
  BOOST_TEST(text_of(all.at("dkim").at(9), "reason") == "missing_tag");
  BOOST_TEST(text_of(all.at("dkim").at(13), "reason") == "too_many");
  BOOST_TEST(
      text_of(all.at("dkim").at(13), "detail") ==
      "It was not looked at: of a message the first 10 signatures from the top are verified.");
  const std::string text = verify({"-"}, many + good).out;
  BOOST_TEST(says(text, "and 4 signatures that nobody looked at: of a message only the first 10"));
  BOOST_TEST(says(text, "4 of the 14 signatures were not looked at"));
}

BOOST_AUTO_TEST_CASE(WritesAddressesSoThatTheyCanBeReadAgain) {
  const json::object all = document("From: \"x@example.net\"@example.com, a.b@example.com\r\n\r\n");
  BOOST_TEST(all.at("from").at("addresses").at(0).as_string() == "\"x@example.net\"@example.com");
  BOOST_TEST(all.at("from").at("addresses").at(1).as_string() == "a.b@example.com");
}

BOOST_AUTO_TEST_CASE(TellsWhichTagThePolicyIsOf) {
  BOOST_TEST(says(verify({"-"}, good).out,
                  "reject (p, the policy for the domain itself), by the record of example.com"));
  const auto below = verify({"-"}, "From: a@no-such.example.net\r\n\r\n");
  BOOST_TEST(
      says(below.out,
           "reject (np, that for names below the domain that do not exist), by the record of "
           "example.net; no-such.example.net does not exist"),
      below.out);
}

// Nothing is made up where there is neither MAIL FROM nor HELO.
BOOST_AUTO_TEST_CASE(SaysThatTheSenderIsMissing) {
  const json::object all = document(good, {"--ip", "192.0.2.1"});
  BOOST_TEST(text_of(all.at("spf"), "result") == "none");
  BOOST_TEST(text_of(all.at("spf"), "reason")
                 .starts_with("Neither an address of MAIL FROM nor a HELO name is known"));
  for (const char* member : {"identity", "domain", "record_domain"}) {
    BOOST_TEST(!all.at("spf").as_object().contains(member));
  }
  BOOST_TEST(!all.at("dmarc").as_object().contains("spf"));
  BOOST_TEST(!all.contains("received_spf"));
  BOOST_TEST(text_of(all, "authentication_results").find("spf=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(NamesTheRecordOnlyWhereOneDecided) {
  const json::object none = document(good, {"--ip", "192.0.2.1", "--mail-from", "a@none.example"});
  BOOST_TEST(!none.at("spf").as_object().contains("record_domain"));
  const json::object pass = document(good, kEnvelope);
  BOOST_TEST(text_of(pass.at("spf"), "record_domain") == "example.com");
}

BOOST_AUTO_TEST_CASE(ShowsTheEnvelopeAsItWasGivenAndWritesAscii) {
  const json::object all = document(good, {"--ip", "192.0.2.1", "--helo",
                                           "b\xC3\xBC"
                                           "cher.example",
                                           "--mail-from",
                                           "<b@b\xC3\xBC"
                                           "cher.example>"});
  BOOST_TEST(text_of(all, "mail_from") ==
             "<b@b\xC3\xBC"
             "cher.example>");
  BOOST_TEST(text_of(all, "helo") ==
             "b\xC3\xBC"
             "cher.example");
  const json::object bounce = document(good, {"--ip", "192.0.2.1", "--helo",
                                              "b\xC3\xBC"
                                              "cher.example",
                                              "--mail-from", ""});
  BOOST_TEST(text_of(bounce, "authentication_results").find("smtp.helo=xn--bcher-kva.example") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(TakesPartialBodiesWhereItIsTold) {
  const std::string partial =
      tests::signature_field({"v=1; a=rsa-sha256; d=example.com; s=r; l=4; h=from",
                              "From: a@example.com\r\n", "Hi\r\n", true});
  const std::string message = partial + "From: a@example.com\r\n\r\nHi\r\nand more\r\n";
  BOOST_TEST(text_of(document(message).at("dkim").at(0), "reason") == "partial_body");
  const json::object all = document(message, {"--accept-partial-body"});
  BOOST_TEST(text_of(all.at("dkim").at(0), "reason") == "verified");
  BOOST_TEST(text_of(all.at("dmarc"), "result") == "pass");
}

BOOST_AUTO_TEST_CASE(ChecksTheHeloNameWhereItIsTold) {
  std::vector<std::string> options = kEnvelope;
  BOOST_TEST(!document(good, options).contains("spf_helo"));
  options.emplace_back("--check-helo");
  const json::object all = document(good, options);
  BOOST_TEST(text_of(all.at("spf_helo"), "identity") == "helo");
  BOOST_TEST(text_of(all.at("spf_helo"), "domain") == "mx.example.com");
  BOOST_TEST(text_of(all.at("spf_helo"), "result") == "none");
  options.insert(options.begin(), "-");
  BOOST_TEST(says(verify(options, good).out, "SPF of HELO none"));
}

// Such as /dev/zero.
BOOST_AUTO_TEST_CASE(StopsReadingAtTheLimit) {
  std::istringstream in(std::string(100'000, 'x'));
  auto input = service::cli::MessageInput::open("-", in, 50'000);
  BOOST_REQUIRE(bool(input));
  std::size_t read = 0;
  for (auto piece = input->next(); !piece.empty(); piece = input->next()) read += piece.size();
  BOOST_TEST(read <= 50'000U);
  BOOST_TEST(input->error() == "It is larger than 50000 octets.");
  BOOST_TEST(input->next().empty());
  std::istringstream small(std::string(50'000, 'x'));
  auto whole = service::cli::MessageInput::open("-", small, 50'000);
  while (!whole->next().empty()) continue;
  BOOST_TEST(whole->error().empty());
}

BOOST_AUTO_TEST_CASE(TellsPeopleWhereDeletingFieldsIsNotEnough) {
  const std::string field = "Authentication-Results: localhost; none\r\n";
  const auto plain = verify({"-"}, field + good);
  BOOST_TEST(says(plain.out, "1 Authentication-Results fields that nobody may trust"));
  BOOST_TEST(!says(plain.out, "refuse the message"));
  const auto odd = verify({"-"}, "X: y\r" + field + good);
  BOOST_TEST(says(odd.out, "cannot be deleted by name: refuse the message"));
  std::string filler;
  for (int i = 0; i < 10'000; ++i) filler += "a:\r\n";
  const auto cut = verify({"-"}, filler + good);
  BOOST_TEST(says(cut.out, "The header is longer than what is read of it: refuse the message"));
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
      {""},
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
