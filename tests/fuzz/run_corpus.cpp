// SPDX-License-Identifier: MIT
//
// Runs a fuzz target without libFuzzer: every file of a corpus folder, and mutations of them that
// are the same in every run.
//
//   fuzz_name FOLDER ROUNDS

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Octets = std::vector<std::uint8_t>;

/// Longer mutations are cut: they cost time and find nothing more.
constexpr std::size_t kMaxSize = 4096;

/// The input at hand, for the message where it kills the program.
const std::uint8_t* current = nullptr;
std::size_t current_size = 0;

void print(const char* text, std::size_t size) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, size);
}

/// Writes the input as printf(1) takes it. Only what is safe in a signal handler.
void tell_input(int signal) {
  constexpr char kHex[] = "0123456789abcdef";
  print("the input, for printf(1): '", 27);
  for (std::size_t i = 0; i < current_size; ++i) {
    const std::array<char, 4> octet = {'\\', 'x', kHex[current[i] >> 4], kHex[current[i] & 15]};
    print(octet.data(), octet.size());
  }
  print("'\n", 2);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Octets& input) {
  // A copy of just that size, so that a sanitizer sees a look beyond its end.
  const auto copy = std::make_unique<std::uint8_t[]>(input.size());
  std::copy(input.begin(), input.end(), copy.get());
  current = copy.get();
  current_size = input.size();
  LLVMFuzzerTestOneInput(copy.get(), input.size());
  current_size = 0;
}

std::vector<Octets> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Octets> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<Octets>& corpus) : corpus_(corpus) {
    for (const Octets& input : corpus)
      alphabet_.insert(alphabet_.end(), input.begin(), input.end());
    alphabet_.insert(alphabet_.end(), {0, 0x7f, 0x80, 0xff, '\n', '\r', '\t', ' ', '%', ';'});
  }

  Octets next() {
    Octets input = corpus_[below(corpus_.size())];
    for (std::size_t i = 1 + below(4); i > 0; --i) mutate(input);
    if (input.size() > kMaxSize) input.resize(kMaxSize);
    return input;
  }

 private:
  /// std::uniform_int_distribution differs from library to library; this does not.
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  std::uint8_t octet() { return alphabet_[below(alphabet_.size())]; }

  void mutate(Octets& input) {
    const std::size_t at = below(input.size() + 1);
    const auto position = input.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t rest = input.size() - at;
    switch (below(6)) {
      case 0:
        if (rest > 0) *position = octet();
        break;
      case 1:
        if (rest > 0) *position = static_cast<std::uint8_t>(random_());
        break;
      case 2:
        input.insert(position, octet());
        break;
      case 3:
        input.erase(position, position + static_cast<std::ptrdiff_t>(
                                             below(std::min<std::size_t>(rest, 8) + 1)));
        break;
      case 4:
        splice(input, at);
        break;
      default:
        repeat(input, at, rest);
        break;
    }
  }

  /// Puts a piece of another input in.
  void splice(Octets& input, std::size_t at) {
    const Octets& other = corpus_[below(corpus_.size())];
    const std::size_t from = below(other.size() + 1);
    const std::size_t size = below(other.size() - from + 1);
    const auto start = other.begin() + static_cast<std::ptrdiff_t>(from);
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), start,
                 start + static_cast<std::ptrdiff_t>(size));
  }

  /// Doubles a piece, up to 64 times.
  void repeat(Octets& input, std::size_t at, std::size_t rest) {
    const auto start = input.begin() + static_cast<std::ptrdiff_t>(at);
    const Octets piece(
        start, start + static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(rest, 16) + 1)));
    for (std::size_t i = below(64); i > 0 && input.size() < kMaxSize; --i) {
      input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), piece.begin(), piece.end());
    }
  }

  const std::vector<Octets>& corpus_;
  Octets alphabet_;
  std::mt19937 random_{20240607};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s FOLDER ROUNDS\n", argv[0]);
    return 2;
  }
  const std::vector<Octets> corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "there is no corpus in %s\n", argv[1]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) std::signal(signal, tell_input);
  run({});
  for (const Octets& input : corpus) run(input);
  Mutator mutator(corpus);
  const long rounds = std::strtol(argv[2], nullptr, 10);
  for (long i = 0; i < rounds; ++i) run(mutator.next());
  std::printf("%zu inputs and %ld mutations\n", corpus.size(), rounds);
  return 0;
}
