// SPDX-License-Identifier: MIT

#include "reports/aggregate/form.h"

#include "libauth/base/text.h"

namespace reports::aggregate {
namespace {

constexpr std::size_t kNameOctets = 40;

std::string short_name(std::string_view name) {
  return libauth::base::printable(name.substr(0, kNameOctets), kNameOctets);
}

}  // namespace

void FormNotes::deviate(DeviationKind what, std::string_view element, std::string_view parent) {
  for (Deviation& deviation : conformance_.deviations) {
    if (deviation.what != what || deviation.element != element || deviation.parent != parent) {
      continue;
    }
    ++deviation.repeats;
    return;
  }
  if (conformance_.deviations.size() == kMaxDeviations) return;
  conformance_.deviations.push_back({what, short_name(element), short_name(parent), 1});
}

void FormNotes::vote(Form form) {
  std::optional<Form>& so_far = conformance_.form;
  so_far = so_far && *so_far != form ? Form::mixed : form;
}

void FormNotes::see_namespace(const std::optional<std::string>& xml_namespace) {
  if (xml_namespace == kNamespace) return vote(Form::rfc9990);
  deviate(DeviationKind::wrong_namespace, "feedback", {});
  // RFC 7489 appendix C; also seen without its colon.
  const bool is_old = xml_namespace && xml_namespace->ends_with("//dmarc.org/dmarc-xml/0.1");
  if (is_old) vote(Form::rfc7489);
}

}  // namespace reports::aggregate
