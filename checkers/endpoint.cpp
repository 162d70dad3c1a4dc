#include "checkers/endpoint.hpp"

#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

auto failure(int code, const char *action) { return base::unexpected(base::SystemError{code, action}); }

template <class Protocol>
base::SystemResult<void> prepare_any(asio::basic_socket<Protocol> &socket, const Target &target) {
  error_code error;
  const bool short_one = target.address.family() == base::Family::ipv4;
  socket.open(short_one ? Protocol::v4() : Protocol::v6(), error);
  if (error) return failure(error.value(), "open a socket");
  if (const auto marked = mark_socket(socket.native_handle(), target); !marked) return marked;
  if (!target.bind_address && target.bind_port == 0) return {};
  socket.set_option(asio::socket_base::reuse_address{true}, error);
  const auto local = target.bind_address.value_or(base::IpAddress::any(target.address.family()));
  socket.bind({to_asio(local, target.interface), target.bind_port}, error);
  if (error) return failure(error.value(), "bind the socket");
  return {};
}

}  // namespace

asio::ip::address to_asio(const base::IpAddress &address, const std::string &interface) {
  const auto bytes = address.bytes();
  if (address.family() == base::Family::ipv4) {
    asio::ip::address_v4::bytes_type octets{};
    std::ranges::transform(bytes, octets.begin(), [](std::byte b) { return std::to_integer<unsigned char>(b); });
    return asio::ip::address_v4{octets};
  }
  asio::ip::address_v6::bytes_type octets{};
  std::ranges::transform(bytes, octets.begin(), [](std::byte b) { return std::to_integer<unsigned char>(b); });
  const auto scope = address.is_link_local() && !interface.empty() ? if_nametoindex(interface.c_str()) : 0U;
  return asio::ip::address_v6{octets, scope};
}

base::SystemResult<void> mark_socket(int fd, const Target &target) {
  if (target.mark != 0 && setsockopt(fd, SOL_SOCKET, SO_MARK, &target.mark, sizeof target.mark) != 0)
    return failure(errno, "mark the socket");
  if (target.interface.empty()) return {};
  const auto length = static_cast<socklen_t>(target.interface.size());
  if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, target.interface.data(), length) != 0)
    return failure(errno, "bind the socket to its interface");
  return {};
}

base::SystemResult<void> prepare(asio::ip::tcp::socket &socket, const Target &target) {
  return prepare_any(socket, target);
}

base::SystemResult<void> prepare(asio::ip::udp::socket &socket, const Target &target) {
  return prepare_any(socket, target);
}

asio::awaitable<std::optional<Outcome>> connect(asio::ip::tcp::socket &socket, const Target &target,
                                                base::Instant end) {
  if (const auto ready = prepare(socket, target); !ready) co_return untried(ready.error().message());
  error_code error;
  const Watchdog watchdog{socket, target.timeout, end};
  co_await socket.async_connect({to_asio(target.address, target.interface), target.port},
                                asio::redirect_error(asio::use_awaitable, error));
  if (watchdog.bitten()) co_return bad("connection timeout");
  if (error) co_return bad(error.message());
  co_return std::nullopt;
}

}  // namespace sempervivum::checkers
