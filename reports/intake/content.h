// SPDX-License-Identifier: MIT
//
// What octets are, known by themselves. Names and media types do not count: receivers send gzip as
// ".zip", zip as application/gzip, and either as application/octet-stream or text/plain.

#pragma once

#include <string_view>

namespace reports::intake {

enum class Content { empty, gzip, zip, xml, json, mbox, mail, unknown };

/// What the octets are, by their first few; a mail by its first fields.
Content content_of(std::string_view octets);

/// Whether XML, in any encoding, has an element that aggregate reports have and others have not.
bool is_aggregate_xml(std::string_view xml);

/// Whether the document is HTML, in which a report may stand, but which is none itself.
bool is_html(std::string_view xml);

/// Whether JSON has a member that TLS reports have, RFC 8460 section 4.4, also in the dialects.
bool is_tls_json(std::string_view json);

/// Whether the first lines are header fields, and one of them has the name; case does not count.
bool has_field(std::string_view octets, std::string_view name);

}  // namespace reports::intake
