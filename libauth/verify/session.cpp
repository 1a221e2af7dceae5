// SPDX-License-Identifier: MIT

#include "libauth/verify/session.h"

#include <cassert>
#include <utility>

#include "libauth/verify/session_work.h"

namespace libauth::verify {

Session::Session(Envelope envelope, Settings settings)
    : work_(std::make_unique<Work>(std::move(envelope), std::move(settings), nullptr)) {}

Session::Session(Envelope envelope, Settings settings, dns::Resolver& known)
    : work_(std::make_unique<Work>(std::move(envelope), std::move(settings), &known)) {}

Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

void Session::feed(std::string_view octets) {
  work_->feed(octets);
}

void Session::finish() {
  work_->finish();
}

std::span<const dns::Question> Session::take_questions() {
  return work_->take_questions();
}

void Session::answer(const dns::Question& question, dns::AnswerPtr answer) {
  work_->answer(question, std::move(answer));
}

void Session::give_up() {
  work_->give_up();
}

bool Session::is_done() {
  return work_->is_done();
}

const Report& Session::report() const {
  assert(work_->is_done());
  return work_->report();
}

const dns::Facts& Session::facts() const {
  return work_->facts();
}

void settle(Session& session, dns::Resolver& resolver, dns::Deadline deadline) {
  const auto is_late = [deadline] { return std::chrono::steady_clock::now() >= deadline; };
  const auto follow = [&](const dns::Question& question, dns::AnswerPtr answer) {
    session.answer(question, std::move(answer));
    if (is_late()) session.give_up();
    return session.take_questions();
  };
  if (!is_late()) resolver.resolve_all(session.take_questions(), deadline, follow);
  if (!session.is_done()) session.give_up();
}

Session verify(std::string_view message, Envelope envelope, Settings settings,
               dns::Resolver& resolver, std::chrono::milliseconds time) {
  const dns::Deadline deadline = std::chrono::steady_clock::now() + time;
  Session session(std::move(envelope), std::move(settings), resolver);
  session.feed(message);
  session.finish();
  settle(session, resolver, deadline);
  return session;
}

}  // namespace libauth::verify
