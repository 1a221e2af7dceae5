// SPDX-License-Identifier: MIT
//
// Services that send mail for others, and by what they are known: a table of our own.

#pragma once

#include <span>
#include <string_view>

namespace reports::sources {

/// What kind of service a sender is. A map of the user may have other words.
inline constexpr std::string_view kMailProvider = "mail-provider";   ///< mailboxes
inline constexpr std::string_view kHosting = "hosting";              ///< servers, web space
inline constexpr std::string_view kTransactional = "transactional";  ///< carries mail of programs
inline constexpr std::string_view kMarketing = "marketing";          ///< newsletters
inline constexpr std::string_view kCrm = "crm";                      ///< customer relations
inline constexpr std::string_view kSupport = "support";              ///< help desks
inline constexpr std::string_view kCommerce = "commerce";            ///< shops
inline constexpr std::string_view kPayment = "payment";              ///< payments, accounting
inline constexpr std::string_view kCollaboration = "collaboration";  ///< work together, sign, meet
inline constexpr std::string_view kHr = "hr";                        ///< staff, recruiting
inline constexpr std::string_view kSurvey = "survey";
inline constexpr std::string_view kTraining = "training";         ///< security awareness
inline constexpr std::string_view kMailingList = "mailing-list";  ///< passes mail on to members
inline constexpr std::string_view kForwarding = "forwarding";     ///< passes mail on
inline constexpr std::string_view kSecurityGateway = "security-gateway";  ///< filters on the way

/// A sender. Each column is one kind of evidence (see EvidenceKind), with spaces between its
/// values.
struct KnownSender {
  std::string_view name;
  std::string_view type;
  std::string_view domain{};    ///< its own domains: in signatures, return paths and host names
  std::string_view dkim{};      ///< domains in signatures only
  std::string_view spf{};       ///< domains of return paths only
  std::string_view ptr{};       ///< domains of its hosts only
  std::string_view selector{};  ///< selectors that only its customers have
  std::string_view asn{};       ///< networks of which it is the holder
};

/// What is sure and generally known. A selector is here only where it names the service: "k1",
/// "s1" and "selector1" do not. Where customers of one company share a network, the more exact
/// evidence comes first anyway (see Catalogue::source_of).
std::span<const KnownSender> known_senders();

/// Whether a service of the type makes the mail that it sends, and does not pass on mail of others.
/// Not for types that nobody here knows.
bool makes_mail(std::string_view type);
/// Whether a service of the type is there to pass on mail.
bool passes_mail_on(std::string_view type);

}  // namespace reports::sources
