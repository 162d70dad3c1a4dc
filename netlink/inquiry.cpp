#include "netlink/inquiry.hpp"

#include <linux/netlink.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace sempervivum::netlink {
namespace {

constexpr std::size_t first_buffer = 1 << 16;

auto failure(int code) { return base::unexpected(base::SystemError{code, "ask the kernel through netlink"}); }

/// Whether there is something to read before `end`.
bool wait_for(base::Fd fd, base::Instant end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - base::Clock::now()).count();
  pollfd waited{fd.number(), POLLIN, 0};
  return left > 0 && poll(&waited, 1, static_cast<int>(left)) > 0;
}

/// The errno the answer ends with, 0 for success; nothing if it goes on.
std::optional<int> end_of(const Message &message) {
  if (message.type == NLMSG_DONE) {
    auto rest = message.payload;
    const auto code = take<std::int32_t>(rest);
    return code ? -*code : 0;
  }
  if (message.type != NLMSG_ERROR) return std::nullopt;
  const auto ack = parse_ack(message);
  return ack ? ack->code : EBADMSG;
}

std::optional<int> read_answer(Bytes datagram, const std::function<void(const Message &)> &visit) {
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) return EBADMSG;
    if (const auto end = end_of(*message)) return end;
    visit(*message);
  }
  return std::nullopt;
}

}  // namespace

base::SystemResult<void> inquire(Channel &channel, Batch request, const std::function<void(const Message &)> &visit,
                                 base::Duration timeout) {
  const auto end = base::Clock::now() + timeout;
  ReceiveBuffer buffer(first_buffer);
  if (const auto sent = channel.send(request.slice(0, request.bytes().size()).bytes); !sent) return sent;
  for (;;) {
    const auto received = channel.receive(buffer);
    switch (received.arrival) {
      case Channel::Arrival::datagram:
        if (const auto code = read_answer(received.datagram, visit)) {
          if (*code != 0) return failure(*code);
          return {};
        }
        break;
      case Channel::Arrival::nothing:
        if (!wait_for(channel.fd(), end)) return failure(ETIMEDOUT);
        break;
      case Channel::Arrival::foreign: break;
      case Channel::Arrival::overrun:
      case Channel::Arrival::truncated: return failure(ENOBUFS);
      case Channel::Arrival::failed: return failure(received.error);
    }
  }
}

}  // namespace sempervivum::netlink
