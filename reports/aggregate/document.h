// SPDX-License-Identifier: MIT
//
// XML loaded into pugixml's tree. Private to this room.

#pragma once

#include <optional>
#include <string_view>

#include <pugixml.hpp>

#include "libauth/base/result.h"
#include "reports/aggregate/reader.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

/// Embedded character data saves a node for each element. Comments, processing instructions and
/// the document type are left out of the tree. pugixml has no entities but the five of XML.
inline constexpr unsigned kParseFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_embed_pcdata;

/// Loads the document, which is UTF-8, if it is well-formed with one root; else says where not.
std::optional<libauth::base::ParseError> load(std::string_view text, pugi::xml_document& document);

/// Reads the report of a document that is well-formed; says why where it has none.
std::optional<libauth::base::ParseError> read_document(const pugi::xml_document& document,
                                                       Reader& reader, Report& report);

/// Reads a long document in pieces that are loaded one after the other, so that the tree never has
/// more than one of them: less memory, and all of it in the processor's caches.
///
/// @param   octets  of a piece, about
/// @return  whether it could be done: records that follow each other up to the end, without a
///          document type, comments or CDATA, and all well-formed. Where it could not, or a limit
///          was met, what was read is of no use and the whole document has to be loaded.
bool read_in_pieces(std::string_view text, std::size_t octets, Reader& reader, Report& report);

}  // namespace reports::aggregate
