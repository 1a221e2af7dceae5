// SPDX-License-Identifier: MIT
//
// Finds documents in a text: pasted into it, written into it by a program that knows no
// attachments, or one after the other.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reports::intake {

/// The documents in a text, in the order: XML from its declaration, or the element "feedback", to
/// the end of that element; the same where the text is HTML and escapes it ("&lt;feedback"); JSON
/// objects that are not inside others; base64 and uuencode of any of these, or of gzip or zip. They
/// are not looked into: JSON may be of any kind. XML without its end goes to the end of the text.
///
/// @param most  no more are given
/// @limits  O(n) time; what is given has together at most as many octets as the text, for each kind
/// @threads safe; keeps no state
std::vector<std::string> pasted_in(std::string_view text, std::size_t most);

/// The elements "feedback" that are not inside others, each with the declaration in front of it:
/// what pasted_in() finds of XML. Views into the text.
std::vector<std::string_view> xml_documents(std::string_view text, std::size_t most);

/// The JSON objects that are not inside others; the last one may lack its end. Views into the text.
std::vector<std::string_view> json_objects(std::string_view text, std::size_t most);

/// A mail made of a text that is a multipart whose header was lost or misspelt ("ContentType:"):
/// its first line that is a delimiter with a field behind it tells the boundary (RFC 2046 section
/// 5.1.1). Empty where there is no such line.
std::string mended_multipart(std::string_view text);

}  // namespace reports::intake
