#include "daemon/pid_file.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "catch.hpp"
#include "daemon/temporary_directory.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using daemon::PidFile;

namespace {

bool exists(const std::string &path) { return access(path.c_str(), F_OK) == 0; }

std::string contents(const std::string &path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

mode_t mode_of(const std::string &path) {
  struct stat facts {};
  stat(path.c_str(), &facts);
  return facts.st_mode & 07777;
}

/// Runs `body` in a forked child and returns its exit status.
template <class Body>
int in_child(Body body) {
  const auto child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a pid file holds the pid, is readable by all, and goes with its owner") {
  const test::TemporaryDirectory directory;
  const auto path = directory.path("run/keepalived/x.pid");
  const auto before = umask(0177);
  {
    const auto file = PidFile::write(path);
    REQUIRE(file);
    CHECK(contents(path) == std::to_string(getpid()) + "\n");
    CHECK(mode_of(path) == 0644);
    CHECK(mode_of(directory.path("run/keepalived")) == 0755);
  }
  CHECK_FALSE(exists(path));
  umask(before);
}

TEST_CASE("a longer stale pid is replaced whole") {
  const test::TemporaryDirectory directory;
  const auto path = directory.write("x.pid", "4194303999\nrubbish\n");
  const auto file = PidFile::write(path);
  REQUIRE(file);
  CHECK(contents(path) == std::to_string(getpid()) + "\n");
}

TEST_CASE("a forked child that lets go of a pid file leaves it in place") {
  const test::TemporaryDirectory directory;
  const auto path = directory.path("x.pid");
  std::optional<PidFile> file{std::move(*PidFile::write(path))};
  in_child([&file] {
    file.reset();
    return 0;
  });
  CHECK(exists(path));
}

TEST_CASE("the lock of a living process refuses a second writer") {
  const test::TemporaryDirectory directory;
  const auto path = directory.path("x.pid");
  const auto file = PidFile::write(path);
  REQUIRE(file);
  const auto code = in_child([&path] {
    const auto second = PidFile::write(path);
    return second ? 0 : second.error().code;
  });
  CHECK(code == EWOULDBLOCK);
  CHECK(contents(path) == std::to_string(getpid()) + "\n");
}

TEST_CASE("a pid file is never written through a link") {
  const test::TemporaryDirectory directory;
  directory.write("victim", "precious");
  REQUIRE(symlink(directory.path("victim").c_str(), directory.path("x.pid").c_str()) == 0);
  CHECK_FALSE(PidFile::write(directory.path("x.pid")));
  CHECK(contents(directory.path("victim")) == "precious");
}

TEST_CASE("only a living keepalived counts as running") {
  const test::TemporaryDirectory directory;
  CHECK_FALSE(daemon::is_running(directory.path("missing")));
  CHECK_FALSE(daemon::is_running(directory.write("empty", "")));
  CHECK_FALSE(daemon::is_running(directory.write("rubbish", "x\n")));
  CHECK_FALSE(daemon::is_running(directory.write("self", std::to_string(getpid()) + "\n")));
  CHECK_FALSE(daemon::is_running(directory.write("init", "1\n")));

  const auto child = fork();
  if (child == 0) {
    execl("/bin/sleep", "/usr/sbin/keepalived", "60", nullptr);
    _exit(127);
  }
  const auto path = directory.write("keepalived", std::to_string(child) + "\n");
  const auto deadline = base::Clock::now() + 5s;
  while (!daemon::is_running(path)) REQUIRE(base::Clock::now() < deadline);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK_FALSE(daemon::is_running(path));
}

TEST_CASE("a predecessor is waited for until it ends, not longer than allowed") {
  const test::TemporaryDirectory directory;
  const auto path = directory.path("x.pid");
  daemon::wait_for_predecessor(path, 5s);  // nobody holds it: returns at once

  const auto child = fork();
  if (child == 0) {
    const auto file = PidFile::write(path);
    usleep(300000);
    _exit(0);
  }
  const auto deadline = base::Clock::now() + 5s;
  while (contents(path).empty()) REQUIRE(base::Clock::now() < deadline);
  const auto before = base::Clock::now();
  daemon::wait_for_predecessor(path, 20ms);
  CHECK(base::Clock::now() - before < 250ms);
  daemon::wait_for_predecessor(path, 5s);
  CHECK(waitpid(child, nullptr, WNOHANG) == child);
}
