#include "daemon/script_runner.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "catch.hpp"
#include "daemon/temporary_directory.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using base::RunResult;
using Kind = RunResult::Kind;
using Notice = daemon::ScriptRunner::Notice;

namespace {

base::Command shell(std::string text) { return {"/bin/sh", {"sh", "-c", std::move(text)}, geteuid(), getegid()}; }

/// A loop that gives up after a deadline.
struct Loop {
  boost::asio::io_context io{1};
  daemon::ScriptRunner runner;

  explicit Loop(Notice notice = Notice::pidfd) : runner{io, notice} {}

  RunResult run(const base::Command &command, base::Duration timeout) {
    std::optional<RunResult> result;
    runner.run(command, timeout, [&result](const RunResult &end) { result = end; });
    CHECK_FALSE(result);
    wait_until([&result] { return result.has_value(); });
    return *result;
  }

  template <class Condition>
  void wait_until(Condition condition) {
    const auto deadline = base::Clock::now() + 10s;
    while (!condition()) {
      REQUIRE(base::Clock::now() < deadline);
      io.restart();
      io.run_one_for(100ms);
    }
  }
};

}  // namespace

TEST_CASE("the result of a script arrives through the loop") {
  Loop loop;
  CHECK(loop.run(shell("exit 0"), 5s) == RunResult{Kind::exited, 0});
  CHECK(loop.run(shell("exit 3"), 0s) == RunResult{Kind::exited, 3});
  CHECK(loop.run(shell("kill -TERM $$"), 5s) == RunResult{Kind::signalled, SIGTERM});
  CHECK(loop.run({"/nonexistent", {"x"}, geteuid(), getegid()}, 5s) == RunResult{Kind::not_started, ENOENT});
  CHECK(loop.runner.running() == 0);
}

TEST_CASE("a script that takes too long is ended with its whole group") {
  Loop loop;
  const auto before = base::Clock::now();
  CHECK(loop.run(shell("sleep 60 & wait"), 50ms) == RunResult{Kind::timed_out, SIGTERM});
  CHECK(base::Clock::now() - before < 1s);
}

TEST_CASE("a script deaf to SIGTERM is killed after two seconds") {
  Loop loop;
  const auto before = base::Clock::now();
  CHECK(loop.run(shell("trap '' TERM; while :; do sleep 0.1; done"), 50ms) == RunResult{Kind::timed_out, SIGKILL});
  CHECK(base::Clock::now() - before >= 2s);
}

TEST_CASE("a hundred scripts run at once") {
  Loop loop;
  int ended = 0;
  for (int run = 0; run < 100; ++run)
    loop.runner.run(shell("exit 0"), 5s, [&ended](const RunResult &end) { ended += end.ok() ? 1 : 0; });
  CHECK(loop.runner.running() == 100);
  loop.wait_until([&loop] { return loop.runner.running() == 0; });
  CHECK(ended == 100);
}

TEST_CASE("without pidfds SIGCHLD tells that a script has ended") {
  daemon::hold_signals();
  Loop loop{Notice::sigchld};
  CHECK(loop.run(shell("exit 0"), 5s) == RunResult{Kind::exited, 0});
  CHECK(loop.run(shell("sleep 0.1; exit 4"), 5s) == RunResult{Kind::exited, 4});
  CHECK(loop.run(shell("sleep 60 & wait"), 50ms) == RunResult{Kind::timed_out, SIGTERM});
  int ended = 0;
  for (int run = 0; run < 20; ++run) loop.runner.run(shell("exit 0"), 5s, [&ended](const RunResult &) { ++ended; });
  loop.wait_until([&ended] { return ended == 20; });
}

TEST_CASE("a callback may start the next script") {
  Loop loop;
  int ended = 0;
  std::function<void(const RunResult &)> again = [&](const RunResult &) {
    if (++ended < 3) loop.runner.run(shell("exit 0"), 5s, again);
  };
  loop.runner.run(shell("exit 0"), 5s, again);
  loop.wait_until([&ended] { return ended == 3; });
}

TEST_CASE("a script left behind by its runner finishes, and its callback is not called") {
  const test::TemporaryDirectory directory;
  const auto mark = directory.path("mark");
  bool called = false;
  {
    Loop loop;
    loop.runner.run(shell("sleep 0.2; echo done > " + mark), 5s, [&called](const RunResult &) { called = true; });
  }
  int status = 0;
  REQUIRE(waitpid(-1, &status, 0) > 0);
  CHECK(WIFEXITED(status));
  CHECK(std::ifstream{mark}.good());
  CHECK_FALSE(called);
}
