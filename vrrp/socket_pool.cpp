#include "vrrp/socket_pool.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {

Seat::Seat(SocketPool &pool, SocketKey key, base::Vrid vrid, Receiver receiver, std::shared_ptr<AdvertSocket> socket)
    : pool_{pool}, key_{std::move(key)}, vrid_{vrid}, receiver_{std::move(receiver)}, socket_{std::move(socket)} {}

Seat::~Seat() { pool_.leave(*this); }

base::SystemResult<std::unique_ptr<Seat>> SocketPool::join(const SocketKey &key, base::Vrid vrid,
                                                           Seat::Receiver receiver) {
  auto socket = socket_for(key);
  if (!socket) return base::unexpected(std::move(socket.error()));
  std::unique_ptr<Seat> seat{new Seat{*this, key, vrid, std::move(receiver), std::move(*socket)}};
  seats_[{key, vrid}].push_back(seat.get());
  return seat;
}

base::SystemResult<std::shared_ptr<AdvertSocket>> SocketPool::socket_for(const SocketKey &key) {
  auto &known = sockets_[key];
  if (auto socket = known.lock()) return socket;
  const AdvertSocket::Config config{.family = key.family, .link = key.link, .group = key.group};
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

// A receiver may end its own seat or another's, hence the copy and the look.
void SocketPool::dispatch(const SocketKey &key, std::span<const std::byte> message, const Arrival &arrival) {
  const auto at = seats_.find({key, claimed_vrid(message)});
  if (at == seats_.end()) return;
  if (at->second.size() == 1) return at->second.front()->receiver_(message, arrival);
  for (auto *seat : std::vector{at->second}) {
    const auto still = seats_.find({key, claimed_vrid(message)});
    if (still != seats_.end() && std::ranges::count(still->second, seat) > 0) seat->receiver_(message, arrival);
  }
}

}  // namespace sempervivum::vrrp
