/// A veth pair and an ear at its far end.
#pragma once

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "base/strong.hpp"
#include "namespace.hpp"
#include "netlink/monitor.hpp"

namespace sempervivum::vrrp::test {

inline base::InterfaceIndex index_of(const char *name) { return base::InterfaceIndex{if_nametoindex(name)}; }

/// Until both ends run, what is sent would be dropped without a word.
inline void wait_until_wire_runs() {
  boost::asio::io_context loop;
  const auto monitor = netlink::Monitor::open(loop).value();
  const auto runs = [&](std::string_view name) { return monitor.link(name) != nullptr && monitor.link(name)->is_up(); };
  REQUIRE(sempervivum::test::run_until(loop, [&] { return runs("va") && runs("vb"); }));
}

/// va and vb, with fixed hardware addresses and without the kernel's own IPv6
/// chatter.
inline void lay_wire() {
  using sempervivum::test::ip;
  ip("link add name va address 02:00:00:00:00:0a type veth peer name vb address 02:00:00:00:00:0b");
  ip("link set va addrgenmode none up");
  ip("link set vb addrgenmode none up");
  wait_until_wire_runs();
}

/// Hears whole frames of one Ethernet type on one interface.
class Ear {
 public:
  Ear(const char *name, unsigned ether_type)
      : fd_{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(static_cast<std::uint16_t>(ether_type)))} {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(static_cast<std::uint16_t>(ether_type));
    address.sll_ifindex = static_cast<int>(if_nametoindex(name));
    REQUIRE(bind(fd_.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    const int buffer = 16 << 20;
    setsockopt(fd_.number(), SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  }

  using Frame = std::vector<std::byte>;

  /// The next frame, or none within `patience`.
  Frame hear(std::chrono::milliseconds patience = std::chrono::seconds{5}) {
    pollfd readable{fd_.number(), POLLIN, 0};
    if (poll(&readable, 1, static_cast<int>(patience.count())) != 1) return {};
    Frame frame(2048);
    const auto size = recv(fd_.number(), frame.data(), frame.size(), 0);
    frame.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return frame;
  }

  /// The next frame that has `value` at `offset`: not what the kernel itself says.
  Frame hear_with(std::size_t offset, std::uint8_t value) {
    auto frame = hear();
    while (!frame.empty() && (frame.size() <= offset || frame[offset] != std::byte{value})) frame = hear();
    return frame;
  }

  /// Exactly `count` frames, or fewer when one is awaited in vain.
  std::vector<Frame> hear_many(std::size_t count) {
    std::vector<Frame> frames;
    while (frames.size() < count) {
      frames.push_back(hear());
      if (frames.back().empty()) break;
    }
    return frames;
  }

 private:
  base::UniqueFd fd_;
};

}  // namespace sempervivum::vrrp::test
