// SPDX-License-Identifier: MIT

#include "reports/intake/read.h"

#include <utility>

#include "reports/aggregate/parse.h"
#include "reports/failure/parse.h"
#include "reports/tls/mail.h"
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

/// A report without a policy domain counts for the one that its mail or its file name says.
libauth::base::Result<tls::Report> read_tls(const Document& document, const tls::Limits& limits) {
  auto report = tls::parse(document.octets, limits);
  if (report && document.named_domain) tls::take_domain(*report, *document.named_domain);
  return report;
}

void read_document(Document&& document, const Limits& limits, Reading& reading) {
  switch (document.kind) {
    case Kind::aggregate:
      return sort_in(aggregate::parse(document.octets, limits.aggregate), std::move(document),
                     reading);
    case Kind::tls:
      return sort_in(read_tls(document, limits.tls), std::move(document), reading);
    case Kind::failure:
      return sort_in(failure::parse(document.parts.value_or(failure::Parts{}), limits.failure),
                     std::move(document), reading);
  }
}

}  // namespace

Reading read(std::string_view octets, const Limits& limits, std::string_view name) {
  Unpacked unpacked = unpack(octets, limits, name);
  Reading reading;
  reading.refused = std::move(unpacked.refused);
  reading.skipped = std::move(unpacked.skipped);
  reading.output = unpacked.output;
  for (Document& document : unpacked.documents) read_document(std::move(document), limits, reading);
  return reading;
}

}  // namespace reports::intake
