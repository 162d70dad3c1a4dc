/// The advert sockets of the process, and which instance a packet is for.
///
/// Instances on the same interface and family share one socket; it closes with
/// the last of them. A packet goes to the instances that registered its VRID on
/// the socket it came by (unicast ones may share a VRID, behaviour C16; the one
/// whose peer sent it takes it). Unknown VRIDs are none of our business.
///
/// Thread: the protocol thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/expected.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/advert_socket.hpp"

namespace sempervivum::vrrp {

struct SocketKey {
  base::Family family = base::Family::ipv4;
  base::InterfaceIndex link;
  std::optional<base::IpAddress> group;

  auto operator<=>(const SocketKey &) const = default;
};

class SocketPool;

/// A place on a socket: sends, and receives until it is destroyed.
class Seat {
 public:
  using Receiver = AdvertSocket::Receiver;

  Seat(const Seat &) = delete;
  Seat &operator=(const Seat &) = delete;
  ~Seat();

  AdvertSocket &socket() { return *socket_; }
  const SocketKey &key() const { return key_; }
  base::Vrid vrid() const { return vrid_; }

 private:
  friend class SocketPool;
  Seat(SocketPool &pool, SocketKey key, base::Vrid vrid, Receiver receiver, std::shared_ptr<AdvertSocket> socket);

  SocketPool &pool_;
  SocketKey key_;
  base::Vrid vrid_;
  Receiver receiver_;
  std::shared_ptr<AdvertSocket> socket_;
};

class SocketPool {
 public:
  explicit SocketPool(boost::asio::io_context &io) : io_{io} {}
  SocketPool(const SocketPool &) = delete;
  SocketPool &operator=(const SocketPool &) = delete;

  base::SystemResult<std::unique_ptr<Seat>> join(const SocketKey &key, base::Vrid vrid, Seat::Receiver receiver);

 private:
  friend class Seat;
  using Address = std::pair<SocketKey, base::Vrid>;

  base::SystemResult<std::shared_ptr<AdvertSocket>> socket_for(const SocketKey &key);
  void leave(const Seat &seat);
  void dispatch(const SocketKey &key, std::span<const std::byte> message, const Arrival &arrival);

  boost::asio::io_context &io_;
  std::map<SocketKey, std::weak_ptr<AdvertSocket>> sockets_;
  std::map<Address, std::vector<Seat *>> seats_;
};

}  // namespace sempervivum::vrrp
