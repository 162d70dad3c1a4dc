/// The advert a backup hears of its master every interval: the same to the last byte,
/// and so what was found of it the first time still holds.
///
/// Only for multicast adverts without an authentication header or trailer, whose
/// verdict depends on nothing but the packet, the plan (forget() when it changes), our
/// own address (likewise) and our own priority. The IP header counts as far as it is
/// judged: source and time to live.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "vrrp/advert.hpp"
#include "vrrp/router.hpp"

namespace sempervivum::vrrp {

class UsualAdvert {
 public:
  /// Longer ones are judged each time: a version 3 advert of four IPv4 addresses, or of one IPv6 address, fits.
  static constexpr std::size_t room = 24;

  /// It has passed all checks without a remark.
  void set(std::span<const std::byte> message, const Arrival &arrival, base::Priority own, const HeardAdvert &heard) {
    forget();
    if (message.size() > room || !arrival.destination.is_multicast()) return;
    size_ = static_cast<std::uint8_t>(message.size());
    std::ranges::copy(message, message_.begin());
    own_ = own;
    heard_ = heard;
  }
  void forget() { size_ = 0; }

  bool is(std::span<const std::byte> message, const Arrival &arrival, base::Priority own) const {
    return size_ != 0 && std::ranges::equal(message, std::span{message_}.first(size_)) &&
           arrival.source == heard_.sender && arrival.ttl == required_ttl && arrival.destination.is_multicast() &&
           own == own_;
  }
  const HeardAdvert &heard() const { return heard_; }

 private:
  HeardAdvert heard_;
  std::array<std::byte, room> message_{};
  std::uint8_t size_ = 0;
  base::Priority own_{0};
};

}  // namespace sempervivum::vrrp
