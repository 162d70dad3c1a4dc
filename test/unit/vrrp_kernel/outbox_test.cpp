#include "vrrp/outbox.hpp"

#include <vector>

#include "catch.hpp"
#include "wire.hpp"

using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using sempervivum::base::Family;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

using Message = std::vector<std::byte>;

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

Message numbered(unsigned number) { return Message(8, static_cast<std::byte>(number)); }

/// Counts what became of its adverts.
struct Sender final : Outbox::Sender {
  std::size_t sent = 0;
  std::size_t failed = 0;

  void report(const sempervivum::base::SystemResult<void> &result) override { ++(result ? sent : failed); }
};

/// Two sockets at one end of a wire, for two groups, and one at the other end.
struct Office {
  boost::asio::io_context loop;
  std::vector<Message> heard;
  AdvertSocket receiver =
      open("vb", [this](auto bytes, const Arrival &) { heard.emplace_back(bytes.begin(), bytes.end()); });
  AdvertSocket one = open("va", {});
  AdvertSocket other = open("va", {});
  Sender sender;
  Arrival way{address("10.0.0.1"), default_group(Family::ipv4), 255};
  Outbox outbox{loop};

  AdvertSocket open(const char *link, AdvertSocket::Receiver receive) {
    return AdvertSocket::open(loop,
                              {.family = Family::ipv4, .link = index_of(link), .group = default_group(Family::ipv4)},
                              std::move(receive))
        .value();
  }
  void add(AdvertSocket &socket, unsigned number) { outbox.add(socket, numbered(number), way, nullptr, sender); }
  bool hears(std::size_t count) {
    return run_until(loop, [&] { return heard.size() == count; });
  }
};

}  // namespace

TEST_CASE("what is added in one turn leaves at its end, socket by socket, in order") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Office office;
  for (const unsigned number : {0U, 2U}) office.add(office.one, number), office.add(office.other, number + 1);
  CHECK(office.sender.sent == 0);
  REQUIRE(office.hears(4));
  CHECK(office.sender.sent == 4);
  std::vector<Message> by_one, by_other;
  for (const auto &message : office.heard)
    (std::to_integer<unsigned>(message[0]) % 2 == 0 ? by_one : by_other).push_back(message);
  CHECK(by_one == std::vector{numbered(0), numbered(2)});
  CHECK(by_other == std::vector{numbered(1), numbered(3)});
  CHECK(office.one.counters().sent == 2);
}

TEST_CASE("who must not wait does not, and more than fits goes early") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Office office;
  office.add(office.one, 0);
  office.outbox.flush();
  CHECK(office.sender.sent == 1);
  for (unsigned number = 1; number < 200; ++number) office.add(office.one, number);
  CHECK(office.sender.sent >= 64);
  REQUIRE(office.hears(200));
  for (unsigned number = 0; number < 200; ++number) CHECK(office.heard[number] == numbered(number));
}

TEST_CASE("what is forgotten is not sent") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Office office;
  Sender another;
  office.add(office.one, 1);
  office.outbox.add(office.one, numbered(2), office.way, nullptr, another);
  office.outbox.forget(another);
  office.add(office.one, 3);
  REQUIRE(office.hears(2));
  CHECK(office.heard == std::vector{numbered(1), numbered(3)});
}

TEST_CASE("each failure is reported, and those behind it go on") {
  IN_NETWORK_NAMESPACE
  lay_wire();
  Office office;
  office.outbox.add(office.one, Message(4000), office.way, nullptr, office.sender);  // beyond the MTU
  auto nowhere = office.way;
  nowhere.destination = address("ff02::12");
  office.outbox.add(office.one, numbered(2), nowhere, nullptr, office.sender);
  office.add(office.one, 3);
  REQUIRE(office.hears(1));
  CHECK(office.sender.failed == 2);
  CHECK(office.sender.sent == 1);
}
