// SPDX-License-Identifier: MIT
//
// Verifies a message from an event loop: while the message still arrives on standard input,
// questions go to a name server and answers come back, all through one poll().
//
//   event_loop SERVER PORT CLIENT-IP HELO MAIL-FROM [SECONDS] < message

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "libauth/libauth.h"

enum {
  MAX_QUESTIONS = 200,
  TRIES = 3,      // times that a question is sent
  TRY_MS = 2000,  // how long an answer is waited for
  PATIENCE = 20   // seconds that all answers are waited for when the message is there
};

struct lookup {
  libauth_question question;
  uint16_t message_id;
  int is_open;
  int tries;
  int64_t until;  // when it is sent again, in ms
};

struct loop {
  libauth_session* session;
  struct sockaddr_in server;
  int udp;  // connected: the kernel takes packets from the server alone, on a random port
  FILE* random;
  int64_t patience_ms;
  struct lookup lookups[MAX_QUESTIONS];
  size_t count;
};

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_lookup(struct loop* loop, struct lookup* lookup, libauth_dns_status status) {
  libauth_session_answer_failed(loop->session, lookup->question.id, status);
  lookup->is_open = 0;
}

static void send_lookup(struct loop* loop, struct lookup* lookup) {
  uint8_t packet[LIBAUTH_QUERY_MAX];
  size_t size;
  if (fread(&lookup->message_id, sizeof lookup->message_id, 1, loop->random) != 1) abort();
  if (libauth_question_packet(&lookup->question, lookup->message_id, packet, sizeof packet,
                              &size) == LIBAUTH_OK) {
    // Where it cannot be sent, the time runs out as if it were lost.
    ssize_t sent = send(loop->udp, packet, size, 0);
    (void)sent;
  }
  lookup->tries++;
  lookup->until = now_ms() + TRY_MS;
}

// Asks whatever the session wants to know by now.
static void ask(struct loop* loop) {
  libauth_question question = LIBAUTH_QUESTION_INIT;
  while (loop->count < MAX_QUESTIONS &&
         libauth_session_next_question(loop->session, &question) == LIBAUTH_OK) {
    struct lookup* lookup = &loop->lookups[loop->count++];
    memset(lookup, 0, sizeof *lookup);
    lookup->question = question;
    lookup->is_open = 1;
    send_lookup(loop, lookup);
  }
}

static int read_whole(int fd, uint8_t* octets, size_t size) {
  while (size > 0) {
    ssize_t count = recv(fd, octets, size, 0);
    if (count <= 0) return 0;
    octets += count;
    size -= (size_t)count;
  }
  return 1;
}

// The answer was too long for UDP. This waits for at most TRY_MS at a time; a server with many
// messages at once gives such a socket to its poll() as well.
static int ask_over_tcp(struct loop* loop, struct lookup* lookup) {
  static uint8_t octets[2 + 65535];
  struct timeval patience = {TRY_MS / 1000, 0};
  size_t size = 0;
  int taken = 0;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return 0;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  libauth_question_packet(&lookup->question, lookup->message_id, octets + 2, LIBAUTH_QUERY_MAX,
                          &size);
  octets[0] = (uint8_t)(size >> 8);
  octets[1] = (uint8_t)(size & 0xff);
  if (connect(fd, (struct sockaddr*)&loop->server, sizeof loop->server) == 0 &&
      send(fd, octets, size + 2, 0) == (ssize_t)(size + 2) && read_whole(fd, octets, 2)) {
    size = (size_t)octets[0] << 8 | octets[1];
    taken = read_whole(fd, octets + 2, size) &&
            libauth_session_answer_packet(loop->session, lookup->question.id, octets + 2, size) ==
                LIBAUTH_OK;
  }
  close(fd);
  return taken;
}

static void take_answer(struct loop* loop, struct lookup* lookup, const uint8_t* packet,
                        size_t size) {
  switch (libauth_session_answer_packet(loop->session, lookup->question.id, packet, size)) {
    case LIBAUTH_OK:
      lookup->is_open = 0;
      break;
    case LIBAUTH_ERR_TRUNCATED:
      if (!ask_over_tcp(loop, lookup)) close_lookup(loop, lookup, LIBAUTH_DNS_SERVFAIL);
      lookup->is_open = 0;
      break;
    default:  // LIBAUTH_ERR_MISMATCH: somebody guesses. The right answer may still come.
      break;
  }
}

static void receive(struct loop* loop) {
  uint8_t packet[4096];
  ssize_t size;
  while ((size = recv(loop->udp, packet, sizeof packet, MSG_DONTWAIT)) >= 2) {
    unsigned message_id = (unsigned)packet[0] << 8 | packet[1];
    size_t i;
    for (i = 0; i < loop->count; i++) {
      struct lookup* lookup = &loop->lookups[i];
      if (lookup->is_open && lookup->message_id == message_id) {
        take_answer(loop, lookup, packet, (size_t)size);
      }
    }
  }
}

// Sends again what got no answer. Gives the time when this is to be looked at again.
static int64_t look_after(struct loop* loop, int64_t end) {
  int64_t now = now_ms();
  int64_t next = end;
  size_t i;
  for (i = 0; i < loop->count; i++) {
    struct lookup* lookup = &loop->lookups[i];
    if (lookup->is_open && lookup->until <= now) {
      if (lookup->tries < TRIES) {
        send_lookup(loop, lookup);
      } else {
        close_lookup(loop, lookup, LIBAUTH_DNS_TIMEOUT);
      }
    }
    if (lookup->is_open && lookup->until < next) next = lookup->until;
  }
  return next;
}

// Feeds what has arrived; 0 at the end of the message.
static int read_message(struct loop* loop) {
  char octets[4096];
  ssize_t size = read(STDIN_FILENO, octets, sizeof octets);
  if (size > 0) {
    libauth_session_feed(loop->session, octets, (size_t)size);
    return 1;
  }
  libauth_session_finish(loop->session);
  return 0;
}

static void run(struct loop* loop) {
  int is_arriving = 1;
  int64_t end = INT64_MAX;
  while (!libauth_session_is_done(loop->session)) {
    int64_t wait;
    struct pollfd fds[2] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}};
    ask(loop);
    wait = look_after(loop, end) - now_ms();
    fds[0].fd = loop->udp;
    fds[1].fd = is_arriving ? STDIN_FILENO : -1;
    poll(fds, 2, wait < 0 ? 0 : wait > TRY_MS ? TRY_MS : (int)wait);
    if (fds[0].revents != 0) receive(loop);
    if (fds[1].revents != 0 && !read_message(loop)) {
      is_arriving = 0;
      end = now_ms() + loop->patience_ms;
    }
    if (now_ms() >= end) libauth_session_give_up(loop->session);
  }
}

static int print_results(libauth_session* session) {
  libauth_spf_result spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
  libauth_dmarc_result dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  libauth_forged_field forged = LIBAUTH_RESULT_INIT(libauth_forged_field);
  libauth_counts counts = LIBAUTH_RESULT_INIT(libauth_counts);
  const char* value;
  size_t i;
  libauth_status status = libauth_session_spf(session, &spf);
  if (status != LIBAUTH_OK) {
    fprintf(stderr, "%s\n", libauth_strerror(status));
    return 1;
  }
  printf("spf=%s %s\n", libauth_result_word(spf.result), spf.domain);
  for (i = 0; i < libauth_session_dkim_count(session); i++) {
    libauth_dkim_result dkim = LIBAUTH_RESULT_INIT(libauth_dkim_result);
    libauth_session_dkim(session, i, &dkim);
    printf("dkim=%s %s (%s)\n", libauth_result_word(dkim.result),
           dkim.domain != NULL ? dkim.domain : "?", dkim.reason);
  }
  libauth_session_dmarc(session, &dmarc);
  printf("dmarc=%s disposition=%s\n", libauth_result_word(dmarc.result),
         libauth_policy_word(dmarc.disposition));
  // To be deleted in this order, before the new field is added on top. That is not enough where
  // there may be more of them, or one that has no number.
  libauth_session_counts(session, &counts);
  if (counts.is_header_cut != 0) printf("refuse: the header is too long\n");
  for (i = 0; libauth_session_forged(session, i, &forged) == LIBAUTH_OK; i++) {
    if (forged.occurrence == 0) {
      printf("refuse: line %lu hides a field\n", (unsigned long)forged.index + 1);
    } else {
      printf("delete Authentication-Results %lu\n", (unsigned long)forged.occurrence);
    }
  }
  if (libauth_session_authentication_results(session, LIBAUTH_LF, &value, NULL) == LIBAUTH_OK) {
    printf("Authentication-Results: %s\n", value);
  }
  return 0;
}

static int open_loop(struct loop* loop, const char* server, const char* port) {
  memset(loop, 0, sizeof *loop);
  loop->server.sin_family = AF_INET;
  loop->server.sin_port = htons((uint16_t)atoi(port));
  loop->random = fopen("/dev/urandom", "rb");
  loop->udp = socket(AF_INET, SOCK_DGRAM, 0);
  return inet_pton(AF_INET, server, &loop->server.sin_addr) == 1 && loop->random != NULL &&
         loop->udp >= 0 &&
         connect(loop->udp, (struct sockaddr*)&loop->server, sizeof loop->server) == 0;
}

int main(int argc, char** argv) {
  static struct loop loop;
  libauth_session_options options = LIBAUTH_SESSION_OPTIONS_INIT;
  libauth_status status;
  int failed;
  if (argc < 6 || argc > 7 || !open_loop(&loop, argv[1], argv[2])) {
    fprintf(stderr, "usage: %s SERVER PORT CLIENT-IP HELO MAIL-FROM [SECONDS] < message\n",
            argv[0]);
    return 2;
  }
  loop.patience_ms = 1000 * (int64_t)(argc == 7 ? atoi(argv[6]) : PATIENCE);
  options.ip = argv[3];
  options.helo = argv[4];
  options.mail_from = argv[5];
  options.authserv_id = "mx.example.net";
  options.now = (int64_t)time(NULL);
  options.line_end = LIBAUTH_LF;  // the message comes from a file
  options.max_questions = MAX_QUESTIONS;
  status = libauth_session_new(&options, &loop.session);
  if (status != LIBAUTH_OK) {
    fprintf(stderr, "%s\n", libauth_strerror(status));
    return 2;
  }
  run(&loop);
  failed = print_results(loop.session);
  libauth_session_free(loop.session);
  close(loop.udp);
  fclose(loop.random);
  return failed;
}
