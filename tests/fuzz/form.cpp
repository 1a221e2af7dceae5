// SPDX-License-Identifier: MIT
//
// Forms: files are pieces of the body, and written anew they are read the same.

#include "service/api/form.h"

#include <string>

#include "tests/fuzz/property.h"

using namespace service::api;

namespace {

constexpr FormLimits kLimits{.files = 20, .header = 400};
constexpr std::string_view kType = "multipart/form-data; boundary=b";

/// A boundary that is in no file.
std::string fresh_boundary(const std::vector<FormFile>& files) {
  std::string boundary = "fresh";
  for (const FormFile& file : files) {
    while (file.octets.find("--" + boundary) != std::string_view::npos) boundary += 'h';
  }
  return boundary.size() > 70 ? std::string() : boundary;
}

void check_written_anew(const std::vector<FormFile>& files) {
  const std::string boundary = fresh_boundary(files);
  if (boundary.empty()) return;
  std::string body;
  for (const FormFile& file : files) {
    // Only a file that has a name may be empty.
    body += "--" + boundary + "\r\nContent-Disposition: form-data; filename=x\r\n\r\n";
    body += file.octets;
    body += "\r\n";
  }
  body += "--" + boundary + "--";
  const auto again = read_form("multipart/form-data; boundary=" + boundary, body, kLimits);
  fuzz::require(again.has_value(), "what is written is read");
  fuzz::require(again->size() == files.size(), "as many files are read as were written");
  for (std::size_t i = 0; i < files.size(); ++i) {
    fuzz::require((*again)[i].octets == files[i].octets, "the same octets are read");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  // The first line may be a field Content-Type, whatever it is.
  const std::size_t line = text.find('\n');
  if (line != std::string_view::npos) {
    (void)read_form(text.substr(0, line), text.substr(line + 1), kLimits);
  }
  const auto files = read_form(kType, text, kLimits);
  if (!files) {
    fuzz::require(!files.error().rule.empty(), "an error has a rule");
    return 0;
  }
  fuzz::require(files->size() <= kLimits.files, "files keep their limit");
  const char* behind = text.data();
  for (const FormFile& file : *files) {
    fuzz::require(file.octets.data() >= behind, "files follow each other");
    behind = file.octets.data() + file.octets.size();
    fuzz::require(behind <= text.data() + text.size(), "files are in the body");
    fuzz::require(file.octets.find("\r\n--b--") == std::string_view::npos, "files end in time");
  }
  check_written_anew(*files);
  return 0;
}
