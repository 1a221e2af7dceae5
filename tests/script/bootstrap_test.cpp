// SPDX-License-Identifier: MIT
//
// script/bootstrap, with commands that only look as if they installed something.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace {

namespace fs = std::filesystem;

/// A copy of the script that keeps its hands off /usr/sbin.
struct Copy {
  tests::TempDir folder;
  std::string policy = folder.file("policy-rc.d");

  Copy() {
    fs::create_directories(folder.path() / "script");
    fs::create_directories(folder.path() / "bin");
    std::ifstream file(MAILVET_SOURCE_DIR "/script/bootstrap");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string real = "/usr/sbin/policy-rc.d";
    const std::size_t at = text.find(real);
    BOOST_REQUIRE(at != std::string::npos);
    text.replace(at, real.size(), policy);
    BOOST_REQUIRE(text.find(real) == std::string::npos);
    folder.write("script/bootstrap", text);
    folder.write("script/packages", "build some-package\n");
    command("dpkg-query", "exit 1");
    command("id", "echo 0");
  }

  void command(const std::string& name, const std::string& text) const {
    const std::string path = folder.write("bin/" + name, "#!/bin/sh\n" + text + "\n");
    fs::permissions(path, fs::perms::owner_all);
  }

  tests::Ended run() const {
    const std::string path = "PATH=" + folder.file("bin") + ":/usr/bin:/bin";
    return tests::run_program({"/usr/bin/env", path, "/bin/sh", folder.file("script/bootstrap")});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Bootstrap, Copy)

BOOST_AUTO_TEST_CASE(TakesAwayItsPolicyWhenPackagesAreInstalled) {
  command("apt-get", "[ \"$1\" = update ] || cat '" + policy + "'");
  const tests::Ended ended = run();
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(ended.out.find("exit 101") != std::string::npos);
  BOOST_TEST(!fs::exists(policy));
}

BOOST_AUTO_TEST_CASE(TakesAwayItsPolicyWhenASignalEndsIt) {
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) {
    // A shell cannot trap what was ignored before.
    std::signal(signal, SIG_DFL);
    command("apt-get", "[ \"$1\" = update ] || { cat '" + policy + "'; kill -" +
                           std::to_string(signal) + " $PPID; }");
    const tests::Ended ended = run();
    BOOST_TEST_CONTEXT(signal << ": " << ended.out << ended.err) {
      BOOST_TEST(ended.out.find("exit 101") != std::string::npos);
      BOOST_TEST(ended.status == 128 + signal);
      BOOST_TEST(!fs::exists(policy));
    }
    fs::remove(policy);
  }
}

BOOST_AUTO_TEST_CASE(KeepsAPolicyThatWasThere) {
  folder.write("policy-rc.d", "mine");
  command("apt-get", "exit 0");
  BOOST_TEST(run().status == 0);
  BOOST_TEST(fs::exists(policy));
}

BOOST_AUTO_TEST_SUITE_END()
