// What a claim asks the kernel for, and when it says that the kernel has it.
#include "vrrp/keeper.hpp"

#include <memory>
#include <vector>

#include "netlink/monitor.hpp"
#include "site.hpp"

using namespace sempervivum;
using sempervivum::test::ip;
using sempervivum::test::run_until;
using ::test::planned;
using ::test::wait_until_runs;

namespace {

/// A keeper whose socket sends one request in a turn.
struct House {
  House() { wait_until_runs("lo"); }

  boost::asio::io_context io;
  ::test::LogBook book;
  netlink::Socket socket = netlink::Socket::open(io, {.budget = std::chrono::microseconds{2}, .slice = 1}).value();
  netlink::Monitor monitor = netlink::Monitor::open(io).value();
  vrrp::Keeper keeper{io, socket, monitor, base::Log{book, true}};
  std::unique_ptr<vrrp::Claim> claim = std::make_unique<vrrp::Claim>(keeper, [](base::Instant) {});
  std::vector<int> told;

  void hold() { claim->hold(wanted(), "VI_1"); }
  void tell(int what) {
    claim->when_carried_out([this, what] { told.push_back(what); });
  }
  void finish() {
    REQUIRE(run_until(io, [this] { return socket.idle(); }));
  }

  static vrrp::Possessions wanted() {
    return {.addresses = {planned("192.0.2.100", 24, "lo"), planned("192.0.2.101", 24, "lo"),
                          planned("192.0.2.102", 24, "lo")},
            .routes = {},
            .rules = {}};
  }
  /// As somebody who comes now sees it.
  static std::size_t in_kernel() {
    boost::asio::io_context loop;
    const auto look = netlink::Monitor::open(loop).value();
    std::size_t found = 0;
    for (const auto &one : wanted().addresses) {
      auto key = one.address.key();
      key.link = look.link("lo")->index;
      found += look.picture().address(key) != nullptr ? 1U : 0U;
    }
    return found;
  }
};

}  // namespace

TEST_CASE("who waits for what is held is told when the kernel has all of it, and the last who asked is") {
  IN_NETWORK_NAMESPACE
  ip("link set lo up");
  House house;
  house.hold();
  house.tell(1);
  std::size_t there = 0;
  house.claim->when_carried_out([&] { there = House::in_kernel(); });
  CHECK(there == 0);
  REQUIRE(run_until(house.io, [&] { return there != 0; }));
  CHECK(there == 3);
  CHECK(house.told.empty());
  house.tell(2);
  CHECK(house.told == std::vector{2});
}

TEST_CASE("what is waited for is passed on to the request that follows") {
  IN_NETWORK_NAMESPACE
  ip("link set lo up");
  House house;
  house.hold();
  house.tell(1);
  auto fewer = House::wanted();
  fewer.addresses.pop_back();
  house.claim->hold(fewer, "VI_1");
  house.finish();
  REQUIRE(run_until(house.io, [&] { return !house.told.empty(); }));
  CHECK(house.told == std::vector{1});
  CHECK(House::in_kernel() == 2);
}

TEST_CASE("nobody is told of what was given back, or once the claim has ended") {
  IN_NETWORK_NAMESPACE
  ip("link set lo up");
  House house;
  house.hold();
  house.tell(1);
  house.claim->release(House::wanted(), "VI_1");
  house.finish();
  CHECK(House::in_kernel() == 0);
  house.hold();
  house.tell(2);
  house.claim.reset();
  house.finish();
  house.io.poll();
  CHECK(house.told.empty());
}
