/// An engine in a network namespace of its own, and a second look at what it does there.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "namespace.hpp"
#include "vrrp/engine.hpp"
#include "vrrp/fake_runner.hpp"
#include "vrrp/plans.hpp"

namespace test {

/// An interface that does not run yet would be a fault at first.
inline void wait_until_runs(const std::string &interface) {
  boost::asio::io_context loop;
  const auto monitor = netlink::Monitor::open(loop).value();
  const auto runs = [&] {
    const auto *link = monitor.link(interface);
    return link != nullptr && link->is_up();
  };
  REQUIRE(sempervivum::test::run_until(loop, runs));
}

/// A running veth pair `name`0 and `name`1.
inline void make_link(const std::string &name = "lan", const std::string &address = "192.0.2.1/24") {
  sempervivum::test::ip("link add " + name + "0 type veth peer name " + name + "1");
  sempervivum::test::ip("addr add " + address + " dev " + name + "0");
  sempervivum::test::ip("link set " + name + "0 up");
  sempervivum::test::ip("link set " + name + "1 up");
  wait_until_runs(name + "0");
}

/// An engine, and a second look at the kernel to see what it does.
struct Site {
  boost::asio::io_context io;
  LogBook book;
  FakeRunner runner;
  netlink::Monitor monitor = netlink::Monitor::open(io).value();
  std::unique_ptr<vrrp::Engine> engine = vrrp::Engine::open(io, base::Log{book, true}, runner, {}).value();

  bool has(std::string_view address, const std::string &interface = "lan0") const {
    const auto *link = monitor.link(interface);
    const auto wanted = ip(address);
    return link != nullptr && monitor.picture().address({link->index, wanted, 24, wanted}) != nullptr;
  }
  bool wait_for(std::string_view address) {
    return sempervivum::test::run_until(io, [&] { return has(address); });
  }
  bool wait_without(std::string_view address) {
    return sempervivum::test::run_until(io, [&] { return !has(address); });
  }
  bool wait_line(std::string_view line, std::size_t times = 1) {
    return sempervivum::test::run_until(io, [&] { return book.count(line) >= times; });
  }
};

}  // namespace test
