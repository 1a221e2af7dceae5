// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: the verification of one message by a caller who asks the DNS
// in its own way.
//
//   libauth_session_new
//   as octets of the message come:   libauth_session_feed
//   at its end:                      libauth_session_finish
//   from the beginning, and after feed, finish and each answer:
//                                    libauth_session_next_question until LIBAUTH_NONE
//   as answers come:                 libauth_session_answer_...
//   until libauth_session_is_done, or no time is left: libauth_session_give_up
//   results (libauth/capi/results.h), libauth_session_free

#pragma once

#include "libauth/capi/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The verification of one message.
typedef struct libauth_session libauth_session;

/// Flags of libauth_session_options.
enum {
  LIBAUTH_IGNORE_TIMES = 1,         ///< do not look at the times of signatures
  LIBAUTH_ACCEPT_PARTIAL_BODY = 2,  ///< accept a DKIM "l=" that leaves a part of the body unsigned
  LIBAUTH_CHECK_HELO = 4,           ///< check SPF of HELO too, besides MAIL FROM
  LIBAUTH_EXPLAIN = 8,              ///< find out the organizational domain even where nothing
                                    ///< depends on it: more questions
  LIBAUTH_TRUST_AD = 16,            ///< the AD bit of answers is to be believed: they come from a
                                    ///< validating resolver that nobody can speak for (RFC 6840
                                    ///< section 5.7: on the same host, or secured)
  LIBAUTH_UNKNOWN_CLIENT = 32  ///< there is no `ip`, as of a message in a file: no SPF, no iprev
};

/// What a session is told. A number of 0 among the limits stands for the default.
typedef struct libauth_session_options {
  size_t size;                    ///< by LIBAUTH_SESSION_OPTIONS_INIT
  const char* ip;                 ///< the SMTP client, "192.0.2.1" or "2001:db8::1"; or NULL, and
  const void* ip_octets;          ///< its octets in network order, as in sin_addr and sin6_addr,
  size_t ip_octets_size;          ///< 4 or 16. One of both is there
  const char* helo;               ///< the argument of HELO or EHLO; NULL: none
  size_t helo_size;               ///< as it is: LIBAUTH_NUL_TERMINATED
  const char* mail_from;          ///< the reverse-path without "<" and ">"; NULL or empty: a bounce
  size_t mail_from_size;          ///< as it is: LIBAUTH_NUL_TERMINATED
  const char* authserv_id;        ///< our name in Authentication-Results, and the SPF macro "r";
                                  ///< NULL where the field is not used
  const char* const* own_ids;     ///< authserv-ids of ours besides it, whose fields are forged
  size_t own_id_count;            ///< how many
  int64_t now;                    ///< seconds since 1970 (UTC), 1 to 253402300799 (the year 9999)
  uint32_t drift;                 ///< seconds that clocks may differ; as it is: 300
  uint32_t flags;                 ///< LIBAUTH_IGNORE_TIMES, ...
  uint32_t line_end;              ///< libauth_line_end of the message that is fed
  uint32_t dmarc_mode;            ///< libauth_dmarc_mode
  uint32_t max_header_octets;     ///< of a header that are kept; 0: 512 KiB
  uint32_t max_signatures;        ///< DKIM signatures that are verified; 0: 10
  uint32_t max_signed_fields;     ///< names in "h="; 0: 1000
  uint32_t min_rsa_bits;          ///< of keys; 0: 1024 (RFC 8301 section 3.2), and not less
  uint32_t max_rsa_bits;          ///< of keys; 0: 8192
  uint32_t max_arc_sets;          ///< that are validated; 0: 20
  uint32_t max_questions;         ///< of one message; 0: 500. An eighth is set aside for each of
                                  ///< SPF, DKIM, ARC and DMARC; less than 100 is too little for it
  uint32_t max_rounds;            ///< of questions after answers; 0: 40
  uint32_t max_spf_lookups;       ///< RFC 7208 section 4.6.4; 0: 10
  uint32_t max_spf_void_lookups;  ///< the same; 0: 2
} libauth_session_options;

// clang-format off
#define LIBAUTH_SESSION_OPTIONS_INIT                                                    \
  { sizeof(libauth_session_options), NULL, NULL, 0, NULL, LIBAUTH_NUL_TERMINATED, NULL, \
    LIBAUTH_NUL_TERMINATED, NULL, NULL, 0, 0, 300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
// clang-format on

/// Begins. The options and what they point to are needed only during the call.
LIBAUTH_EXPORT libauth_status libauth_session_new(const libauth_session_options* options,
                                                  libauth_session** session);
/// Begins anew with the next message. Where it fails the session is as it was.
LIBAUTH_EXPORT libauth_status libauth_session_reset(libauth_session* session,
                                                    const libauth_session_options* options);
LIBAUTH_EXPORT void libauth_session_free(libauth_session* session);

// Where one of the following ends with LIBAUTH_ERR_MEMORY or LIBAUTH_ERR_INTERNAL, so does every
// later call for the session, until it is reset: no result is given that rests on half of a
// message.

/// Takes the next octets of the message, cut anywhere.
LIBAUTH_EXPORT libauth_status libauth_session_feed(libauth_session* session, const void* octets,
                                                   size_t size);
/// The message is complete.
LIBAUTH_EXPORT libauth_status libauth_session_finish(libauth_session* session);

/// A question for the DNS, in class IN.
typedef struct libauth_question {
  size_t size;        ///< by LIBAUTH_QUESTION_INIT
  const char* name;   ///< in presentation form (RFC 1035 section 5.1), lower case, without the last
                      ///< dot; "." is the root. It is absolute: no search list applies
  uint32_t id;        ///< to answer it; counts from 1 in each session
  uint16_t type;      ///< code of the RR type: 1 A, 12 PTR, 15 MX, 16 TXT, 28 AAAA
  uint16_t reserved;  ///< 0
} libauth_question;

// clang-format off
#define LIBAUTH_QUESTION_INIT { sizeof(libauth_question), NULL, 0, 0, 0 }
// clang-format on

/// The next question that is open and was not given out yet; LIBAUTH_NONE: there is none for now.
/// Those of SPF and iprev are there from the beginning, those for keys and DMARC records as soon as
/// the header is fed. The name lives as long as the session.
LIBAUTH_EXPORT libauth_status libauth_session_next_question(libauth_session* session,
                                                            libauth_question* question);

/// Octets that the DNS message of any question fits into.
#define LIBAUTH_QUERY_MAX 512

/// Writes the DNS message to send for a question (RFC 1035 section 4): recursion desired, EDNS with
/// 1232 octets for the answer over UDP (RFC 6891), AD set (RFC 6840 section 5.7). Over TCP the two
/// octets of its size go before it.
/// @param message_id  to tell answers apart; hard to guess, and another one each time (RFC 5452)
/// @param capacity  of `octets`; LIBAUTH_QUERY_MAX always suffices
/// @param size  octets that were written
LIBAUTH_EXPORT libauth_status libauth_question_packet(const libauth_question* question,
                                                      uint16_t message_id, void* octets,
                                                      size_t capacity, size_t* size);

/// Takes the DNS message that came as the answer. The caller compares its first two octets, the
/// message id, with what was sent.
///
/// LIBAUTH_ERR_MISMATCH: it is no answer, or one to another question, and
/// LIBAUTH_ERR_TRUNCATED: only a part came over UDP; the question stays open with both. With
/// LIBAUTH_OK it is closed, and what the message says is what counts: a message that cannot be
/// read, a server's failure and a mere referral are unknown, and none of them is "no such record".
LIBAUTH_EXPORT libauth_status libauth_session_answer_packet(libauth_session* session, uint32_t id,
                                                            const void* octets, size_t size);

/// How a question ended.
typedef enum libauth_dns_status {
  LIBAUTH_DNS_ANSWERED = 0,      ///< there are records of the type
  LIBAUTH_DNS_NO_DATA = 1,       ///< the name exists, without records of the type
  LIBAUTH_DNS_NO_SUCH_NAME = 2,  ///< NXDOMAIN: the name does not exist
  LIBAUTH_DNS_SERVFAIL = 3,      ///< the server, or the resolver on its behalf, could not answer
  LIBAUTH_DNS_REFUSED = 4,       ///< the server would not answer
  LIBAUTH_DNS_TIMEOUT = 5,       ///< nobody answered in time
  LIBAUTH_DNS_BOGUS = 6,         ///< DNSSEC validation failed
  LIBAUTH_DNS_MALFORMED = 7,     ///< the answer could not be read
  LIBAUTH_DNS_NOT_ASKED = 8      ///< the caller did not want to ask
} libauth_dns_status;

/// Takes an answer as text: with LIBAUTH_DNS_ANSWERED the data of each record of the type asked
/// for, in presentation form: "10 mx.example.com", "2001:db8::1". A name needs no last dot. Of TXT
/// the strings in their quotes, "\"v=spf1 \" \"-all\""; or, where it does not begin with a quote,
/// the joined strings as they are, octet for octet. With another status there are no records.
///
/// LIBAUTH_ERR_SYNTAX: a record cannot be read; the question stays open.
LIBAUTH_EXPORT libauth_status libauth_session_answer_text(libauth_session* session, uint32_t id,
                                                          uint32_t status,
                                                          const char* const* records, size_t count);
/// The same without records; not with LIBAUTH_DNS_ANSWERED.
LIBAUTH_EXPORT libauth_status libauth_session_answer_failed(libauth_session* session, uint32_t id,
                                                            uint32_t status);

/// No time is left: all questions that are open, and those that come, end as timeouts. After
/// libauth_session_finish the session is done.
LIBAUTH_EXPORT libauth_status libauth_session_give_up(libauth_session* session);

/// 1 where the session was finished and nothing is open: the results are there. Also 1 where an
/// error ended it, which is what asking for a result then gives. Otherwise 0; for NULL 0.
LIBAUTH_EXPORT int libauth_session_is_done(libauth_session* session);

#ifdef __cplusplus
}
#endif
