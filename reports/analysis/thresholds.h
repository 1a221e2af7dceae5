// SPDX-License-Identifier: MIT
//
// From when on something is enough, old or bad, each with where the number is from.
//
// No standard has such numbers. Those that advisers publish for moving to an enforcing policy
// agree: 98 % of the own mail aligned for 14 days, no sender that counts under 95 %, at least 50
// messages. The others are ours, and say why.

#pragma once

#include <chrono>
#include <cstdint>

namespace reports::analysis {

// To publish a stricter policy

/// Of the own mail, in percent, at least so much must pass.
inline constexpr unsigned kReadyPercent = 98;
/// Of each own source, likewise.
inline constexpr unsigned kReadySourcePercent = 95;
/// An own source is no blocker with fewer failing messages than these in kFullDays, unless the
/// owner approves it: a handful may be forwarded, and nothing tells.
inline constexpr std::uint64_t kReadySourceMessages = 10;
/// From this many failing messages in kFullDays on, the owner has to say whose an unknown source
/// is. An issue is raised by those of its period.
inline constexpr std::uint64_t kUnknownSourceMessages = 50;
/// Days that must have reports.
inline constexpr std::uint64_t kReadyDays = 14;
/// Days with reports from which on the two numbers of messages above hold. With fewer they are
/// lower in proportion, down to those of kReadyDays: who asks for a shorter period is not ready by
/// that.
inline constexpr std::uint64_t kFullDays = 28;
/// On the mail of so many days it is judged whether the next step may be published, also where a
/// shorter period is asked for: a week is too short for kReadyDays.
inline constexpr std::chrono::days kJudgedPeriod{30};
/// Messages that they must tell of.
inline constexpr std::uint64_t kReadyMessages = 50;
/// Days for which receivers must have seen the policy of today before the next step.
inline constexpr std::chrono::days kSettledDays{14};

// To raise an issue

/// From here on a failure is more than a few messages.
inline constexpr std::uint64_t kIssueMessages = 50;
/// Fewer prove nothing, unless they are most of what there is.
inline constexpr std::uint64_t kFewMessages = 10;
/// Own mail fails from this share on; from the second one on it is critical.
inline constexpr unsigned kFailingPercent = 10;
inline constexpr unsigned kCriticalPercent = 30;
/// The pass rate dropped by so many points. Our own: weekly numbers of a quiet domain move by two.
inline constexpr double kDropPoints = 5;
/// Own mail is this share of what it was, or less. Our own: a holiday does not halve a week.
inline constexpr unsigned kVanishedPercent = 50;

// Whether reports come

/// Reports on a period come within so many days after it.
inline constexpr std::chrono::days kArrival{2};

/// Without any report for so long, they have stopped: most receivers send one a day.
inline constexpr std::chrono::days kStoppedAfter{10};
/// A receiver is overdue after so many of its usual intervals...
inline constexpr int kOverdueIntervals = 3;
/// ...but not before this: a report comes up to a day after its period, and some only on weekdays.
inline constexpr std::chrono::days kOverdueAfter{4};
/// A receiver that sent fewer reports has no usual interval.
inline constexpr std::uint64_t kUsualReports = 3;
/// Overdue receivers are told where they sent this share of the messages before. Our own: small
/// ones only write when they have got mail of the domain.
inline constexpr unsigned kOverduePercent = 10;
/// A receiver does what the policy asks for if it does so with this share of what failed. Our own:
/// reports that were made while the policy changed are mixed (RFC 9990 section 3.5).
inline constexpr unsigned kObeysPercent = 95;

/// How far back what was before a period is looked at: a sender of once a quarter is not new.
inline constexpr std::chrono::days kHistory{92};

}  // namespace reports::analysis
