#include "vrrp/socket_pool.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {

namespace {

/// Behind an authentication header where there is one.
base::Vrid vrid_of(const SocketKey &key, std::span<const std::byte> message) {
  const auto before = key.protocol == ah_protocol ? ah_header_size : 0;
  return claimed_vrid(message.subspan(std::min(before, message.size())));
}

}  // namespace

Seat::Seat(SocketPool &pool, SocketKey key, base::Vrid vrid, Occupant occupant, std::shared_ptr<AdvertSocket> socket)
    : pool_{pool}, key_{std::move(key)}, vrid_{vrid}, occupant_{std::move(occupant)}, socket_{std::move(socket)} {}

Seat::~Seat() {
  flush();
  pool_.leave(*this);
}

void Seat::send(std::span<const std::byte> message, const Arrival &way, AhAuth *seal) {
  pool_.outbox_.add(*socket_, message, way, seal, occupant_.report);
}

void Seat::flush() { pool_.outbox_.flush(); }

void Seat::forget() { pool_.outbox_.forget(occupant_.report); }

base::SystemResult<std::unique_ptr<Seat>> SocketPool::join(const SocketKey &key, base::Vrid vrid,
                                                           Seat::Occupant occupant) {
  auto socket = socket_for(key);
  if (!socket) return base::unexpected(std::move(socket.error()));
  std::unique_ptr<Seat> seat{new Seat{*this, key, vrid, std::move(occupant), std::move(*socket)}};
  seats_[{key, vrid}].push_back(seat.get());
  return seat;
}

base::SystemResult<std::shared_ptr<AdvertSocket>> SocketPool::socket_for(const SocketKey &key) {
  auto &known = sockets_[key];
  if (auto socket = known.lock()) return socket;
  const AdvertSocket::Config config{
      .family = key.family, .link = key.link, .group = key.group, .protocol = key.protocol};
  auto opened = AdvertSocket::open(
      io_, config, [this, key](auto message, const Arrival &arrival) { dispatch(key, message, arrival); });
  if (!opened) return base::unexpected(std::move(opened.error()));
  auto socket = std::make_shared<AdvertSocket>(std::move(*opened));
  known = socket;
  return socket;
}

void SocketPool::leave(const Seat &seat) {
  const auto at = seats_.find({seat.key_, seat.vrid_});
  std::erase(at->second, &seat);
  if (at->second.empty()) seats_.erase(at);
}

void SocketPool::dispatch(const SocketKey &key, std::span<const std::byte> message, const Arrival &arrival) {
  const Address address{key, vrid_of(key, message)};
  const auto at = seats_.find(address);
  if (at == seats_.end()) return note_unknown(address, arrival);
  const auto &seats = at->second;
  if (seats.size() == 1) return seats.front()->occupant_.receive(message, arrival);
  const auto its = std::ranges::find_if(seats, [&](const Seat *seat) { return seat->occupant_.knows(arrival.source); });
  if (its != seats.end()) (*its)->occupant_.receive(message, arrival);
}

void SocketPool::note_unknown(const Address &address, const Arrival &arrival) {
  if (unknown_ && unknown_vrids_.insert(address).second) unknown_(address.second, arrival);
}

}  // namespace sempervivum::vrrp
