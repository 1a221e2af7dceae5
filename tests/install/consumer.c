// SPDX-License-Identifier: MIT
//
// A C program against the installed library: verifies the message of a file, with a key and records
// as text, and prints the value of the Authentication-Results field.
//
//   consumer MESSAGE

#include <stdio.h>
#include <string.h>

#include "libauth/libauth.h"

static const struct {
  const char* name;
  uint16_t type;
  const char* record;
} records[] = {
    {"example.com", 16, "v=spf1 ip4:192.0.2.10 -all"},
    {"_dmarc.example.com", 16, "v=DMARC1; p=reject"},
    {"test._domainkey.example.com", 16,
     "v=DKIM1; k=ed25519; p=iPUh2LBEA/H0ajfXipFBot5wjSQrvDQKeZ6GKumQSVA="},
};

static libauth_status answer(libauth_session* session, const libauth_question* question) {
  size_t i;
  for (i = 0; i < sizeof records / sizeof records[0]; i++) {
    if (question->type == records[i].type && strcmp(question->name, records[i].name) == 0) {
      return libauth_session_answer_text(session, question->id, LIBAUTH_DNS_ANSWERED,
                                         &records[i].record, 1);
    }
  }
  return libauth_session_answer_failed(session, question->id, LIBAUTH_DNS_NO_SUCH_NAME);
}

static int feed_file(libauth_session* session, const char* path) {
  char octets[64];
  size_t size;
  FILE* file = fopen(path, "rb");
  if (file == NULL) return 0;
  while ((size = fread(octets, 1, sizeof octets, file)) > 0) {
    if (libauth_session_feed(session, octets, size) != LIBAUTH_OK) return 0;
  }
  fclose(file);
  return libauth_session_finish(session) == LIBAUTH_OK;
}

int main(int argc, char** argv) {
  libauth_session_options options = LIBAUTH_SESSION_OPTIONS_INIT;
  libauth_question question = LIBAUTH_QUESTION_INIT;
  libauth_dmarc_result dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  libauth_session* session = NULL;
  const char* value = NULL;
  if (argc != 2 || strcmp(libauth_version(), LIBAUTH_VERSION) != 0) return 2;
  options.ip = "192.0.2.10";
  options.helo = "mx.example.com";
  options.mail_from = "alice@example.com";
  options.authserv_id = "mx.example.net";
  options.now = 1714564900;
  options.line_end = LIBAUTH_LF;
  if (libauth_session_new(&options, &session) != LIBAUTH_OK) return 2;
  if (!feed_file(session, argv[1])) return 2;
  while (libauth_session_next_question(session, &question) == LIBAUTH_OK) {
    if (answer(session, &question) != LIBAUTH_OK) return 2;
  }
  if (libauth_session_dmarc(session, &dmarc) != LIBAUTH_OK) return 1;
  if (libauth_session_authentication_results(session, LIBAUTH_LF, &value, NULL) == LIBAUTH_OK) {
    printf("%s\n", value);
  }
  libauth_session_free(session);
  return dmarc.result == LIBAUTH_RESULT_PASS ? 0 : 1;
}
