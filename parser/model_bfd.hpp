/// BFD sessions (RFC 5880, 5881, 5883).
#pragma once

#include "parser/model_common.hpp"

namespace sempervivum::parser {

struct BfdInstance {
  std::string name;
  std::optional<base::IpAddress> source_ip;
  std::optional<base::IpAddress> neighbor_ip;
  base::Duration min_rx = std::chrono::milliseconds{10};
  base::Duration min_tx = std::chrono::milliseconds{10};
  base::Duration idle_tx = std::chrono::seconds{1};
  std::uint8_t multiplier = 5;
  bool passive = false;
  std::optional<std::uint8_t> ttl;  // not set: 255 for IPv4, 64 for IPv6
  std::int16_t max_hops = 0;        // -1: not checked
  bool multihop = false;
  Weight weight;
  bool vrrp = false;
  bool checker = false;
  SourceSpan span;

  bool operator==(const BfdInstance &) const = default;
};

}  // namespace sempervivum::parser
