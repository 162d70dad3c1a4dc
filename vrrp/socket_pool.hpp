/// The advert sockets of the process, and which instance a packet is for.
///
/// Instances on the same interface and family share one socket; it closes with
/// the last of them. A packet goes to the instances that registered its VRID on
/// the socket it came by (unicast ones may share a VRID, behaviour C16; the one
/// whose peer sent it gets it). Unknown VRIDs are none of our
/// business, but may be told (log_unknown_vrids).
///
/// Thread: the protocol thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/expected.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/advert_socket.hpp"
#include "vrrp/outbox.hpp"

namespace sempervivum::vrrp {

struct SocketKey {
  base::Family family = base::Family::ipv4;
  base::InterfaceIndex link;
  std::optional<base::IpAddress> group;
  /// ip_protocol, or ah_protocol.
  std::uint8_t protocol = ip_protocol;

  auto operator<=>(const SocketKey &) const = default;
};

class SocketPool;

/// A place on a socket: sends, and receives until it is destroyed.
class Seat {
 public:
  /// Who sits there.
  struct Occupant {
    AdvertSocket::Receiver receive;
    /// Where several have the same VRID on one socket (unicast only): whose the sender is.
    std::function<bool(const base::IpAddress &sender)> knows;
    Outbox::Report report;
  };

  Seat(const Seat &) = delete;
  Seat &operator=(const Seat &) = delete;
  ~Seat();

  /// At the end of the loop's turn or when flush() says so, whichever is first.
  void send(std::span<const std::byte> message, const Arrival &way, AhAuth *seal);
  void flush();
  /// Nothing that is not yet sent is sent any more.
  void forget();
  const SocketKey &key() const { return key_; }
  base::Vrid vrid() const { return vrid_; }
  const AdvertSocket &socket() const { return *socket_; }

 private:
  friend class SocketPool;
  Seat(SocketPool &pool, SocketKey key, base::Vrid vrid, Occupant occupant, std::shared_ptr<AdvertSocket> socket);

  SocketPool &pool_;
  SocketKey key_;
  base::Vrid vrid_;
  Occupant occupant_;
  std::shared_ptr<AdvertSocket> socket_;
};

class SocketPool {
 public:
  /// Told once of each VRID heard on a socket where nobody has it.
  using Unknown = std::function<void(base::Vrid vrid, const Arrival &arrival)>;

  SocketPool(boost::asio::io_context &io, Unknown unknown) : io_{io}, unknown_{std::move(unknown)}, outbox_{io} {}
  SocketPool(const SocketPool &) = delete;
  SocketPool &operator=(const SocketPool &) = delete;

  base::SystemResult<std::unique_ptr<Seat>> join(const SocketKey &key, base::Vrid vrid, Seat::Occupant occupant);

 private:
  friend class Seat;
  using Address = std::pair<SocketKey, base::Vrid>;

  base::SystemResult<std::shared_ptr<AdvertSocket>> socket_for(const SocketKey &key);
  void leave(const Seat &seat);
  void note_unknown(const Address &address, const Arrival &arrival);
  void dispatch(const SocketKey &key, std::span<const std::byte> message, const Arrival &arrival);

  boost::asio::io_context &io_;
  Unknown unknown_;
  std::set<Address> unknown_vrids_;
  Outbox outbox_;
  std::map<SocketKey, std::weak_ptr<AdvertSocket>> sockets_;
  std::map<Address, std::vector<Seat *>> seats_;
};

}  // namespace sempervivum::vrrp
