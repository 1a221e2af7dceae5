// SPDX-License-Identifier: MIT

#include "reports/sources/catalogue.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/reports/fixture.h"
#include "tests/support/zones.h"

using namespace reports::sources;

namespace {

/// What tells of a source, in short.
struct Clues {
  std::vector<std::string> signers{};
  const char* spf = nullptr;
  const char* ip = "192.0.2.1";
  const char* ptr = nullptr;
  bool is_confirmed = true;
  std::uint32_t asn = 0;
  const char* as_name = nullptr;
};

/// "SendGrid (transactional) dkim sendgrid.net listed"
std::string named(const Catalogue& catalogue, const Clues& clues,
                  std::string_view own = "example.com") {
  AddressFacts facts{.is_confirmed = clues.is_confirmed};
  if (clues.ptr != nullptr) facts.ptr = clues.ptr;
  if (clues.asn != 0) facts.asn = clues.asn;
  if (clues.as_name != nullptr) facts.as_name = clues.as_name;
  Evidence evidence{.signers = clues.signers, .spf_domain = {}, .source_ip = {}, .address = &facts};
  if (clues.spf != nullptr) evidence.spf_domain = clues.spf;
  if (clues.ip != nullptr) evidence.source_ip = clues.ip;
  const Source source = catalogue.source_of(evidence, own);
  return source.name + (source.type ? " (" + *source.type + ")" : "") + " " +
         std::string(libauth::base::name_of(source.basis)) + " " + source.evidence.value_or("-") +
         (source.is_listed ? " listed" : "");
}

std::string named(const Clues& clues, std::string_view own = "example.com") {
  return named(Catalogue::built_in(), clues, own);
}

Catalogue extended(std::string_view csv) {
  auto catalogue = Catalogue::built_in().extended_with(csv);
  BOOST_REQUIRE_MESSAGE(catalogue.has_value(), catalogue.error().message);
  return std::move(*catalogue);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesCatalogue)

BOOST_AUTO_TEST_CASE(TheStrongestEvidenceNamesTheSource) {
  const Clues all{.signers = {"example.com/google", "sendgrid.net/s1"},
                  .spf = "bounce.mailgun.org",
                  .ptr = "a1.smtp-out.amazonses.com",
                  .asn = 24940};
  Clues clues = all;
  BOOST_TEST(named(clues) == "SendGrid (transactional) dkim sendgrid.net listed");
  clues.signers = {"example.com/google"};
  BOOST_TEST(named(clues) == "Google Workspace (mail-provider) dkim example.com/google listed");
  clues.signers = {"example.com/s1"};
  BOOST_TEST(named(clues) == "Mailgun (transactional) spf bounce.mailgun.org listed");
  clues.spf = "example.com";
  BOOST_TEST(named(clues) == "Amazon SES (transactional) ptr a1.smtp-out.amazonses.com listed");
  clues.ptr = nullptr;
  BOOST_TEST(named(clues) == "Hetzner (hosting) asn AS24940 listed");
  clues.asn = 0;
  BOOST_TEST(named(clues) == "192.0.2.1 address 192.0.2.1");
}

BOOST_AUTO_TEST_CASE(OfSeveralSignaturesTheOneThatTellsMostCounts) {
  const struct {
    const char* what;
    std::vector<std::string> signers;
    const char* want;
  } kRows[] = {
      {"a service over one that carries",
       {"amazonses.com/a", "x.hubspotemail.net/b"},
       "HubSpot (crm) dkim x.hubspotemail.net listed"},
      {"another domain over one that carries",
       {"amazonses.com/a", "mail.shop.example/b"},
       "shop.example dkim mail.shop.example"},
      {"a listed one over another",
       {"mail.shop.example/b", "zendesk.com/z"},
       "Zendesk (support) dkim zendesk.com listed"},
      {"the first of two", {"a.example/s", "b.example/s"}, "a.example dkim a.example"},
      {"one that carries over nothing",
       {"amazonses.com/a", "example.com/b"},
       "Amazon SES (transactional) dkim amazonses.com listed"},
      {"any over a selector",
       {"example.com/protonmail", "other.example/s"},
       "other.example dkim other.example"},
  };
  for (const auto& row : kRows) BOOST_TEST(named({.signers = row.signers}) == row.want, row.what);
}

BOOST_AUTO_TEST_CASE(TheOwnersOwnDomainNamesNobodyElse) {
  const struct {
    const char* what;
    Clues clues;
    const char* want;
  } kRows[] = {
      {"signature",
       {.signers = {"mail.example.com/s1", "EXAMPLE.com./s2"}},
       "192.0.2.1 address 192.0.2.1"},
      {"return path", {.spf = "bounce.example.com"}, "192.0.2.1 address 192.0.2.1"},
      {"own host",
       {.spf = "example.com", .ptr = "mx.example.com"},
       "example.com ptr mx.example.com"},
  };
  for (const auto& row : kRows) BOOST_TEST(named(row.clues) == row.want, row.what);
  // A domain below the one in question is the same owner's; one beside it under a suffix is not.
  BOOST_TEST(named({.signers = {"example.com/s"}}, "news.example.com") ==
             "192.0.2.1 address 192.0.2.1");
  BOOST_TEST(named({.signers = {"b.github.io/s"}}, "a.github.io") ==
             "b.github.io dkim b.github.io");
}

// A selector that many services have, or any owner, tells nothing.
BOOST_AUTO_TEST_CASE(OnlySelectorsThatNameTheirServiceCount) {
  const struct {
    const char* selector;
    const char* want;  // null: none
  } kRows[] = {
      {"20240102030405pm", "Postmark"},
      {"SCPH0316", "SparkPost"},
      {"hs1-1234567", "HubSpot"},
      {"strato-dkim-0002", "STRATO"},
      {"protonmail3", "Proton Mail"},
      {"k1", nullptr},
      {"s1", nullptr},
      {"selector1", nullptr},
      {"default", nullptr},
      {"20240102030405", nullptr},
      {"", nullptr},
  };
  for (const auto& row : kRows) {
    const std::string signer = std::string("example.com/") + row.selector;
    const std::string text = named({.signers = {signer}});
    if (row.want == nullptr) {
      BOOST_TEST(text == "192.0.2.1 address 192.0.2.1", row.selector);
    } else {
      BOOST_TEST(text.starts_with(std::string(row.want) + " ("), row.selector << ": " << text);
    }
  }
  // The selector of another domain is that domain's.
  BOOST_TEST(named({.signers = {"shop.example/protonmail"}}) == "shop.example dkim shop.example");
}

BOOST_AUTO_TEST_CASE(TheLongestListedDomainCounts) {
  const struct {
    Clues clues;
    const char* want;
  } kRows[] = {
      {{.ptr = "mail-a.outbound.protection.outlook.com"},
       "Microsoft 365 (mail-provider) ptr mail-a.outbound.protection.outlook.com listed"},
      {{.signers = {"a.outlook.com/s"}}, "Outlook.com (mail-provider) dkim a.outlook.com listed"},
      {{.signers = {"contoso.onmicrosoft.com/selector1-contoso-onmicrosoft-com"}},
       "Microsoft 365 (mail-provider) dkim contoso.onmicrosoft.com listed"},
      {{.signers = {"example-com.20230601.gappssmtp.com/20230601"}},
       "Google Workspace (mail-provider) dkim example-com.20230601.gappssmtp.com listed"},
      {{.signers = {"email.cloudflare.net/cf2024-1"}},
       "Cloudflare Email Routing (forwarding) dkim email.cloudflare.net listed"},
      // The kind of evidence counts: this domain is listed for signatures only.
      {{.ptr = "host.gappssmtp.com"}, "gappssmtp.com ptr host.gappssmtp.com"},
      {{.ptr = "host.notsendgrid.net"}, "notsendgrid.net ptr host.notsendgrid.net"},
  };
  for (const auto& row : kRows) BOOST_TEST(named(row.clues) == row.want);
}

BOOST_AUTO_TEST_CASE(WhatIsNotListedHasItsRegisteredDomain) {
  const struct {
    const char* what;
    Clues clues;
    const char* want;
  } kRows[] = {
      {"signature", {.signers = {"Mail.Shop.Example/s"}}, "shop.example dkim mail.shop.example"},
      {"SPF", {.spf = "bounce.shop.co.uk"}, "shop.co.uk spf bounce.shop.co.uk"},
      {"host", {.ptr = "a.b.shop.example"}, "shop.example ptr a.b.shop.example"},
      {"network", {.asn = 64500, .as_name = "Example Net"}, "Example Net asn AS64500"},
      {"network without name", {.asn = 64500}, "AS64500 asn AS64500"},
      // A name that does not lead back is a claim of whoever has the address.
      {"unconfirmed",
       {.ptr = "mail.google.com", .is_confirmed = false},
       "192.0.2.1 address 192.0.2.1"},
      // What is no registered domain names nobody.
      {"a suffix",
       {.signers = {"co.uk/s"}, .spf = "localhost", .ptr = "com"},
       "192.0.2.1 address 192.0.2.1"},
      {"no domain",
       {.signers = {"", "/", "s", "192.0.2.9/s"}, .spf = "192.0.2.9", .ptr = "a..b"},
       "192.0.2.1 address 192.0.2.1"},
  };
  for (const auto& row : kRows) BOOST_TEST(named(row.clues) == row.want, row.what);
}

BOOST_AUTO_TEST_CASE(AnAddressIsItsOwnName) {
  const struct {
    const char* ip;
    const char* want;
  } kRows[] = {
      {"192.0.2.1", "192.0.2.1 address 192.0.2.1"},
      {"::ffff:192.0.2.1", "192.0.2.1 address ::ffff:192.0.2.1"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64 address 2001:db8:1:2:3:4:5:6"},
      {"2001:db8:1:2::1", "2001:db8:1:2::/64 address 2001:db8:1:2::1"},
      {"no\x1b"
       "address",
       "no\\027address address no\\027address"},
      {"", "unknown address "},
  };
  for (const auto& row : kRows) BOOST_TEST(named({.ip = row.ip}) == row.want, row.ip);
  const AddressFacts facts{.address = tests::ip("2001:db8::1")};
  const Evidence evidence{.signers = {}, .spf_domain = {}, .source_ip = {}, .address = &facts};
  BOOST_TEST(Catalogue::built_in().source_of(evidence, "example.com").name == "2001:db8::/64");
  const Source none = Catalogue::built_in().source_of({}, "example.com");
  BOOST_TEST(none.name == "unknown");
  BOOST_TEST(!none.evidence.has_value());
}

BOOST_AUTO_TEST_CASE(AMapExtendsWhatWeKnow) {
  const Catalogue catalogue = extended(tests::report_file("sources-own.csv"));
  const struct {
    Clues clues;
    const char* want;
  } kRows[] = {
      {{.signers = {"a.news.example.net/s"}},
       "Example News, Inc. (marketing) dkim a.news.example.net listed"},
      {{.signers = {"example.com/exnews07"}},
       "Example News, Inc. (marketing) dkim example.com/exnews07 listed"},
      {{.spf = "bounces.example.net"},
       "Example News, Inc. (marketing) spf bounces.example.net listed"},
      {{.ptr = "a.out.example.net"}, "Example Hosting (hosting) ptr a.out.example.net listed"},
      {{.asn = 64500, .as_name = "Other"}, "Example Network asn AS64500 listed"},
      // A row of a kind replaces ours of it; what it does not name stays.
      {{.signers = {"sendgrid.net/s"}}, "Our SendGrid (transactional) dkim sendgrid.net listed"},
      {{.ptr = "o1.sendgrid.net"}, "Our SendGrid (transactional) ptr o1.sendgrid.net listed"},
      {{.asn = 11377}, "SendGrid (transactional) asn AS11377 listed"},
      {{.ptr = "mx.mailgun.org"}, "Mailgun (transactional) ptr mx.mailgun.org listed"},
      // Only the kind that the row has.
      {{.ptr = "news.example.net"}, "example.net ptr news.example.net"},
  };
  for (const auto& row : kRows) BOOST_TEST(named(catalogue, row.clues) == row.want);
  BOOST_TEST(catalogue.size() == Catalogue::built_in().size() + 6);
}

BOOST_AUTO_TEST_CASE(TheCommonFormCountsForEveryDomain) {
  const Catalogue catalogue = extended(tests::report_file("sources-base-reverse-dns.csv"));
  const std::string want = "Example Provider (Email Provider) ";
  BOOST_TEST(named(catalogue, {.ptr = "mx.example.net"}) == want + "ptr mx.example.net listed");
  BOOST_TEST(named(catalogue, {.signers = {"example.net/s"}}) == want + "dkim example.net listed");
  BOOST_TEST(named(catalogue, {.spf = "b.example.net"}) == want + "spf b.example.net listed");
}

BOOST_AUTO_TEST_CASE(AMapCanReplaceAll) {
  const auto catalogue = Catalogue::replaced_by(tests::report_file("sources-own.csv"));
  BOOST_REQUIRE(catalogue.has_value());
  BOOST_TEST(catalogue->size() == 6U);
  BOOST_TEST(named(*catalogue, {.ptr = "mx.mailgun.org"}) == "mailgun.org ptr mx.mailgun.org");
  BOOST_TEST(named(*catalogue, {.asn = 64500}) == "Example Network asn AS64500 listed");
}

BOOST_AUTO_TEST_CASE(TheLastOfTwoRowsCounts) {
  const Catalogue catalogue = extended(
      "evidence-kind,value,name\nptr,example.net,A\nPTR,EXAMPLE.NET,B\n"
      "selector,ab#,A\nselector,a##,B\nselector,ab1,C\nselector,a*,D\nselector,ab1,E\n");
  BOOST_TEST(named(catalogue, {.ptr = "example.net"}) == "B ptr example.net listed");
  // A selector in full over any pattern.
  BOOST_TEST(named(catalogue, {.signers = {"example.com/ab1"}}) == "E dkim example.com/ab1 listed");
  BOOST_TEST(named(catalogue, {.signers = {"example.com/ab2"}}) == "D dkim example.com/ab2 listed");
}

BOOST_AUTO_TEST_CASE(AMapWithAnErrorIsRefused) {
  const auto extended = Catalogue::built_in().extended_with("base_reverse_dns,name\na..b,A\n");
  BOOST_REQUIRE(!extended.has_value());
  BOOST_TEST(extended.error().rule == kMapValueRule);
  const auto replaced =
      Catalogue::replaced_by("base_reverse_dns,name\nexample.net,A\n", MapLimits{.rows = 0});
  BOOST_REQUIRE(!replaced.has_value());
  BOOST_TEST(replaced.error().rule == kMapRowsRule);
}

BOOST_AUTO_TEST_SUITE_END()
