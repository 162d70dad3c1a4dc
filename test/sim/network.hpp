/// A network that may lose, delay, reorder, double and corrupt packets, and that
/// may fall apart; everything by chance from one seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/random.hpp"
#include "sim/scenario.hpp"

namespace sempervivum::sim {

/// Header, three IPv6 addresses, authentication data.
inline constexpr std::size_t max_packet = 8 + 3 * 16 + 8;

struct Packet {
  base::Instant arrives;
  /// In order of sending, to make equal arrivals deterministic.
  std::uint64_t sequence = 0;
  std::size_t from = 0;
  std::size_t to = 0;
  bool corrupted = false;
  std::size_t size = 0;
  std::array<std::byte, max_packet> bytes{};

  std::span<const std::byte> message() const { return std::span{bytes}.first(size); }
};

class Network {
 public:
  Network(const Scenario &scenario, Random &random) : scenario_{&scenario}, random_{&random} {}

  void set_storm(bool storm) { storm_ = storm; }
  /// Nodes whose bit is set hear only one another, as do the others.
  void partition(std::uint64_t cut_off) { cut_off_ = cut_off; }
  bool side(std::size_t node) const { return (cut_off_ >> node & 1) != 0; }
  bool connected(std::size_t one, std::size_t other) const { return side(one) == side(other); }

  /// Sends to one receiver. Returns whether a sound copy is on its way.
  bool send(std::size_t from, std::size_t to, std::span<const std::byte> message, base::Instant now);

  std::optional<base::Instant> next_arrival() const;
  /// The packet of next_arrival().
  Packet take();

 private:
  bool befalls(unsigned permille) { return storm_ && random_->chance(permille); }
  bool post(Packet packet, base::Instant now);

  const Scenario *scenario_;
  Random *random_;
  bool storm_ = false;
  std::uint64_t cut_off_ = 0;
  std::uint64_t sequence_ = 0;
  /// A heap, earliest arrival first.
  std::vector<Packet> under_way_;
};

}  // namespace sempervivum::sim
