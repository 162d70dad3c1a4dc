/// A veth pair in the test's namespace, requests that are waited for, and dumps.
#pragma once

#include <linux/netlink.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "namespace.hpp"
#include "netlink/channel.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"

namespace sempervivum::netlink::test {

struct Laboratory {
  boost::asio::io_context loop;
  Socket socket = Socket::open(loop).value();

  /// va and vb, up, va with 192.0.2.1/24 and fd00::1/64.
  void add_pair() {
    using sempervivum::test::ip;
    ip("link add name va type veth peer name vb");
    ip("link set va up");
    ip("link set vb up");
    ip("addr add 192.0.2.1/24 dev va");
    ip("-6 addr add fd00::1/64 dev va nodad");
  }

  base::InterfaceIndex index(std::string_view name) { return Monitor::open(loop).value().link(name)->index; }

  /// The failures; waits until the batch is done.
  std::vector<RequestError> carry_out(Batch batch) {
    std::vector<RequestError> errors;
    bool done = false;
    socket.send(std::move(batch), [&](std::span<const RequestError> reported) {
      errors.assign(reported.begin(), reported.end());
      done = true;
    });
    REQUIRE(sempervivum::test::run_until(loop, [&] { return done; }));
    return errors;
  }

  /// 0 or the errno of a batch of one.
  int try_out(Batch batch) {
    const auto errors = carry_out(std::move(batch));
    return errors.empty() ? 0 : errors.front().code;
  }
};

/// What `parse` reads from the answers to a dump, which the kernel writes while
/// they are received.
template <class Parse>
auto dump(Batch request, Parse &&parse) {
  std::vector<typename decltype(parse(std::declval<const Message &>()))::value_type> found;
  auto channel = Channel::open(NETLINK_ROUTE, 1 << 20).value();
  request.number(1);
  REQUIRE(channel.send(request.bytes()));
  ReceiveBuffer buffer(1 << 16);
  for (;;) {
    auto received = channel.receive(buffer);
    REQUIRE(received.arrival == Channel::Arrival::datagram);
    while (!received.datagram.empty()) {
      const auto message = take_message(received.datagram).value();
      if (message.type == NLMSG_DONE) return found;
      REQUIRE(message.type != NLMSG_ERROR);
      if (auto value = parse(message)) found.push_back(*value);
    }
  }
}

}  // namespace sempervivum::netlink::test
