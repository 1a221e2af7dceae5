// SPDX-License-Identifier: MIT
//
// Zone files: reading ends, and what is read answers without contradiction.

#include "libauth/base/text.h"
#include "libauth/dns/zone.h"
#include "libauth/dns/zone_resolver.h"
#include "tests/fuzz/property.h"

using namespace libauth::dns;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  auto zone = Zone::read_text(text, *Name::parse("example"));
  if (!zone) {
    fuzz::require(!zone.error().message.empty(), "an error has a message");
    return 0;
  }
  const Name origin = zone->origin();
  ZoneResolver resolver({std::move(*zone)});
  std::vector<Question> questions;
  // The first word of each line is mostly a name.
  for (const std::string_view line : libauth::base::split(text, '\n')) {
    const auto name = origin.below(std::string(line.substr(0, line.find_first_of(" \t"))));
    for (const Name& owner : {name ? *name : origin, name ? name->parent() : origin}) {
      for (const RrType type : kAllRrTypes) questions.push_back({owner, type});
    }
    if (questions.size() > 500) break;
  }
  const auto answers = resolver.resolve(questions, {});
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const Answer& answer = *answers[i];
    const bool has_records = !std::holds_alternative<std::monostate>(answer.records);
    fuzz::require(has_records == (answer.status == Status::answered), "records where answered");
    fuzz::require(answer.aliases.size() <= 16, "at most 16 aliases");
    const bool same_name = i > 0 && questions[i].name == questions[i - 1].name;
    if (same_name && answer.aliases.empty() && answers[i - 1]->aliases.empty()) {
      fuzz::require((answer.status == Status::no_such_name) ==
                        (answers[i - 1]->status == Status::no_such_name),
                    "a name exists for every type or for none");
    }
  }
  return 0;
}
