#include "netlink/socket.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "namespace.hpp"
#include "netlink/address.hpp"
#include "netlink/monitor.hpp"

using namespace sempervivum::netlink;
using sempervivum::base::Family;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

/// The n-th of many addresses, IPv4 or IPv6.
Address numbered(InterfaceIndex link, Family family, unsigned n) {
  const auto text = family == Family::ipv4 ? "10." + std::to_string(1 + n / 62500) + "." +
                                                 std::to_string(n / 250 % 250) + "." + std::to_string(1 + n % 250)
                                           : fmt::format("2001:db8::{:x}", n + 1);
  return plain_address(link, IpAddress::parse(text).value(), full_prefix(family));
}

/// A veth pair, a socket, and what batches reported.
struct Bench {
  boost::asio::io_context loop;
  InterfaceIndex link;
  std::vector<RequestError> errors;
  unsigned done = 0;

  Bench() {
    ip("link add name va type veth peer name vb");
    ip("link set va up");
    ip("link set vb up");
    link = picture_link();
  }

  InterfaceIndex picture_link() { return Monitor::open(loop).value().link("va")->index; }

  /// As a fresh reading of the kernel has it.
  std::size_t addresses() {
    const auto monitor = Monitor::open(loop).value();
    std::size_t count = 0;
    monitor.picture().for_each_address(link,
                                       [&](const Address &address) { count += !address.address.is_link_local(); });
    return count;
  }

  auto remember() {
    return [this](std::span<const RequestError> reported) {
      errors.assign(reported.begin(), reported.end());
      ++done;
    };
  }
};

}  // namespace

TEST_CASE("thousands of addresses are added and removed in one batch each") {
  IN_NETWORK_NAMESPACE
  const auto family = GENERATE(Family::ipv4, Family::ipv6);
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  constexpr unsigned count = 2000;
  Batch additions, removals;
  for (unsigned n = 0; n < count; ++n) {
    add_address(additions, numbered(bench.link, family, n));
    remove_address(removals, numbered(bench.link, family, n));
  }
  socket.send(std::move(additions), bench.remember());
  CHECK_FALSE(socket.idle());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  CHECK(bench.errors.empty());
  CHECK(bench.addresses() == count);

  socket.send(std::move(removals), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 2; }));
  CHECK(bench.errors.empty());
  CHECK(bench.addresses() == 0);
  CHECK(socket.idle());
}

TEST_CASE("a short batch is carried out when send returns") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  for (unsigned n = 0; n < 3; ++n) {
    Batch batch;
    add_address(batch, numbered(bench.link, Family::ipv4, n));
    CHECK(socket.send(std::move(batch), bench.remember()));
    CHECK(bench.addresses() == n + 1);
  }
  CHECK(bench.done == 0);  // never from inside send()
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 3; }));
  CHECK(bench.errors.empty());
}

TEST_CASE("each failed request is reported with its place, errno and the kernel's words") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop, {.slice = GENERATE(as<std::size_t>{}, 1, 100, 4096)}).value();
  Batch batch;
  const auto good = numbered(bench.link, Family::ipv4, 1);
  add_address(batch, good);
  add_address(batch, good);
  add_address(batch, numbered(InterfaceIndex{999}, Family::ipv4, 2));
  remove_address(batch, numbered(bench.link, Family::ipv4, 3));
  remove_address(batch, good);
  socket.send(std::move(batch), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  REQUIRE(bench.errors.size() == 3);
  CHECK(bench.errors[0].index == 1);
  CHECK(bench.errors[0].code == EEXIST);
  CHECK(bench.errors[1].index == 2);
  CHECK(bench.errors[1].code == ENODEV);
  CHECK(bench.errors[2].index == 3);
  CHECK(bench.errors[2].code == EADDRNOTAVAIL);
  CHECK(bench.errors[2].message().find("annot assign requested address") != std::string::npos);
  CHECK(bench.addresses() == 0);
}

TEST_CASE("two thousand failures are all reported") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop, {.slice = 65536}).value();
  Batch batch;
  for (unsigned n = 0; n < 2000; ++n) remove_address(batch, numbered(bench.link, Family::ipv4, n));
  socket.send(std::move(batch), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  REQUIRE(bench.errors.size() == 2000);
  for (std::size_t n = 0; n < bench.errors.size(); ++n) {
    REQUIRE(bench.errors[n].index == n);
    REQUIRE(bench.errors[n].code == EADDRNOTAVAIL);
  }
}

TEST_CASE("answers lost in an overrun leave their requests in doubt, once each") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop, {.slice = 65536, .receive_buffer = 4096}).value();
  Batch batch;
  for (unsigned n = 0; n < 200; ++n) remove_address(batch, numbered(bench.link, Family::ipv4, n));
  socket.send(std::move(batch), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  REQUIRE(bench.errors.size() == 200);
  std::size_t in_doubt = 0;
  for (std::size_t n = 0; n < bench.errors.size(); ++n) {
    REQUIRE(bench.errors[n].index == n);
    in_doubt += bench.errors[n].code == ENOBUFS;
  }
  CHECK(in_doubt > 100);

  // and the socket works on
  Batch another;
  add_address(another, numbered(bench.link, Family::ipv4, 1));
  socket.send(std::move(another), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 2; }));
  CHECK(bench.errors.empty());
}

TEST_CASE("batches are carried out in the order in which they were given") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop, {.budget = std::chrono::microseconds{100}, .slice = 200}).value();
  std::vector<int> order;
  for (int round = 0; round < 6; ++round) {
    Batch batch;
    for (unsigned n = 0; n < 20; ++n) {
      const auto address = numbered(bench.link, Family::ipv4, n);
      round % 2 == 0 ? add_address(batch, address) : remove_address(batch, address);
    }
    socket.send(std::move(batch), [&order, round](std::span<const RequestError> errors) {
      CHECK(errors.empty());
      order.push_back(round);
    });
  }
  REQUIRE(run_until(bench.loop, [&] { return order.size() == 6; }));
  CHECK(order == std::vector{0, 1, 2, 3, 4, 5});
  CHECK(bench.addresses() == 0);
}

TEST_CASE("a long batch leaves turns to others") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  Batch batch;
  for (unsigned n = 0; n < 2000; ++n) add_address(batch, numbered(bench.link, Family::ipv4, n));
  CHECK_FALSE(socket.send(std::move(batch), bench.remember()));
  unsigned turns_of_others = 0;
  std::function<void()> other = [&] {
    ++turns_of_others;
    if (bench.done == 0) boost::asio::post(bench.loop, other);
  };
  other();
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  CHECK(turns_of_others > 4);
  CHECK(bench.addresses() == 2000);
}

TEST_CASE("an empty batch is done at the next turn") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  socket.send({}, bench.remember());
  CHECK(bench.done == 0);
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  CHECK(bench.errors.empty());
}

TEST_CASE("a request the kernel cannot take at all fails by itself") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  Batch batch;
  add_address(batch, numbered(bench.link, Family::ipv4, 1));
  batch.put_text(IFA_LABEL, std::string(60000, 'x'));
  for (unsigned n = 0; n < 8; ++n) batch.put_text(IFA_LABEL, std::string(60000, 'x'));
  add_address(batch, numbered(bench.link, Family::ipv4, 2));
  socket.send(std::move(batch), bench.remember());
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  REQUIRE(bench.errors.size() == 1);
  CHECK(bench.errors[0].index == 0);
  CHECK(bench.addresses() == 1);
}

TEST_CASE("a destroyed socket calls nobody, not even from inside its callback") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  std::optional<Socket> socket{Socket::open(bench.loop).value()};
  int calls = 0;
  for (int i = 0; i < 3; ++i)
    socket->send({}, [&](auto) {
      ++calls;
      socket.reset();
    });
  while (bench.loop.poll_one() != 0) continue;
  CHECK(calls == 1);
}

TEST_CASE("an address keeps who set it, where the kernel knows of that") {
  IN_NETWORK_NAMESPACE
  Bench bench;
  auto socket = Socket::open(bench.loop).value();
  auto address = numbered(bench.link, Family::ipv4, 1);
  address.protocol = 18;
  Batch batch;
  add_address(batch, address);
  REQUIRE(socket.send(std::move(batch), bench.remember()));
  REQUIRE(run_until(bench.loop, [&] { return bench.done == 1; }));
  CHECK(bench.errors.empty());
  const auto monitor = Monitor::open(bench.loop).value();
  const auto *known = monitor.picture().address(address.key());
  REQUIRE(known);
  CHECK((known->protocol == 18 || known->protocol == 0));
}
