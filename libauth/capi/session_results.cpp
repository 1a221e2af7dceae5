// SPDX-License-Identifier: MIT

#include <span>

#include "libauth/authres/write.h"
#include "libauth/capi/result_structs.h"
#include "libauth/capi/session_handle.h"
#include "libauth/capi/words.h"

namespace libauth::capi {
namespace {

/// Fills `result` with what `make(element)` makes of the element of that index.
template <class Element, class Result, class Make>
libauth_status write_element(std::span<const Element> elements, std::size_t index, Result* result,
                             const Make& make) {
  if (index >= elements.size()) return LIBAUTH_NONE;
  return write_struct(result, make(elements[index]));
}

/// @pre a NUL stands behind each
std::vector<const char*> pointers_to(const std::vector<std::string_view>& texts) {
  std::vector<const char*> pointers;
  for (const std::string_view text : texts) pointers.push_back(text.data());
  return pointers;
}

std::vector<const char*> pointers_to(const std::vector<dns::Name>& names) {
  std::vector<const char*> pointers;
  for (const dns::Name& name : names) pointers.push_back(name.text().c_str());
  return pointers;
}

libauth_dkim_result result_struct(const dkim::Verification& dkim,
                                  const std::vector<const char*>& addable_fields) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_dkim_result);
  // docs/decisions/several-from.md
  const bool covers_some_from = dkim.result == dkim::Result::pass && !dkim.covers_all_from;
  filled.result = code_of(dkim.result);
  filled.flags = flag(dkim.testing, LIBAUTH_DKIM_TESTING) |
                 flag(dkim.security == dns::Security::secure, LIBAUTH_DKIM_SECURE) |
                 flag(covers_some_from, LIBAUTH_DKIM_SOME_FROM);
  filled.reason = word_of(dkim.reason);
  filled.detail = dkim.detail.c_str();
  filled.domain = text_or_null(dkim.domain);
  filled.selector = text_or_null(dkim.selector);
  filled.identity = dkim.identity.c_str();
  filled.identity_size = dkim.identity.size();
  filled.algorithm = dkim.algorithm.c_str();
  filled.algorithm_size = dkim.algorithm.size();
  filled.signature = dkim.signature_text.c_str();
  filled.signature_size = dkim.signature_text.size();
  filled.key_type = dkim.key ? word_of(dkim.key->type) : nullptr;
  filled.key_bits = dkim.key ? dkim.key->bits : 0;
  filled.addable_field_count = static_cast<std::uint32_t>(addable_fields.size());
  filled.addable_fields = addable_fields.data();
  filled.signed_octets = dkim.signed_octets;
  filled.body_octets = dkim.body_octets;
  return filled;
}

libauth_arc_result result_struct(const arc::Validation& arc) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_arc_result);
  filled.result = code_of(arc.result);
  filled.instances = static_cast<std::uint32_t>(arc.instances);
  filled.oldest_pass = arc.oldest_pass ? static_cast<std::int32_t>(*arc.oldest_pass) : -1;
  filled.temporary = arc.is_temporary ? 1 : 0;
  filled.reason = word_of(arc.reason);
  filled.detail = arc.detail.c_str();
  return filled;
}

libauth_arc_set result_struct(const arc::SetVerification& set) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_arc_set);
  filled.domain = text_or_null(set.domain);
  filled.selector = text_or_null(set.selector);
  filled.message_signature = word_of(set.message_signature);
  filled.seal = word_of(set.seal);
  filled.authentication_results = set.authentication_results.c_str();
  filled.authentication_results_size = set.authentication_results.size();
  filled.instance = set.instance;
  return filled;
}

libauth_forged_field result_struct(const authres::ForgedField& field) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_forged_field);
  filled.index = field.index;
  filled.occurrence = field.occurrence;
  filled.why = word_of(field.why);
  return filled;
}

libauth_mailbox result_struct(const mail::Mailbox& mailbox) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_mailbox);
  filled.display_name = mailbox.display_name.c_str();
  filled.display_name_size = mailbox.display_name.size();
  filled.local_part = mailbox.local_part.c_str();
  filled.local_part_size = mailbox.local_part.size();
  filled.domain = mailbox.domain.c_str();
  filled.domain_size = mailbox.domain.size();
  return filled;
}

libauth_counts counts_struct(const verify::Report& report) {
  auto filled = LIBAUTH_RESULT_INIT(libauth_counts);
  filled.header_octets = report.octets.header;
  filled.body_octets = report.octets.body;
  filled.bare_cr = report.octets.bare_cr;
  filled.bare_lf = report.octets.bare_lf;
  filled.nul = report.octets.nul;
  filled.eight_bit = report.octets.eight_bit;
  filled.no_fields = report.octets.no_fields;
  filled.from_fields = report.authors.fields;
  filled.from_mailboxes = report.authors.mailboxes.size();
  filled.from_unreadable = report.authors.errors.size();
  filled.rounds = report.cost.rounds;
  filled.questions = report.cost.questions;
  filled.not_asked = report.cost.refused;
  filled.is_header_cut = report.is_header_cut ? 1 : 0;
  return filled;
}

/// The names of the fields that can be added to the signature of that index.
const std::vector<const char*>& addable_fields(const verify::Report& report, std::size_t index,
                                               Texts& texts) {
  texts.addable_fields.resize(report.dkim.size());
  std::vector<const char*>& names = texts.addable_fields[index];
  if (names.empty()) names = pointers_to(report.dkim[index].addable_fields);
  return names;
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_session_spf(libauth_session* session, libauth_spf_result* result) {
  return look(session, [&](const auto& report, auto&) {
    return write_struct(result, result_struct(report.spf));
  });
}

libauth_status libauth_session_spf_helo(libauth_session* session, libauth_spf_result* result) {
  return look(session, [&](const auto& report, auto&) {
    return report.helo ? write_struct(result, result_struct(*report.helo)) : LIBAUTH_NONE;
  });
}

std::size_t libauth_session_dkim_count(libauth_session* session) {
  std::size_t count = 0;
  look(session, [&](const auto& report, auto&) {
    count = report.dkim.size();
    return LIBAUTH_OK;
  });
  return count;
}

libauth_status libauth_session_dkim(libauth_session* session, std::size_t index,
                                    libauth_dkim_result* result) {
  return look(session, [&](const auto& report, auto& open) {
    if (index >= report.dkim.size()) return LIBAUTH_NONE;
    const auto& addable = addable_fields(report, index, open.texts);
    return write_struct(result, result_struct(report.dkim[index], addable));
  });
}

libauth_status libauth_session_arc(libauth_session* session, libauth_arc_result* result) {
  return look(session, [&](const auto& report, auto&) {
    return write_struct(result, result_struct(report.arc));
  });
}

libauth_status libauth_session_arc_set(libauth_session* session, std::size_t index,
                                       libauth_arc_set* set) {
  return look(session, [&](const auto& report, auto&) {
    return write_element(std::span(report.arc.sets), index, set,
                         [](const auto& one) { return result_struct(one); });
  });
}

libauth_status libauth_session_dmarc(libauth_session* session, libauth_dmarc_result* result) {
  return look(session, [&](const auto& report, auto&) {
    return write_struct(result, result_struct(report.dmarc.verdict, report.dmarc.has_many_authors));
  });
}

libauth_status libauth_session_dmarc_author(libauth_session* session, std::size_t index,
                                            libauth_dmarc_result* result) {
  return look(session, [&](const auto& report, auto&) {
    return write_element(std::span(report.dmarc.authors), index, result, [&](const auto& one) {
      return result_struct(one, report.dmarc.has_many_authors);
    });
  });
}

libauth_status libauth_session_iprev(libauth_session* session, libauth_iprev_result* result) {
  return look(session, [&](const auto& report, auto& open) {
    if (report.iprev.pending) return LIBAUTH_NONE;
    // Made once: pointers into them were handed out.
    auto& names = open.texts.names;
    auto& confirmed = open.texts.confirmed;
    if (names.empty()) names = pointers_to(report.iprev.names);
    if (confirmed.empty()) confirmed = pointers_to(report.iprev.confirmed);
    auto filled = LIBAUTH_RESULT_INIT(libauth_iprev_result);
    filled.result = code_of(report.iprev.result);
    filled.names = names.data();
    filled.name_count = static_cast<std::uint32_t>(names.size());
    filled.confirmed = confirmed.data();
    filled.confirmed_count = static_cast<std::uint32_t>(confirmed.size());
    return write_struct(result, filled);
  });
}

libauth_status libauth_session_authentication_results(libauth_session* session,
                                                      std::uint32_t line_end, const char** value,
                                                      std::size_t* size) {
  if (value == nullptr || line_end > LIBAUTH_LF) return LIBAUTH_ERR_ARGUMENT;
  return look(session, [&](const auto& report, auto& open) {
    auto& text = open.texts.authentication_results[line_end];
    if (!text) {
      text = libauth::authres::write_value(report.authentication_results, line_end_of(line_end));
    }
    *value = text->c_str();
    if (size != nullptr) *size = text->size();
    return LIBAUTH_OK;
  });
}

libauth_status libauth_session_forged(libauth_session* session, std::size_t index,
                                      libauth_forged_field* field) {
  return look(session, [&](const auto& report, auto&) {
    return write_element(std::span(report.forged), index, field,
                         [](const auto& one) { return result_struct(one); });
  });
}

libauth_status libauth_session_author(libauth_session* session, std::size_t index,
                                      libauth_mailbox* mailbox) {
  return look(session, [&](const auto& report, auto&) {
    return write_element(std::span(report.authors.mailboxes), index, mailbox,
                         [](const auto& one) { return result_struct(one); });
  });
}

libauth_status libauth_session_counts(libauth_session* session, libauth_counts* counts) {
  return look(session, [&](const auto& report, auto&) {
    return write_struct(counts, counts_struct(report));
  });
}
