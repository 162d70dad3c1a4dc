#include "vrrp/socket_pool.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sempervivum::vrrp {

namespace {

/// Behind an authentication header where there is one.
base::Vrid vrid_of(const SocketKey &key, std::span<const std::byte> message) {
  const auto before = key.protocol == ah_protocol ? ah_header_size : 0;
  return claimed_vrid(message.subspan(std::min(before, message.size())));
}

}  // namespace

/// One socket and those who sit at it.
struct Seat::Row {
  SocketKey key;
  std::optional<AdvertSocket> socket;
  /// What its occupants have asked for, in bytes.
  std::size_t buffer = 0;
  /// By VRID, as far as the highest there is.
  std::vector<Seat *> first;

  Seat *at(base::Vrid vrid) const { return vrid.value() < first.size() ? first[vrid.value()] : nullptr; }
  void add(Seat &seat) {
    if (seat.vrid_.value() >= first.size()) first.resize(seat.vrid_.value() + std::size_t{1});
    auto **place = &first[seat.vrid_.value()];
    while (*place != nullptr) place = &(*place)->next_;
    *place = &seat;
  }
  void remove(const Seat &seat) {
    auto **place = &first[seat.vrid_.value()];
    while (*place != &seat) place = &(*place)->next_;
    *place = seat.next_;
  }
};

Seat::Seat(SocketPool &pool, base::Vrid vrid, Occupant &occupant, std::shared_ptr<Row> row)
    : pool_{pool}, vrid_{vrid}, occupant_{occupant}, row_{std::move(row)} {
  row_->add(*this);
}

Seat::~Seat() {
  flush();
  row_->remove(*this);
}

const SocketKey &Seat::key() const { return row_->key; }

const AdvertSocket &Seat::socket() const { return *row_->socket; }

void Seat::send(std::span<const std::byte> message, const Arrival &way, AhAuth *seal) {
  pool_.outbox_.add(*row_->socket, message, way, seal, occupant_);
}

void Seat::flush() { pool_.outbox_.flush(); }

void Seat::forget() { pool_.outbox_.forget(occupant_); }

void Seat::widen(std::size_t bytes) {
  if (bytes == 0) return;
  const auto total = static_cast<int>(row_->buffer += bytes);
  const int socket = row_->socket->fd().number();
  if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &total, sizeof total) != 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &total, sizeof total);
}

base::SystemResult<std::unique_ptr<Seat>> SocketPool::join(const SocketKey &key, base::Vrid vrid,
                                                           Seat::Occupant &occupant) {
  auto row = row_for(key);
  if (!row) return base::unexpected(std::move(row.error()));
  return std::unique_ptr<Seat>{new Seat{*this, vrid, occupant, std::move(*row)}};
}

base::SystemResult<std::shared_ptr<Seat::Row>> SocketPool::row_for(const SocketKey &key) {
  auto &known = rows_[key];
  if (auto row = known.lock()) return row;
  const AdvertSocket::Config config{
      .family = key.family, .link = key.link, .group = key.group, .protocol = key.protocol};
  auto row = std::make_shared<Row>(Row{.key = key, .socket = {}, .buffer = 0, .first = {}});
  auto opened = AdvertSocket::open(
      io_, config, [this, &row = *row](auto message, const Arrival &arrival) { dispatch(row, message, arrival); });
  if (!opened) return base::unexpected(std::move(opened.error()));
  row->socket.emplace(std::move(*opened));
  known = row;
  return row;
}

void SocketPool::dispatch(Row &row, std::span<const std::byte> message, const Arrival &arrival) {
  const auto vrid = vrid_of(row.key, message);
  auto *seat = row.at(vrid);
  if (seat == nullptr) return note_unknown(row.key, vrid, arrival);
  if (seat->next_ != nullptr)
    while (seat != nullptr && !seat->occupant_.knows(arrival.source)) seat = seat->next_;
  if (seat != nullptr) seat->occupant_.receive(message, arrival);
}

void SocketPool::note_unknown(const SocketKey &key, base::Vrid vrid, const Arrival &arrival) {
  if (unknown_ && unknown_vrids_.insert({key, vrid}).second) unknown_(vrid, arrival);
}

}  // namespace sempervivum::vrrp
