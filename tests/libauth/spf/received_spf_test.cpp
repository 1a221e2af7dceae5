// SPDX-License-Identifier: MIT

#include "libauth/spf/received_spf.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "tests/support/zones.h"

using namespace libauth::spf;

namespace {

/// The check of the examples of RFC 7208 section 9.1.
Request request() {
  Request request;
  request.ip = tests::ip("192.0.2.1");
  request.helo = "foo.example.com";
  request.mail_from = "myname@example.com";
  request.receiver = "mybox.example.org";
  return request;
}

Evaluation evaluation(Result result, std::string matched = "") {
  Evaluation evaluation;
  evaluation.result = result;
  evaluation.matched = std::move(matched);
  evaluation.reason = "Something is wrong.";
  return evaluation;
}

/// Without the line ends, as RFC 5322 section 2.2.3 has it.
std::string unfolded(std::string text) {
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n")) {
    text.erase(at, 2);
  }
  return text;
}

std::string field(const Evaluation& evaluation, const Request& request,
                  Identity identity = Identity::mailfrom) {
  return unfolded(received_spf(evaluation, request, identity));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_received_spf)

BOOST_AUTO_TEST_CASE(says_what_the_examples_of_rfc_7208_section_9_1_say) {
  const std::string pass = field(evaluation(Result::pass, "mx"), request());
  BOOST_TEST(pass ==
             "Received-SPF: pass (mybox.example.org: domain of myname@example.com designates "
             "192.0.2.1 as permitted sender) receiver=mybox.example.org; identity=mailfrom; "
             "client-ip=192.0.2.1; envelope-from=\"myname@example.com\"; helo=foo.example.com; "
             "mechanism=mx");
  const std::string fail = field(evaluation(Result::fail, "-all"), request());
  for (const char* part :
       {"Received-SPF: fail (mybox.example.org: domain of myname@example.com does not designate "
        "192.0.2.1 as permitted sender) ",
        "identity=mailfrom; ", "client-ip=192.0.2.1; ", "envelope-from=\"myname@example.com\"; ",
        "mechanism=-all"}) {
    BOOST_TEST(has(fail, part), part << " is not in " << fail);
  }
}

BOOST_AUTO_TEST_CASE(is_folded_at_spaces_into_lines_of_78) {
  BOOST_TEST(received_spf(evaluation(Result::pass, "mx"), request(), Identity::mailfrom) ==
             "Received-SPF: pass (mybox.example.org: domain of myname@example.com designates\r\n"
             " 192.0.2.1 as permitted sender) receiver=mybox.example.org; identity=mailfrom;\r\n"
             " client-ip=192.0.2.1; envelope-from=\"myname@example.com\";\r\n"
             " helo=foo.example.com; mechanism=mx");
  const std::string lf = received_spf(evaluation(Result::pass, "mx"), request(), Identity::mailfrom,
                                      libauth::mail::LineEnd::lf);
  BOOST_TEST(lf.find('\r') == std::string::npos);
  BOOST_TEST(libauth::base::split(lf, '\n').size() == 4U);
}

BOOST_AUTO_TEST_CASE(every_result_has_its_words) {
  const struct {
    Result result;
    const char* matched;
    const char* comment;
    const char* end;
  } kRows[] = {
      {Result::none, "", " has no policy)", "helo=foo.example.com"},
      {Result::neutral, "", " says nothing about 192.0.2.1)", "; mechanism=default"},
      {Result::neutral, "?all", " says nothing about 192.0.2.1)", "; mechanism=?all"},
      {Result::pass, "ip4:192.0.2.0/24", " designates 192.0.2.1 as permitted sender)",
       "; mechanism=\"ip4:192.0.2.0/24\""},
      {Result::fail, "-all", " does not designate 192.0.2.1 as permitted sender)",
       "; mechanism=-all"},
      {Result::softfail, "~all", " says that 192.0.2.1 is probably no permitted sender)",
       "; mechanism=~all"},
      // Nothing matched where there was an error, even where a term is to blame.
      {Result::temperror, "a:x.example",
       "(mybox.example.org: the policy of domain of myname@example.com is not known at the "
       "moment)",
       "helo=foo.example.com; problem=\"Something is wrong.\""},
      {Result::permerror, "",
       "(mybox.example.org: the policy of domain of myname@example.com cannot be interpreted)",
       "helo=foo.example.com; problem=\"Something is wrong.\""},
  };
  for (const auto& row : kRows) {
    const std::string got = field(evaluation(row.result, row.matched), request());
    BOOST_TEST_CONTEXT(got) {
      BOOST_TEST(has(got, row.comment));
      BOOST_TEST(got.ends_with(row.end));
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_the_identity_that_was_checked) {
  Request null_path = request();
  null_path.mail_from = "";
  const std::string bounce = field(evaluation(Result::pass, "a"), null_path);
  // RFC 7208 section 2.4: the identity is still MAIL FROM, and the envelope has a null path.
  BOOST_TEST(has(bounce, "domain of postmaster@foo.example.com designates"));
  BOOST_TEST(has(bounce, "identity=mailfrom;"));
  BOOST_TEST(has(bounce, "envelope-from=\"\";"));
  const std::string helo = field(evaluation(Result::pass, "a"), request(), Identity::helo);
  BOOST_TEST(has(helo, "domain of foo.example.com designates"));
  BOOST_TEST(has(helo, "identity=helo;"));
  BOOST_TEST(!has(helo, "envelope-from"));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out) {
  Request bare;
  bare.ip = tests::ip("2001:db8::1");
  BOOST_TEST(field(evaluation(Result::none), bare) ==
             "Received-SPF: none (domain of the sender has no policy) identity=mailfrom; "
             "client-ip=\"2001:db8::1\"; envelope-from=\"\"");
  bare.ip = tests::ip("::ffff:192.0.2.1");
  BOOST_TEST(has(field(evaluation(Result::none), bare), "client-ip=192.0.2.1;"));
}

BOOST_AUTO_TEST_CASE(values_from_outside_are_quoted) {
  const struct {
    const char* value;
    const char* quoted;
    const char* in_comment;
  } kRows[] = {
      {"a b@example.com", "\"a b@example.com\"", "domain of a b@example.com designates"},
      {"\"a\\b\"@example.com", "\"\\\"a\\\\b\\\"@example.com\"", "of \"a\\\\b\"@example.com des"},
      {"a);x=y@example.com", "\"a);x=y@example.com\"", "of a\\);x=y@example.com des"},
      {"((@example.com", "\"((@example.com\"", "of \\(\\(@example.com des"},
      {"; result=pass", "\"; result=pass\"", "of ; result=pass des"},
      {"a..b@example.com", "\"a..b@example.com\"", "of a..b@example.com des"},
  };
  for (const auto& row : kRows) {
    Request odd = request();
    odd.mail_from = row.value;
    odd.helo = row.value;
    const std::string got = field(evaluation(Result::pass, "a"), odd);
    BOOST_TEST_CONTEXT(got) {
      BOOST_TEST(has(got, std::string("envelope-from=") + row.quoted + ";"));
      BOOST_TEST(has(got, std::string("helo=") + row.quoted + ";"));
      BOOST_TEST(has(got, row.in_comment));
    }
  }
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_printed_are_left_out_with_their_keys) {
  const std::string kBad[] = {
      "a\r\nX-Evil: 1",
      "a\nb",
      "a\rb",
      "a\tb",
      "a\x7f",
      "caf\xc3\xa9",
      "\x80",
      std::string("a\0b", 3),
      std::string(321, 'a'),
      std::string(100'000, ' '),
  };
  for (const std::string& bad : kBad) {
    BOOST_TEST_CONTEXT(libauth::base::printable(bad, 20)) {
      Request odd = request();
      odd.mail_from = odd.helo = odd.receiver = bad;
      BOOST_TEST(field(evaluation(Result::pass, bad), odd) ==
                 "Received-SPF: pass (domain of the sender designates 192.0.2.1 as permitted "
                 "sender) identity=mailfrom; client-ip=192.0.2.1");
    }
  }
}

BOOST_AUTO_TEST_CASE(problems_are_made_printable_and_short) {
  Evaluation broken = evaluation(Result::permerror);
  broken.reason = "a\r\nb \"c\"";
  BOOST_TEST(field(broken, request()).ends_with("problem=\"a\\\\013\\\\010b \\\"c\\\"\""));
  broken.reason = std::string(1000, '\n');
  const std::string got = field(broken, request());
  BOOST_TEST(got.ends_with("...\""));
  BOOST_TEST(got.size() < 1200U);
}

BOOST_AUTO_TEST_CASE(no_line_is_over_998_or_white_space_alone) {
  for (const std::string& value :
       {std::string(320, '"'), std::string(320, '('), std::string(320, '\\'), std::string(320, ' '),
        std::string(160, ' ') + std::string(160, '"'), std::string(319, ' ') + "a"}) {
    Request odd = request();
    odd.mail_from = odd.helo = odd.receiver = value;
    const std::string got = received_spf(evaluation(Result::pass, value), odd, Identity::mailfrom);
    BOOST_TEST(has(got, "envelope-from"));
    for (std::string_view line : libauth::base::split(got, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      BOOST_TEST(line.size() <= 998U);
      BOOST_TEST(!libauth::base::trim(line).empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
