#include "vrrp/notifier.hpp"

#include "catch.hpp"
#include "fake_runner.hpp"
#include "plans.hpp"

using namespace sempervivum;
using test::command;
using Started = std::vector<std::string>;

TEST_CASE("scripts of one instance run one after the other, in order") {
  test::FakeRunner runner;
  vrrp::Notifier notifier{runner, base::Log{}};
  for (const auto *path : {"/master", "/backup", "/fault"}) notifier.submit("VI_1", command(path));
  CHECK(runner.started == Started{"/master"});
  runner.end();
  CHECK(runner.started == Started{"/master", "/backup"});
  runner.end({base::RunResult::Kind::exited, 1});
  runner.end({base::RunResult::Kind::signalled, 9});
  CHECK(runner.started.back() == "/fault");
  CHECK(notifier.idle());
}

TEST_CASE("instances do not wait for each other") {
  test::FakeRunner runner;
  vrrp::Notifier notifier{runner, base::Log{}};
  notifier.submit("VI_1", command("/slow"));
  notifier.submit("VI_2", command("/other"));
  CHECK(runner.running() == 2);
}

TEST_CASE("idle is told once the last script has ended") {
  test::FakeRunner runner;
  vrrp::Notifier notifier{runner, base::Log{}};
  int told = 0;
  notifier.when_idle([&] { ++told; });
  notifier.submit("VI_1", command("/a"));
  notifier.submit("VI_1", command("/b"));
  runner.end();
  CHECK(told == 0);
  runner.end();
  CHECK(told == 1);
}

TEST_CASE("a result that comes after the notifier's end reaches nobody") {
  test::FakeRunner runner;
  {
    vrrp::Notifier notifier{runner, base::Log{}};
    notifier.submit("VI_1", command("/a"));
    notifier.submit("VI_1", command("/b"));
  }
  runner.end();
  CHECK(runner.started == Started{"/a"});
}

TEST_CASE("a script that cannot be started is reported and the next one runs") {
  test::FakeRunner runner;
  test::LogBook book;
  vrrp::Notifier notifier{runner, base::Log{book}};
  notifier.submit("VI_1", command("/gone"));
  notifier.submit("VI_1", command("/b"));
  runner.end({base::RunResult::Kind::not_started, ENOENT});
  CHECK(book.lines.size() == 1);
  CHECK(runner.started.back() == "/b");
}
