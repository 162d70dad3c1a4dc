#include "netlink/monitor.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "namespace.hpp"
#include "netlink/socket.hpp"

using namespace sempervivum::netlink;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

IpAddress address_of(const std::string &text) { return IpAddress::parse(text).value(); }

/// Counts changes of each kind.
struct Tally {
  std::size_t addresses_added = 0, addresses_removed = 0, links_added = 0, links_changed = 0, links_removed = 0;
  std::size_t addresses_changed = 0;

  void operator()(const LinkAdded &) { ++links_added; }
  void operator()(const LinkChanged &) { ++links_changed; }
  void operator()(const LinkRemoved &) { ++links_removed; }
  void operator()(const AddressAdded &) { ++addresses_added; }
  void operator()(const AddressChanged &) { ++addresses_changed; }
  void operator()(const AddressRemoved &) { ++addresses_removed; }
};

struct Watch {
  boost::asio::io_context loop;
  Monitor monitor;
  Tally tally;
  Subscription subscription;

  explicit Watch(const Monitor::Options &options = {})
      : monitor{Monitor::open(loop, options).value()},
        subscription{monitor.observe([this](const Change &change) { std::visit(tally, change); })} {}
};

bool has_address(const Monitor &monitor, std::string_view link, const IpAddress &address) {
  bool found = false;
  if (const auto *known = monitor.link(link))
    monitor.picture().for_each_address(known->index,
                                       [&](const Address &entry) { found = found || entry.address == address; });
  return found;
}

}  // namespace

TEST_CASE("the picture is complete when the monitor is open") {
  IN_NETWORK_NAMESPACE
  ip("link add name va mtu 1400 type veth peer name vb");
  ip("addr add 192.0.2.1/24 dev va");
  boost::asio::io_context loop;
  const auto monitor = Monitor::open(loop).value();
  REQUIRE(monitor.link("va"));
  CHECK(monitor.link("va")->mtu == 1400);
  CHECK(monitor.link("va")->kind == "veth");
  CHECK(monitor.link("va")->lower == monitor.link("vb")->index);
  CHECK(monitor.link("lo")->has(LinkFlag::loopback));
  CHECK(has_address(monitor, "va", address_of("192.0.2.1")));
  CHECK(monitor.counters().dumps == 1);
}

TEST_CASE("links that come, change and go are told") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  ip("link add name va type veth peer name vb");
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.links_added == 2; }));
  CHECK_FALSE(watch.monitor.link("va")->is_up());
  ip("link set va up");
  ip("link set vb up");
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.link("va")->is_up(); }));
  ip("link set vb down");
  REQUIRE(run_until(watch.loop, [&] { return !watch.monitor.link("va")->is_up(); }));
  CHECK(watch.monitor.link("va")->has(LinkFlag::up));
  ip("link set vb name vc");
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.link("vc") != nullptr; }));
  CHECK(watch.monitor.link("vb") == nullptr);
  ip("link del va");
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.links_removed == 2; }));
  CHECK(watch.monitor.link("va") == nullptr);
  CHECK(watch.monitor.picture().address_count() == 0);
}

TEST_CASE("an address taken away behind our back is told") {
  IN_NETWORK_NAMESPACE
  ip("addr add 127.0.0.2/32 dev lo");
  Watch watch;
  ip("addr del 127.0.0.2/32 dev lo");
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.addresses_removed == 1; }));
  CHECK_FALSE(has_address(watch.monitor, "lo", address_of("127.0.0.2")));
  ip("addr add 127.0.0.2/32 dev lo");
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.addresses_added == 1; }));
}

TEST_CASE("a tentative IPv6 address becomes usable by a change") {
  IN_NETWORK_NAMESPACE
  ip("link add name va type veth peer name vb");
  ip("link set va up");
  ip("link set vb up");
  ip("addr add 2001:db8::1/64 dev va");
  Watch watch;
  const auto key = plain_address(watch.monitor.link("va")->index, address_of("2001:db8::1"), 64).key();
  REQUIRE(watch.monitor.picture().address(key));
  CHECK_FALSE(watch.monitor.picture().address(key)->is_usable());
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.picture().address(key)->is_usable(); }));
  CHECK(watch.tally.addresses_changed > 0);
  CHECK(watch.tally.addresses_removed == 0);
}

TEST_CASE("after an overrun everything is read again and nothing is missed") {
  IN_NETWORK_NAMESPACE
  ip("link set lo up");
  Watch watch{{.receive_buffer = 4096}};
  const auto link = watch.monitor.link("lo")->index;
  boost::asio::io_context other;  // not run: the monitor's loop stands still meanwhile
  auto socket = Socket::open(other, {.slice = 1 << 20}).value();
  Batch batch;
  for (unsigned n = 0; n < 2000; ++n)
    add_address(batch, plain_address(link, address_of(fmt::format("10.0.{}.{}", n / 250, n % 250 + 1)), 32));
  socket.send(std::move(batch), nullptr);
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.addresses_added == 2000; }));
  CHECK(watch.monitor.counters().overruns > 0);
  CHECK(watch.monitor.counters().dumps > 1);

  Batch removals;
  for (unsigned n = 0; n < 2000; ++n)
    remove_address(removals, plain_address(link, address_of(fmt::format("10.0.{}.{}", n / 250, n % 250 + 1)), 32));
  socket.send(std::move(removals), nullptr);
  REQUIRE(run_until(other, [&] { return socket.idle(); }));
  REQUIRE(run_until(watch.loop, [&] { return watch.tally.addresses_removed == 2000; }));
  CHECK(watch.tally.addresses_added == 2000);
}

TEST_CASE("a refresh without differences tells nothing") {
  IN_NETWORK_NAMESPACE
  ip("addr add 127.0.0.2/32 dev lo");
  Watch watch;
  watch.monitor.refresh();
  watch.monitor.refresh();  // while the first is under way
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.counters().dumps == 2; }));
  CHECK(watch.tally.addresses_added + watch.tally.addresses_removed + watch.tally.links_changed == 0);
  CHECK(watch.tally.links_added + watch.tally.links_removed + watch.tally.addresses_changed == 0);
}

TEST_CASE("an observer that left is not called, whoever goes first") {
  IN_NETWORK_NAMESPACE
  boost::asio::io_context loop;
  std::optional<Monitor> monitor{Monitor::open(loop).value()};
  int left = 0, stayed = 0;
  std::optional<Subscription> leaver;
  leaver = monitor->observe([&](const Change &) {
    ++left;
    leaver.reset();
  });
  auto stayer = monitor->observe([&](const Change &) { ++stayed; });
  ip("link add name va type veth peer name vb");
  REQUIRE(run_until(loop, [&] { return stayed >= 2; }));
  CHECK(left == 1);
  monitor.reset();
  stayer.cancel();
}

TEST_CASE("a destroyed monitor leaves nothing behind in the loop") {
  IN_NETWORK_NAMESPACE
  boost::asio::io_context loop;
  int told = 0;
  {
    auto monitor = Monitor::open(loop).value();
    const auto subscription = monitor.observe([&](const Change &) { ++told; });
    ip("link add name va type veth peer name vb");
  }
  loop.run();
  CHECK(told == 0);
}

TEST_CASE("a monitor at rest is told nothing and keeps no loop going") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  watch.monitor.rest();
  ip("addr add 127.0.0.2/32 dev lo");
  watch.loop.run();
  CHECK(watch.tally.addresses_added == 0);
  CHECK_FALSE(has_address(watch.monitor, "lo", address_of("127.0.0.2")));
}
