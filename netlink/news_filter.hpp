/// A socket filter for route news (bpf(2)'s classic kind, linux/filter.h).
///
/// A routing daemon may change a million routes; those that are not ours shall
/// not wake us.
#pragma once

#include <linux/filter.h>

#include <array>
#include <cstdint>

namespace sempervivum::netlink {

/// Lets through everything but RTM_NEWROUTE and RTM_DELROUTE, and of these what
/// `protocol` made, what replaces another route, and parts of a dump. A datagram
/// is judged by its first message; news has but one.
std::array<sock_filter, 9> route_news_filter(std::uint8_t protocol);

}  // namespace sempervivum::netlink
