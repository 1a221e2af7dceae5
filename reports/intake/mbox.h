// SPDX-License-Identifier: MIT
//
// Splits an mbox file into its mails, RFC 4155, in all its forms.

#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace reports::intake {

/// One mail of an mbox file.
struct MboxMail {
  std::string octets;        ///< without the "From " line; of one that is too large its beginning
  std::uint64_t offset = 0;  ///< of its "From " line in the stream
  bool is_too_large = false;
};

/// Reads mail by mail, and holds a few times the octets of the largest one in memory, no more.
///
/// A mail begins with a line "From " that has a time of day, or nothing else, with a field in the
/// line behind it: such words in texts are not quoted by all programs. A Content-Length counts
/// where another mail or the end is right behind it ("mboxcl2"); elsewhere it is wrong, and passed
/// over. One ">" is taken off lines that begin with some of them and "From " ("mboxrd", "mboxo").
class MboxReader {
 public:
  /// @param in        from its place on; it must outlive the reader
  /// @param max_mail  octets of one mail; what is larger is given with is_too_large
  /// @param start     octets that were read from the stream before
  MboxReader(std::istream& in, std::size_t max_mail, std::string start = {});

  /// The next mail; none at the end, or where the stream fails (in.bad()).
  std::optional<MboxMail> next();

  /// Octets of the stream that the mails given so far had.
  std::uint64_t offset() const { return offset_; }

 private:
  /// Where a mail ends, in data().
  struct End {
    std::size_t at = 0;
    bool is_by_length = false;
    bool is_too_large = false;
  };

  std::string_view data() const { return std::string_view(buffer_).substr(begin_); }
  bool fill(std::size_t size);
  void drop(std::size_t size);
  bool is_at_end(std::size_t at);
  bool begins_mail(std::size_t at);
  End find_end(std::size_t start);
  std::size_t end_by_length(std::size_t start);
  std::size_t find_next_mail(std::size_t from, std::size_t most);
  void skip_line_ends();
  void skip_to_next_mail();

  std::istream& in_;
  const std::size_t max_mail_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of what was not given yet, in the buffer
  std::uint64_t offset_ = 0;  // of the same, in the stream
};

}  // namespace reports::intake
