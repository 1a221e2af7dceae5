// SPDX-License-Identifier: MIT
//
// Unpacks what was uploaded: a document, gzip, or a zip archive.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "reports/intake/limits.h"

namespace reports::intake {

/// The rules of a ParseError: why an upload was refused.
inline constexpr std::string_view kEmptyRule = "empty-payload";     ///< no octets, or only space
inline constexpr std::string_view kContentRule = "content";         ///< no XML, gzip or zip
inline constexpr std::string_view kArchiveRule = "archive";         ///< damaged, or of a form that
                                                                    ///< cannot be read
inline constexpr std::string_view kEncryptedRule = "encrypted";     ///< a member needs a password
inline constexpr std::string_view kNoDocumentRule = "no-document";  ///< archive without any XML
inline constexpr std::string_view kInputRule = "limit-input";       ///< Limits::input
inline constexpr std::string_view kOutputRule = "limit-output";     ///< Limits::output
inline constexpr std::string_view kRatioRule = "limit-ratio";       ///< Limits::ratio
inline constexpr std::string_view kMembersRule = "limit-members";   ///< Limits::members
inline constexpr std::string_view kDepthRule = "limit-depth";       ///< Limits::depth

/// One document of an upload.
struct Document {
  std::string octets;
  std::string name;  ///< of the innermost zip member, printable, for messages only; may be empty

  bool operator==(const Document&) const = default;
};

/// All that was in an upload.
struct Unpacked {
  std::vector<Document> documents;   ///< in the order of the archive; at least one
  std::vector<std::string> skipped;  ///< printable names of members that are no XML

  bool operator==(const Unpacked&) const = default;
};

/// What octets are, known by their first few.
enum class Content { empty, gzip, zip, xml, json, mail, unknown };

/// What the octets are. Names and media types do not count: receivers send gzip as ".zip", zip as
/// application/gzip, and either as application/octet-stream.
Content content_of(std::string_view octets);

/// The documents in the octets. A document itself is one; of zip archives every member that is a
/// document or is packed once more, but no folders and nothing below __MACOSX. gzip may have
/// several members, which are one document (RFC 1952 section 2.2), and octets after its end.
///
/// Member names are never used as paths, and nothing is written anywhere.
///
/// @spec    RFC 9990 section 3.5 (XML and gzip; many receivers send zip)
/// @param   octets  the whole upload
/// @return  the error has one of the rules above; the offset counts in the upload, 0 inside
/// archives
/// @limits  `limits`; memory: the output of all layers, at most Limits::output, and the input
/// @threads safe; keeps no state
libauth::base::Result<Unpacked> unpack(std::string_view octets, const Limits& limits = {});

}  // namespace reports::intake
