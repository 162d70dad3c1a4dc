/// The Internet checksum (RFC 1071) in the two steps that pseudo headers need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/address.hpp"

namespace sempervivum::vrrp {

/// The running sum of 16 bit words in network order, not yet folded; a last odd
/// byte counts as the high half of a word.
std::uint64_t sum_words(std::span<const std::byte> bytes);

/// What the pseudo header adds to the sum: IPv4 (RFC 793) and IPv6 (RFC 8200
/// section 8.1) come to the same, addresses, protocol and length.
std::uint64_t sum_pseudo_header(const base::IpAddress &source, const base::IpAddress &destination,
                                std::uint8_t protocol, std::size_t length);

/// Folded, not complemented: over data that holds a right checksum it is 0xffff.
std::uint16_t fold_sum(std::uint64_t sum);

/// The number that goes into the checksum field, which counted as 0.
inline std::uint16_t finish_checksum(std::uint64_t sum) { return static_cast<std::uint16_t>(~fold_sum(sum)); }

}  // namespace sempervivum::vrrp
