// SPDX-License-Identifier: MIT
//
// The rules of a ParseError: why something that was sent is no report, or cannot be read.

#pragma once

#include <string_view>

namespace reports::intake {

inline constexpr std::string_view kEmptyRule = "empty-payload";  ///< no octets, or only space
inline constexpr std::string_view kContentRule = "content";      ///< nothing that has reports in it
inline constexpr std::string_view kNotAReportRule = "not-a-report";  ///< a mail about other things
inline constexpr std::string_view kNoDocumentRule = "no-document";   ///< archive without any report
inline constexpr std::string_view kPartialRule = "message-partial";  ///< a piece of a mail
inline constexpr std::string_view kArchiveRule = "archive";          ///< damaged or cut off
inline constexpr std::string_view kChecksumRule = "checksum";        ///< read whole, but the sum or
                                                                     ///< length is wrong
inline constexpr std::string_view kMethodRule = "method";  ///< compressed in a way that cannot
                                                           ///< be read
inline constexpr std::string_view kEncryptedRule = "encrypted";      ///< needs a password
inline constexpr std::string_view kOtherDomainRule = "other-domain";  ///< see own_domains.h
inline constexpr std::string_view kInputRule = "limit-input";        ///< Limits::input
inline constexpr std::string_view kOutputRule = "limit-output";      ///< Limits::output
inline constexpr std::string_view kRatioRule = "limit-ratio";        ///< Limits::ratio
inline constexpr std::string_view kMembersRule = "limit-members";    ///< Limits::members
inline constexpr std::string_view kPayloadsRule = "limit-payloads";  ///< Limits::payloads
inline constexpr std::string_view kDepthRule = "limit-depth";        ///< Limits::depth
inline constexpr std::string_view kNestingRule = "limit-nesting";    ///< Limits::nesting
inline constexpr std::string_view kPartsRule = "limit-parts";        ///< Limits::parts

}  // namespace reports::intake
