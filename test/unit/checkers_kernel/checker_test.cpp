#include "checkers/checker.hpp"

#include <vector>

#include "servers.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using namespace sempervivum::checkers::test;
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> hang(tcp::socket &socket) {
  for (;;) co_await hear(socket);
}

std::shared_ptr<const CheckPlan> plan_for(std::uint16_t port, unsigned retry) {
  auto plan = std::make_shared<CheckPlan>();
  plan->probe = TcpProbe{target(port)};
  plan->verdict = {.retry = retry, .alpha = false, .delay_before_retry = 1ms, .delay_loop = 2ms};
  return plan;
}

struct Notes final : CheckListener {
  explicit Notes(std::function<void(const ProbeReport &)> taken) : take{std::move(taken)} {}
  void hear(CheckId, const ProbeReport &report) override { take(report); }
  std::function<void(const ProbeReport &)> take;
};

}  // namespace

TEST_CASE("a check runs again and again, and tells when its verdict changes") {
  IN_NETWORK_NAMESPACE
  sempervivum::test::ip("link set lo up");
  Laboratory lab;
  std::vector<bool> changes;
  int reports = 0;
  auto server = std::make_unique<Server>(lab.loop, hang);
  const auto port = server->port();
  Notes notes{[&](const ProbeReport &report) {
    ++reports;
    if (report.changed) changes.push_back(report.up);
  }};
  Checker checker{lab.tools, plan_for(port, 2), 1, notes, {}};
  checker.start(0ms);
  REQUIRE(sempervivum::test::run_until(lab.loop, [&] { return reports == 3; }));
  CHECK(changes.empty());
  server.reset();
  REQUIRE(sempervivum::test::run_until(lab.loop, [&] { return !changes.empty(); }));
  CHECK(changes == std::vector{false});
  CHECK(reports == 6);
}

TEST_CASE("a suspended or destroyed check says nothing more") {
  IN_NETWORK_NAMESPACE
  sempervivum::test::ip("link set lo up");
  Laboratory lab;
  int reports = 0;
  const Server server{lab.loop, hang};
  Notes notes{[&](const ProbeReport &) { ++reports; }};
  auto checker = std::make_unique<Checker>(lab.tools, plan_for(server.port(), 0), 1, notes, CheckId{});
  checker->start(0ms);
  REQUIRE(sempervivum::test::run_until(lab.loop, [&] { return server.served() == 1; }));
  checker->suspend();
  const int before = reports;
  lab.loop.restart();
  lab.loop.run_for(20ms);
  CHECK(reports == before);
  checker->start(0ms);
  REQUIRE(sempervivum::test::run_until(lab.loop, [&] { return server.served() > 1; }));
  const int last = reports;
  checker.reset();
  lab.loop.restart();
  lab.loop.run_for(20ms);
  CHECK(reports <= last + 1);
}
