/// An address prefix: what routes and rules select by.
#pragma once

#include <compare>
#include <cstdint>

#include "base/address.hpp"

namespace sempervivum::netlink {

struct Prefix {
  base::IpAddress address;
  /// Bits, 0..32 or 0..128.
  std::uint8_t length = 0;

  auto operator<=>(const Prefix &) const = default;
};

/// 0.0.0.0/0 or ::/0, which ip(8) calls "default" and "all".
inline Prefix every_address(base::Family family) { return {base::IpAddress::any(family), 0}; }

}  // namespace sempervivum::netlink
