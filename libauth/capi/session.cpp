// SPDX-License-Identifier: MIT

#include "libauth/capi/session.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>

#include "libauth/capi/dns_message.h"
#include "libauth/capi/session_handle.h"

namespace libauth::capi {
namespace {

std::unique_ptr<libauth_session> make(SessionSetup setup) {
  return std::make_unique<libauth_session>(
      verify::Session(std::move(setup.envelope), std::move(setup.settings)), setup.trust_ad);
}

/// The open question of that id; null where there is none.
Asked* find_open(libauth_session& session, std::uint32_t id) {
  if (id == 0 || id > session.next) return nullptr;
  Asked& asked = session.asked[id - 1];
  return asked.is_open ? &asked : nullptr;
}

/// Reads an answer with `read(question, answer)` and hands it in.
template <class Read>
libauth_status take_answer(libauth_session* handle, std::uint32_t id, const Read& read) {
  return change(handle, [&](libauth_session& session) {
    Asked* asked = find_open(session, id);
    if (asked == nullptr) return LIBAUTH_ERR_QUESTION;
    dns::AnswerPtr answer;
    const libauth_status status = read(session, asked->question, answer);
    if (status != LIBAUTH_OK) return status;
    session.session.answer(asked->question, std::move(answer));
    asked->is_open = false;
    return LIBAUTH_OK;
  });
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_session_new(const libauth_session_options* options,
                                   libauth_session** session) {
  if (session == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    SessionSetup setup;
    const libauth_status status = read_session_options(options, setup);
    if (status == LIBAUTH_OK) *session = make(std::move(setup)).release();
    return status;
  });
}

libauth_status libauth_session_reset(libauth_session* session,
                                     const libauth_session_options* options) {
  if (session == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    SessionSetup setup;
    const libauth_status status = read_session_options(options, setup);
    if (status == LIBAUTH_OK) *session = std::move(*make(std::move(setup)));
    return status;
  });
}

void libauth_session_free(libauth_session* session) {
  delete session;
}

libauth_status libauth_session_feed(libauth_session* session, const void* octets,
                                    std::size_t size) {
  if (octets == nullptr && size != 0) return LIBAUTH_ERR_ARGUMENT;
  return change(session, [&](libauth_session& open) {
    if (open.is_finished) return LIBAUTH_ERR_STATE;
    if (size != 0) open.session.feed({static_cast<const char*>(octets), size});
    return LIBAUTH_OK;
  });
}

libauth_status libauth_session_finish(libauth_session* session) {
  return change(session, [](libauth_session& open) {
    if (open.is_finished) return LIBAUTH_ERR_STATE;
    open.session.finish();
    open.is_finished = true;
    return LIBAUTH_OK;
  });
}

libauth_status libauth_session_next_question(libauth_session* session, libauth_question* question) {
  if (question == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return change(session, [&](libauth_session& open) {
    if (open.next == open.asked.size()) {
      for (const auto& one : open.session.take_questions()) open.asked.push_back({one});
    }
    // Some may have been closed by libauth_session_give_up() before they were given out.
    while (open.next < open.asked.size() && !open.asked[open.next].is_open) ++open.next;
    if (open.next == open.asked.size()) return LIBAUTH_NONE;
    const Asked& asked = open.asked[open.next];
    libauth_question filled = LIBAUTH_QUESTION_INIT;
    filled.name = asked.question.name.text().c_str();
    filled.id = static_cast<std::uint32_t>(open.next + 1);
    filled.type = static_cast<std::uint16_t>(asked.question.type);
    const libauth_status status = write_struct(question, filled);
    if (status == LIBAUTH_OK) ++open.next;
    return status;
  });
}

libauth_status libauth_question_packet(const libauth_question* question, std::uint16_t message_id,
                                       void* octets, std::size_t capacity, std::size_t* size) {
  if (octets == nullptr || size == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    libauth_question asked = LIBAUTH_QUESTION_INIT;
    if (const auto status = read_struct(question, asked); status != LIBAUTH_OK) return status;
    if (asked.name == nullptr || asked.type == 0 || asked.reserved != 0) {
      return LIBAUTH_ERR_ARGUMENT;
    }
    const auto name = libauth::dns::Name::parse(asked.name);
    if (!name) return LIBAUTH_ERR_NAME;
    const auto packet = write_query(*name, asked.type, message_id);
    if (packet.size() > capacity) return LIBAUTH_ERR_BUFFER;
    std::memcpy(octets, packet.data(), packet.size());
    *size = packet.size();
    return LIBAUTH_OK;
  });
}

libauth_status libauth_session_answer_packet(libauth_session* session, std::uint32_t id,
                                             const void* octets, std::size_t size) {
  if (octets == nullptr) return LIBAUTH_ERR_ARGUMENT;
  const std::span packet(static_cast<const std::uint8_t*>(octets), size);
  return take_answer(session, id, [&](const auto& open, const auto& question, auto& answer) {
    return read_response(question, packet, open.trust_ad, answer);
  });
}

libauth_status libauth_session_answer_text(libauth_session* session, std::uint32_t id,
                                           std::uint32_t status, const char* const* records,
                                           std::size_t count) {
  if (records == nullptr && count != 0) return LIBAUTH_ERR_ARGUMENT;
  return take_answer(session, id, [&](const auto&, const auto& question, auto& answer) {
    return read_text_answer(question, status, std::span(records, count), answer);
  });
}

libauth_status libauth_session_answer_failed(libauth_session* session, std::uint32_t id,
                                             std::uint32_t status) {
  return libauth_session_answer_text(session, id, status, nullptr, 0);
}

libauth_status libauth_session_give_up(libauth_session* session) {
  return change(session, [](libauth_session& open) {
    open.session.give_up();
    for (Asked& asked : open.asked) asked.is_open = false;
    return LIBAUTH_OK;
  });
}

int libauth_session_is_done(libauth_session* session) {
  if (session == nullptr) return 0;
  bool is_done = false;
  const libauth_status status = change(session, [&](libauth_session& open) {
    is_done = open.is_finished && open.session.is_done();
    return LIBAUTH_OK;
  });
  return status != LIBAUTH_OK || is_done ? 1 : 0;
}
