/// One datagram out, one back: what UDP_CHECK and DNS_CHECK have in common.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "checkers/probe.hpp"

namespace sempervivum::checkers {

class Datagrams {
 public:
  /// `room` bytes of an answer are looked at.
  Datagrams(ProbeTools tools, const Target &target, base::Instant end, std::size_t room)
      : socket_{tools.loop}, target_{target}, end_{end}, room_(room) {}

  /// Nothing: it is out.
  std::optional<Outcome> send(std::span<const std::byte> payload);

  struct Reply {
    /// Set if there was none because of an error (a port unreachable, for one).
    std::optional<Outcome> failed;
    /// Its errno.
    int code = 0;
    bool timed_out = false;
    std::span<const std::byte> bytes;
  };
  /// Waits for one, at most the target's timeout from the sending on.
  boost::asio::awaitable<Reply> receive();

 private:
  boost::asio::ip::udp::socket socket_;
  const Target &target_;
  base::Instant end_;
  base::Instant answer_end_{};
  std::vector<std::byte> room_;
};

}  // namespace sempervivum::checkers
