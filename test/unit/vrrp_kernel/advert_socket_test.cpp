#include "vrrp/advert_socket.hpp"

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "vrrp/ipv4_packet.hpp"
#include "wire.hpp"

using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using sempervivum::base::Family;
using sempervivum::base::IpAddress;
using sempervivum::base::SystemResult;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

using Message = std::vector<std::byte>;

constexpr std::size_t ethernet_header = 14;

const Message message{std::byte{0x31}, std::byte{1}, std::byte{100}, std::byte{0}};

/// What a socket received.
struct Heard {
  std::vector<Message> messages;
  std::vector<Arrival> arrivals;

  AdvertSocket::Receiver receiver() {
    return [this](std::span<const std::byte> bytes, const Arrival &arrival) {
      messages.emplace_back(bytes.begin(), bytes.end());
      arrivals.push_back(arrival);
    };
  }
};

AdvertSocket::Config multicast(Family family, const char *link) {
  return {.family = family, .link = index_of(link), .group = default_group(family)};
}

struct Pair {
  boost::asio::io_context loop;
  Heard heard_a, heard_b;
  AdvertSocket a, b;

  explicit Pair(Family family)
      : a{AdvertSocket::open(loop, multicast(family, "va"), heard_a.receiver()).value()},
        b{AdvertSocket::open(loop, multicast(family, "vb"), heard_b.receiver()).value()} {}

  bool b_hears(std::size_t count) {
    return run_until(loop, [&] { return heard_b.messages.size() == count; });
  }
};

}  // namespace

TEST_CASE("an advert to the group reaches the other end and not ourselves") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  const auto source = address(family == Family::ipv4 ? "10.0.0.1" : "fe80::a");
  Pair pair{family};
  REQUIRE(pair.a.send(message, source, default_group(family)));
  REQUIRE(pair.b_hears(1));
  CHECK(pair.heard_b.messages[0] == message);
  CHECK(pair.heard_b.arrivals[0].source == source);
  CHECK(pair.heard_b.arrivals[0].destination == default_group(family));
  CHECK(pair.heard_b.arrivals[0].ttl == 255);
  REQUIRE(pair.a.send(message, source, default_group(family), 7));
  REQUIRE(pair.b_hears(2));
  CHECK(pair.heard_b.arrivals[1].ttl == 7);
  CHECK(pair.heard_a.messages.empty());
  CHECK(pair.a.counters().sent == 2);
  CHECK(pair.b.counters().received == 2);
}

TEST_CASE("an advert is marked as network control on the wire, and counted in its header") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Pair pair{Family::ipv4};
  Ear ear{"vb", ETHERTYPE_IP};
  for (std::uint16_t identification = 1; identification <= 2; ++identification) {
    REQUIRE(pair.a.send(message, address("10.0.0.1"), default_group(Family::ipv4)));
    const auto frame = ear.hear_with(ethernet_header + 9, ip_protocol);
    REQUIRE(frame.size() >= 34);
    const auto header = build_ipv4_header(address("10.0.0.1"), default_group(Family::ipv4), 255, identification, 4);
    CHECK(std::ranges::equal(std::span{frame}.subspan(ethernet_header, ipv4_header_size), header));
    CHECK(frame[0] == std::byte{0x01});  // 01:00:5e:00:00:12
    CHECK(frame[5] == std::byte{0x12});
  }
}

TEST_CASE("an IPv6 advert carries traffic class and hop limit") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Pair pair{Family::ipv6};
  Ear ear{"vb", ETHERTYPE_IPV6};
  REQUIRE(pair.a.send(message, address("fe80::a"), default_group(Family::ipv6)));
  const auto frame = ear.hear_with(ethernet_header + 6, ip_protocol);
  REQUIRE(frame.size() == ethernet_header + 40 + message.size());
  CHECK(frame[ethernet_header] == std::byte{0x6c});
  CHECK((frame[ethernet_header + 1] & std::byte{0xf0}) == std::byte{0});
  CHECK(frame[ethernet_header + 7] == std::byte{255});
}

TEST_CASE("unicast needs no group, and its source need not be on the host") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  const bool ipv4 = family == Family::ipv4;
  // Over lo: both ends of a veth pair in one namespace would be short-circuited.
  ip("link set lo up");
  const auto here = address(ipv4 ? "127.0.0.1" : "::1");
  const auto elsewhere = address(ipv4 ? "127.0.0.99" : "fd00::99");
  boost::asio::io_context loop;
  Heard heard;
  auto socket = AdvertSocket::open(loop, {.family = family, .link = {}, .group = {}}, heard.receiver()).value();
  REQUIRE(socket.send(message, elsewhere, here, 64));
  REQUIRE(run_until(loop, [&] { return heard.messages.size() == 1; }));
  CHECK(heard.arrivals[0].source == elsewhere);
  CHECK(heard.arrivals[0].destination == here);
  CHECK(heard.arrivals[0].ttl == 64);
}

TEST_CASE("a group somebody else joined is not heard") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  Pair pair{family};
  Heard heard;
  const auto unicast =
      AdvertSocket::open(pair.loop, {.family = family, .link = index_of("vb"), .group = {}}, heard.receiver());
  REQUIRE(unicast);
  REQUIRE(pair.a.send(message, address(family == Family::ipv4 ? "10.0.0.1" : "fe80::a"), default_group(family)));
  REQUIRE(pair.b_hears(1));
  while (pair.loop.poll_one() != 0) continue;
  CHECK(heard.messages.empty());
}

TEST_CASE("many adverts at once are all heard, in order") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Pair pair{Family::ipv4};
  constexpr unsigned count = 100;
  for (unsigned n = 0; n < count; ++n)
    REQUIRE(pair.a.send(Message(8, static_cast<std::byte>(n)), address("10.0.0.1"), default_group(Family::ipv4)));
  REQUIRE(pair.b_hears(count));
  for (unsigned n = 0; n < count; ++n) REQUIRE(pair.heard_b.messages[n] == Message(8, static_cast<std::byte>(n)));
}

TEST_CASE("the longest advert passes, and what is longer than any is counted") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  ip("link set va mtu 9000");
  ip("link set vb mtu 9000");
  const auto source = address(family == Family::ipv4 ? "10.0.0.1" : "fe80::a");
  Pair pair{family};
  REQUIRE(pair.a.send(Message(5000), source, default_group(family)));
  REQUIRE(pair.a.send(Message(max_advert_size), source, default_group(family)));
  REQUIRE(pair.b_hears(1));
  CHECK(pair.heard_b.messages[0].size() == max_advert_size);
  CHECK(pair.b.counters().malformed == 1);
  CHECK(pair.b.counters().received == 2);
}

TEST_CASE("the socket survives its interface going down and up") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  const auto source = address(family == Family::ipv4 ? "10.0.0.1" : "fe80::a");
  Pair pair{family};
  ip("link set va down");
  CHECK_FALSE(pair.a.send(message, source, default_group(family)));
  CHECK(pair.a.counters().failed == 1);
  ip("link set va up");
  wait_until_wire_runs();
  REQUIRE(pair.a.send(message, source, default_group(family)));
  REQUIRE(pair.b_hears(1));
}

TEST_CASE("a vanished interface is an error, and a new socket does on the new one") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  std::optional<Pair> pair{std::in_place, Family::ipv4};
  ip("link del va");
  const auto sent = pair->a.send(message, address("10.0.0.1"), default_group(Family::ipv4));
  REQUIRE_FALSE(sent);
  CHECK((sent.error().code == ENODEV || sent.error().code == ENXIO || sent.error().code == ENETUNREACH));
  lay_wire();
  pair.emplace(Family::ipv4);
  REQUIRE(pair->a.send(message, address("10.0.0.1"), default_group(Family::ipv4)));
  REQUIRE(pair->b_hears(1));
}

TEST_CASE("what cannot be opened says why") {
  IN_NETWORK_NAMESPACE
  boost::asio::io_context loop;
  auto config = multicast(Family::ipv4, "lo");
  config.link = sempervivum::base::InterfaceIndex{999};
  const auto missing = AdvertSocket::open(loop, config, {});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message() == "bind to interface: No such device");
  config = multicast(Family::ipv4, "lo");
  config.group = default_group(Family::ipv6);
  CHECK(AdvertSocket::open(loop, config, {}).error().code == EAFNOSUPPORT);
  config.group = address("10.0.0.1");
  CHECK(AdvertSocket::open(loop, config, {}).error().action == "join multicast group");
}

TEST_CASE("addresses of the wrong family are refused") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Pair pair{Family::ipv4};
  CHECK(pair.a.send(message, address("fe80::1"), address("ff02::12")).error().code == EAFNOSUPPORT);
}

TEST_CASE("a receiver may destroy its socket and hears no more") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  boost::asio::io_context loop;
  int calls = 0;
  std::optional<AdvertSocket> receiver;
  receiver = AdvertSocket::open(loop, multicast(Family::ipv4, "vb"), [&](auto, const Arrival &) {
               ++calls;
               receiver.reset();
             }).value();
  auto sender = AdvertSocket::open(loop, multicast(Family::ipv4, "va"), [](auto, const Arrival &) {}).value();
  for (int n = 0; n < 3; ++n) REQUIRE(sender.send(message, address("10.0.0.1"), default_group(Family::ipv4)));
  REQUIRE(run_until(loop, [&] { return calls != 0; }));
  while (loop.poll_one() != 0) continue;
  CHECK(calls == 1);
}
