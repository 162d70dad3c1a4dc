#include "checkers/datagram.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "checkers/endpoint.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {

namespace asio = boost::asio;
using boost::system::error_code;

std::optional<Outcome> Datagrams::send(std::span<const std::byte> payload) {
  if (const auto ready = prepare(socket_, target_); !ready) return untried(ready.error().message());
  error_code error;
  socket_.connect({to_asio(target_.address, interface_of(target_)), target_.port}, error);
  if (!error) socket_.non_blocking(true, error);
  if (!error) socket_.send(asio::buffer(payload.data(), payload.size()), 0, error);
  answer_end_ = std::min(end_, base::Clock::now() + target_.timeout);
  if (error) return bad(error.message());
  return std::nullopt;
}

asio::awaitable<Datagrams::Reply> Datagrams::receive() {
  Reply reply;
  reply.timed_out = is_over(answer_end_);
  if (reply.timed_out) co_return reply;
  error_code error;
  Watchdog watchdog{socket_, answer_end_};
  watchdog.allow(target_.timeout);
  const auto size = co_await socket_.async_receive(asio::buffer(room_.data(), room_.size()),
                                                   asio::redirect_error(asio::use_awaitable, error));
  reply.timed_out = watchdog.bitten();
  if (!reply.timed_out && error) reply.failed = bad(error.message());
  reply.code = error.value();
  reply.bytes = std::span<const std::byte>{room_.data(), size};
  co_return reply;
}

}  // namespace sempervivum::checkers
