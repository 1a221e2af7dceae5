// SPDX-License-Identifier: MIT
//
// The octets of a document as UTF-8, whatever encoding they are in. Private to this room.

#pragma once

#include <string>
#include <string_view>

#include "reports/aggregate/reader.h"

namespace reports::aggregate {

/// The name of the encoding in the XML declaration, in lower case; empty where there is none.
std::string declared_encoding(std::string_view xml);

/// Whether the document begins with an XML declaration that is not in the form of XML 1.0
/// section 2.8: "<?xmlversion=...", without quotes, or without its end.
bool has_odd_declaration(std::string_view xml);

/// A document in UTF-8 without NUL.
class Utf8Document {
 public:
  /// Notes with the reader what was repaired. The octets must live as long as the document, which
  /// copies them only where they change.
  ///
  /// UTF-16 and UTF-32 are known by their first octets. Anything else is UTF-8 if it can be,
  /// whatever it declares; else windows-1252, if it declares that or ISO 8859-1, which is a part
  /// of it; else UTF-8 in which what is none becomes U+FFFD.
  Utf8Document(std::string_view octets, Reader& reader);
  Utf8Document(const Utf8Document&) = delete;
  Utf8Document& operator=(const Utf8Document&) = delete;

  /// Valid as long as the document and the octets.
  std::string_view text() const { return text_; }

 private:
  std::string own_;
  std::string_view text_;
};

}  // namespace reports::aggregate
