// SPDX-License-Identifier: MIT
//
// A PostgreSQL server for a test, on a socket in a temporary folder.
//
// PostgreSQL does not run as root: where the test does, the server is the user postgres or nobody.
// The destructor ends the server that was started and no other; where the test program dies, the
// kernel does.

#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <pwd.h>
#include <unistd.h>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace tests {

class Postgres {
 public:
  /// What a commit does.
  enum class Durability {
    process,  ///< survives the end of a client; nothing waits for the disk
    disk,     ///< survives the end of the machine, as servers are run
  };

  static bool is_installed() { return !programs().empty(); }

  /// Starts a server, which takes some two seconds. started() says whether it answers.
  explicit Postgres(Durability durability = Durability::process) {
    if (is_installed() && create(durability)) start();
  }
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;
  ~Postgres() { stop(); }

  bool started() const { return process_ != nullptr; }
  /// What the server said, for a test that fails.
  std::string log() { return process_ ? process_->err().text() : said_; }

  /// Creates an empty database and gives its address, with the user who owns it.
  std::string create_database(const std::string& name, const std::string& encoding = "UTF8") {
    const Ended ended = run_program({programs() + "/createdb", "--host=" + folder(),
                                     std::string("--username=") + kUser, "--encoding=" + encoding,
                                     "--template=template0", name});
    if (ended.status != 0) said_ += ended.err;
    return address(name);
  }

  /// "postgresql://mailvet@%2Ftmp%2F.../name"
  std::string address(const std::string& name) const {
    return std::string("postgresql://") + kUser + "@" + escaped(folder()) + "/" + name;
  }

  /// The folder of its socket, which is what libpq takes for a host.
  std::string folder() const { return folder_.path().string(); }

  /// Ends it at once and cuts off everybody.
  void stop() {
    if (!process_) return;
    process_->send(SIGINT);
    said_ = process_->wait(std::chrono::seconds(10)).err;
    process_.reset();
  }

  /// Starts it with what it had when it was stopped.
  void start() {
    std::vector<std::string> words = as_server({programs() + "/postgres"});
    words.insert(words.end(), {"-D", data(), "-k", folder(), "-c", "listen_addresses="});
    process_ = std::make_unique<Process>(words);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
      if (answers()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    stop();
  }

 private:
  static constexpr const char* kUser = "mailvet";

  /// The folder with the programs of the latest version that is there; empty without any.
  static std::string programs() {
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
      const std::string folder = entry.path().string() + "/bin";
      if (access((folder + "/initdb").c_str(), X_OK) == 0) found.push_back(folder);
    }
    return found.empty() ? std::string() : *std::ranges::max_element(found);
  }

  /// The user that the server is; none where it is ours.
  static const passwd* server_user() {
    if (geteuid() != 0) return nullptr;
    const passwd* user = getpwnam("postgres");
    return user != nullptr ? user : getpwnam("nobody");
  }

  /// The command as the server's user. A change of the user makes the kernel forget that the
  /// process is to end with ours, so it is said again.
  static std::vector<std::string> as_server(std::vector<std::string> command) {
    const passwd* user = server_user();
    if (user == nullptr) return command;
    std::vector<std::string> words = {"/usr/bin/setpriv",
                                      "--reuid=" + std::to_string(user->pw_uid),
                                      "--regid=" + std::to_string(user->pw_gid),
                                      "--clear-groups",
                                      "--pdeathsig=KILL",
                                      "--"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

  static std::string escaped(const std::string& path) {
    std::string text;
    for (const char c : path) text += c == '/' ? std::string("%2F") : std::string(1, c);
    return text;
  }

  std::string data() const { return folder_.file("data"); }

  bool create(Durability durability) {
    const passwd* user = server_user();
    if (user != nullptr && chown(folder().c_str(), user->pw_uid, user->pw_gid) != 0) return false;
    std::vector<std::string> words = as_server({programs() + "/initdb"});
    words.insert(words.end(), {"--pgdata=" + data(), std::string("--username=") + kUser,
                               "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"});
    const Ended ended = run_program(words);
    said_ = ended.err;
    if (ended.status != 0) return false;
    std::ofstream settings(data() + "/postgresql.conf", std::ios::app);
    settings << "max_connections = 60\nshared_buffers = 64MB\n";
    if (durability == Durability::process) settings << "fsync = off\n";
    return settings.good();
  }

  bool answers() const {
    return run_program({programs() + "/pg_isready", "--quiet", "--host=" + folder(),
                        std::string("--username=") + kUser, "--dbname=postgres"})
               .status == 0;
  }

  TempDir folder_;
  std::string said_;
  std::unique_ptr<Process> process_;
};

/// The server of all tests of a program, started when it is first asked for; null where PostgreSQL
/// is not installed or does not start.
inline Postgres* shared_postgres() {
  static Postgres server;
  return server.started() ? &server : nullptr;
}

}  // namespace tests
