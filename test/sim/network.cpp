#include "sim/network.hpp"

#include <algorithm>
#include <tuple>

namespace sempervivum::sim {
namespace {

bool arrives_later(const Packet &left, const Packet &right) {
  return std::tie(left.arrives, left.sequence) > std::tie(right.arrives, right.sequence);
}

}  // namespace

bool Network::send(std::size_t from, std::size_t to, std::span<const std::byte> message, base::Instant now) {
  if (!connected(from, to) || befalls(scenario_->weather.loss)) return false;
  Packet packet;
  packet.from = from;
  packet.to = to;
  packet.size = message.size();
  std::ranges::copy(message, packet.bytes.begin());
  const bool sound = post(packet, now);
  return befalls(scenario_->weather.duplicate) ? post(packet, now) || sound : sound;
}

bool Network::post(Packet packet, base::Instant now) {
  packet.arrives = now + random_->between(scenario_->least_delay, scenario_->bounds.delay);
  packet.sequence = sequence_++;
  packet.corrupted = befalls(scenario_->weather.corrupt);
  if (packet.corrupted) {
    const auto bit = random_->below(packet.size * 8);
    packet.bytes[bit / 8] ^= std::byte{1} << bit % 8;
  }
  under_way_.push_back(packet);
  std::ranges::push_heap(under_way_, arrives_later);
  return !packet.corrupted;
}

std::optional<base::Instant> Network::next_arrival() const {
  if (under_way_.empty()) return std::nullopt;
  return under_way_.front().arrives;
}

Packet Network::take() {
  std::ranges::pop_heap(under_way_, arrives_later);
  const auto packet = under_way_.back();
  under_way_.pop_back();
  return packet;
}

}  // namespace sempervivum::sim
