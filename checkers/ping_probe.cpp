// PING_CHECK: an echo request through an unprivileged ICMP socket (M9).
#include <netinet/in.h>

#include <array>
#include <boost/asio/generic/datagram_protocol.hpp>
#include <boost/asio/ip/icmp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "checkers/echo.hpp"
#include "checkers/endpoint.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using asio::generic::datagram_protocol;
using boost::system::error_code;
using Endpoint = datagram_protocol::endpoint;

constexpr std::uint16_t sequence = 1;

Endpoint endpoint_of(const base::IpAddress &address, const std::string &interface) {
  const asio::ip::icmp::endpoint whole{to_asio(address, interface), 0};
  return {whole.data(), whole.size()};
}

base::SystemResult<void> open(datagram_protocol::socket &socket, const Target &target) {
  const bool short_one = target.address.family() == base::Family::ipv4;
  error_code error;
  socket.open(short_one ? datagram_protocol{AF_INET, IPPROTO_ICMP} : datagram_protocol{AF_INET6, IPPROTO_ICMPV6},
              error);
  if (error) return base::unexpected(base::SystemError{error.value(), "open an ICMP socket (ping_group_range)"});
  if (const auto marked = mark_socket(socket.native_handle(), target); !marked) return marked;
  if (target.source && target.source->address)
    socket.bind(endpoint_of(*target.source->address, interface_of(target)), error);
  if (error) return base::unexpected(base::SystemError{error.value(), "bind the ICMP socket"});
  return {};
}

std::optional<Outcome> send(datagram_protocol::socket &socket, const Target &target) {
  const auto request = encode_echo(target.address.family(), sequence);
  error_code error;
  socket.connect(endpoint_of(target.address, interface_of(target)), error);
  if (!error) socket.non_blocking(true, error);
  if (!error) socket.send(asio::buffer(request), 0, error);
  if (error) return bad(error.message());
  return std::nullopt;
}

}  // namespace

Probing probe(const PingProbe &plan, ProbeTools tools, base::Instant end) {
  const auto &target = plan.target;
  datagram_protocol::socket socket{tools.loop};
  if (const auto opened = open(socket, target); !opened) co_return untried(opened.error().message());
  if (auto failed = send(socket, target)) co_return *failed;
  Watchdog watchdog{socket, end};
  watchdog.allow(target.timeout);
  for (;;) {
    std::array<std::byte, 256> room{};
    error_code error;
    const auto size =
        co_await socket.async_receive(asio::buffer(room), asio::redirect_error(asio::use_awaitable, error));
    if (watchdog.bitten()) co_return bad("timeout");
    if (error) co_return bad(error.message());
    if (is_echo_reply(target.address.family(), std::span{room}.first(size), sequence)) co_return good();
  }
}

}  // namespace sempervivum::checkers
