// SPDX-License-Identifier: MIT
//
// Takes a multipart form apart, RFC 7578. docs/decisions/forms.md says why this is our own.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace service::api {

/// A file of a form.
struct FormFile {
  std::string name;         ///< of the file, else of the field; as sent, any octets; may be empty
  std::string_view octets;  ///< exactly those that were sent; in the body that was read
  bool is_field = false;    ///< has no file name and is text/plain: may be any field of a page
};

// The rules of the errors.
inline constexpr std::string_view kFormBoundaryRule = "form-boundary";  ///< Content-Type has none
inline constexpr std::string_view kFormRule = "form";                ///< no form, or it breaks off
inline constexpr std::string_view kFormFilesRule = "limit-files";    ///< FormLimits::files
inline constexpr std::string_view kFormHeaderRule = "limit-header";  ///< FormLimits::header

struct FormLimits {
  std::size_t files = 1000;
  std::size_t header = std::size_t{16} << 10;  ///< octets of the header of one part
};

/// Whether the field Content-Type says multipart/form-data.
bool is_form(std::string_view content_type);

/// The files of a form, in their order: all its parts, whether they are called files or not. Parts
/// without a file name and without octets are left out, as browsers send them where no file was
/// chosen. What stands before the first boundary and behind the last one does not count.
///
/// @spec    RFC 7578 section 4, RFC 2046 section 5.1.1. Lines of the form end with CRLF
/// @param   content_type  the field with the boundary
/// @param   body          must outlive what is given
/// @limits  `limits`; O(n) time
/// @threads safe; keeps no state
libauth::base::Result<std::vector<FormFile>> read_form(std::string_view content_type,
                                                       std::string_view body,
                                                       const FormLimits& limits = {});

}  // namespace service::api
