// SPDX-License-Identifier: MIT
//
// Takes a mail apart, RFC 2045 and RFC 2046. The only file that knows GMime.

#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "reports/intake/encoding.h"

namespace reports::intake {

/// A part that has no parts of its own, or a mail inside the mail.
struct Part {
  std::string type;  ///< as declared, in lower case: "text/plain"; that where it says nothing
  std::string name;  ///< of the file, RFC 2231 and encoded words undone; any octets; or empty
  std::string_view octets;  ///< as they stand in the mail, transfer encoding not undone
  Encoding encoding = Encoding::none;
  bool is_mail = false;     ///< message/rfc822 and its like: the octets are a whole mail
  bool is_partial = false;  ///< message/partial, RFC 2046 section 5.2.2

  std::string_view media() const { return std::string_view(type).substr(0, type.find('/')); }
};

struct Mail {
  std::string_view header;         ///< all fields, without the empty line; in the octets read
  std::string subject;             ///< unfolded, encoded words undone; empty where there is none
  std::string tls_report_domain;   ///< value of the field, RFC 8460 section 5.3; likewise
  bool is_failure_report = false;  ///< multipart/report; report-type=feedback-report
  std::vector<Part> parts;         ///< in order, of all multiparts; of an inner mail only itself
  bool has_more = false;           ///< parts are left out, as there are more than the limit, or
                                   ///< they are too deep
  std::deque<std::string> made;    ///< octets that parts look at and that the mail does not have
};

/// Takes the mail apart. A multipart without any part, or without a boundary, is one part of
/// text/plain with all that is in it.
///
/// @param octets  the mail, with any line ends; it must outlive what is given
/// @param parts   the most that are given
/// @param levels  the most multiparts inside each other
/// @return  the error has kContentRule: the octets do not begin with a header. Other wrongs of a
/// mail
///          are no errors
/// @threads safe
libauth::base::Result<Mail> read_mail(std::string_view octets, std::size_t parts,
                                      std::size_t levels);

/// The octets before the first empty line; all where there is none.
std::string_view header_of(std::string_view mail);

}  // namespace reports::intake
