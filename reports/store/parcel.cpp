// SPDX-License-Identifier: MIT

#include "reports/store/parcel.h"

#include <array>

#include "libauth/crypto/digest.h"
#include "reports/text/octets.h"

namespace reports::store {
namespace {

using libauth::crypto::hex;
using libauth::crypto::sha256;

/// Told apart from a part that is there and empty.
std::string digest_of(const std::optional<std::string>& part) {
  return part ? hex(sha256(*part)) : std::string("none");
}

}  // namespace

std::string content_hash_of(std::string_view payload, const failure::Parts* parts) {
  const std::string hash = hex(sha256(payload));
  if (parts == nullptr) return hash;
  return hex(sha256(hash + ' ' + digest_of(parts->feedback) + ' ' + digest_of(parts->original)));
}

Parcel parcel_of(const Upload& upload, libauth::base::Time received, Compressor& compressor) {
  const std::string hash = content_hash_of(upload.payload, upload.parts);
  Parcel parcel{
      std::visit([&](const auto* report) { return row_of(*report, hash); }, upload.report),
      blob_of(compressor.compress(upload.payload)), upload};
  parcel.row.received = received.time_since_epoch().count();
  parcel.row.middle_time = middle_of(parcel.row);
  if (upload.trust) parcel.row.trust = std::string(libauth::base::name_of(*upload.trust));
  return parcel;
}

UnreadRow unread_row_of(const UnreadUpload& upload, libauth::base::Time received,
                        Compressor& compressor) {
  UnreadRow row;
  row.content_hash = content_hash_of(upload.payload);
  row.id = row.content_hash.substr(0, kIdDigits);
  row.name = storable(upload.name);
  row.rule = storable(upload.error.rule);
  row.reason = storable(upload.error.message);
  row.octets = static_cast<Poco::Int64>(upload.payload.size());
  row.received = received.time_since_epoch().count();
  row.tried = row.received;
  row.zstd = blob_of(compressor.compress(upload.payload));
  return row;
}

std::string storable(std::string_view text) {
  auto cleaned = text::clean(text);
  return cleaned ? std::move(cleaned->text) : std::string(text);
}

}  // namespace reports::store
