// SPDX-License-Identifier: MIT
//
// Messages that verify, and what becomes of them when somebody changes them. The canonical forms
// are written down by hand.

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/dkim_verification.h"
#include "tests/support/signed_message.h"

using namespace std::string_literals;
using tests::Signing;
using tests::verified;

namespace {

const tests::Keys& keys() {
  static const tests::Keys kKeys = {
      {"s1._domainkey.example.com", tests::key_record("rsa2048.pem")},
      {"ed._domainkey.example.com", tests::key_record("ed25519.pem")},
  };
  return kKeys;
}

constexpr const char* kTags = "v=1; a=rsa-sha256; d=example.com; s=s1";
constexpr const char* kFrom = "From: ada@example.com\r\n";
constexpr const char* kRelaxedFrom = "from:ada@example.com\r\n";

struct Case {
  const char* name;
  std::string tags;              ///< behind kTags
  std::string header;            ///< below the signature, as it arrives
  std::string body;              ///< with the empty line, as it arrives
  std::string canonical_header;  ///< what is signed
  std::string canonical_body;
  bool simple = false;
  std::string want = "pass verified";
};

std::string message_of(const Case& each) {
  Signing signing;
  signing.tags = kTags + each.tags;
  signing.header = each.canonical_header;
  signing.body = each.canonical_body;
  signing.simple = each.simple;
  return tests::signature_field(signing) + each.header + each.body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_verify_cases)

BOOST_AUTO_TEST_CASE(headers_are_canonicalised_as_the_rfc_says) {
  // RFC 6376 sections 3.4.1, 3.4.2 and 5.4.2.
  const std::string body = "\r\nHi\r\n";
  const std::string all = "; c=simple; h=from";
  const std::string relaxed = "; c=relaxed; h=from";
  const Case kCases[] = {
      {"simple", all, kFrom, body, kFrom, "Hi\r\n", true},
      {"no c is simple", "; h=from", kFrom, body, kFrom, "Hi\r\n", true},
      {"relaxed", relaxed, kFrom, body, kRelaxedFrom, "Hi\r\n"},
      {"simple keeps case, white space and folds", all, "FROM : \tada@example.com\r\n  (Ada) \r\n",
       body, "FROM : \tada@example.com\r\n  (Ada) \r\n", "Hi\r\n", true},
      {"relaxed takes them away", relaxed, "FROM : \tada@example.com\r\n  (Ada) \r\n", body,
       "from:ada@example.com (Ada)\r\n", "Hi\r\n"},
      {"the example of section 3.4.5, relaxed", relaxed + ":a:b",
       kFrom + "A: X\r\nB : Y\t\r\n\tZ  \r\n"s, body, kRelaxedFrom + "a:X\r\nb:Y Z\r\n"s, "Hi\r\n"},
      {"the example of section 3.4.5, simple", all + ":a:b",
       kFrom + "A: X\r\nB : Y\t\r\n\tZ  \r\n"s, body, kFrom + "A: X\r\nB : Y\t\r\n\tZ  \r\n"s,
       "Hi\r\n", true},
      {"a field without a value", relaxed + ":x", kFrom + "X:\r\n"s, body, kRelaxedFrom + "x:\r\n"s,
       "Hi\r\n"},
      {"a field of white space", relaxed + ":x", kFrom + "X: \r\n \t\r\n"s, body,
       kRelaxedFrom + "x:\r\n"s, "Hi\r\n"},
      {"a colon in the value", relaxed + ":x", kFrom + "X: a : b\r\n"s, body,
       kRelaxedFrom + "x:a : b\r\n"s, "Hi\r\n"},
      {"octets above 127", relaxed + ":x", kFrom + "X: \xc3\xa9\xff\r\n"s, body,
       kRelaxedFrom + "x:\xc3\xa9\xff\r\n"s, "Hi\r\n"},
      {"no-break space is no white space", relaxed + ":x", kFrom + "X: a\xc2\xa0  b\xc2\xa0\r\n"s,
       body, kRelaxedFrom + "x:a\xc2\xa0 b\xc2\xa0\r\n"s, "Hi\r\n"},
      {"NUL, VT and FF are no white space", relaxed + ":x", kFrom + "X: a\v\f"s + "\0 b\r\n"s, body,
       kRelaxedFrom + "x:a\v\f"s + "\0 b\r\n"s, "Hi\r\n"},
      {"names of h in any case", "; c=relaxed; h=FROM:Subject", kFrom + "subject: x\r\n"s, body,
       kRelaxedFrom + "subject:x\r\n"s, "Hi\r\n"},
      {"the order is that of h", "; c=relaxed; h=subject:from", kFrom + "Subject: x\r\n"s, body,
       "subject:x\r\n"s + kRelaxedFrom, "Hi\r\n"},
      {"the last of several fields", relaxed + ":x", "X: 1\r\n"s + kFrom + "X: 2\r\n", body,
       kRelaxedFrom + "x:2\r\n"s, "Hi\r\n"},
      {"several fields from below", relaxed + ":x:x", "X: 1\r\n"s + kFrom + "X: 2\r\nX: 3\r\n",
       body, kRelaxedFrom + "x:3\r\nx:2\r\n"s, "Hi\r\n"},
      {"names that differ in case are one", relaxed + ":X:x", "X: 1\r\n"s + kFrom + "x: 2\r\n",
       body, kRelaxedFrom + "x:2\r\nx:1\r\n"s, "Hi\r\n"},
      {"names without a field are nothing", relaxed + ":from:x:date", kFrom, body, kRelaxedFrom,
       "Hi\r\n"},
      {"lines that are no fields are not there", relaxed, "no field\r\n"s + kFrom + "from x: y\r\n",
       body, kRelaxedFrom, "Hi\r\n"},
      {"another signature is a field like others", relaxed + ":dkim-signature",
       kFrom + "DKIM-Signature: v=9\r\n"s, body, kRelaxedFrom + "dkim-signature:v=9\r\n"s, "Hi\r\n",
       false, "pass verified | permerror incompatible_version"},
      // RFC 6376 section 3.5, "h": it must not include the field itself. A signer that names one
      // more than there are, against further ones, hashed nothing for it (section 5.4.2).
      {"itself is not covered", relaxed + ":dkim-signature", kFrom, body, kRelaxedFrom, "Hi\r\n"},
      {"itself is not covered before another one", relaxed + ":dkim-signature:dkim-signature",
       kFrom + "DKIM-Signature: v=9\r\n"s, body, kRelaxedFrom + "dkim-signature:v=9\r\n"s, "Hi\r\n",
       false, "pass verified | permerror incompatible_version"},
  };
  for (const Case& each : kCases) {
    BOOST_TEST_CONTEXT(each.name) {
      BOOST_TEST(verified(message_of(each), keys()) == each.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(bodies_are_canonicalised_as_the_rfc_says) {
  // RFC 6376 sections 3.4.3 to 3.4.5.
  const struct {
    const char* name;
    std::string body;
    std::string simple;
    std::string relaxed;
  } kRows[] = {
      {"a line", "\r\nHi\r\n", "Hi\r\n", "Hi\r\n"},
      {"no body, no empty line", "", "\r\n", ""},
      {"an empty body", "\r\n", "\r\n", ""},
      {"one empty line", "\r\n\r\n", "\r\n", ""},
      {"empty lines", "\r\n\r\n\r\n\r\n", "\r\n", ""},
      {"empty lines at the end", "\r\nHi\r\n\r\n\r\n", "Hi\r\n", "Hi\r\n"},
      {"empty lines inside", "\r\n\r\n\r\nHi\r\n\r\nHo\r\n", "\r\n\r\nHi\r\n\r\nHo\r\n",
       "\r\n\r\nHi\r\n\r\nHo\r\n"},
      {"no line end at the end", "\r\nHi", "Hi\r\n", "Hi\r\n"},
      {"the example of section 3.4.5", "\r\n C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n",
       " C\r\nD E\r\n"},
      {"a line of white space", "\r\n \t \r\n", " \t \r\n", ""},
      {"lines of white space at the end", "\r\nHi\r\n \r\n\t\r\n\r\n", "Hi\r\n \r\n\t\r\n",
       "Hi\r\n"},
      {"white space without a line end", "\r\nHi\r\n  ", "Hi\r\n  \r\n", "Hi\r\n"},
      {"white space at the ends of a line", "\r\n\t Hi \t\r\n", "\t Hi \t\r\n", " Hi\r\n"},
      {"CR alone", "\r\na\rb\r\n", "a\rb\r\n", "a\rb\r\n"},
      {"LF alone", "\r\na\nb\r\n", "a\nb\r\n", "a\nb\r\n"},
      {"CR CR LF", "\r\na\r\r\n\r\n", "a\r\r\n", "a\r\r\n"},
      {"CR at the end", "\r\na\r", "a\r\r\n", "a\r\r\n"},
      {"NUL and octets above 127", "\r\na\0b\xff\xc2\xa0 \r\n"s, "a\0b\xff\xc2\xa0 \r\n"s,
       "a\0b\xff\xc2\xa0\r\n"s},
      {"dots at the start of lines", "\r\n.\r\n..\r\n", ".\r\n..\r\n", ".\r\n..\r\n"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Case simple{"",        "; c=relaxed/simple; h=from", kFrom, row.body, kRelaxedFrom,
                        row.simple};
      BOOST_TEST(verified(message_of(simple), keys()) == "pass verified");
      const Case relaxed{"",         "; c=relaxed/relaxed; h=from", kFrom, row.body, kRelaxedFrom,
                         row.relaxed};
      BOOST_TEST(verified(message_of(relaxed), keys()) == "pass verified");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_length_of_the_body_is_a_policy) {
  // RFC 6376 sections 3.5 ("l") and 8.2.
  const std::string head = "; c=relaxed/relaxed; h=from; l=";
  const Case kCases[] = {
      {"all of it", head + "4", kFrom, "\r\nHi\r\n", kRelaxedFrom, "Hi\r\n"},
      {"all of it, canonical", head + "4", kFrom, "\r\nHi  \r\n\r\n", kRelaxedFrom, "Hi\r\n"},
      {"nothing of nothing", head + "0", kFrom, "\r\n", kRelaxedFrom, ""},
      {"a part", head + "4", kFrom, "\r\nHi\r\nmore\r\n", kRelaxedFrom, "Hi\r\n", false,
       "policy partial_body 4/10"},
      {"a part of a line", head + "2", kFrom, "\r\nHi\r\n", kRelaxedFrom, "Hi", false,
       "policy partial_body 2/4"},
      {"nothing of it", head + "0", kFrom, "\r\nHi\r\n", kRelaxedFrom, "", false,
       "policy partial_body 0/4"},
      {"leading zeros", head + "0004", kFrom, "\r\nHi\r\n", kRelaxedFrom, "Hi\r\n"},
      {"more than there is", head + "5", kFrom, "\r\nHi\r\n", kRelaxedFrom, "Hi\r\n", false,
       "permerror body_too_short"},
      {"more than there can be", head + "99999999999999999999", kFrom, "\r\nHi\r\n", kRelaxedFrom,
       "Hi\r\n", false, "permerror body_too_short"},
      {"a part that was changed", head + "4", kFrom, "\r\nHo\r\nmore\r\n", kRelaxedFrom, "Hi\r\n",
       false, "fail body_mismatch 4/10"},
      {"a part under another header", head + "4", kFrom, "\r\nHi\r\nmore\r\n", "from:eve\r\n",
       "Hi\r\n", false, "fail signature_mismatch 4/10"},
  };
  for (const Case& each : kCases) {
    BOOST_TEST_CONTEXT(each.name) {
      BOOST_TEST(verified(message_of(each), keys()) == each.want);
    }
  }
  auto settings = tests::settings_now();
  settings.accept_partial_body = true;
  BOOST_TEST(verified(message_of(kCases[3]), keys(), settings) == "pass verified 4/10");
  BOOST_TEST(verified(message_of(kCases[5]), keys(), settings) == "pass verified 0/4");
  BOOST_TEST(verified(message_of(kCases[9]), keys(), settings) == "fail body_mismatch 4/10");
}

BOOST_AUTO_TEST_CASE(the_signature_itself_is_signed_but_for_its_value) {
  // RFC 6376 sections 3.5 ("b") and 3.7.
  Signing signing{"", kRelaxedFrom, "Hi\r\n"};
  const std::string rest = kFrom + "\r\nHi\r\n"s;
  const struct {
    const char* name;
    std::string tags;
    std::string canonical;
  } kRows[] = {
      {"tags that are not known", "; n=x; c=relaxed; h=from", ""},
      {"a tag whose value looks like b", "; z=b=abc; xb=a:b=c; c=relaxed; h=from", ""},
      {"an identity below the domain", "; i=ada@sub.example.com; c=relaxed; h=from", ""},
      {"folds and white space", ";\r\n\tc = relaxed ;  h=from\t:\r\n to",
       "; c = relaxed ; h=from : to"},
      {"octets above 127", "; z=Subject:\xc3\xa9; c=relaxed; h=from", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      signing.tags = kTags + row.tags;
      signing.canonical_tags = row.canonical.empty() ? "" : kTags + row.canonical;
      BOOST_TEST(verified(tests::signature_field(signing) + rest, keys()) == "pass verified");
    }
  }
}

BOOST_AUTO_TEST_CASE(white_space_in_b_does_not_count) {
  Signing signing{kTags + "; c=simple; h=from"s, kFrom, "Hi\r\n", true};
  const std::string field = tests::signature_field(signing);
  const std::size_t at = field.rfind("b=") + 2;
  const std::string rest = kFrom + "\r\nHi\r\n"s;
  for (const char* space : {" ", "\t", "\r\n ", " \r\n\t "}) {
    for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{100}}) {
      std::string changed = field;
      changed.insert(at + offset, space);
      BOOST_TEST(verified(changed + rest, keys()) == "pass verified");
    }
  }
  std::string changed = field;
  changed.insert(at - 2, " ");
  BOOST_TEST(verified(changed + rest, keys()) == "fail signature_mismatch");
  changed = field;
  changed.insert(field.size() - 2, ";");
  BOOST_TEST(verified(changed + rest, keys()) == "fail signature_mismatch");
}

BOOST_AUTO_TEST_CASE(ed25519_signs_the_digest) {
  // RFC 8463 section 3.
  Signing signing{"v=1; a=ed25519-sha256; d=example.com; s=ed; c=relaxed/relaxed; h=from",
                  kRelaxedFrom, "Hi\r\n", false, "ed25519.pem"};
  const std::string field = tests::signature_field(signing);
  const std::string rest = kFrom + "\r\nHi\r\n"s;
  BOOST_TEST(verified(field + rest, keys()) == "pass verified");
  BOOST_TEST(verified(field + "From: eve@example.com\r\n\r\nHi\r\n", keys()) ==
             "fail signature_mismatch");
  std::string shorter = field;
  shorter.erase(field.size() - 8, 4);
  BOOST_TEST(verified(shorter + rest, keys()) == "permerror syntax_error");
}

BOOST_AUTO_TEST_CASE(what_is_changed_does_not_verify) {
  const std::string header = "From: ada@example.com\r\nTo: bob@example.net\r\nSubject: Hello\r\n";
  const std::string body = "\r\nHi Bob,\r\n\r\nsee you.\r\n";
  Signing signing{kTags + "; c=relaxed/relaxed; h=from:to:subject:subject; t=1777593000"s,
                  "from:ada@example.com\r\nto:bob@example.net\r\nsubject:Hello\r\n",
                  "Hi Bob,\r\n\r\nsee you.\r\n"};
  const std::string message = tests::signature_field(signing) + header + body;
  BOOST_TEST(verified(message, keys()) == "pass verified");
  const struct {
    const char* from;
    const char* to;
    const char* want;
  } kRows[] = {
      {"see you", "see You", "fail body_mismatch"},
      {"Hi Bob,", " Hi Bob,", "fail body_mismatch"},
      {"\r\n\r\nsee", "\r\nsee", "fail body_mismatch"},
      {"\r\n\r\nsee", "\r\n\r\n\r\nsee", "fail body_mismatch"},
      {"see you.", "see\xc2\xa0you.", "fail body_mismatch"},
      {"you.\r\n", "you.\r\n-- \r\nlist\r\n", "fail body_mismatch"},
      {"Hi Bob,\r\n", "Hi Bob,\n", "fail body_mismatch"},
      {"Hi Bob,", "Hi  Bob, ", "pass verified"},
      {"you.\r\n", "you. \r\n\r\n\r\n", "pass verified"},
      {"ada@", "eve@", "fail signature_mismatch"},
      {"To: bob", "Cc: bob", "fail signature_mismatch"},
      {"To: bob", "To: Bob", "fail signature_mismatch"},
      {"Hello", "Hel lo", "fail signature_mismatch"},
      {"Subject: Hello", "Subject:Hello", "pass verified"},
      {"Subject: Hello", "SUBJECT: \r\n Hello ", "pass verified"},
      {"Subject: Hello\r\n", "", "fail signature_mismatch"},
      // "subject" is listed once more than it is there, "to" is not (RFC 6376 section 8.15).
      {"From: ada", "Subject: other\r\nFrom: ada", "fail signature_mismatch"},
      {"From: ada", "To: eve@example.net\r\nFrom: ada", "pass verified"},
      {"Subject:", "To: eve@example.net\r\nSubject:", "fail signature_mismatch"},
      {"From: ada", "From: eve@example.org\r\nFrom: ada", "pass verified"},
      {"To: bob", "From: eve@example.org\r\nTo: bob", "fail signature_mismatch"},
      {"From: ada", "X-Other: x\r\nFrom: ada", "pass verified"},
      // The signature itself.
      {"t=1777593000", "t=1777593001", "fail signature_mismatch"},
      {"t=1777593000", "t=1777593000; n=x", "fail signature_mismatch"},
      {"d=example.com", "d=Example.com", "fail signature_mismatch"},
      {"d=example.com", "d=example.net", "permerror no_key"},
      {"s=s1", "s=s2", "permerror no_key"},
      {"s=s1", "s=ed", "permerror inappropriate_algorithm"},
      {"a=rsa-sha256", "a=rsa-sha1", "permerror sha1"},
      {"relaxed/relaxed", "simple/relaxed", "fail signature_mismatch"},
      {"relaxed/relaxed", "relaxed/simple", "fail signature_mismatch"},
      {"relaxed/relaxed", "relaxed", "fail signature_mismatch"},
      {"h=from:to:subject:subject", "h=from", "fail signature_mismatch"},
      {"h=from:to:", "h=to:from:", "fail signature_mismatch"},
      {"v=1; ", "", "permerror missing_tag"},
      {"v=1", "v=1; v=1", "permerror syntax_error"},
      {"DKIM-Signature:", "X-DKIM-Signature:", ""},
      {"DKIM-Signature:", "dkim-signature :", "pass verified"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.from << "\" becomes \"" << row.to << '"') {
      std::string changed = message;
      const std::size_t at = changed.find(row.from);
      BOOST_TEST_REQUIRE(at != std::string::npos);
      changed.replace(at, std::string_view(row.from).size(), row.to);
      BOOST_TEST(verified(changed, keys()) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_octet_of_b_or_bh_can_be_changed) {
  Signing signing{kTags + "; c=relaxed/relaxed; h=from"s, kRelaxedFrom, "Hi\r\n"};
  const std::string field = tests::signature_field(signing);
  const std::string rest = kFrom + "\r\nHi\r\n"s;
  // But for the last digit of each, whose lower bits stand for nothing (RFC 4648 section 3.5).
  const std::size_t bh = field.find("bh=") + 3;
  const std::size_t b = field.rfind("b=") + 2;
  for (std::size_t at = bh; at + 5 < field.size(); ++at) {
    if ((at >= bh + 42 && at < b)) continue;
    std::string changed = field;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    const tests::Verified got({changed, rest}, keys(), tests::settings_now());
    BOOST_TEST(got.summary() == (at < b ? "fail body_mismatch" : "fail signature_mismatch"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
