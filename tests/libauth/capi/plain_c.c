// SPDX-License-Identifier: MIT
//
// The C ABI as a C99 program uses it.

#include "tests/libauth/capi/plain_c.h"

#include <string.h>

#include "libauth/libauth.h"

static libauth_status answer(libauth_session* session, const libauth_question* question,
                             const char* key) {
  const char* records[1];
  if (strcmp(question->name, "test._domainkey.example.com") != 0) {
    return libauth_session_answer_failed(session, question->id, LIBAUTH_DNS_NO_SUCH_NAME);
  }
  records[0] = key;
  return libauth_session_answer_text(session, question->id, LIBAUTH_DNS_ANSWERED, records, 1);
}

#define CHECK(condition)             \
  do {                               \
    if (!(condition)) {              \
      libauth_session_free(session); \
      return __LINE__;               \
    }                                \
  } while (0)

int verify_in_plain_c(const char* message, size_t size, const char* key) {
  libauth_session_options options = LIBAUTH_SESSION_OPTIONS_INIT;
  libauth_question question = LIBAUTH_QUESTION_INIT;
  libauth_dkim_result dkim = LIBAUTH_RESULT_INIT(libauth_dkim_result);
  libauth_dmarc_result dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  libauth_session* session = NULL;
  libauth_status status;
  const char* value;

  CHECK(strcmp(libauth_version(), LIBAUTH_VERSION) == 0);
  CHECK(libauth_abi() == LIBAUTH_ABI);
  options.ip = "2001:db8::1";
  options.helo = "mx.example.com";
  options.mail_from = "alice@example.com";
  options.authserv_id = "mx.example.net";
  options.now = 1714564900;
  options.line_end = LIBAUTH_LF;
  CHECK(libauth_session_new(&options, &session) == LIBAUTH_OK);
  CHECK(libauth_session_feed(session, message, size) == LIBAUTH_OK);
  CHECK(libauth_session_finish(session) == LIBAUTH_OK);
  while ((status = libauth_session_next_question(session, &question)) == LIBAUTH_OK) {
    CHECK(answer(session, &question, key) == LIBAUTH_OK);
  }
  CHECK(status == LIBAUTH_NONE);
  CHECK(libauth_session_is_done(session));

  CHECK(libauth_session_dkim_count(session) == 1);
  CHECK(libauth_session_dkim(session, 0, &dkim) == LIBAUTH_OK);
  CHECK(dkim.result == LIBAUTH_RESULT_PASS);
  CHECK(strcmp(dkim.domain, "example.com") == 0);
  CHECK(libauth_session_dmarc(session, &dmarc) == LIBAUTH_OK);
  CHECK(dmarc.result == LIBAUTH_RESULT_NONE);
  CHECK(libauth_session_authentication_results(session, LIBAUTH_LF, &value, NULL) == LIBAUTH_OK);
  CHECK(strncmp(value, "mx.example.net;", 15) == 0);
  libauth_session_free(session);
  return 0;
}
