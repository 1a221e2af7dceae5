// SPDX-License-Identifier: MIT

#include "reports/analysis/remedies.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/analysis/fixes.h"
#include "reports/analysis/spf_proposal.h"
#include "tests/support/zones.h"

using namespace reports::analysis;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};

/// The key of RFC 8463 appendix A.2.
constexpr const char* kKey = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// A record of strings of at most 200 octets.
std::string txt(const std::string& name, const std::string& text) {
  std::string record = name + ". 300 TXT";
  for (std::size_t at = 0; at < text.size(); at += 200)
    record += " \"" + text.substr(at, 200) + "\"";
  return record + "\n";
}

const std::string kDmarc = txt("_dmarc.example.com", "v=DMARC1; p=none");
const std::string kSpf = txt("example.com", "v=spf1 ip4:192.0.2.10 -all");

FailingCase by(const std::string& address) {
  FailingCase what;
  what.source_ip = address;
  what.author = "example.com";
  return what;
}

/// With a return path of the owner.
FailingCase own_path(const std::string& address, const std::string& path = "example.com") {
  FailingCase what = by(address);
  what.spf_failed = {{path, "fail"}};
  return what;
}

/// Signed and bounced by a service alone.
FailingCase serviced() {
  FailingCase what = by("192.0.2.99");
  what.foreign_signers = {"service.example/s"};
  what.spf_domain = "service.example";
  return what;
}

FailingSource source(const std::string& name, std::vector<FailingCase> cases) {
  FailingSource made;
  made.source.name = name;
  made.source.is_listed = !base::IpAddress::parse(name).has_value();
  for (FailingCase& what : cases) {
    CountedCase counted;
    counted.what = std::move(what);
    counted.messages = 10;
    made.cases.push_back(std::move(counted));
  }
  made.messages = 10 * made.cases.size();
  return made;
}

/// An own host that sends with that return path.
FailingSource host(const std::string& address, const std::string& path = "example.com") {
  return source(address, {own_path(address, path)});
}

Fixes judged(dns::Resolver& resolver, std::vector<FailingSource> sources) {
  FailingMail mail;
  mail.domain = "example.com";
  mail.sources = std::move(sources);
  dns::Facts facts;
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return fixes(mail, {}, known, kNow); });
}

Fixes judged(const std::string& zone, std::vector<FailingSource> sources) {
  dns::ZoneResolver resolver({tests::world(zone)});
  return judged(resolver, std::move(sources));
}

const Remedy& remedy(const Fixes& fixes, std::size_t source, const std::string& cause,
                     std::size_t index = 0) {
  const auto& causes = fixes.sources.at(source).causes;
  const auto found =
      std::find_if(causes.begin(), causes.end(), [&](const Cause& one) { return one.id == cause; });
  if (found == causes.end()) throw std::out_of_range(cause);
  return found->remedies.at(index);
}

/// "TXT example.com v=spf1 -all", with "?" in front of a template; "-" for none.
std::string record(const Remedy& remedy) {
  if (!remedy.record) return "-";
  const Publication& each = *remedy.record;
  return (each.is_template ? "?" : "") + each.type + " " + each.name + " " + each.value;
}

/// All records of that name and type, each once.
std::vector<std::string> records_at(const Fixes& fixes, const std::string& name) {
  std::set<std::string> records;
  for (const SourceFixes& source : fixes.sources) {
    for (const Cause& cause : source.causes) {
      for (const Remedy& each : cause.remedies) {
        if (each.record && each.record->name == name) records.insert(record(each));
      }
    }
  }
  return {records.begin(), records.end()};
}

bool says(const Remedy& remedy, const std::string& words) {
  return remedy.text.find(words) != std::string::npos;
}

std::string word(const Remedy& remedy) {
  return remedy.name_use ? std::string(base::name_of(remedy.name_use->state)) : "-";
}

/// Includes of domains that let nobody send.
std::string includes(std::size_t count) {
  std::string terms;
  for (std::size_t i = 0; i < count; ++i) {
    terms += " include:n" + std::to_string(i) + ".example.net";
  }
  return terms;
}

/// The same domains, one address each.
std::string included(std::size_t count) {
  std::string zone;
  for (std::size_t i = 0; i < count; ++i) {
    zone += txt("n" + std::to_string(i) + ".example.net",
                "v=spf1 ip4:203.0.113." + std::to_string(i) + " -all");
  }
  return zone;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisRemedies)

// RFC 7208 section 4.5: two records are a permerror, and the second in place of the first undoes
// it.
BOOST_AUTO_TEST_CASE(AllSourcesShareOneSpfRecord) {
  const Fixes fixes = judged(
      kDmarc + kSpf + txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/24 -all"),
      {host("192.0.2.21"), source("SendGrid", {own_path("198.51.100.7")}), host("192.0.2.22")});
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "TXT example.com v=spf1 ip4:192.0.2.10 ip4:192.0.2.21 include:sendgrid.net "
             "ip4:192.0.2.22 -all");
  const char* const kTerms[] = {"ip4:192.0.2.21", "include:sendgrid.net", "ip4:192.0.2.22"};
  for (std::size_t i = 0; i < 3; ++i) {
    const Remedy& each = remedy(fixes, i, "spf-not-authorised");
    BOOST_TEST(each.id == "authorise-address");
    BOOST_TEST(each.record.has_value());
    BOOST_TEST(says(each, kTerms[i]), each.text);
    BOOST_TEST(says(each, "publish it once"), each.text);
  }
  const Fixes alone = judged(kDmarc + kSpf, {host("192.0.2.21")});
  BOOST_TEST(!says(remedy(alone, 0, "spf-not-authorised"), "publish it once"));
}

BOOST_AUTO_TEST_CASE(EachNameHasARecordOfItsOwn) {
  const Fixes fixes = judged(kDmarc + kSpf, {host("192.0.2.21"), host("192.0.2.22"),
                                             host("192.0.2.23", "news.example.com"),
                                             host("192.0.2.24", "News.Example.com")});
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "TXT example.com v=spf1 ip4:192.0.2.10 ip4:192.0.2.21 ip4:192.0.2.22 -all");
  BOOST_TEST(tests::joined(records_at(fixes, "news.example.com")) ==
             "TXT news.example.com v=spf1 ip4:192.0.2.23 ip4:192.0.2.24 ~all");
}

// What cannot be proved is not in the record, and keeps nobody else out of it.
BOOST_AUTO_TEST_CASE(SourcesThatWouldNotPassAreLeftOut) {
  const std::string zone =
      kDmarc + txt("example.com", "v=spf1 -ip4:192.0.2.21 ip4:192.0.2.10 -all");
  const Fixes fixes = judged(zone, {host("192.0.2.21"), host("192.0.2.22"),
                                    source("Shopify", {own_path("198.51.100.8")})});
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "TXT example.com v=spf1 -ip4:192.0.2.21 ip4:192.0.2.10 ip4:192.0.2.22 -all");
  BOOST_TEST(record(remedy(fixes, 0, "spf-not-authorised")) == "-");
  BOOST_TEST(says(remedy(fixes, 0, "spf-not-authorised"), "alone does not do it"));
  // No include of it is known: a template beside the record would undo it.
  BOOST_TEST(record(remedy(fixes, 2, "spf-not-authorised")) == "-");
  BOOST_TEST(says(remedy(fixes, 2, "spf-not-authorised"), "Ask Shopify which domain"));
}

// RFC 7208 section 4.6.4: two includes have room alone, and not beside each other.
BOOST_AUTO_TEST_CASE(TheFirstSourcesTakeTheRoom) {
  const std::string zone = kDmarc + included(9) +
                           txt("example.com", "v=spf1" + includes(9) + " -all") +
                           txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/24 -all") +
                           txt("mailgun.org", "v=spf1 ip4:192.0.2.0/24 -all");
  const Fixes fixes =
      judged(zone, {source("SendGrid", {own_path("198.51.100.7")}),
                    source("Mailgun", {own_path("192.0.2.7")}), host("192.0.2.22")});
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "TXT example.com v=spf1" + includes(9) + " include:sendgrid.net ip4:192.0.2.22 -all");
  BOOST_TEST(record(remedy(fixes, 1, "spf-not-authorised")) == "-");
  BOOST_TEST(says(remedy(fixes, 1, "spf-not-authorised"), "beside what other sources need"));
}

BOOST_AUTO_TEST_CASE(ARecordThatGetsTooLongIsCutAtASource) {
  std::vector<FailingSource> sources;
  for (int i = 100; i < 120; ++i) {
    std::vector<FailingCase> cases;
    for (int j = 1; j <= 9; ++j) {
      cases.push_back(own_path("2001:db8:1111:2222:3333:4444:5555:" + std::to_string(10 * i + j)));
    }
    sources.push_back(source("192.0.2." + std::to_string(i), cases));
  }
  const Fixes fixes = judged(kDmarc + kSpf, sources);
  const auto records = records_at(fixes, "example.com");
  BOOST_REQUIRE(records.size() == 1U);
  BOOST_TEST(records[0].size() <= kMaxSpfOctets + std::string("TXT example.com ").size());
  BOOST_TEST(remedy(fixes, 0, "spf-not-authorised").record.has_value());
  BOOST_TEST(record(remedy(fixes, 19, "spf-not-authorised")) == "-");
  BOOST_TEST(says(remedy(fixes, 0, "spf-not-authorised"), "strings of at most 255 octets"));
}

// What only the services tell is a template: one record with a place for each of them.
BOOST_AUTO_TEST_CASE(ServicesWhoseIncludeIsNotKnownShareATemplate) {
  const std::vector<FailingSource> sources = {source("Shopify", {own_path("198.51.100.8")}),
                                              source("Mailchimp", {own_path("198.51.100.9")})};
  const Fixes fixes = judged(kDmarc + kSpf, sources);
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "?TXT example.com v=spf1 ip4:192.0.2.10 include:SPF-DOMAIN-OF-SHOPIFY "
             "include:SPF-DOMAIN-OF-MAILCHIMP -all");
  const Remedy& second = remedy(fixes, 1, "spf-not-authorised");
  BOOST_TEST(says(second, "Ask Mailchimp which domain"), second.text);
  BOOST_TEST(says(second, "in place of SPF-DOMAIN-OF-MAILCHIMP"), second.text);
  BOOST_TEST(says(second, "publish it once"), second.text);
  const std::string full =
      kDmarc + included(10) + txt("example.com", "v=spf1" + includes(10) + " -all");
  const Remedy none = remedy(judged(full, sources), 0, "spf-not-authorised");
  BOOST_TEST(record(none) == "-");
  BOOST_TEST(says(none, "has no room for include:SPF-DOMAIN"), none.text);
  BOOST_TEST(!says(none, "beside what other sources need"), none.text);
}

// RFC 7208 section 4.6.4: each include takes a lookup, also that of a domain not known yet.
BOOST_AUTO_TEST_CASE(NoMoreServicesAreAskedThanThereIsRoomFor) {
  const std::string zone = kDmarc + included(9) +
                           txt("example.com", "v=spf1" + includes(9) + " -all") +
                           txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/25 -all");
  const FailingSource shopify = source("Shopify", {own_path("198.51.100.208")});
  const FailingSource mailchimp = source("Mailchimp", {own_path("198.51.100.209")});
  const Fixes two = judged(zone, {shopify, mailchimp});
  BOOST_TEST(tests::joined(records_at(two, "example.com")) == "?TXT example.com v=spf1" +
                                                                  includes(9) +
                                                                  " include:SPF-DOMAIN-OF-SHOPIFY "
                                                                  "-all");
  const Fixes beside = judged(zone, {source("SendGrid", {own_path("198.51.100.7")}), shopify});
  BOOST_TEST(tests::joined(records_at(beside, "example.com")) ==
             "TXT example.com v=spf1" + includes(9) + " include:sendgrid.net -all");
  for (const Fixes* fixes : {&two, &beside}) {
    const Remedy& left_out = remedy(*fixes, 1, "spf-not-authorised");
    BOOST_TEST(record(left_out) == "-");
    BOOST_TEST(!says(left_out, "Ask "), left_out.text);
    BOOST_TEST(says(left_out, "beside what other sources need"), left_out.text);
    BOOST_TEST(says(left_out, "more than 10 lookups."), left_out.text);
  }
}

BOOST_AUTO_TEST_CASE(ServicesBesideARecordAreToBeInItTogether) {
  const FailingSource shopify = source("Shopify", {own_path("198.51.100.8")});
  const FailingSource mailchimp = source("Mailchimp", {own_path("198.51.100.9")});
  const std::string words = "one record must hold the includes of all of them";
  const Fixes both = judged(kDmarc + kSpf, {host("192.0.2.21"), shopify, mailchimp});
  for (const std::size_t i : {1U, 2U}) {
    const Remedy& each = remedy(both, i, "spf-not-authorised");
    BOOST_TEST(says(each, "add it to the record that is given here"), each.text);
    BOOST_TEST(says(each, words), each.text);
  }
  const Fixes one = judged(kDmarc + kSpf, {host("192.0.2.21"), shopify});
  BOOST_TEST(!says(remedy(one, 1, "spf-not-authorised"), words));
}

// RFC 7208 section 4.6.4 has two limits; the length of a record is a third.
BOOST_AUTO_TEST_CASE(TheLimitThatIsMetIsSaid) {
  std::string much = "v=spf1";
  for (int i = 1000; much.size() < kMaxSpfOctets - 20; ++i) {
    much += " ip6:2001:db8:1111:2222:3333:4444:5555:" + std::to_string(i);
  }
  const struct {
    const char* what;
    std::string zone;
    FailingSource source;
    const char* words;
  } kRows[] = {
      {"lookups", included(10) + txt("example.com", "v=spf1" + includes(10) + " -all"),
       source("SendGrid", {own_path("198.51.100.7")}), "it would take more than 10 lookups."},
      // An address that is stopped before the terms that find nothing.
      {"void lookups now",
       txt("example.com",
           "v=spf1 -ip4:192.0.2.21 a:n1.example.net a:n2.example.net a:n3.example.net -all"),
       host("192.0.2.21"), "it would take more than 2 lookups that find nothing."},
      {"void lookups of an include",
       kSpf + txt("sendgrid.net",
                  "v=spf1 ip4:198.51.100.0/24 a:n1.example.net a:n2.example.net "
                  "a:n3.example.net -all"),
       source("SendGrid", {own_path("198.51.100.7")}),
       "it would take more than 2 lookups that find nothing."},
      {"octets", txt("example.com", much + " -all"), host("2001:db8:1111:2222:3333:4444:6666:1000"),
       "it would be longer than 4096 octets."},
  };
  for (const auto& row : kRows) {
    const Fixes fixes = judged(kDmarc + row.zone, {row.source});
    const Remedy& each = remedy(fixes, 0, "spf-not-authorised");
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(record(each) == "-");
      BOOST_TEST(says(each, row.words), each.text);
      BOOST_TEST(!says(each, "beside what other sources need"), each.text);
    }
  }
}

// The mended record says no term twice, and lets the addresses pass for which it is given.
BOOST_AUTO_TEST_CASE(AMendedRecordHasTheAddressesItIsGivenFor) {
  const std::string zone =
      kDmarc + included(10) +
      txt("example.com", "v=spf1 ip4:192.0.2.10" + includes(10) + " a mx -all") +
      "example.com. 300 A 192.0.2.15\n"
      "example.com. 300 MX 10 mx.example.com.\n"
      "mx.example.com. 300 A 192.0.2.15\n";
  const Fixes fixes = judged(zone, {host("192.0.2.21"), host("2001:db8::5")});
  const auto records = records_at(fixes, "example.com");
  BOOST_REQUIRE(records.size() == 1U);
  for (const char* term : {"ip4:192.0.2.15", "ip4:192.0.2.21", "ip6:2001:db8::5"}) {
    const std::size_t at = records[0].find(term);
    BOOST_TEST(at != std::string::npos, records[0]);
    BOOST_TEST(records[0].find(term, at + 1) == std::string::npos, records[0]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const Remedy& each = remedy(fixes, i, "spf-permerror");
    BOOST_TEST(each.id == "mend-spf");
    BOOST_REQUIRE(each.record.has_value());
    // Addresses that were names move without a word.
    BOOST_TEST(says(each, "must be kept up to date"), each.text);
    const std::string how = "several strings of at most 255 octets";
    BOOST_TEST(says(each, how), each.text);
    BOOST_TEST(each.text.find(how) == each.text.rfind(how), each.text);
    dns::ZoneResolver resolver({tests::world(zone)});
    dns::Facts facts;
    const std::vector addresses = {tests::ip("192.0.2.10"), tests::ip("192.0.2.21"),
                                   tests::ip("2001:db8::5"), tests::ip("203.0.113.9")};
    BOOST_TEST((dns::settle(resolver, facts, [&](dns::Facts& known) {
                  return prove(tests::name("example.com"), each.record->value, addresses, known,
                               kNow);
                }) == Proof::good));
  }
}

BOOST_AUTO_TEST_CASE(ARecordWithAnErrorIsNotGivenWithMore) {
  const Fixes fixes = judged(kDmarc + txt("example.com", "v=spf1 include:gone.example.net -all"),
                             {host("192.0.2.21")});
  BOOST_TEST(record(remedy(fixes, 0, "spf-permerror")) == "-");
  BOOST_TEST(says(remedy(fixes, 0, "spf-permerror"), "include:gone.example.net"));
}

// RFC 1034 section 3.6.2: the text stands at the name that the alias leads to.
BOOST_AUTO_TEST_CASE(NothingIsPublishedBesideAnAlias) {
  const std::string zone = "_dmarc.example.com. 300 CNAME dmarc.host.example.\n" +
                           txt("dmarc.host.example", "v=DMARC1; p=none; adkim=s; aspf=s") +
                           txt("s1._domainkey.news.example.com", kKey) +
                           "bounce.example.com. 300 CNAME spf.host.example.\n" +
                           txt("spf.host.example", "v=spf1 ip4:192.0.2.1 -all");
  FailingCase signed_below = by("192.0.2.21");
  signed_below.own_signers = {"news.example.com/s1"};
  const Fixes fixes = judged(
      zone, {host("192.0.2.21", "bounce.example.com"), source("192.0.2.22", {signed_below})});
  for (const Remedy& each :
       {remedy(fixes, 0, "spf-not-authorised"), remedy(fixes, 1, "dkim-strict")}) {
    BOOST_TEST(record(each) == "-");
    BOOST_TEST(word(each) == "taken");
    BOOST_TEST(says(each, ".host.example: change the record there"), each.text);
  }
}

BOOST_AUTO_TEST_CASE(ADmarcRecordIsRelaxedForAllCausesAtOnce) {
  FailingCase signed_below = by("192.0.2.21");
  signed_below.own_signers = {"news.example.com/s1"};
  FailingCase path_below = by("192.0.2.1");
  path_below.spf_domain = "news.example.com";
  const std::string zone = txt("_dmarc.example.com", "v=DMARC1; p=none; adkim=s; aspf=s") +
                           txt("s1._domainkey.news.example.com", kKey) +
                           txt("news.example.com", "v=spf1 ip4:192.0.2.1 -all");
  const auto sources = {source("192.0.2.21", {signed_below}), source("192.0.2.1", {path_below})};
  BOOST_TEST(tests::joined(records_at(judged(zone, sources), "_dmarc.example.com")) ==
             "TXT _dmarc.example.com v=DMARC1; p=none; adkim=r; aspf=r");
  BOOST_TEST(tests::joined(records_at(judged(zone, {source("192.0.2.21", {signed_below})}),
                                      "_dmarc.example.com")) ==
             "TXT _dmarc.example.com v=DMARC1; p=none; adkim=r; aspf=s");
}

// RFC 1034 section 3.6.2: a CNAME beside other data is none, or ends it.
BOOST_AUTO_TEST_CASE(NamesInUseAreNotPublished) {
  const std::string used = kDmarc + txt("s1._domainkey.example.com", kKey) +
                           txt("em.example.com", "hello") +
                           "em.example.com. 300 MX 10 mx.example.com.\n";
  const Fixes fixes = judged(used, {source("SendGrid", {serviced()})});
  const Remedy& sign = remedy(fixes, 0, "dkim-unaligned");
  BOOST_TEST(sign.id == "sign-with-own-domain");
  BOOST_TEST(record(sign) == "-");
  BOOST_TEST(says(sign, "s1._domainkey.example.com is in use (TXT)"), sign.text);
  BOOST_TEST(says(sign, "Have SendGrid sign with another selector"), sign.text);
  BOOST_REQUIRE(sign.name_use.has_value());
  BOOST_TEST(sign.name_use->name == "s1._domainkey.example.com");
  BOOST_TEST(word(sign) == "taken");
  const Remedy& path = remedy(fixes, 0, "spf-unaligned");
  BOOST_TEST(record(path) == "-");
  BOOST_TEST(says(path, "em.example.com is in use (MX, TXT)"), path.text);
  BOOST_TEST(says(path, "Set another subdomain at SendGrid"), path.text);
  BOOST_TEST(word(path) == "taken");
}

BOOST_AUTO_TEST_CASE(NamesThatAreFreeOrServedAlreadyAreToldApart) {
  const std::string at = "s1._domainkey.example.com. 300 CNAME ";
  const struct {
    const char* what;
    std::string zone;
    const char* state;
    const char* record;
    const char* words;
  } kRows[] = {
      {"free", "", "-", "?CNAME s1._domainkey.example.com s1.domainkey.ACCOUNT.sendgrid.net", ""},
      {"alias of another", at + "s1.mail.example.net.\n", "taken", "-", "another selector"},
      {"alias of the service", at + "s1.domainkey.u1.wl.sendgrid.net.\n", "published", "-",
       "is published already"},
  };
  for (const auto& row : kRows) {
    const Fixes fixes = judged(kDmarc + row.zone, {source("SendGrid", {serviced()})});
    const Remedy& sign = remedy(fixes, 0, "dkim-unaligned");
    BOOST_TEST(word(sign) == row.state, row.what);
    BOOST_TEST(record(sign) == row.record, row.what);
    BOOST_TEST(says(sign, row.words), sign.text);
  }
}

// RFC 6376 section 3.6.2.2: a second key beside one is as good as none.
BOOST_AUTO_TEST_CASE(AKeyIsNotPublishedBesideAnother) {
  const Fixes fixes = judged(kDmarc + txt("google._domainkey.example.com", kKey),
                             {source("Google Workspace", {serviced()})});
  const Remedy& sign = remedy(fixes, 0, "dkim-unaligned");
  BOOST_TEST(record(sign) == "-");
  BOOST_TEST(word(sign) == "taken");
  BOOST_TEST(says(sign, "Only if what is there is the key of Google Workspace"), sign.text);
}

// A missing key may have a name with other data.
BOOST_AUTO_TEST_CASE(AMissingKeyIsPublishedOnlyWhereItsNameIsFree) {
  FailingCase what = by("192.0.2.21");
  what.own_failed = {{"example.com", "s1", "permerror"}};
  const std::string name = "s1._domainkey.example.com";
  const auto of = [&](const std::string& zone, const char* who) {
    return judged(kDmarc + zone, {source(who, {what})});
  };
  const auto key = [](const Fixes& fixes) { return remedy(fixes, 0, "dkim-key-missing"); };
  BOOST_TEST(record(key(of("", "192.0.2.21"))) == "?TXT " + name + " v=DKIM1; k=rsa; p=KEY");
  const Remedy beside = key(of(name + ". 300 CNAME gone.example.net.\n", "192.0.2.21"));
  BOOST_TEST(record(beside) == "-");
  BOOST_TEST(says(beside, "sign with another selector"), beside.text);
  const Remedy there = key(of(name + ". 300 CNAME s1.domainkey.u1.sendgrid.net.\n", "SendGrid"));
  BOOST_TEST(record(there) == "-");
  BOOST_TEST(says(there, "It leads to no key"), there.text);
}

BOOST_AUTO_TEST_CASE(ANameIsNotGivenToTwoSources) {
  FailingCase what = by("192.0.2.21");
  what.own_failed = {{"example.com", "s1", "permerror"}};
  const Fixes fixes =
      judged(kDmarc, {source("SendGrid", {serviced()}), source("192.0.2.21", {what})});
  BOOST_TEST(tests::joined(records_at(fixes, "s1._domainkey.example.com")) ==
             "?TXT s1._domainkey.example.com v=DKIM1; k=rsa; p=KEY");
  const Remedy& sign = remedy(fixes, 0, "dkim-unaligned");
  BOOST_TEST(word(sign) == "taken");
  BOOST_TEST(says(sign, "the key that another source signs with"), sign.text);
}

// RFC 6376 section 3.6.2.2: of two keys at a name it is undefined which one is taken.
BOOST_AUTO_TEST_CASE(AKeyThatSeveralSourcesMissIsPublishedOnce) {
  FailingCase what = by("192.0.2.21");
  what.own_failed = {{"example.com", "s1", "permerror"}};
  const FailingSource first = source("192.0.2.21", {what});
  const Fixes fixes = judged(kDmarc, {first, source("192.0.2.22", {what})});
  BOOST_TEST(record(remedy(fixes, 0, "dkim-key-missing")) ==
             "?TXT s1._domainkey.example.com v=DKIM1; k=rsa; p=KEY");
  BOOST_TEST(record(remedy(fixes, 1, "dkim-key-missing")) == "-");
  const std::string words = "Several sources here sign with that selector";
  for (const std::size_t i : {0U, 1U}) {
    const Remedy& each = remedy(fixes, i, "dkim-key-missing");
    BOOST_TEST(says(each, words), each.text);
    BOOST_TEST(each.text.find(words) == each.text.rfind(words), each.text);
  }
  BOOST_TEST(!says(remedy(judged(kDmarc, {first}), 0, "dkim-key-missing"), words));
}

// A DNS failure is unknown, never "free".
BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellOfANameIsSaid) {
  for (const auto status : {dns::Status::servfail, dns::Status::timeout, dns::Status::bogus}) {
    dns::ZoneResolver resolver({tests::world(kDmarc)});
    resolver.fail(tests::name("s1._domainkey.example.com"), status);
    const Fixes fixes = judged(resolver, {source("SendGrid", {serviced()})});
    const Remedy& sign = remedy(fixes, 0, "dkim-unaligned");
    BOOST_TEST(word(sign) == "unknown");
    BOOST_TEST(says(sign, "It is not known whether s1._domainkey.example.com is in use"),
               sign.text);
    BOOST_TEST(sign.record.has_value());
  }
}

BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellOfAnIncludeIsAskedAgain) {
  dns::ZoneResolver resolver({tests::world(kDmarc + kSpf)});
  resolver.fail(tests::name("sendgrid.net"), dns::Status::servfail);
  const Fixes fixes =
      judged(resolver, {source("SendGrid", {own_path("198.51.100.7")}), host("192.0.2.22")});
  BOOST_TEST(remedy(fixes, 0, "spf-not-authorised").id == "ask-again");
  BOOST_TEST(tests::joined(records_at(fixes, "example.com")) ==
             "TXT example.com v=spf1 ip4:192.0.2.10 ip4:192.0.2.22 -all");
}

BOOST_AUTO_TEST_SUITE_END()
