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
  /// Who sits there; outlives the seat.
  class Occupant : public Outbox::Sender {
   public:
    virtual void receive(std::span<const std::byte> message, const Arrival &arrival) = 0;
    /// Where several have the same VRID on one socket (unicast only): whether the sender is its.
    virtual bool knows(const base::IpAddress &sender) const = 0;
  };

  Seat(const Seat &) = delete;
  Seat &operator=(const Seat &) = delete;
  ~Seat();

  /// At the end of the loop's turn or when flush() says so, whichever is first.
  void send(std::span<const std::byte> message, const Arrival &way, AhAuth *seal);
  void flush();
  /// Nothing that is not yet sent is sent any more.
  void forget();
  /// Makes room for as many more bytes that have arrived and are not yet read; for
  /// as long as the socket lives.
  void widen(std::size_t bytes);
  const SocketKey &key() const;
  base::Vrid vrid() const { return vrid_; }
  const AdvertSocket &socket() const;

 private:
  friend class SocketPool;
  struct Row;
  Seat(SocketPool &pool, base::Vrid vrid, Occupant &occupant, std::shared_ptr<Row> row);

  SocketPool &pool_;
  base::Vrid vrid_;
  Occupant &occupant_;
  std::shared_ptr<Row> row_;
  /// Of the same VRID.
  Seat *next_ = nullptr;
};

class SocketPool {
 public:
  /// Told once of each VRID heard on a socket where nobody has it.
  using Unknown = std::function<void(base::Vrid vrid, const Arrival &arrival)>;

  SocketPool(boost::asio::io_context &io, Unknown unknown) : io_{io}, unknown_{std::move(unknown)}, outbox_{io} {}
  SocketPool(const SocketPool &) = delete;
  SocketPool &operator=(const SocketPool &) = delete;

  /// What waits to be sent leaves now.
  void flush() { outbox_.flush(); }
  base::SystemResult<std::unique_ptr<Seat>> join(const SocketKey &key, base::Vrid vrid, Seat::Occupant &occupant);

 private:
  friend class Seat;
  using Row = Seat::Row;

  base::SystemResult<std::shared_ptr<Row>> row_for(const SocketKey &key);
  void note_unknown(const SocketKey &key, base::Vrid vrid, const Arrival &arrival);
  [[gnu::hot]] void dispatch(Row &row, std::span<const std::byte> message, const Arrival &arrival);

  boost::asio::io_context &io_;
  Unknown unknown_;
  std::set<std::pair<SocketKey, base::Vrid>> unknown_vrids_;
  Outbox outbox_;
  std::map<SocketKey, std::weak_ptr<Row>> rows_;
};

}  // namespace sempervivum::vrrp
