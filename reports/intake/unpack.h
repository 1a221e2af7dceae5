// SPDX-License-Identifier: MIT
//
// Unpacks what was sent: a document, an archive, a mail, an mbox file, and all of these in each
// other.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"
#include "reports/failure/parts.h"
#include "reports/intake/limits.h"
#include "reports/intake/rules.h"
#include "reports/tls/report.h"

namespace reports::intake {

enum class Kind { aggregate, tls, failure };
BOOST_DESCRIBE_ENUM(Kind, aggregate, tls, failure)

/// What is to be read as one report.
struct Document {
  Kind kind = Kind::aggregate;
  std::string octets;  ///< XML or JSON; of a failure report the whole mail
  std::string name;    ///< of the innermost archive's member or attachment that has one, printable,
                       ///< for messages only; may be empty
  std::optional<failure::Parts> parts;  ///< of a failure report
  /// Header of the mail that it came in, of the outermost one: in an mbox file, or in an archive of
  /// mails, each has its own. Null where it came in none.
  std::shared_ptr<const std::string> mail_header = {};
  /// Of a TLS report the domain that the mail or a file name says: the innermost mail that says one
  /// before those that it is in, and a mail before a file name.
  std::optional<tls::NamedDomain> named_domain = {};
};

/// What is in what, for people: "may.zip: may.xml". Of the two either may be empty.
std::string name_inside(std::string_view outer, std::string_view inner);

/// What may be a report and cannot be read.
struct Refused {
  std::string name;  ///< as that of a document
  std::string
      octets;  ///< what to read again after a mend: the document, the member's archive, the
               ///< mail; the whole upload where a limit ended the reading, and where it is
               ///< too deep in others, as it would not be deep alone. Empty for kInputRule, and
               ///< where the octets stand here already: further members of an archive
  libauth::base::ParseError error;  ///< its rule is one of rules.h, or of the parsers
};

/// What is something else. Nothing is lost with it.
struct Skipped {
  std::string name;                 ///< as that of a document
  libauth::base::ParseError error;  ///< kContentRule, kEmptyRule or kNotAReportRule

  bool operator==(const Skipped&) const = default;
};

/// All that was in an upload, each in the order in which it stands there. One of the three has
/// something.
struct Unpacked {
  std::vector<Document> documents;
  std::vector<Refused> refused;
  std::vector<Skipped> skipped;
  /// Octets that came out of archives, and of mails inside it, of all layers: also those that were
  /// skipped, or refused, or over a limit. They are what Limits::output counts.
  std::size_t output = 0;
};

/// All documents in the octets, wherever they are. What octets are is known by themselves: names,
/// media types and everything else that was declared do not count.
///
/// - Of zip every member, but no folders and nothing below __MACOSX; of gzip all members as one
///   document (RFC 1952 section 2.2). A member that cannot be read is refused, the others are read.
///   Member names are never used as paths, and nothing is written anywhere.
/// - Of a mail every part, of inner mails too. Where none has a report, texts are searched for one
///   that was pasted in. A mail without any is skipped with kNotAReportRule: one line for a mail.
/// - Of mbox every mail.
/// - The upload itself, where it is XML or JSON, is a document of whatever kind; inside others only
///   what has an element or member of a report, as archives and mails have all kinds of things.
///
/// @spec    RFC 9990 section 3.5, RFC 8460 section 5.3, RFC 5965 section 2
/// @param   octets  the whole upload
/// @param   name    of its file, for Document::named_domain only; may be empty, and have folders
/// @limits  `limits`, with a rule each; one of them that counts over the whole upload ends the
///          reading, and what was found before it stays. Memory: the input and Limits::output some
///          times
/// @threads safe; keeps no state
Unpacked unpack(std::string_view octets, const Limits& limits = {}, std::string_view name = {});

}  // namespace reports::intake
