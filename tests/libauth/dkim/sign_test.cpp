// SPDX-License-Identifier: MIT

#include "libauth/dkim/sign.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>

#include <boost/test/unit_test.hpp>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"

using namespace libauth;
using dkim::BodyHasher;
using dkim::Canonicalization;
using dkim::SigningKey;
using dkim::SigningSettings;

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHeader =
    "Received: by mx.example.net\r\n"
    "From:  Ann <ann@example.com>\r\n"
    "To: ben@example.net,\r\n"
    "\tcy@example.org\r\n"
    "Subject : Hi  there \r\n"
    "X-Two: 1\r\n"
    "X-Two: 2\r\n";
constexpr std::string_view kBody = "Hello,  world \r\n\r\n";

crypto::PrivateKey private_key(const std::string& name) {
  std::ifstream file(MAILVET_SOURCE_DIR "/fixtures/keys/" + name);
  const std::string pem{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return crypto::PrivateKey::parse_pem(pem).value();
}

SigningKey signing_key(const char* domain, const char* selector, const std::string& file) {
  return {dns::Name::parse(domain).value(), dns::Name::parse(selector).value(), private_key(file)};
}

std::vector<SigningKey> both_keys() {
  return {signing_key("example.com", "r", "rsa1024.pem"),
          signing_key("example.com", "e", "ed25519.pem")};
}

/// The fields for the header and the body.
std::vector<std::string> signed_with(const std::vector<SigningKey>& keys,
                                     const SigningSettings& settings,
                                     std::string_view header = kHeader) {
  const mail::Header fields(header);
  BodyHasher bodies;
  const auto signer = dkim::Signer::create(fields, bodies, keys, settings);
  BOOST_TEST_REQUIRE(bool(signer), (signer ? "" : signer.error().message));
  bodies.update(kBody);
  bodies.finish();
  return signer->fields();
}

/// Why the settings are refused; empty where they are not.
std::string refusal(const std::vector<SigningKey>& keys, const SigningSettings& settings,
                    std::string_view header = kHeader) {
  const mail::Header fields(header);
  BodyHasher bodies;
  const auto signer = dkim::Signer::create(fields, bodies, keys, settings);
  return signer ? "" : signer.error().message;
}

/// The field up to "b=", which is last, and its signature.
struct Parts {
  std::string text;
  std::vector<std::uint8_t> signature;
};

Parts parts_of(const std::string& field) {
  const std::size_t at = field.rfind("; b=");
  const std::size_t folded = field.rfind(";\r\n b=");
  const std::size_t end = at != std::string::npos ? at + 4 : folded + 6;
  BOOST_TEST_REQUIRE(end < field.size());
  const auto octets = base::decode_base64(std::string_view(field).substr(end));
  BOOST_TEST_REQUIRE(octets.has_value());
  return {field.substr(0, end), *octets};
}

bool verifies(const std::string& file, const std::string& signed_text,
              const std::vector<std::uint8_t>& signature) {
  const auto key = private_key(file);
  const auto octets = key.public_octets();
  const auto other = key.type() == crypto::KeyType::rsa ? crypto::PublicKey::rsa(octets)
                                                        : crypto::PublicKey::ed25519(octets);
  return other->verify(crypto::sha256(signed_text), signature);
}

std::string base64_digest(std::string_view text) {
  return base::encode_base64(crypto::sha256(text));
}

/// The value of a tag, without white space.
std::string tag_of(const std::string& field, const std::string& name) {
  std::string text;
  for (const char c : field.substr(field.find(':') + 1)) {
    if (!base::is_fws(c)) text += c;
  }
  for (const std::string_view tag : base::split(text, ';')) {
    if (tag.starts_with(name + "=")) return std::string(tag.substr(name.size() + 1));
  }
  return "none";
}

SigningSettings settings_of(Canonicalization how) {
  SigningSettings settings;
  settings.header = how;
  settings.body = how;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_sign)

BOOST_AUTO_TEST_CASE(relaxed_signatures_sign_the_text_of_the_rfc) {
  // RFC 6376 section 3.7, with sections 3.4.2 and 3.4.4; the canonical text is written by hand.
  const auto fields = signed_with(both_keys(), {});
  BOOST_TEST_REQUIRE(fields.size() == 2U);
  BOOST_TEST(base64_digest("Hello, world\r\n") == "cB6ALrLhcxEGyMNgOHzmnBvmRnPCW/u3ebZUqdCiHkQ=");
  const struct {
    const char* key;
    std::string algorithm;
    std::string selector;
  } kRows[] = {{"rsa1024.pem", "rsa-sha256", "r"}, {"ed25519.pem", "ed25519-sha256", "e"}};
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST_CONTEXT(kRows[i].key) {
      const Parts parts = parts_of(fields[i]);
      BOOST_TEST(parts.text == "DKIM-Signature: v=1; a=" + kRows[i].algorithm +
                                   "; c=relaxed/relaxed; d=example.com; s=" + kRows[i].selector +
                                   ";\r\n h=from:from:subject:subject:to:to:cc:date:reply-to;"
                                   " bh=cB6ALrLhcxEGyMNgOHzmn\r\n BvmRnPCW/u3ebZUqdCiHkQ=; b=");
      const std::string text =
          "from:Ann <ann@example.com>\r\n"
          "subject:Hi there\r\n"
          "to:ben@example.net, cy@example.org\r\n"
          "dkim-signature:v=1; a=" +
          kRows[i].algorithm + "; c=relaxed/relaxed; d=example.com; s=" + kRows[i].selector +
          "; h=from:from:subject:subject:to:to:cc:date:reply-to; bh=cB6ALrLhcxEGyMNgOHzmn"
          " BvmRnPCW/u3ebZUqdCiHkQ=; b=";
      BOOST_TEST(verifies(kRows[i].key, text, parts.signature));
      BOOST_TEST(!verifies(kRows[i].key, text + "\r\n", parts.signature));
      BOOST_TEST(!verifies(kRows[1 - i].key, text, parts.signature));
    }
  }
}

BOOST_AUTO_TEST_CASE(simple_signatures_sign_the_octets_as_they_are) {
  // RFC 6376 sections 3.4.1 and 3.4.3.
  SigningSettings settings = settings_of(Canonicalization::simple);
  settings.fields = {"From", "x-two", "TO", "subject"};
  settings.oversigned = {};
  const auto fields = signed_with(both_keys(), settings);
  BOOST_TEST_REQUIRE(fields.size() == 2U);
  const char* const keys[] = {"rsa1024.pem", "ed25519.pem"};
  const std::string tags[] = {"a=rsa-sha256; c=simple/simple; d=example.com; s=r;",
                              "a=ed25519-sha256; c=simple/simple; d=example.com; s=e;"};
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST_CONTEXT(keys[i]) {
      const Parts parts = parts_of(fields[i]);
      const std::string field = "DKIM-Signature: v=1; " + tags[i] +
                                "\r\n h=from:x-two:x-two:to:subject; bh=" +
                                "1LZrXsM8o5rFKAmhUvt0ItD3FS53HvbFtD82zq2TSC\r\n A=; b=";
      BOOST_TEST(base64_digest("Hello,  world \r\n") ==
                 "1LZrXsM8o5rFKAmhUvt0ItD3FS53HvbFtD82zq2TSCA=");
      BOOST_TEST(parts.text == field);
      // Fields of one name from the bottom, RFC 6376 section 5.4.2.
      BOOST_TEST(verifies(keys[i],
                          "From:  Ann <ann@example.com>\r\n"
                          "X-Two: 2\r\n"
                          "X-Two: 1\r\n"
                          "To: ben@example.net,\r\n\tcy@example.org\r\n"
                          "Subject : Hi  there \r\n" +
                              field,
                          parts.signature));
    }
  }
}

BOOST_AUTO_TEST_CASE(header_and_body_are_canonicalised_each_its_own_way) {
  SigningSettings settings;
  settings.header = Canonicalization::simple;
  BOOST_TEST(tag_of(signed_with(both_keys(), settings)[0], "c") == "simple/relaxed");
  BOOST_TEST(tag_of(signed_with(both_keys(), settings)[0], "bh") ==
             base64_digest("Hello, world\r\n"));
  settings = {};
  settings.body = Canonicalization::simple;
  BOOST_TEST(tag_of(signed_with(both_keys(), settings)[0], "c") == "relaxed/simple");
  BOOST_TEST(tag_of(signed_with(both_keys(), settings)[0], "bh") ==
             base64_digest("Hello,  world \r\n"));
}

BOOST_AUTO_TEST_CASE(lists_what_is_signed_and_what_is_guarded) {
  const struct {
    std::vector<std::string> fields;
    std::vector<std::string> oversigned;
    const char* want;
  } kRows[] = {
      // RFC 6376 section 5.4.1: what of its list is in the message; not Received.
      {{}, {}, "from:subject:to"},
      // RFC 6376 section 8.15.
      {{}, {"from"}, "from:from:subject:to"},
      {{"from"}, {"subject", "cc"}, "from:subject:subject:cc"},
      {{"x-two", "from"}, {"x-two"}, "x-two:x-two:x-two:from"},
      // Names without a field are guarded only where that is asked for.
      {{"from", "cc"}, {}, "from"},
      {{"from", "cc"}, {"CC"}, "from:cc"},
      // Each name once, whatever its case.
      {{"From", "FROM", "to"}, {"To", "TO"}, "from:to:to"},
      {{"subject"}, {"from"}, "subject:from:from"},
      // What others sign may be signed.
      {{"from", "received", "dkim-signature"}, {}, "from:received"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.want) {
      SigningSettings settings;
      settings.fields = row.fields;
      settings.oversigned = row.oversigned;
      for (const std::string& field : signed_with(both_keys(), settings)) {
        BOOST_TEST(tag_of(field, "h") == row.want);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(default_fields_are_those_of_the_rfc) {
  // RFC 6376 section 5.4.1, and RFC 8058 section 4 for List-Unsubscribe-Post.
  const std::string names =
      "from:reply-to:subject:date:to:cc:resent-date:resent-from:resent-to:resent-cc:in-reply-to:"
      "references:list-id:list-help:list-unsubscribe:list-unsubscribe-post:list-subscribe:"
      "list-post:list-owner:list-archive";
  std::string header = "Return-Path: <>\r\nReceived: x\r\nComments: x\r\nKeywords: x\r\nBcc: x\r\n";
  for (const std::string_view name : base::split(names, ':')) {
    header += std::string(name) + ": x\r\n";
  }
  SigningSettings settings;
  settings.oversigned = {};
  BOOST_TEST(tag_of(signed_with(both_keys(), settings, header)[0], "h") == names);
}

BOOST_AUTO_TEST_CASE(signatures_do_not_cover_each_other) {
  // A signature that was there is covered by both; neither counts the other.
  SigningSettings settings;
  settings.fields = {"from", "dkim-signature"};
  settings.oversigned = {};
  const std::string header = "DKIM-Signature: old\r\nFrom: ann@example.com\r\n";
  const auto fields = signed_with(both_keys(), settings, header);
  const auto one = signed_with({both_keys()[1]}, settings, header);
  BOOST_TEST_REQUIRE(fields.size() == 2U);
  BOOST_TEST(fields[1] == one[0]);
  BOOST_TEST(tag_of(fields[0], "h") == "from:dkim-signature");
  const Parts parts = parts_of(fields[1]);
  std::string own = "dkim-signature" + parts.text.substr(14);
  own.erase(own.find(": ") + 1, 1);
  for (std::size_t at; (at = own.find("\r\n")) != std::string::npos;) own.erase(at, 2);
  BOOST_TEST(verifies("ed25519.pem", "from:ann@example.com\r\ndkim-signature:old\r\n" + own,
                      parts.signature));
}

BOOST_AUTO_TEST_CASE(times_and_identity_are_printed) {
  SigningSettings settings;
  settings.timestamp = base::Time(1767225600s);
  const struct {
    std::optional<std::chrono::seconds> lifetime;
    const char* identity;
    const char* want_x;
    const char* want_i;
  } kRows[] = {
      {{}, "", "none", "none"},
      {604800s, "ann@example.com", "1767830400", "ann@example.com"},
      {1s, "@news.example.com", "1767225601", "@news.example.com"},
      // RFC 6376 section 2.11.
      {{}, "\"a b;c=d\"@example.com", "none", "\"a=20b=3Bc=3Dd\"@example.com"},
      {{}, "k\xc3\xa4the@example.com", "none", "k=C3=A4the@example.com"},
      {{}, "a@EXAMPLE.com", "none", "a@EXAMPLE.com"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.identity) {
      settings.lifetime = row.lifetime;
      settings.identity = row.identity;
      const std::string field = signed_with(both_keys(), settings)[0];
      BOOST_TEST(tag_of(field, "t") == "1767225600");
      BOOST_TEST(tag_of(field, "x") == row.want_x);
      BOOST_TEST(tag_of(field, "i") == row.want_i);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_it_writes_can_be_read) {
  SigningSettings settings;
  settings.timestamp = base::Time(1767225600s);
  settings.lifetime = 1h;
  settings.identity = "\"a b;c=d\"@news.example.com";
  for (int i = 0; i < 60; ++i) {
    // Names that put the folds everywhere.
    BOOST_TEST_CONTEXT(i << " octets more") {
      settings.oversigned = {"from", "x-" + std::string(static_cast<std::size_t>(i), 'y'), "date"};
      for (const std::string& field : signed_with(both_keys(), settings)) {
        const auto read = dkim::parse_signature(mail::read_field(field).value);
        BOOST_TEST_REQUIRE(std::holds_alternative<dkim::Signature>(read));
        const auto& signature = std::get<dkim::Signature>(read);
        BOOST_TEST(signature.identity == settings.identity);
        BOOST_TEST(signature.signed_fields.size() == 6U);
        BOOST_TEST((signature.timestamp == settings.timestamp));
        BOOST_TEST((signature.expiration == *settings.timestamp + 1h));
        for (const std::string_view line : base::split(field, '\n')) {
          BOOST_TEST(line.size() <= 79U, line);
          BOOST_TEST(!base::trim(line).empty());
        }
        const Parts parts = parts_of(field);
        const auto digest = dkim::signature_extent(mail::read_field(field).value);
        BOOST_TEST_REQUIRE(digest.has_value());
        BOOST_TEST(signature.signature == parts.signature, boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(signs_how_the_body_is_shown) {
  // An unsigned Content-Type lets the body be shown otherwise.
  const auto fields = signed_with(both_keys(), {},
                                  "From: a\r\nContent-Type: text/html\r\nMIME-Version: 1.0\r\n"
                                  "Content-Transfer-Encoding: base64\r\nMessage-ID: <1@a>\r\n"
                                  "Received: x\r\nReturn-Path: <>\r\n");
  BOOST_TEST(tag_of(fields.front(), "h") ==
             "from:from:message-id:mime-version:content-type:content-transfer-encoding:to:cc:"
             "subject:date:reply-to");
}

BOOST_AUTO_TEST_CASE(the_same_gives_the_same) {
  BOOST_TEST(signed_with(both_keys(), {}) == signed_with(both_keys(), {}),
             boost::test_tools::per_element());
  BOOST_TEST(signed_with({}, {}).empty());
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_signed) {
  SigningSettings none;
  SigningSettings no_from;
  no_from.fields = {"to"};
  no_from.oversigned = {};
  SigningSettings itself;
  itself.oversigned = {"from", "DKIM-signature"};
  const auto with_fields = [](std::vector<std::string> fields) {
    SigningSettings settings;
    settings.fields = std::move(fields);
    return settings;
  };
  const auto with_oversigned = [](std::vector<std::string> fields) {
    SigningSettings settings;
    settings.oversigned = std::move(fields);
    return settings;
  };
  const auto no_name = [](const std::string& name) {
    return "\"" + name + "\" is no name of a field to sign.";
  };
  const auto several = [](int count) {
    return "The message has " + std::to_string(count) +
           " From fields, or lines that programs take for one; it may have only one.";
  };
  std::string many = "From: a\r\n";
  for (int i = 0; i < 1000; ++i) many += "X: a\r\n";
  const struct {
    SigningSettings settings;
    std::string header;
    std::string want;
  } kRows[] = {
      {none, "", "The message has no From field, which must be signed."},
      {none, "To: a\r\nFrom a\r\n", "The message has no From field, which must be signed."},
      {none, "Resent-From: a\r\n", "The message has no From field, which must be signed."},
      {no_from, "From: a\r\n", "From is not among the fields to sign."},
      {with_fields({"from", ""}), "From: a\r\n", no_name("")},
      {with_fields({"from", "a b"}), "From: a\r\n", no_name("a b")},
      {with_fields({"from", "a:b"}), "From: a\r\n", no_name("a:b")},
      {with_fields({"from", "a;b=c"}), "From: a\r\n", no_name("a;b=c")},
      {with_oversigned({"from", "a\r\nb"}), "From: a\r\n", no_name("a\\013\\010b")},
      {with_oversigned({"from", "\xc3\xa4"}), "From: a\r\n", no_name("\\195\\164")},
      {itself, "From: a\r\n", "DKIM-Signature cannot be listed once more than it is there."},
      {with_fields({"from", "x"}), many, "The signature would list more than 1000 fields."},
      {none, "fRoM: a\r\n", ""},
      // RFC 5322 section 3.6.
      {none, "From: a\r\nFrom: a\r\n", several(2)},
      {none, "From: a\r\nTo: x\r\nFROM : b\r\nfrom: c\r\n", several(3)},
      {none, "Subject: x\nFrom: b\r\nFrom: a\r\n", several(2)},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(base::printable(row.header, 40)) {
      BOOST_TEST(refusal(both_keys(), row.settings, row.header) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_times_that_cannot_be_written) {
  const std::string lifetime = "The lifetime is not positive, or ends after the year 33658.";
  const std::string timestamp = "The timestamp is before 1970 or has more than 12 digits.";
  const struct {
    std::optional<base::Time> timestamp;
    std::optional<std::chrono::seconds> lifetime;
    std::string want;
  } kRows[] = {
      {{}, 1s, "A lifetime needs a timestamp."},
      {base::Time(-1s), {}, timestamp},
      {base::Time(1'000'000'000'000s), {}, timestamp},
      {base::Time(0s), {}, ""},
      {base::Time(999'999'999'999s), {}, ""},
      {base::Time(999'999'999'999s), 1s, lifetime},
      {base::Time(1s), 0s, lifetime},
      {base::Time(1s), -1s, lifetime},
      {base::Time(1s), std::chrono::seconds::max(), lifetime},
      {base::Time(1s), 1s, ""},
  };
  for (const auto& row : kRows) {
    SigningSettings settings;
    settings.timestamp = row.timestamp;
    settings.lifetime = row.lifetime;
    BOOST_TEST(refusal(both_keys(), settings) == row.want);
  }
}

BOOST_AUTO_TEST_CASE(refuses_names_that_no_signature_can_have) {
  const auto no_domain = [](const std::string& domain) {
    return "\"" + domain + "\" is no domain that can sign.";
  };
  const auto no_identity = [](const std::string& identity) {
    return "The identity \"" + identity +
           "\" is no address such as user@example.com or @example.com.";
  };
  const auto elsewhere = [](const std::string& identity, const std::string& domain) {
    return "The domain of the identity, \"" + identity +
           "\", is not at or below the signing domain \"" + domain + "\".";
  };
  std::string label(63, 'a');
  const std::string three = label + "." + label + "." + label;
  const struct {
    std::string domain;
    std::string selector;
    std::string identity;
    std::string want;
  } kRows[] = {
      {"example.com", "s", "", ""},
      {"example.com", "s.t", "", ""},
      {"xn--exmple-cua.com", "s", "", ""},
      {"com", "s", "", no_domain("com")},
      {".", "s", "", no_domain(".")},
      {"a\\;b.example", "s", "", no_domain("a\\;b.example")},
      {"example.com", ".", "", "\".\" is no selector."},
      {"example.com", "a\\;b", "", "\"a\\;b\" is no selector."},
      {three, label, "",
       "The selector \"" + label + "\" and the domain \"" + base::printable(three, 80) +
           "\" are too long for a name of the DNS."},
      {"example.com", "s", "example.com", no_identity("example.com")},
      {"example.com", "s", "a b@example.com", no_identity("a b@example.com")},
      {"example.com", "s", "a@b@example.com", no_identity("a@b@example.com")},
      {"example.com", "s", "a\r\n@example.com", no_identity("a\\013\\010@example.com")},
      {"example.com", "s", "a@", no_identity("a@")},
      {"example.com", "s", "a@exa mple.com", no_identity("a@exa mple.com")},
      {"example.com", "s", std::string(310, 'a') + "@example.com",
       no_identity(std::string(80, 'a') + "...")},
      {"example.com", "s", "a@example.net", elsewhere("example.net", "example.com")},
      {"example.com", "s", "a@badexample.com", elsewhere("badexample.com", "example.com")},
      {"news.example.com", "s", "a@example.com", elsewhere("example.com", "news.example.com")},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.domain << ' ' << row.selector << ' ' << base::printable(row.identity)) {
      SigningSettings settings;
      settings.identity = row.identity;
      std::vector<SigningKey> keys = {
          signing_key(row.domain.c_str(), row.selector.c_str(), "rsa1024.pem")};
      BOOST_TEST(refusal(keys, settings) == row.want);
    }
  }
  SigningSettings settings;
  settings.identity = "a@news.example.com";
  const std::vector<SigningKey> keys = {signing_key("example.com", "s", "rsa1024.pem"),
                                        signing_key("example.net", "s", "rsa1024.pem")};
  BOOST_TEST(refusal(keys, settings) == elsewhere("news.example.com", "example.net"));
}

BOOST_AUTO_TEST_SUITE_END()
