// SPDX-License-Identifier: MIT
//
// Reads files and puts what is in them into the store, so that it can be ended at any moment and
// begun anew.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libauth/dns/name.h"
#include "reports/intake/folder.h"
#include "reports/intake/read.h"
#include "reports/store/store.h"
#include "service/cli/progress.h"
#include "service/cli/report_store_documents.h"

namespace service::cli {

/// Uploads are gathered into transactions of several. What is on the disk is noted behind it, file
/// by file: after a sudden end some is read once more, and the store knows it for a duplicate.
class ReportImporter {
 public:
  struct Order {
    std::uint64_t size = 0;  ///< octets of all that is to be read; 0 where that is not known
    bool again = false;      ///< files that were imported are read once more
    std::vector<std::string> authserv_ids = {};  ///< see reports::store::deposit()
    reports::intake::Limits limits = {};
    std::vector<libauth::dns::Name> own_domains = {};  ///< see reports::intake::refuse_others()
  };
  /// The store, the terminal and the progress outlive this.
  ReportImporter(reports::store::Store& store, Terminal& terminal, Progress& progress,
                 const Order& order)
      : store_(store), terminal_(terminal), progress_(progress), order_(order) {}

  /// Reads a file, an mbox file, a Maildir or a folder of that very name, or standard input where
  /// the name is "-". A file in which nothing is a report is rejected; in a folder and in an mbox
  /// file with reports, what is something else is only counted. A file that was imported is not
  /// opened again as long as its size and time are the same, be it named or in a folder; of an mbox
  /// file that was read in part, or to which mails were added, only the rest is read. A report that
  /// the database does not take, while it takes others, is rejected too, and its file is read again
  /// the next time.
  /// @throws reports::store::Error
  void read(const std::string& path);

  /// Stores what is not stored yet; to be called in the end.
  void finish();

  const ImportTotals& totals() const { return totals_; }
  const std::vector<RejectedFile>& rejected() const { return rejected_; }
  /// Whether one of the files could be opened.
  bool has_opened() const { return has_opened_; }

 private:
  /// The file that is being read.
  struct Current {
    std::filesystem::path file{};
    bool is_named = false;                             ///< by the user, not found in a folder
    std::optional<reports::store::ImportMark> mark{};  ///< none: how far it is read is not noted
    std::uint64_t read_before = 0;                     ///< octets that an earlier import read
    std::uint64_t told = 0;                            ///< octets that the progress has
    std::uint64_t found = 0;                           ///< reports, and what cannot be read
    std::uint64_t passed_over = 0;
    std::string why_passed_over{};  ///< the first of them
  };

  /// Where a report of the batch was found.
  struct Origin {
    std::string file;
    std::string member;
  };
  /// Why a payload of the batch cannot be read, and of which file it is.
  struct Refusal {
    std::string file;
    std::size_t rejected = 0;  ///< index into rejected_
  };

  std::optional<std::uint64_t> begin_file(const std::filesystem::path& file, bool is_named);
  bool take(reports::intake::Payload&& payload);
  void add(reports::intake::Reading&& reading, const std::string& name);
  void look_at(const reports::intake::Reading& reading);
  void note_mark(std::uint64_t end);
  void store_batch();
  void store_each();
  std::string store_one(const reports::intake::Reading& one, const std::string& file);
  void store(const reports::intake::Reading& reading);
  void forget_mark(const std::string& file);
  void reject(std::string file, std::optional<std::string> member, std::string reason);
  void tell_progress(std::uint64_t end);

  reports::store::Store& store_;
  Terminal& terminal_;
  Progress& progress_;
  const Order order_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();

  Current current_;
  reports::intake::Reading batch_;
  std::vector<Origin> origins_;    // of batch_.reports
  std::vector<Refusal> refusals_;  // of batch_.refused
  std::size_t batch_octets_ = 0;
  std::vector<reports::store::ImportMark> marks_;  // of what is in the batch
  std::uint64_t done_ = 0;                         // octets
  ImportTotals totals_;
  std::vector<RejectedFile> rejected_;
  bool has_opened_ = false;
};

/// Octets of the files and of all files in the folders; 0 where something of no size, such as
/// standard input, is among them.
std::uint64_t size_of(const std::vector<std::string>& paths);

}  // namespace service::cli
