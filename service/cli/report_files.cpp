// SPDX-License-Identifier: MIT

#include "service/cli/report_files.h"

#include <utility>
#include <variant>

#include "service/cli/limit_options.h"
#include "service/cli/report_paths.h"

namespace service::cli {
namespace {

namespace intake = reports::intake;

/// "mail 3: report.zip"; of the two either may be empty.
std::optional<std::string> member_of(const std::string& mail, const std::string& name) {
  std::string member = intake::name_inside(mail, name);
  return member.empty() ? std::nullopt : std::optional(std::move(member));
}

}  // namespace

bool ReportFiles::read(const std::string& name) {
  const auto found = [this] { return static_cast<std::uint64_t>(totals_.reports) + rejected_; };
  const std::uint64_t found_before = found();
  const std::uint64_t passed_over_before = passed_over_;
  why_passed_over_.reset();
  const Opened opened =
      each_payload_of(name, terminal_.in, limits_,
                      [this](intake::Payload&& payload) { return take(std::move(payload)); });
  take_pending(false);
  has_opened_ |= opened != Opened::nothing;
  if (opened == Opened::stream && found() == found_before) {
    const bool is_one = std::exchange(passed_over_, passed_over_before) == passed_over_before + 1;
    reject({name, std::nullopt, is_one ? why_passed_over_.value() : std::string(kNoReport)});
  }
  return static_cast<bool>(terminal_.out);
}

bool ReportFiles::take(intake::Payload&& payload) {
  const bool is_of_same_file = pending_ && pending_->file == payload.file;
  take_pending(is_of_same_file);
  number_ = is_of_same_file ? number_ + 1 : 1;
  pending_ = std::move(payload);
  return static_cast<bool>(terminal_.out);
}

/// @param has_next  whether the file has another mail behind this one
void ReportFiles::take_pending(bool has_next) {
  if (!pending_) return;
  const intake::Payload payload = std::move(*std::exchange(pending_, std::nullopt));
  const bool is_only = number_ == 1 && !has_next;
  const std::string mail = is_only ? "" : "mail " + std::to_string(number_);
  if (payload.error) {
    reject({payload.file.string(), member_of(mail, {}),
            with_option(payload.error->rule, payload.error->message)});
  } else {
    take_reading(payload.file.string(), mail,
                 intake::read(payload.octets, limits_, payload.file.string()));
  }
}

void ReportFiles::take_reading(const std::string& file, const std::string& mail,
                               intake::Reading&& reading) {
  for (intake::ReadReport& read : reading.reports) {
    std::visit([this](const auto& report) { totals_.add(report); }, read.report);
    printer_.print({file, member_of(mail, read.document.name), std::move(read.report)});
  }
  for (intake::Refused& refused : reading.refused) {
    reject({file, member_of(mail, refused.name),
            with_option(refused.error.rule, std::move(refused.error.message))});
  }
  passed_over_ += reading.skipped.size();
  if (!reading.skipped.empty() && !why_passed_over_) {
    why_passed_over_ = std::move(reading.skipped.front().error.message);
  }
}

void ReportFiles::reject(RejectedFile&& file) {
  printer_.reject(file);
  rejected_ += 1;
  if (!first_rejected_) first_rejected_ = std::move(file);
}

}  // namespace service::cli
