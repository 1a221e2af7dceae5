// SPDX-License-Identifier: MIT
//
// What owners publish for well-known services that send for them: a table.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reports::analysis {

/// In names and values "{domain}" stands for the owner's domain, "{dashed}" for the same with "-"
/// for its dots, and words in capitals for what only the service tells. An empty text: not known.
struct ServiceRecords {
  std::string_view service;  ///< as sources::known_senders() has it
  /// The domain to include in the SPF record of the return path. Only of use where the return path
  /// may be of the owner's domain.
  std::string_view spf_include{};
  std::string_view dkim_name{};  ///< of the first key
  std::string_view dkim_type{};  ///< "CNAME" or "TXT"
  std::string_view dkim_value{};
  std::string_view return_path_name{};  ///< of a return path of the owner's own
  std::string_view return_path_type{};
  std::string_view return_path_value{};
};

/// By the names of the services.
std::span<const ServiceRecords> service_records();

/// Null where nothing is known of the service.
const ServiceRecords* records_of_service(std::string_view service);

/// The text with the owner's domain in its places.
std::string for_domain(std::string_view text, const std::string& domain);

}  // namespace reports::analysis
