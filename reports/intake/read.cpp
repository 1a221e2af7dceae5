// SPDX-License-Identifier: MIT

#include "reports/intake/read.h"

#include <utility>

#include "reports/aggregate/parse.h"
#include "reports/failure/parse.h"
#include "reports/tls/parse.h"

namespace reports::intake {
namespace {

/// Puts what became of a document where it belongs.
template <class Report>
void sort_in(libauth::base::Result<Report>&& report, Document&& document, Reading& reading) {
  if (report) {
    reading.reports.push_back({std::move(*report), std::move(document)});
  } else {
    reading.refused.push_back(
        {std::move(document.name), std::move(document.octets), report.error()});
  }
}

void read_document(Document&& document, Reading& reading) {
  switch (document.kind) {
    case Kind::aggregate:
      return sort_in(aggregate::parse(document.octets), std::move(document), reading);
    case Kind::tls:
      return sort_in(tls::parse(document.octets), std::move(document), reading);
    case Kind::failure:
      return sort_in(failure::parse(document.parts.value_or(failure::Parts{})), std::move(document),
                     reading);
  }
}

}  // namespace

Reading read(std::string_view octets, const Limits& limits) {
  Unpacked unpacked = unpack(octets, limits);
  Reading reading;
  reading.refused = std::move(unpacked.refused);
  reading.skipped = std::move(unpacked.skipped);
  reading.output = unpacked.output;
  for (Document& document : unpacked.documents) read_document(std::move(document), reading);
  return reading;
}

}  // namespace reports::intake
