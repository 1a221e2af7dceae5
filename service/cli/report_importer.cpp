// SPDX-License-Identifier: MIT

#include "service/cli/report_importer.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>
#include <variant>

#include "reports/intake/own_domains.h"
#include "reports/store/deposit.h"
#include "service/cli/import_marks.h"
#include "service/cli/limit_options.h"
#include "service/cli/report_paths.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace fs = std::filesystem;
namespace intake = reports::intake;
namespace store = reports::store;

/// A transaction costs one fsync, and is lost as a whole where the process ends before it.
constexpr std::size_t kBatchReports = 200;
constexpr std::size_t kBatchOctets = std::size_t{4} << 20;

libauth::base::Time clock_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Whether no receiver can have seen that period: its clock is wrong, or it is made up.
bool is_implausible(const std::optional<libauth::base::Time>& begin,
                    const std::optional<libauth::base::Time>& end, libauth::base::Time now) {
  constexpr libauth::base::Time k2000{std::chrono::seconds(946'684'800)};
  return (begin && *begin > now + std::chrono::days(2)) || (end && *end < k2000);
}

/// "at octet 12345"; '' for the beginning. Mails are not called by their numbers, as the first ones
/// may have been read by an earlier import.
std::string place_of(std::uint64_t offset) {
  return offset == 0 ? std::string() : "at octet " + std::to_string(offset);
}

template <class T>
void append(std::vector<T>& all, std::vector<T>&& more) {
  std::ranges::move(more, std::back_inserter(all));
}

}  // namespace

std::uint64_t size_of(const std::vector<std::string>& paths) {
  std::uint64_t sum = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
           it.increment(error)) {
        std::error_code unknown;
        if (it->is_regular_file(unknown)) sum += it->file_size(unknown);
      }
    } else if (fs::is_regular_file(path, error)) {
      sum += fs::file_size(path, error);
    } else {
      return 0;
    }
  }
  return sum;
}

void ReportImporter::read(const std::string& path) {
  current_ = {};
  const Opened opened = each_payload_of(
      path, terminal_.in, order_.limits,
      [this](intake::Payload&& payload) { return take(std::move(payload)); },
      [&](const fs::path& file) { return begin_file(file, file == path); });
  has_opened_ |= opened != Opened::nothing;
  if (!current_.is_named || current_.found > 0 || current_.read_before > 0) return;
  totals_.passed_over -= current_.passed_over;
  reject(path, std::nullopt,
         current_.passed_over == 1 ? current_.why_passed_over : std::string(kNoReport));
}

/// Where to begin in the file; none where all of it was imported.
std::optional<std::uint64_t> ReportImporter::begin_file(const fs::path& file, bool is_named) {
  current_ = {.file = file, .is_named = is_named};
  if (is_named && file == "-") return 0;  // standard input: a file of that name is ./-
  current_.mark = fresh_mark(file);
  if (!current_.mark || order_.again) return 0;
  const auto before = store_.import_mark(current_.mark->path);
  if (!before) return 0;
  current_.read_before = octets_read(*before, *current_.mark);
  if (current_.read_before == 0 || current_.read_before < current_.mark->size) {
    return current_.read_before;
  }
  totals_.imported_before += 1;
  tell_progress(current_.mark->size);
  return std::nullopt;
}

bool ReportImporter::take(intake::Payload&& payload) {
  if (payload.file != current_.file) current_ = {.file = payload.file};  // a folder, with an error
  const std::uint64_t end = payload.end;
  if (payload.error) {
    current_.found += 1;
    current_.mark.reset();  // nothing of it is kept, so that it is told the next time too
    reject(payload.file.string(), place_of(payload.offset),
           with_option(payload.error->rule, std::move(payload.error->message)));
  } else if (end > current_.read_before || end == 0) {  // 0: there is nothing in the file
    const std::size_t octets = payload.octets.size();
    intake::Reading reading = intake::read(payload.octets, order_.limits, payload.file.string());
    intake::refuse_others(reading, payload.octets, order_.own_domains);
    add(std::move(reading), place_of(payload.offset));
    note_mark(end);
    batch_octets_ += octets;
    if (batch_.reports.size() >= kBatchReports || batch_octets_ >= kBatchOctets) store_batch();
  }
  tell_progress(end);
  return true;
}

/// @param place  of the upload in its file
void ReportImporter::add(intake::Reading&& reading, const std::string& place) {
  const std::string file = current_.file.string();
  current_.found += reading.reports.size() + reading.refused.size();
  current_.passed_over += reading.skipped.size();
  totals_.passed_over += reading.skipped.size();
  if (current_.why_passed_over.empty() && !reading.skipped.empty()) {
    current_.why_passed_over = reading.skipped.front().error.message;
  }
  for (intake::Refused& refused : reading.refused) {
    const std::string member = intake::name_inside(place, refused.name);
    refusals_.push_back({file, rejected_.size()});
    reject(file, member, with_option(refused.error.rule, refused.error.message));
    refused.name = intake::name_inside(file, member);
  }
  for (const intake::ReadReport& read : reading.reports) {
    origins_.push_back({file, intake::name_inside(place, read.document.name)});
  }
  look_at(reading);
  append(batch_.reports, std::move(reading.reports));
  append(batch_.refused, std::move(reading.refused));
}

/// Counts what is odd about the reports, and is no reason to reject them.
void ReportImporter::look_at(const intake::Reading& reading) {
  const libauth::base::Time now = clock_time();
  for (const intake::ReadReport& read : reading.reports) {
    if (const auto* report = std::get_if<reports::aggregate::Report>(&read.report)) {
      const auto& metadata = report->report_metadata;
      totals_.truncated += reports::aggregate::is_truncated(*report) ? 1U : 0U;
      totals_.implausible += is_implausible(metadata.begin, metadata.end, now) ? 1U : 0U;
    } else if (const auto* tls = std::get_if<reports::tls::Report>(&read.report)) {
      totals_.implausible += is_implausible(tls->begin, tls->end, now) ? 1U : 0U;
    }
  }
}

/// Notes how far the file is read, to be written when the batch is on the disk. A named file in
/// which nothing was found is rejected each time.
void ReportImporter::note_mark(std::uint64_t end) {
  if (!current_.mark || (current_.is_named && current_.found == 0)) return;
  current_.mark->read_to = end;
  if (!marks_.empty() && marks_.back().path == current_.mark->path) marks_.pop_back();
  marks_.push_back(*current_.mark);
}

/// Stores the batch in one transaction; where the database does not take it, one by one, so that a
/// report that it never takes holds up no other.
void ReportImporter::store_batch() {
  try {
    store(batch_);
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::failed) throw;
    store_each();
  }
  add_digests(marks_);
  store_.set_import_marks(marks_);
  batch_ = {};
  origins_.clear();
  refusals_.clear();
  batch_octets_ = 0;
  marks_.clear();
}

void ReportImporter::store(const intake::Reading& reading) {
  if (reading.reports.empty() && reading.refused.empty()) return;
  const store::Added added = store::deposit(store_, reading, {}, clock_time(), order_.authserv_ids);
  totals_.reports += added.reports.size();
  totals_.unread += added.unread.size();
  for (const store::Outcome& outcome : added.reports) {
    totals_.stored += outcome.stored == store::Stored::stored ? 1 : 0;
    totals_.duplicate += outcome.stored == store::Stored::duplicate ? 1 : 0;
    totals_.revised += outcome.stored == store::Stored::revised ? 1 : 0;
  }
}

void ReportImporter::store_each() {
  for (std::size_t i = 0; i < batch_.reports.size(); ++i) {
    intake::Reading one;
    one.reports.push_back(std::move(batch_.reports[i]));
    const std::string why = store_one(one, origins_[i].file);
    if (!why.empty()) reject(origins_[i].file, origins_[i].member, why);
  }
  for (std::size_t i = 0; i < batch_.refused.size(); ++i) {
    intake::Reading one;
    one.refused.push_back(std::move(batch_.refused[i]));
    const std::string why = store_one(one, refusals_[i].file);
    if (!why.empty()) rejected_[refusals_[i].rejected].reason += "; " + why;
  }
}

/// Why the database does not take it; empty where it does.
std::string ReportImporter::store_one(const intake::Reading& one, const std::string& file) {
  try {
    store(one);
    return {};
  } catch (const store::Error& error) {
    if (error.kind() != store::Error::Kind::failed) throw;
    forget_mark(file);
    return std::string("It cannot be kept: ") + error.what();
  }
}

/// Notes that nothing of the file is read, so that it is read again the next time. Where the
/// database does not take that either, nothing is wrong with the report: the import ends.
void ReportImporter::forget_mark(const std::string& file) {
  store::ImportMark mark = fresh_mark(file).value_or(store::ImportMark{.path = file});
  std::erase_if(marks_, [&](const store::ImportMark& one) { return one.path == mark.path; });
  if (current_.mark && current_.mark->path == mark.path) current_.mark.reset();
  store_.set_import_marks({&mark, 1});
}

void ReportImporter::finish() {
  store_batch();
  progress_.clear();
}

void ReportImporter::reject(std::string file, std::optional<std::string> member,
                            std::string reason) {
  totals_.rejected += 1;
  if (member && member->empty()) member.reset();
  rejected_.push_back({std::move(file), std::move(member), std::move(reason)});
}

/// @param end  octets of the file that are done
void ReportImporter::tell_progress(std::uint64_t end) {
  if (end > current_.told) done_ += end - std::exchange(current_.told, end);
  if (!progress_.is_due()) return;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun_;
  const std::uint64_t reports = totals_.reports + batch_.reports.size();
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(reports) / time.count());
  const std::string how_far =
      order_.size > 0 ? bar_text(done_, order_.size) : std::to_string(done_ >> 20U) + " MiB";
  progress_.show(how_far + "  " + counted(reports, "report") + ", " + std::to_string(rate) +
                 "/s  " + current_.file.filename().string());
}

}  // namespace service::cli
