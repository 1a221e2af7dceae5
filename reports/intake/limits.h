// SPDX-License-Identifier: MIT
//
// How much may be unpacked from one upload.

#pragma once

#include <cstddef>

#include "reports/aggregate/limits.h"
#include "reports/failure/limits.h"
#include "reports/tls/limits.h"

namespace reports::intake {

/// What is over one of these is refused with a rule of its own, never cut.
struct Limits {
  /// Octets of the upload itself; of an mbox file that is read as a stream, of each mail.
  std::size_t input = std::size_t{64} << 20;
  /// Octets that come out, of all members and all layers together. The largest report seen has
  /// 4 MB; the reader of reports refuses documents above 64 MiB anyhow.
  std::size_t output = std::size_t{64} << 20;
  /// Octets out for each octet in. Real reports reach 166:1, and deflate ends at 1032:1, so that
  /// what is above this is archives in archives that were made to be large.
  std::size_t ratio = 1000;
  /// The ratio counts from this output on: small documents of spaces hurt nobody.
  std::size_t ratio_from = std::size_t{1} << 20;
  /// Members of all archives together. Receivers send one; people upload a year of them, or an mbox
  /// file with thousands of mails.
  std::size_t members = 10'000;
  /// Layers of packing: gzip in zip in gzip is seen, more only in archives that contain themselves.
  std::size_t depth = 3;
  /// Mails inside mails. A report that was forwarded as an attachment twice has 2.
  std::size_t nesting = 8;
  /// Multiparts inside each other, in one mail. Real mails have 3 or 4.
  std::size_t levels = 32;
  /// Parts of one mail. Reports have up to 4; digests of mailing lists some hundred.
  std::size_t parts = 1000;
  /// Documents, refused and skipped things together: each costs some hundred octets beside its own.
  std::size_t payloads = 100'000;

  // Those of the rooms that read reports.
  aggregate::Limits aggregate = {};
  tls::Limits tls = {};
  failure::Limits failure = {};
};

/// Limits with another room for large reports; all else is as usual. Each is in proportion to that
/// of Limits, so that nothing else is reached before.
/// @param records  of one aggregate report: up to 2 KiB of memory each
/// @param octets   of an upload, of what comes out of it, and of a document
inline Limits with_room(std::size_t records, std::size_t octets) {
  Limits limits;
  const auto in_records = [&](std::size_t usual) {
    return usual * records / Limits{}.aggregate.records;
  };
  limits.input = limits.output = octets;
  limits.aggregate.octets = limits.failure.octets = octets;
  limits.tls.octets = octets / (Limits{}.input / Limits{}.tls.octets);
  limits.aggregate.records = records;
  limits.aggregate.nodes = in_records(limits.aggregate.nodes);
  limits.tls.nodes = in_records(limits.tls.nodes);
  limits.tls.failure_details = in_records(limits.tls.failure_details);
  return limits;
}

}  // namespace reports::intake
