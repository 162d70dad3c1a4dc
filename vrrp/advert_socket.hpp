/// Adverts on the wire: one raw socket of IP protocol 112, or of 51 (AH), per
/// interface and family, which sends and receives.
///
/// Everything leaves with TOS or traffic class 0xC0 and network control
/// priority, and is never looped back to the host. IPv4 goes with a header of
/// our own making, whose identification counts adverts; IPv6 with source and hop
/// limit beside the packet. The VRRP checksum is the codec's, not the kernel's.
/// A packet counts as arrived when the kernel took it in, not when we woke up for it.
/// The socket survives its interface going down and up; when the interface is
/// gone, send() says so (ENODEV, ENXIO) and a new socket has to be opened.
///
/// Runs on the thread of its io_context; nothing is allocated per packet.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "base/address.hpp"
#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/strong.hpp"
#include "vrrp/advert.hpp"

namespace sempervivum::vrrp {

/// 224.0.0.18 and ff02::12 (RFC 9568 sections 5.1.1.2 and 5.1.2.2)
base::IpAddress default_group(base::Family family);

class AhAuth;
class OutgoingPacket;

class AdvertSocket {
 public:
  struct Config {
    base::Family family = base::Family::ipv4;
    /// Bound to this interface; 0: to none, for unicast only.
    base::InterfaceIndex link;
    /// The multicast group to join; none: unicast only.
    std::optional<base::IpAddress> group;
    /// ip_protocol, or ah_protocol for adverts behind authentication headers.
    std::uint8_t protocol = ip_protocol;
  };
  struct Counters {
    std::uint64_t received = 0;
    /// Without a readable IP header or longer than any advert; dropped.
    std::uint64_t malformed = 0;
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
  };
  /// `message` is the IP payload, an authentication header included, a view that is
  /// valid during the call.
  using Receiver = std::function<void(std::span<const std::byte> message, const Arrival &arrival)>;

  static base::SystemResult<AdvertSocket> open(boost::asio::io_context &loop, const Config &config, Receiver receiver);
  AdvertSocket(AdvertSocket &&) noexcept;
  AdvertSocket &operator=(AdvertSocket &&) noexcept;
  AdvertSocket(const AdvertSocket &) = delete;
  AdvertSocket &operator=(const AdvertSocket &) = delete;
  ~AdvertSocket();

  /// Sends one message at once; never blocks. Both addresses are of the
  /// socket's family; `source` need not be configured on the host. `seal`: AH, or null.
  base::SystemResult<void> send(std::span<const std::byte> message, const base::IpAddress &source,
                                const base::IpAddress &destination, std::uint8_t ttl = required_ttl,
                                AhAuth *seal = nullptr);
  /// The same in two steps, for many packets at once (outbox.hpp): makes the packet;
  /// who has sent it by fd() says what became of it.
  base::SystemResult<void> make(OutgoingPacket &packet, std::span<const std::byte> message, const Arrival &way,
                                AhAuth *seal);
  base::Fd fd() const;
  void count(const base::SystemResult<void> &sent);

  const Config &config() const;
  const Counters &counters() const;

 private:
  class Impl;
  explicit AdvertSocket(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace sempervivum::vrrp
