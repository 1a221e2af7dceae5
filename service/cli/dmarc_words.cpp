// SPDX-License-Identifier: MIT

#include "service/cli/dmarc_words.h"

#include <optional>
#include <string_view>

#include "libauth/base/enum.h"

namespace service::cli {
namespace {

using libauth::base::name_of;
using libauth::dmarc::Evaluation;
using libauth::dmarc::Policy;
using libauth::dmarc::PolicySource;
using libauth::dmarc::Record;

std::string_view tag_words(PolicySource source) {
  switch (source) {
    case PolicySource::p:
      return "the policy for the domain itself";
    case PolicySource::sp:
      return "that for names below the domain";
    case PolicySource::np:
      return "that for names below the domain that do not exist";
  }
  return {};
}

/// The tag that the word stands in: np and sp are those above them where they are not there (RFC
/// 9989 section 4.7).
PolicySource written_in(const Evaluation& evaluation) {
  PolicySource source = *evaluation.policy_source;
  const auto& record = *evaluation.record;
  if (source == PolicySource::np && !record.np) source = PolicySource::sp;
  if (source == PolicySource::sp && !record.sp) source = PolicySource::p;
  return source;
}

/// What the tag says; none where it is not there, or not valid.
std::optional<Policy> word_of(const Record& record, PolicySource tag) {
  return tag == PolicySource::p ? record.p : tag == PolicySource::sp ? record.sp : record.np;
}

/// Why a policy of none counts that no tag says: RFC 9989 sections 4.7 and 4.10.1.
std::string unwritten_words(const Record& record) {
  for (const PolicySource tag : {PolicySource::p, PolicySource::sp, PolicySource::np}) {
    const std::string name(name_of(tag));
    if (record.tags.find(name, true) != nullptr && !word_of(record, tag)) {
      return "none, as " + name + " of the record is not valid";
    }
  }
  return "none, as the record has no p";
}

}  // namespace

std::string policy_words(const Evaluation& evaluation) {
  if (!evaluation.policy || !evaluation.policy_source || !evaluation.record) return "not known";
  const PolicySource source = *evaluation.policy_source;
  const PolicySource written = written_in(evaluation);
  if (word_of(*evaluation.record, written) != evaluation.policy) {
    return unwritten_words(*evaluation.record);
  }
  std::string text = std::string(name_of(*evaluation.policy)) + " (" +
                     std::string(name_of(written)) + ", " + std::string(tag_words(written));
  if (written != source) text += ", as the record has no " + std::string(name_of(source));
  return text + ")";
}

}  // namespace service::cli
