#include "checkers/tcp_probe.hpp"

#include <sys/epoll.h>

#include <utility>

#include "checkers/endpoint.hpp"

namespace sempervivum::checkers {

TcpAttempt::TcpAttempt(boost::asio::io_context &loop, base::UniqueFd socket, Asker &asker)
    : Waiter{loop}, Deadline{loop}, asker_{asker}, socket_{std::move(socket)} {}

std::optional<Outcome> TcpAttempt::begin(base::Instant end) {
  const auto watched = watch(socket_.borrow(), EPOLLOUT);
  if (!watched) return untried(watched.error().message());
  set(end);
  return std::nullopt;
}

void TcpAttempt::ready() { end(connected(socket_.borrow())); }

void TcpAttempt::pass(base::Instant) { end(bad("connection timeout")); }

void TcpAttempt::end(Outcome outcome) {
  cancel();
  unwatch();
  socket_.close();
  asker_.hear(std::move(outcome));
}

}  // namespace sempervivum::checkers
