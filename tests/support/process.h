// SPDX-License-Identifier: MIT
//
// A program that a test starts, talks to and ends.
//
// Everything is bounded in time, and nothing outlives the test: the destructor kills the process
// that was started and no other, and the kernel does so where the test program itself dies.

#pragma once

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

namespace tests {

/// What a program left when it ended.
struct Ended {
  int status = -1;         ///< exit status; -1 where a signal ended it
  int signal = 0;          ///< the signal that ended it; 0 where it exited
  bool timed_out = false;  ///< it had to be killed, since it did not end in time
  std::string out;
  std::string err;
};

/// Reads a pipe to its end on a thread of its own, so that the writer never waits for the test.
class Collected {
 public:
  explicit Collected(int fd) : fd_(fd), thread_([this] { read_all(); }) {}
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;

  /// The first line with `part` in it, waiting for it that long; none where it does not come.
  std::optional<std::string> wait_for_line(std::string_view part, std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    std::optional<std::string> line;
    changed_.wait_for(lock, time, [&] { return (line = find_line(part)).has_value() || ended_; });
    return line;
  }

  /// What has come so far.
  std::string text() {
    const std::scoped_lock lock(mutex_);
    return text_;
  }

  /// Everything; waits for the end of the pipe.
  std::string all() {
    if (thread_.joinable()) thread_.join();
    return text();
  }

 private:
  void read_all() {
    char piece[4096];
    for (;;) {
      const ssize_t count = read(fd_, piece, sizeof piece);
      if (count < 0 && errno == EINTR) continue;
      const std::scoped_lock lock(mutex_);
      if (count <= 0) break;
      text_.append(piece, static_cast<std::size_t>(count));
      changed_.notify_all();
    }
    close(fd_);
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  std::optional<std::string> find_line(std::string_view part) const {
    for (std::size_t start = 0; start < text_.size();) {
      const std::size_t end = text_.find('\n', start);
      if (end == std::string::npos) return std::nullopt;
      const std::string line = text_.substr(start, end - start);
      if (line.find(part) != std::string::npos) return line;
      start = end + 1;
    }
    return std::nullopt;
  }

  int fd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  bool ended_ = false;
  std::jthread thread_;  // last: it uses all the others
};

class Process {
 public:
  /// Starts the program with these arguments, the first of which is its path. `input` is what it
  /// reads on standard input; `environment` is added to that of the test ("NO_COLOR=1").
  explicit Process(const std::vector<std::string>& arguments, std::string input = {},
                   const std::vector<std::string>& environment = {}) {
    int in[2];
    int out[2];
    int err[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
      return;
    }
    start(arguments, environment, in[0], out[1], err[1]);
    close(in[0]);
    close(out[1]);
    close(err[1]);
    out_.emplace(out[0]);
    err_.emplace(err[0]);
    writer_ = std::jthread([fd = in[1], text = std::move(input)] { write_all(fd, text); });
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ > 0) send(SIGKILL);
    reap(std::chrono::seconds(10));
  }

  bool started() const { return pid_ > 0; }
  Collected& out() { return *out_; }
  Collected& err() { return *err_; }

  /// Sends a signal to the process, as long as it was not waited for.
  void send(int signal) const {
    if (pid_ > 0) kill(pid_, signal);
  }

  /// Waits for its end; where it does not come in time, kills the process and says so.
  Ended wait(std::chrono::milliseconds time = std::chrono::seconds(20)) {
    Ended ended;
    if (!reap(time)) {
      ended.timed_out = true;
      send(SIGKILL);
      reap(std::chrono::seconds(10));
    }
    if (WIFEXITED(status_)) ended.status = WEXITSTATUS(status_);
    if (WIFSIGNALED(status_)) ended.signal = WTERMSIG(status_);
    if (out_) ended.out = out_->all();
    if (err_) ended.err = err_->all();
    return ended;
  }

 private:
  void start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
             int in, int out, int err) {
    std::vector<std::string> words = arguments;
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<std::string> settings = environment;
    std::vector<char*> envp;
    for (std::string& setting : settings) envp.push_back(setting.data());
    for (char** own = environ; *own != nullptr; ++own) envp.push_back(*own);
    envp.push_back(nullptr);
    const pid_t parent = getpid();

    pid_ = fork();
    if (pid_ != 0) return;
    // Only what is safe after fork() in a program with threads (signal-safety(7)).
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool ready = getppid() == parent && dup2(in, STDIN_FILENO) >= 0 &&
                       dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0;
    if (ready) execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }

  static void write_all(int fd, std::string_view text) {
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    while (!text.empty()) {
      const ssize_t count = write(fd, text.data(), text.size());
      if (count <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    close(fd);
  }

  /// Whether it has ended; waits that long.
  bool reap(std::chrono::milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (pid_ > 0) {
      if (waitpid(pid_, &status_, WNOHANG) == pid_) {
        pid_ = -1;
        return true;
      }
      if (std::chrono::steady_clock::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  pid_t pid_ = -1;
  int status_ = 0;
  std::optional<Collected> out_;
  std::optional<Collected> err_;
  std::jthread writer_;
};

/// Runs a program to its end.
inline Ended run_program(const std::vector<std::string>& arguments, std::string input = {},
                         const std::vector<std::string>& environment = {}) {
  Process process(arguments, std::move(input), environment);
  return process.wait();
}

}  // namespace tests
