#include "vrrp/script_monitor.hpp"

#include <boost/asio/io_context.hpp>

#include "catch.hpp"
#include "fake_runner.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using vrrp::Verdict;
using Kind = base::RunResult::Kind;

namespace {

vrrp::ScriptPlan script(const std::string &name, base::Duration interval = 5ms) {
  return {.name = name, .command = test::command("/" + name), .interval = interval, .timeout = 1h};
}

struct Bench {
  boost::asio::io_context io;
  test::FakeRunner runner;
  test::LogBook book;
  vrrp::Timers timers{io};
  std::vector<std::string> changed;
  vrrp::ScriptMonitor monitor{runner, timers, base::Log{book}, [this](const auto &name) { changed.push_back(name); }};

  void watch(const std::vector<vrrp::ScriptPlan> &scripts) { monitor.watch(scripts, base::Clock::now()); }
  /// Runs the loop until `happened`, at most ten seconds.
  template <class Predicate>
  bool wait_for(Predicate happened) {
    const auto deadline = base::Clock::now() + 10s;
    while (!happened() && base::Clock::now() < deadline) io.run_one_until(deadline);
    return happened();
  }
};

}  // namespace

TEST_CASE("a script runs at once and its verdict is unknown until it ends") {
  Bench bench;
  bench.watch({script("chk")});
  CHECK(bench.runner.started.size() == 1);
  CHECK(bench.monitor.verdict("chk") == Verdict::unknown);
  bench.runner.end();
  CHECK(bench.monitor.verdict("chk") == Verdict::good);
  CHECK(bench.changed == std::vector<std::string>{"chk"});
  CHECK(bench.book.has("VRRP_Script(chk) succeeded"));
}

TEST_CASE("a script runs again each interval and says what changed, in keepalived's words") {
  Bench bench;
  bench.watch({script("chk")});
  bench.runner.end();
  REQUIRE(bench.wait_for([&] { return bench.runner.running() == 1; }));
  bench.runner.end({Kind::exited, 3});
  CHECK(bench.monitor.verdict("chk") == Verdict::bad);
  CHECK(bench.book.has("Script `chk` now returning 3"));
  CHECK(bench.book.has("VRRP_Script(chk) failed (exited with status 3)"));
  REQUIRE(bench.wait_for([&] { return bench.runner.running() == 1; }));
  bench.runner.end({Kind::signalled, 9});
  CHECK(bench.changed.size() == 2);
}

TEST_CASE("a run that is still going is left alone") {
  Bench bench;
  bench.watch({script("slow")});
  const auto skipped = "Track script slow is already running, expect idle - skipping run";
  REQUIRE(bench.wait_for([&] { return bench.book.count(skipped) >= 2; }));
  CHECK(bench.runner.started.size() == 1);
}

TEST_CASE("a run is a failure from the moment of its timeout, and once") {
  Bench bench;
  auto hangs = script("hangs", 1h);
  hangs.timeout = 2ms;
  bench.watch({hangs});
  REQUIRE(bench.wait_for([&] { return bench.monitor.verdict("hangs") == Verdict::bad; }));
  CHECK(bench.book.has("VRRP_Script(hangs) timed_out"));
  bench.runner.end({Kind::timed_out, 0});
  CHECK(bench.changed.size() == 1);
}

TEST_CASE("a reload keeps the verdict of an unchanged command and starts a changed one anew") {
  Bench bench;
  bench.watch({script("same", 1h), script("other", 1h)});
  bench.runner.end();
  bench.runner.end();
  auto other = script("other", 1h);
  other.command = test::command("/elsewhere");
  auto same = script("same", 2h);
  same.fall = 3;
  bench.watch({same, other});
  CHECK(bench.monitor.verdict("same") == Verdict::good);
  CHECK(bench.monitor.verdict("other") == Verdict::unknown);
  CHECK(bench.book.has("VRRP_Script(same) considered successful on reload"));
  CHECK(bench.runner.started.size() == 3);
}

TEST_CASE("a script dropped by a reload says no more") {
  Bench bench;
  bench.watch({script("gone", 1h)});
  bench.watch({});
  bench.runner.end({Kind::exited, 1});
  CHECK(bench.changed.empty());
  CHECK(bench.monitor.verdict("gone") == Verdict::unknown);
}

TEST_CASE("after stop nothing is started") {
  Bench bench;
  bench.watch({script("chk")});
  bench.runner.end();
  bench.monitor.stop();
  bench.io.run_for(20ms);
  CHECK(bench.runner.started.size() == 1);
}
