// SPDX-License-Identifier: MIT
//
// The verification of one message: feed octets, take questions, hand in answers, get the report.
//
//   Session session(envelope, settings);
//   while (octets come) {
//     session.feed(octets);
//     for (const Question& question : session.take_questions()) ask somebody, and go on;
//     where an answer is there: session.answer(question, answer);
//   }
//   session.finish();
//   until session.is_done(): take_questions() and answer()
//   session.report()
//
// It does no I/O, reads no clock and starts no thread. Not safe for use by several threads at once;
// different sessions are independent.

#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string_view>

#include "libauth/dns/answer.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/question.h"
#include "libauth/dns/resolver.h"
#include "libauth/verify/report.h"
#include "libauth/verify/settings.h"

namespace libauth::verify {

class Session {
 public:
  Session(Envelope envelope, Settings settings);
  /// With answers that may be found without asking: `known.peek()` is looked at before a question
  /// is given out. `known` outlives the session.
  Session(Envelope envelope, Settings settings, dns::Resolver& known);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  /// Takes the next octets of the message, cut anywhere. Not after finish().
  void feed(std::string_view octets);
  /// No more octets come.
  void finish();

  /// The questions that are open and were not given out yet, each once. From the beginning there
  /// are those of SPF and iprev; at the end of the header those for keys and DMARC records come;
  /// more may come after answers. Valid until the next call of anything.
  std::span<const dns::Question> take_questions();
  /// The answer to a question. One that was not asked is kept too, in case it is; a second answer
  /// to the same question is dropped, and a null one counts as malformed.
  void answer(const dns::Question& question, dns::AnswerPtr answer);
  /// Gives all questions that are open the answer "timeout", and likewise all that come: the caller
  /// has no more time.
  void give_up();

  /// Whether finish() was called and nothing is open: report() is there.
  bool is_done();
  /// The report; only where is_done(). Lives as long as the session.
  const Report& report() const;

  /// The answers that the session knows.
  const dns::Facts& facts() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

/// Asks the resolver for all that is open, and for what follows from an answer as soon as it is
/// there, until the session is done; what is open at the deadline gets the answer "timeout". So a
/// name whose servers do not answer, such as one of the client's own choice, holds up no other
/// method, where the resolver can do that (dns::Resolver::resolve_all). After finish().
/// @threads uses the session on the calling thread only
void settle(Session& session, dns::Resolver& resolver, dns::Deadline deadline);

/// Verifies a whole message that is in memory, and waits for the answers.
/// @threads safe where the resolver is
/// @returns the session, done; it does not use the resolver any more
Session verify(std::string_view message, Envelope envelope, Settings settings,
               dns::Resolver& resolver, std::chrono::milliseconds time = std::chrono::seconds(20));

}  // namespace libauth::verify
