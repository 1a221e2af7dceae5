// SPDX-License-Identifier: MIT
//
// All that matters of the report on a message, as one text: equal reports have equal texts.

#pragma once

#include <sstream>
#include <string>

#include "libauth/authres/write.h"
#include "libauth/base/enum.h"
#include "libauth/verify/report.h"

namespace tests {

inline void summarise(std::ostream& out, const libauth::dmarc::Evaluation& dmarc) {
  using libauth::base::name_of;
  out << "dmarc " << name_of(dmarc.result) << ' ' << dmarc.author.text() << ' '
      << (dmarc.policy ? name_of(*dmarc.policy) : "-") << ' ' << name_of(dmarc.disposition) << ' '
      << dmarc.queries << ' ' << dmarc.testing << ' ' << dmarc.reason << ' ' << dmarc.record_text
      << ' ' << (dmarc.org_domain ? dmarc.org_domain->text() : "-") << '\n';
  for (const auto& identifier : dmarc.dkim) {
    out << "  " << identifier.domain.text() << ' ' << identifier.is_authenticated << ' '
        << name_of(identifier.aligned) << ' ' << identifier.counts << '\n';
  }
}

inline void summarise(std::ostream& out, const libauth::dkim::Verification& signature) {
  using libauth::base::name_of;
  out << "dkim " << name_of(signature.result) << ' ' << name_of(signature.reason) << ' '
      << signature.detail << ' ' << signature.identity << ' ' << signature.signed_octets << '/'
      << signature.body_octets << ' ' << signature.testing << ' '
      << (signature.field == nullptr ? "" : signature.field->octets);
  for (const std::string_view name : signature.addable_fields) out << ' ' << name;
  out << '\n';
}

/// Without the cost, which may depend on the order of the answers.
inline std::string summary(const libauth::verify::Report& report) {
  using libauth::base::name_of;
  std::ostringstream out;
  out << libauth::authres::write_value(report.authentication_results) << '\n';
  const auto& octets = report.octets;
  for (const auto count : {octets.header, octets.body, octets.bare_cr, octets.bare_lf, octets.nul,
                           octets.eight_bit, octets.no_fields}) {
    out << count << ' ';
  }
  out << (report.is_header_cut ? "cut" : "") << '\n'
      << "spf " << name_of(report.spf.result) << ' ' << report.spf.reason << ' '
      << report.spf.lookups << ' ' << report.spf.void_lookups << '\n';
  if (report.helo) out << "helo " << name_of(report.helo->result) << '\n';
  out << "iprev " << report.iprev.pending << ' ' << name_of(report.iprev.result) << '\n';
  for (const auto& signature : report.dkim) summarise(out, signature);
  out << "arc " << name_of(report.arc.result) << ' ' << name_of(report.arc.reason) << ' '
      << report.arc.detail << ' ' << report.arc.instances << ' '
      << report.arc.oldest_pass.value_or(99) << ' ' << report.arc.is_temporary << '\n';
  for (const auto& set : report.arc.sets) out << "  " << set.authentication_results << '\n';
  summarise(out, report.dmarc.verdict);
  for (const auto& author : report.dmarc.authors) summarise(out, author);
  out << "from " << report.authors.fields << ' ' << report.dmarc.has_many_authors;
  for (const auto& mailbox : report.authors.mailboxes) {
    out << ' ' << mailbox.local_part << '@' << mailbox.domain;
  }
  for (const auto& error : report.authors.errors) out << " at " << error.offset;
  out << '\n';
  for (const auto& field : report.forged) {
    out << "forged " << field.index << ' ' << field.occurrence << ' ' << name_of(field.why) << '\n';
  }
  return out.str();
}

}  // namespace tests
