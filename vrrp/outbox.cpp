#include "vrrp/outbox.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace sempervivum::vrrp {

Outbox::Outbox(boost::asio::io_context &io) : io_{io}, slots_(room), bytes_(bytes_room) {}

Outbox::~Outbox() = default;

void Outbox::add(AdvertSocket &socket, std::span<const std::byte> message, const Arrival &way, AhAuth *seal,
                 Sender &sender) {
  if (count_ == room || used_ + message.size() > bytes_.size()) flush();
  auto &slot = slots_[count_];
  slot.socket = &socket;
  slot.sender = &sender;
  const auto made = socket.make(slot.packet, keep(message), way, seal);
  if (!made) return sender.report(made);
  waiting_[count_++] = &slot;
  flush_later();
}

std::span<const std::byte> Outbox::keep(std::span<const std::byte> message) {
  const auto place = std::span{bytes_}.subspan(used_, message.size());
  std::ranges::copy(message, place.begin());
  used_ += message.size();
  return place;
}

void Outbox::flush_later() {
  if (std::exchange(flush_posted_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->flush_posted_ = false;
    (*self)->flush();
  });
}

// Sorted by socket; among those of one socket the order stays.
void Outbox::flush() {
  count_ = static_cast<std::size_t>(std::remove_if(waiting_.begin(), waiting_.begin() + count_, is_forgotten) -
                                    waiting_.begin());
  std::sort(waiting_.begin(), waiting_.begin() + count_, [](const Slot *left, const Slot *right) {
    return std::pair{left->socket, left} < std::pair{right->socket, right};
  });
  for (std::size_t first = 0; first < count_;) first += transmit(first, line_up(first));
  count_ = 0;
  used_ = 0;
}

/// How many from `first` on go by the same socket.
std::size_t Outbox::line_up(std::size_t first) {
  std::size_t count = 0;
  for (auto at = first; at < count_ && waiting_[at]->socket == waiting_[first]->socket; ++at)
    headers_[count++].msg_hdr = waiting_[at]->packet.header();
  return count;
}

/// How many are dealt with: those sent, or the one that could not be.
std::size_t Outbox::transmit(std::size_t first, std::size_t count) {
  auto &socket = *waiting_[first]->socket;
  const auto sent = sendmmsg(socket.fd().number(), headers_.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
  base::SystemResult<void> result;
  if (sent <= 0) result = base::unexpected(base::SystemError{errno, "send advert"});
  const auto done = static_cast<std::size_t>(std::max(sent, 1));
  for (auto at = first; at < first + done; ++at) {
    socket.count(result);
    waiting_[at]->sender->report(result);
  }
  return done;
}

void Outbox::forget(const Sender &sender) {
  for (auto *slot : std::span{waiting_}.first(count_))
    if (slot->sender == &sender) slot->socket = nullptr;
}

}  // namespace sempervivum::vrrp
