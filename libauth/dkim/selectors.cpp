// SPDX-License-Identifier: MIT

#include "libauth/dkim/selectors.h"

#include <array>

namespace libauth::dkim {
namespace {

/// Alphabetical. Names that carry a customer's token or a date cannot be guessed and are left out.
constexpr std::array<std::string_view, 58> kSelectors = {
    "brevo1",        "brevo2",    "cf2024-1",  "cm",         "ctct1",       "ctct2",
    "default",       "dkim",      "dkim1",     "dkim2",      "ed25519",     "em",
    "everlytickey1", "fm1",       "fm2",       "fm3",        "google",      "hs1",
    "hs2",           "intercom",  "k1",        "k2",         "k3",          "key1",
    "key2",          "key3",      "kl",        "kl2",        "litesrv",     "m1",
    "mail",          "mailjet",   "mandrill",  "mimecast",   "mkto",        "mte1",
    "mte2",          "mx",        "pm",        "protonmail", "protonmail2", "protonmail3",
    "resend",        "s1",        "s1024",     "s2",         "s2048",       "sel1",
    "selector",      "selector1", "selector2", "sendinblue", "sig1",        "smtp",
    "zendesk1",      "zendesk2",  "zmail",     "zoho"};

}  // namespace

std::span<const std::string_view> well_known_selectors() {
  return kSelectors;
}

}  // namespace libauth::dkim
