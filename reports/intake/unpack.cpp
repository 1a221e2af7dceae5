// SPDX-License-Identifier: MIT

#include "reports/intake/unpack.h"

#include <utility>

#include "libauth/base/text.h"
#include "reports/intake/archive.h"

namespace reports::intake {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

using Failure = std::optional<ParseError>;

ParseError error(std::string_view rule, std::string message) {
  return {0, std::string(rule), std::move(message)};
}

/// Why octets that are no XML and no archive cannot be read.
ParseError refusal(Content content) {
  switch (content) {
    case Content::empty:
      return error(kEmptyRule, "There is nothing in it");
    case Content::json:
      return error(kContentRule, "This is JSON, not an aggregate report: a TLS report, perhaps");
    case Content::mail:
      return error(kContentRule, "This is a mail: send the report that is attached to it");
    case Content::gzip:
    case Content::zip:
    case Content::xml:
    case Content::unknown:
      break;
  }
  return error(kContentRule, "This is neither XML nor gzip nor a zip archive");
}

bool is_packed(Content content) {
  return content == Content::gzip || content == Content::zip;
}

/// macOS puts its own files about each file there.
bool is_resource_fork(std::string_view name) {
  return name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != std::string_view::npos;
}

class Unpacker {
 public:
  Unpacker(std::size_t input, const Limits& limits) : input_(input), limits_(limits) {}

  /// Takes a document, or what is in an archive; `depth` layers were taken off.
  Failure take(std::string_view octets, std::string_view name, std::size_t depth);

  Unpacked result;

 private:
  Failure take_archive(Archive::Form form, std::string_view octets, std::string_view name,
                       std::size_t depth);
  Failure take_member(Archive& archive, std::string_view name, std::size_t depth);
  Result<std::string> read_member(Archive& archive);
  Failure spend(std::size_t octets);

  const std::size_t input_;
  const Limits& limits_;
  std::size_t output_ = 0;   // octets of all layers
  std::size_t members_ = 0;  // of all archives
};

Failure Unpacker::take(std::string_view octets, std::string_view name, std::size_t depth) {
  const Content content = content_of(octets);
  if (is_packed(content)) {
    const auto form = content == Content::gzip ? Archive::Form::gzip : Archive::Form::zip;
    return take_archive(form, octets, name, depth);
  }
  if (content == Content::xml) {
    result.documents.push_back({std::string(octets), libauth::base::printable(name)});
    return std::nullopt;
  }
  // Beside a report, an archive may have anything else in it.
  if (name.empty()) return refusal(content);
  result.skipped.push_back(libauth::base::printable(name));
  return std::nullopt;
}

Failure Unpacker::take_archive(Archive::Form form, std::string_view octets, std::string_view name,
                               std::size_t depth) {
  if (depth == limits_.depth) {
    return error(kDepthRule, "More than " + std::to_string(limits_.depth) + " layers of packing");
  }
  const bool is_gzip = form == Archive::Form::gzip;
  Archive archive(form, octets);
  for (bool is_empty = true;; is_empty = false) {
    const Result<Archive::Step> step = archive.next();
    if (!step) return step.error();
    if (*step == Archive::Step::end) {
      return is_gzip && is_empty ? take({}, name, depth + 1) : std::nullopt;
    }
    const std::string_view member = is_gzip ? name : archive.name();
    if (auto failure = take_member(archive, member, depth)) return failure;
  }
}

Failure Unpacker::take_member(Archive& archive, std::string_view name, std::size_t depth) {
  if (++members_ > limits_.members) {
    return error(kMembersRule,
                 "The archive has more than " + std::to_string(limits_.members) + " members");
  }
  if (archive.is_folder() || is_resource_fork(name)) return std::nullopt;
  if (archive.is_encrypted()) return error(kEncryptedRule, "The archive is encrypted");
  const Result<std::string> octets = read_member(archive);
  if (!octets) return octets.error();
  return take(*octets, name, depth + 1);
}

Result<std::string> Unpacker::read_member(Archive& archive) {
  std::string octets;
  const Failure failure = archive.read([&](std::string_view piece) {
    auto over = spend(piece.size());
    if (!over) octets.append(piece);
    return over;
  });
  if (failure) return *failure;
  return octets;
}

Failure Unpacker::spend(std::size_t octets) {
  output_ += octets;
  if (output_ > limits_.output) {
    return error(kOutputRule,
                 "More than " + std::to_string(limits_.output) + " octets come out of it");
  }
  if (output_ > limits_.ratio_from && output_ / limits_.ratio > input_) {
    return error(kRatioRule, "More than " + std::to_string(limits_.ratio) +
                                 " octets come out of each octet in it");
  }
  return std::nullopt;
}

}  // namespace

Result<Unpacked> unpack(std::string_view octets, const Limits& limits) {
  if (octets.size() > limits.input) {
    return error(kInputRule, "More than " + std::to_string(limits.input) + " octets");
  }
  Unpacker unpacker(octets.size(), limits);
  if (auto failure = unpacker.take(octets, {}, 0)) return *std::move(failure);
  if (unpacker.result.documents.empty()) {
    return error(kNoDocumentRule, "There is no XML document in the archive");
  }
  return std::move(unpacker.result);
}

}  // namespace reports::intake
