#include "vrrp/announce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>

#include "catch.hpp"
#include "wire.hpp"

using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using sempervivum::base::HardwareAddress;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

constexpr std::array<std::byte, 6> va_hardware{std::byte{2}, {}, {}, {}, {}, std::byte{10}};
constexpr std::array<std::byte, 6> broadcast{std::byte{255}, std::byte{255}, std::byte{255},
                                             std::byte{255}, std::byte{255}, std::byte{255}};

Announcement on_va(const std::string &text) {
  return {.address = IpAddress::parse(text).value(),
          .link = index_of("va"),
          .hardware_type = 1,
          .hardware = HardwareAddress{va_hardware},
          .broadcast = HardwareAddress{broadcast}};
}

Announcer::Addresses addresses(std::vector<Announcement> list) {
  return std::make_shared<const std::vector<Announcement>>(std::move(list));
}

Announcer::Addresses many(unsigned count) {
  std::vector<Announcement> list;
  for (unsigned n = 0; n < count; ++n) list.push_back(on_va(fmt::format("10.0.{}.{}", n / 250, n % 250 + 1)));
  return addresses(std::move(list));
}

/// Ethernet source, destination and type, then what the pure builder made.
Ear::Frame expected_frame(const Announcement &announcement, unsigned ether_type) {
  AnnouncementFrame built;
  const auto size = build_announcement(announcement, built);
  const auto destination = announcement_destination(announcement);
  Ear::Frame frame(destination.bytes().begin(), destination.bytes().end());
  std::ranges::copy(announcement.hardware.bytes(), std::back_inserter(frame));
  frame.push_back(static_cast<std::byte>(ether_type >> 8));
  frame.push_back(static_cast<std::byte>(ether_type & 0xff));
  std::copy_n(built.begin(), size, std::back_inserter(frame));
  return frame;
}

/// Sender protocol address of an ARP frame.
std::string announced(const Ear::Frame &frame) {
  return frame.size() < 32 ? "" : IpAddress{sempervivum::base::Family::ipv4, std::span{frame}.subspan(28)}.to_string();
}

}  // namespace

TEST_CASE("gratuitous ARP and neighbour advertisements arrive as built") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  const auto arp = on_va("10.0.0.50"), advertisement = on_va("fd00::7");
  Ear arp_ear{"vb", ETHERTYPE_ARP}, ipv6_ear{"vb", ETHERTYPE_IPV6};
  const auto burst = announcer.announce(addresses({arp, advertisement}), 1);
  CHECK(burst.done());  // without a turn of the loop
  CHECK(arp_ear.hear() == expected_frame(arp, ETHERTYPE_ARP));
  CHECK(ipv6_ear.hear() == expected_frame(advertisement, ETHERTYPE_IPV6));
  CHECK(announcer.counters().sent == 2);
  CHECK(announcer.counters().failed == 0);
}

TEST_CASE("every address is announced once before any is announced twice") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  Ear ear{"vb", ETHERTYPE_ARP};
  constexpr unsigned count = 1000, rounds = 5;
  const auto burst = announcer.announce(many(count), rounds);
  CHECK_FALSE(burst.done());
  REQUIRE(run_until(loop, [&] { return announcer.counters().sent == count * rounds; }));
  CHECK(burst.done());
  std::map<std::string, unsigned> heard;
  const auto frames = ear.hear_many(count * rounds);
  for (std::size_t n = 0; n < frames.size(); ++n) REQUIRE(++heard[announced(frames[n])] == n / count + 1);
  CHECK(heard.size() == count);
}

TEST_CASE("bursts that begin together share their rounds") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  Ear ear{"vb", ETHERTYPE_ARP};
  const auto first = announcer.announce(addresses({on_va("10.0.0.1")}), 2);
  const auto second = announcer.announce(addresses({on_va("10.0.0.2")}), 2);
  REQUIRE(run_until(loop, [&] { return first.done() && second.done(); }));
  std::string order;
  for (const auto &frame : ear.hear_many(4)) order += announced(frame) + " ";
  CHECK(order == "10.0.0.1 10.0.0.2 10.0.0.1 10.0.0.2 ");
}

TEST_CASE("a burst that was dropped announces nothing more") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop, {.slice = 10}).value();
  Ear ear{"vb", ETHERTYPE_ARP};
  auto dropped = announcer.announce(many(100), 5);
  CHECK(announcer.counters().sent == 10);
  dropped = {};
  const auto kept = announcer.announce(addresses({on_va("10.9.9.9")}), 3);
  REQUIRE(run_until(loop, [&] { return kept.done(); }));
  CHECK(announcer.counters().sent == 13);
  std::size_t heard = 0;
  for (const auto &frame : ear.hear_many(13)) heard += announced(frame) == "10.9.9.9";
  CHECK(heard == 3);
}

TEST_CASE("an address that cannot be announced does not stop the others") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  Ear ear{"vb", ETHERTYPE_ARP};
  auto gone = on_va("10.0.0.1");
  gone.link = InterfaceIndex{999};
  const auto burst = announcer.announce(addresses({gone, on_va("10.0.0.2"), gone, on_va("10.0.0.3")}), 1);
  CHECK(burst.done());
  CHECK(announcer.counters().sent == 2);
  CHECK(announcer.counters().failed == 2);
  CHECK(announcer.counters().last_error == ENXIO);
  CHECK(announced(ear.hear()) == "10.0.0.2");
  CHECK(announced(ear.hear()) == "10.0.0.3");

  ip("link set va down");
  const auto down = announcer.announce(addresses({on_va("10.0.0.4")}), 1);
  CHECK(announcer.counters().last_error == ENETDOWN);
  CHECK(announcer.counters().failed == 3);
}

// A slow link: the queue keeps the frames, and with them the socket's memory.
TEST_CASE("a full socket is waited for") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  if (std::system("tc qdisc add dev va root tbf rate 1mbit burst 2000 limit 4000000 2>/dev/null") != 0) {
    WARN("skipped: no token bucket filter here");
    return;
  }
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  constexpr unsigned count = 4000;
  const auto burst = announcer.announce(many(count), 1);
  while (!burst.done() && loop.poll_one() != 0) continue;
  CHECK_FALSE(burst.done());  // nothing to do but to wait
  REQUIRE(run_until(loop, [&] { return announcer.counters().sent == count; }));
  CHECK(announcer.counters().failed == 0);
}

TEST_CASE("nothing to announce is done at once") {
  IN_NETWORK_NAMESPACE
  boost::asio::io_context loop;
  auto announcer = Announcer::open(loop).value();
  CHECK(announcer.announce(nullptr, 5).done());
  CHECK(announcer.announce(addresses({}), 5).done());
  CHECK(announcer.announce(addresses({Announcement{}}), 0).done());
  CHECK(Announcer::Burst{}.done());
}

TEST_CASE("a destroyed announcer leaves nothing behind in the loop") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  Ear ear{"vb", ETHERTYPE_ARP};
  Announcer::Burst burst;
  {
    auto announcer = Announcer::open(loop).value();
    burst = announcer.announce(addresses({on_va("10.0.0.1")}), 5);
  }
  loop.run();
  CHECK_FALSE(burst.done());
  CHECK(announced(ear.hear()) == "10.0.0.1");
  CHECK(ear.hear(std::chrono::milliseconds{0}).empty());
}
