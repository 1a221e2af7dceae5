// SPDX-License-Identifier: MIT
//
// Failing mail of example.com that is made by hand and held against a zone, for the tests of fixes.

#pragma once

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/dns/settle.h"
#include "libauth/dns/zone.h"
#include "reports/analysis/fixes.h"
#include "tests/support/zones.h"

namespace tests {

using namespace reports::analysis;
namespace base = libauth::base;
namespace dns = libauth::dns;

inline constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};

/// The key of RFC 8463 appendix A.2.
inline constexpr const char* kKey =
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

inline std::string txt(const std::string& name, const std::string& text) {
  return name + ". 300 TXT \"" + text + "\"\n";
}

inline const std::string kDmarc = txt("_dmarc.example.com", "v=DMARC1; p=none");
inline const std::string kStrict = txt("_dmarc.example.com", "v=DMARC1; p=none; adkim=s; aspf=s");
inline const std::string kSpf = txt("example.com", "v=spf1 ip4:192.0.2.1 -all");

inline FailingCase failing(const std::string& address = "198.51.100.1") {
  FailingCase what;
  what.source_ip = address;
  what.author = "example.com";
  return what;
}

/// Signed by the owner, and nothing of SPF.
inline FailingCase signed_case(const std::string& result, const std::string& selector = "s1") {
  FailingCase what = failing();
  what.own_failed = {{"example.com", selector, result}};
  return what;
}

/// With a return path of the owner.
inline FailingCase own_path(const std::string& result,
                            const std::string& address = "198.51.100.1") {
  FailingCase what = failing(address);
  what.spf_failed = {{"example.com", result}};
  return what;
}

inline FailingSource source(const std::string& name, std::vector<CountedCase> cases,
                            bool listed = false) {
  FailingSource made;
  made.source.name = name;
  made.source.is_listed = listed;
  for (const CountedCase& counted : cases) made.messages += counted.messages;
  made.cases = std::move(cases);
  return made;
}

inline FailingMail mail_of(std::vector<FailingSource> all) {
  FailingMail mail;
  mail.domain = "example.com";
  for (const FailingSource& each : all) mail.messages += each.messages;
  mail.sources = std::move(all);
  return mail;
}

inline Fixes judged(dns::Resolver& resolver, const FailingMail& mail,
                    const FixLimits& limits = {}) {
  dns::Facts facts;
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return fixes(mail, {}, known, kNow, limits); },
                     {.time = std::chrono::milliseconds(2000)});
}

inline Fixes judged(const std::string& zone, const FailingMail& mail,
                    const FixLimits& limits = {}) {
  dns::ZoneResolver resolver({tests::world(zone)});
  return judged(resolver, mail, limits);
}

/// The one source with the one case, of 10 messages.
inline SourceFixes one(const std::string& zone, const FailingCase& what,
                       const std::string& name = "Host", bool listed = false) {
  return judged(zone, mail_of({source(name, {{what, 10}}, listed)})).sources.at(0);
}

/// "no-dkim 10 | spf-unaligned 10"
inline std::string summary(const SourceFixes& fixes) {
  std::string line;
  for (const Cause& cause : fixes.causes) {
    line += (line.empty() ? "" : " | ") + cause.id + " " + std::to_string(cause.messages);
  }
  return line;
}

inline const Cause& cause(const SourceFixes& fixes, const std::string& id) {
  const auto found = std::find_if(fixes.causes.begin(), fixes.causes.end(),
                                  [&](const Cause& each) { return each.id == id; });
  if (found == fixes.causes.end()) throw std::out_of_range(id + " is not in " + summary(fixes));
  return *found;
}

/// "TXT example.com v=spf1 -all", with "?" in front of a template; "-" for none.
inline std::string record(const Remedy& remedy) {
  if (!remedy.record) return "-";
  const Publication& each = *remedy.record;
  return (each.is_template ? "?" : "") + each.type + " " + each.name + " " + each.value;
}

}  // namespace tests
