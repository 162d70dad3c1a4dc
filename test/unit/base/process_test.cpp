#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace sempervivum::base;

namespace {

constexpr int deadline_ms = 5000;

Command shell(std::string text) { return {"/bin/sh", {"sh", "-c", std::move(text)}, geteuid(), getegid()}; }

/// Starts programs with a small environment of its own.
class Bench {
 public:
  SystemResult<Spawned> start(const Command &command, std::chrono::seconds life = std::chrono::seconds{0}) {
    return spawner_.spawn({&command, &environment_, null_.borrow(), life});
  }

  RunResult run(const Command &command, std::chrono::seconds life = std::chrono::seconds{0}) {
    const auto spawned = start(command, life);
    if (!spawned) return {RunResult::Kind::not_started, spawned.error().code};
    pollfd ended{spawned->pidfd.number(), POLLIN, 0};
    REQUIRE(poll(&ended, 1, deadline_ms) == 1);
    const auto result = reap(spawned->pid);
    REQUIRE(result);
    return *result;
  }

 private:
  std::array<char *, 4> entries_{const_cast<char *>("KEPT=yes"), const_cast<char *>("IFS=x"),
                                 const_cast<char *>("PATH=/usr/bin:/bin"), nullptr};
  std::array<std::string_view, 1> removed_{"IFS"};
  Environment environment_{entries_.data(), removed_};
  UniqueFd null_{open("/dev/null", O_RDWR | O_CLOEXEC)};
  Spawner spawner_;
};

using Kind = RunResult::Kind;

}  // namespace

TEST_CASE("the exit status, the signal or the errno of a program comes back") {
  Bench bench;
  CHECK(bench.run(shell("exit 0")) == RunResult{Kind::exited, 0});
  CHECK(bench.run(shell("exit 7")) == RunResult{Kind::exited, 7});
  CHECK(bench.run(shell("kill -9 $$")) == RunResult{Kind::signalled, SIGKILL});
  CHECK(bench.run({"/nonexistent", {"x"}, geteuid(), getegid()}) == RunResult{Kind::not_started, ENOENT});
  CHECK(bench.run({"/etc/passwd", {"x"}, geteuid(), getegid()}) == RunResult{Kind::not_started, EACCES});
}

TEST_CASE("a program sees the environment without the variables removed") {
  Bench bench;
  CHECK(bench.run(shell("test \"$KEPT\" = yes && ! env | grep -q ^IFS=")).ok());
}

TEST_CASE("a program has /dev/null on its standard streams and nothing else open") {
  Bench bench;
  const UniqueFd inherited{open("/dev/null", O_RDONLY)};
  REQUIRE(inherited);
  CHECK(bench.run(shell("for fd in 0 1 2; do test $(readlink /proc/$$/fd/$fd) = /dev/null || exit 1; done")).ok());
  CHECK(bench.run(shell("for fd in 3 4 5 6 7 8 9; do test -e /proc/$$/fd/$fd && exit 1; done; exit 0")).ok());
}

TEST_CASE("a program leads a process group of its own") {
  Bench bench;
  CHECK(bench.run(shell("test $(ps -o pgid= -p $$) = $$")).ok());
}

TEST_CASE("a program gets default dispositions and an empty signal mask") {
  Bench bench;
  for (const int number : {SIGPIPE, SIGQUIT, SIGTSTP, SIGRTMAX}) signal(number, SIG_IGN);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  CHECK(bench.run(shell("grep -q '^SigBlk:.0*$' /proc/self/status && grep -q '^SigIgn:.0*$' /proc/self/status")).ok());
  sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
  for (const int number : {SIGPIPE, SIGQUIT, SIGTSTP, SIGRTMAX}) signal(number, SIG_DFL);
}

TEST_CASE("our own signal mask is as before after a start") {
  Bench bench;
  sigset_t before;
  sigset_t after;
  sigprocmask(SIG_SETMASK, nullptr, &before);
  CHECK(bench.run(shell("exit 0")).ok());
  sigprocmask(SIG_SETMASK, nullptr, &after);
  for (int number = 1; number < SIGRTMAX; ++number) CHECK(sigismember(&before, number) == sigismember(&after, number));
}

TEST_CASE("a program runs as the user and group asked for, with that one supplementary group") {
  if (geteuid() != 0) return;
  Bench bench;
  auto command = shell("test \"$(id -u):$(id -g):$(id -G)\" = 65534:12345:12345");
  command.user = 65534;
  command.group = 12345;
  CHECK(bench.run(command).ok());
  CHECK(geteuid() == 0);
}

TEST_CASE("the kernel ends a program whose life is over") {
  Bench bench;
  CHECK(bench.run({"/bin/sleep", {"sleep", "60"}, geteuid(), getegid()}, std::chrono::seconds{1}) ==
        RunResult{Kind::signalled, SIGALRM});
}

TEST_CASE("a program that still runs is not reaped") {
  Bench bench;
  const auto spawned = bench.start({"/bin/sleep", {"sleep", "60"}, geteuid(), getegid()});
  REQUIRE(spawned);
  CHECK_FALSE(reap(spawned->pid));
  kill(-spawned->pid, SIGKILL);
  pollfd ended{spawned->pidfd.number(), POLLIN, 0};
  REQUIRE(poll(&ended, 1, deadline_ms) == 1);
  CHECK(reap(spawned->pid) == RunResult{Kind::signalled, SIGKILL});
}
