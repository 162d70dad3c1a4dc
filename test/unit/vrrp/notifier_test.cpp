#include "vrrp/notifier.hpp"

#include <boost/asio/io_context.hpp>

#include "catch.hpp"
#include "fake_runner.hpp"
#include "plans.hpp"

using namespace sempervivum;
using test::command;
using Started = std::vector<std::string>;
using namespace std::chrono_literals;

namespace {

struct Site {
  boost::asio::io_context io;
  vrrp::Timers timers{io};
  test::FakeRunner runner;
  test::LogBook book;
  vrrp::Notifier notifier{runner, timers, base::Log{book}};

  void submit(const std::string &subject, const std::string &path) { notifier.submit(subject, {command(path)}); }
};

}  // namespace

TEST_CASE("scripts of one instance run one after the other, in order") {
  Site site;
  for (const auto *path : {"/master", "/backup", "/fault"}) site.submit("VI_1", path);
  CHECK(site.runner.started == Started{"/master"});
  site.runner.end();
  CHECK(site.runner.started == Started{"/master", "/backup"});
  site.runner.end({base::RunResult::Kind::exited, 1});
  site.runner.end({base::RunResult::Kind::signalled, 9});
  CHECK(site.runner.started.back() == "/fault");
  CHECK(site.notifier.idle());
}

TEST_CASE("instances do not wait for each other") {
  Site site;
  site.submit("VI_1", "/slow");
  site.submit("VI_2", "/other");
  CHECK(site.runner.running() == 2);
}

TEST_CASE("idle is told once the last script has ended") {
  Site site;
  int told = 0;
  site.notifier.when_idle([&] { ++told; });
  site.submit("VI_1", "/a");
  site.submit("VI_1", "/b");
  site.runner.end();
  CHECK(told == 0);
  site.runner.end();
  CHECK(told == 1);
}

TEST_CASE("a result that comes after the notifier's end reaches nobody") {
  test::FakeRunner runner;
  {
    boost::asio::io_context io;
    vrrp::Timers timers{io};
    vrrp::Notifier notifier{runner, timers, base::Log{}};
    notifier.submit("VI_1", {command("/a")});
    notifier.submit("VI_1", {command("/b")});
  }
  runner.end();
  CHECK(runner.started == Started{"/a"});
}

TEST_CASE("a script that cannot be started is reported and the next one runs") {
  Site site;
  site.submit("VI_1", "/gone");
  site.submit("VI_1", "/b");
  site.runner.end({base::RunResult::Kind::not_started, ENOENT});
  CHECK(site.book.lines.size() == 1);
  CHECK(site.runner.started.back() == "/b");
}

TEST_CASE("the scripts of one event stay together") {
  Site site;
  site.notifier.submit("VI_1", {command("/master"), command("/any")});
  site.submit("VI_1", "/backup");
  site.runner.end();
  site.runner.end();
  CHECK(site.runner.started == Started{"/master", "/any", "/backup"});
}

TEST_CASE("of many events that wait the oldest are skipped, the last one never") {
  Site site;
  const auto events = vrrp::Notifier::most_waiting + 10;
  for (std::size_t event = 0; event <= events; ++event) site.submit("VI_1", "/" + std::to_string(event));
  while (site.runner.running() > 0) site.runner.end();
  CHECK(site.runner.started.size() == vrrp::Notifier::most_waiting + 1);
  CHECK(site.runner.started[1] == "/11");
  CHECK(site.runner.started.back() == "/" + std::to_string(events));
  CHECK(site.book.lines.size() == 1);
}
