// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: what a session found out. All of it is there when
// libauth_session_is_done; before that it is LIBAUTH_ERR_STATE.

#pragma once

#include "libauth/capi/session.h"

/// A struct of results, ready to be filled:
///   libauth_spf_result spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
#ifdef __cplusplus
template <class Result>
Result libauth_empty_result() {
  Result result{};
  result.size = sizeof result;
  return result;
}
#define LIBAUTH_RESULT_INIT(type) libauth_empty_result<type>()
#else
#define LIBAUTH_RESULT_INIT(type) \
  { .size = sizeof(type) }
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// SPF, RFC 7208.
typedef struct libauth_spf_result {
  size_t size;
  uint32_t result;        ///< libauth_result
  uint32_t lookups;       ///< terms that asked the DNS
  uint32_t void_lookups;  ///< of them, those that got nothing
  uint32_t reserved;
  const char* domain;       ///< whose record decided
  const char* matched;      ///< the term that decided, as written; empty: none did
  const char* reason;       ///< one sentence for people
  const char* explanation;  ///< with fail: what the domain says to the sender; may be empty. It
                            ///< comes from outside
} libauth_spf_result;

/// Of the MAIL FROM identity, or of HELO where that is empty.
LIBAUTH_EXPORT libauth_status libauth_session_spf(libauth_session* session,
                                                  libauth_spf_result* result);
/// Of the HELO identity; LIBAUTH_NONE without LIBAUTH_CHECK_HELO.
LIBAUTH_EXPORT libauth_status libauth_session_spf_helo(libauth_session* session,
                                                       libauth_spf_result* result);

/// Flags of libauth_dkim_result.
enum {
  LIBAUTH_DKIM_TESTING = 1,   ///< the key says t=y: a failure counts as no signature
  LIBAUTH_DKIM_SECURE = 2,    ///< the key's answer is validated by DNSSEC
  LIBAUTH_DKIM_SOME_FROM = 4  ///< with pass: the message has From fields that the signature does
                              ///< not cover, so that it does not say who the author is
};

/// One DKIM-Signature field, RFC 6376.
typedef struct libauth_dkim_result {
  size_t size;
  uint32_t result;       ///< libauth_result
  uint32_t flags;        ///< LIBAUTH_DKIM_TESTING, ...
  const char* reason;    ///< a word: "verified", "body_mismatch", "no_key", ...
  const char* detail;    ///< one sentence for people; may be empty
  const char* domain;    ///< "d"; NULL where it cannot be read
  const char* selector;  ///< "s"; NULL where it cannot be read
  const char* identity;  ///< "i", decoded: any octets; may be empty
  size_t identity_size;
  const char* algorithm;  ///< "a" as written: any octets; may be empty
  size_t algorithm_size;
  const char* signature;  ///< "b" as written, without white space; may be empty
  size_t signature_size;
  const char* key_type;               ///< "rsa" or "ed25519"; NULL where there is no key to be read
  uint32_t key_bits;                  ///< of the key; 0 likewise
  uint32_t addable_field_count;       ///< names of fields, lower case, that anybody may add to the
  const char* const* addable_fields;  ///< message without breaking the signature
  uint64_t signed_octets;             ///< canonical body octets in the body hash
  uint64_t body_octets;               ///< canonical octets of the whole body
} libauth_dkim_result;

/// How many DKIM-Signature fields the message has; 0 before the session is done.
LIBAUTH_EXPORT size_t libauth_session_dkim_count(libauth_session* session);
/// The one of that index, from the top; LIBAUTH_NONE: there are fewer.
LIBAUTH_EXPORT libauth_status libauth_session_dkim(libauth_session* session, size_t index,
                                                   libauth_dkim_result* result);

/// The ARC chain, RFC 8617.
typedef struct libauth_arc_result {
  size_t size;
  uint32_t result;      ///< libauth_result: none, pass or fail
  uint32_t instances;   ///< the highest instance; 0 without a chain
  int32_t oldest_pass;  ///< with pass: the oldest set whose message signature still verifies, 0:
                        ///< all do; -1: not known
  uint32_t temporary;   ///< 1: it failed because the DNS did not tell a key
  const char* reason;   ///< a word: "no_chain", "verified", "seal", ...
  const char* detail;   ///< one sentence for people; may be empty
} libauth_arc_result;

LIBAUTH_EXPORT libauth_status libauth_session_arc(libauth_session* session,
                                                  libauth_arc_result* result);

/// One set of the ARC chain.
typedef struct libauth_arc_set {
  size_t size;
  const char* domain;                  ///< of the seal; NULL where it cannot be read
  const char* selector;                ///< of the seal; NULL where it cannot be read
  const char* message_signature;       ///< a word as in libauth_dkim_result; NULL: not looked at
  const char* seal;                    ///< the same
  const char* authentication_results;  ///< what the sealer saw; any octets, to be believed only
  size_t authentication_results_size;  ///< where the chain passes and the sealer is trusted
  uint32_t instance;
  uint32_t reserved;
} libauth_arc_set;

/// The set of that index, by instance; LIBAUTH_NONE: there are fewer, or the chain is broken.
LIBAUTH_EXPORT libauth_status libauth_session_arc_set(libauth_session* session, size_t index,
                                                      libauth_arc_set* set);

/// Flags of libauth_dmarc_result.
enum {
  LIBAUTH_DMARC_TESTING = 1,       ///< the record says t=y, or RFC 7489 pct=0
  LIBAUTH_DMARC_MANY_AUTHORS = 2,  ///< the message has several author domains
  LIBAUTH_DMARC_BY_SPF = 4,        ///< SPF passes and is aligned
  LIBAUTH_DMARC_BY_DKIM = 8        ///< a signature passes and is aligned
};

/// DMARC, RFC 9989.
typedef struct libauth_dmarc_result {
  size_t size;
  uint32_t result;            ///< libauth_result
  uint32_t policy;            ///< libauth_policy: the word that applies, before "t"
  uint32_t disposition;       ///< libauth_policy: what is asked for this message; none where it
                              ///< passes
  uint32_t flags;             ///< LIBAUTH_DMARC_TESTING, ...
  uint32_t percent;           ///< with RFC 7489: "pct", the caller draws the lot; otherwise 100
  uint32_t queries;           ///< "_dmarc" names that the policy rests on
  const char* reason;         ///< one sentence for people
  const char* author;         ///< the domain of From; NULL where there is none that can be used
  const char* policy_source;  ///< "p", "sp" or "np"; NULL without a policy
  const char* org_domain;     ///< of the author; NULL where it was not needed, or is not known
  const char* record_domain;  ///< whose record applies; NULL: none does
  const char* record;         ///< the record; NULL: none applies
} libauth_dmarc_result;

/// What counts: of several author domains the one that asks for the most.
LIBAUTH_EXPORT libauth_status libauth_session_dmarc(libauth_session* session,
                                                    libauth_dmarc_result* result);
/// The author domain of that index; LIBAUTH_NONE: there are fewer.
LIBAUTH_EXPORT libauth_status libauth_session_dmarc_author(libauth_session* session, size_t index,
                                                           libauth_dmarc_result* result);

/// Whether the client's address has a name that leads back to it, RFC 8601 section 3.
typedef struct libauth_iprev_result {
  size_t size;
  uint32_t result;  ///< libauth_result: pass, fail, temperror or permerror
  uint32_t name_count;
  const char* const* names;      ///< of the address
  const char* const* confirmed;  ///< of them, those that lead back
  uint32_t confirmed_count;
  uint32_t reserved;
} libauth_iprev_result;

/// LIBAUTH_NONE with LIBAUTH_UNKNOWN_CLIENT.
LIBAUTH_EXPORT libauth_status libauth_session_iprev(libauth_session* session,
                                                    libauth_iprev_result* result);

/// The value of the Authentication-Results field to put on top of the message (RFC 8601), folded,
/// without the field's name and without the last line end.
/// @param line_end  libauth_line_end of its folds
/// @param size  without the NUL behind the value; may be NULL
LIBAUTH_EXPORT libauth_status libauth_session_authentication_results(libauth_session* session,
                                                                     uint32_t line_end,
                                                                     const char** value,
                                                                     size_t* size);

/// An Authentication-Results field of the message that is to be deleted before it goes further: it
/// pretends to be ours (RFC 8601 section 5). There are two cases in which deleting these is not
/// enough, and the message is to be refused: one of them has the occurrence 0, or
/// libauth_counts::is_header_cut says that more may follow (then deleting all
/// Authentication-Results fields will do as well).
typedef struct libauth_forged_field {
  size_t size;
  uint64_t index;       ///< among all header lines, from 0
  uint64_t occurrence;  ///< among the fields of its name, from 1: what milters count by. 0: it has
                        ///< not got the name, but some programs take it for such a field ("X: y"
                        ///< with a bare LF and "Authentication-Results:" behind it). No program
                        ///< that deletes by name and number can delete it, and not all count alike
                        ///< here: refuse the message
  const char* why;      ///< a word: "own_id", "unreadable", "version"
} libauth_forged_field;

/// The last such field first: deleting them in this order shifts no place of those that follow.
/// LIBAUTH_NONE: there are fewer.
LIBAUTH_EXPORT libauth_status libauth_session_forged(libauth_session* session, size_t index,
                                                     libauth_forged_field* field);

/// A mailbox of the From fields. All octets come from outside.
typedef struct libauth_mailbox {
  size_t size;
  const char* display_name;  ///< unquoted; encoded words as they are
  size_t display_name_size;
  const char* local_part;  ///< unquoted
  size_t local_part_size;
  const char* domain;  ///< as written; of a literal with its brackets
  size_t domain_size;
} libauth_mailbox;

/// LIBAUTH_NONE: there are fewer.
LIBAUTH_EXPORT libauth_status libauth_session_author(libauth_session* session, size_t index,
                                                     libauth_mailbox* mailbox);

/// What was counted.
typedef struct libauth_counts {
  size_t size;
  uint64_t header_octets;
  uint64_t body_octets;
  uint64_t bare_cr;          ///< CR without LF behind it
  uint64_t bare_lf;          ///< LF without CR before it; with LIBAUTH_LF none is counted
  uint64_t nul;              ///< in the header
  uint64_t eight_bit;        ///< octets above 127 in the header
  uint64_t no_fields;        ///< header lines that are no field
  uint64_t from_fields;      ///< RFC 5322 section 3.6 asks for just one
  uint64_t from_mailboxes;   ///< in all of them; at most 1000 are kept
  uint64_t from_unreadable;  ///< From fields that cannot be read, lines among them that only some
                             ///< programs take for From fields; with too many, those behind them
                             ///< are not looked at
  uint64_t rounds;           ///< times that questions were given out
  uint64_t questions;        ///< that were given out
  uint64_t not_asked;        ///< questions that a limit kept back
  uint64_t is_header_cut;    ///< 1: the header is longer than what is read of it: than
                             ///< max_header_octets, or than 10,000 fields. What is behind was not
                             ///< looked at, and libauth_session_forged does not know all fields
} libauth_counts;

LIBAUTH_EXPORT libauth_status libauth_session_counts(libauth_session* session,
                                                     libauth_counts* counts);

#ifdef __cplusplus
}
#endif
