#include "checkers/endpoint.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

auto failure(int code, const char *action) { return base::unexpected(base::SystemError{code, action}); }

sockaddr_storage raw(const asio::ip::tcp::endpoint &endpoint) {
  sockaddr_storage room{};
  std::memcpy(&room, endpoint.data(), endpoint.size());
  return room;
}

asio::ip::tcp::endpoint endpoint_of(const base::IpAddress &address, const Target &target, std::uint16_t port) {
  return {to_asio(address, interface_of(target)), port};
}

bool has_place(const Source &source) { return source.address.has_value() || source.port != 0; }

base::SystemResult<void> bind_socket(int fd, const Target &target) {
  if (!target.source || !has_place(*target.source)) return {};
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const auto local = endpoint_of(target.source->address.value_or(base::IpAddress::any(target.address.family())), target,
                                 target.source->port);
  const auto place = raw(local);
  if (::bind(fd, reinterpret_cast<const sockaddr *>(&place), static_cast<socklen_t>(local.size())) != 0)
    return failure(errno, "bind the socket");
  return {};
}

void acknowledge_later(int fd) {
  const int no = 0;
  setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &no, sizeof no);
}

int pending_error(int fd) {
  int code = 0;
  socklen_t size = sizeof code;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0 ? errno : code;
}

Outcome outcome_of(int code) { return code == 0 ? good() : bad(std::generic_category().message(code)); }

/// How a connection that connect(2) has left under way fares now, if that is known.
std::optional<Outcome> glance(int fd) {
  pollfd state{fd, POLLOUT, 0};
  if (poll(&state, 1, 0) <= 0) return std::nullopt;
  const bool clean = (state.revents & (POLLERR | POLLHUP)) == 0;
  return clean ? good() : outcome_of(pending_error(fd));
}

}  // namespace

std::string interface_of(const Target &target) {
  return target.source ? target.source->interface : std::string {};
}

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
  if (!target.source) return {};
  const auto &[address, port, interface, mark] = *target.source;
  if (mark != 0 && setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark) != 0)
    return failure(errno, "mark the socket");
  if (interface.empty()) return {};
  const auto length = static_cast<socklen_t>(interface.size());
  if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.data(), length) != 0)
    return failure(errno, "bind the socket to its interface");
  return {};
}

base::SystemResult<void> prepare(asio::ip::udp::socket &socket, const Target &target) {
  error_code error;
  const bool short_one = target.address.family() == base::Family::ipv4;
  socket.open(short_one ? asio::ip::udp::v4() : asio::ip::udp::v6(), error);
  if (error) return failure(error.value(), "open a socket");
  if (const auto marked = mark_socket(socket.native_handle(), target); !marked) return marked;
  return bind_socket(socket.native_handle(), target);
}

Attempt request_connection(const Target &target, FirstWord first) {
  Attempt attempt;
  attempt.fd = base::UniqueFd{
      ::socket(base::socket_family(target.address.family()), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)};
  const auto own_fault = [&](const base::SystemError &error) {
    attempt.ended = untried(error.message());
    return std::move(attempt);
  };
  if (!attempt.fd) return own_fault({errno, "open a socket"});
  const int fd = attempt.fd.number();
  if (const auto marked = mark_socket(fd, target); !marked) return own_fault(marked.error());
  if (const auto bound = bind_socket(fd, target); !bound) return own_fault(bound.error());
  if (first == FirstWord::ours) acknowledge_later(fd);
  const auto remote = endpoint_of(target.address, target, target.port);
  const auto place = raw(remote);
  const int done = ::connect(fd, reinterpret_cast<const sockaddr *>(&place), static_cast<socklen_t>(remote.size()));
  if (done == 0 || errno != EINPROGRESS) attempt.ended = outcome_of(done == 0 ? 0 : errno);
  return attempt;
}

Attempt begin_connection(const Target &target) {
  auto attempt = request_connection(target);
  if (!attempt.ended) attempt.ended = glance(attempt.fd.number());
  return attempt;
}

Outcome connected(base::Fd socket) { return outcome_of(pending_error(socket.number())); }

asio::awaitable<std::optional<Outcome>> connect(asio::ip::tcp::socket &socket, const Target &target,
                                                Watchdog &watchdog) {
  auto attempt = begin_connection(target);
  if (attempt.ended && attempt.ended->kind != Outcome::Kind::good) co_return *attempt.ended;
  const bool short_one = target.address.family() == base::Family::ipv4;
  error_code error;
  socket.assign(short_one ? asio::ip::tcp::v4() : asio::ip::tcp::v6(), attempt.fd.number(), error);
  if (error) co_return untried(error.message());
  const base::Fd fd{attempt.fd.release()};
  if (attempt.ended) co_return std::nullopt;
  watchdog.allow(target.timeout);
  co_await socket.async_wait(asio::socket_base::wait_write, asio::redirect_error(asio::use_awaitable, error));
  if (watchdog.bitten()) co_return bad("connection timeout");
  if (error) co_return bad(error.message());
  auto outcome = connected(fd);
  if (outcome.kind == Outcome::Kind::good) co_return std::nullopt;
  co_return outcome;
}

}  // namespace sempervivum::checkers
