/// Chance that is the same on every machine for the same seed.
///
/// SplitMix64 (Steele, Lea, Flood 2014); the standard library's distributions
/// are not reproducible from one implementation to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.hpp"

namespace sempervivum::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next() {
    auto mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  /// 0..count-1
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  /// least..most
  unsigned between(unsigned least, unsigned most) { return least + static_cast<unsigned>(below(most - least + 1)); }
  bool chance(unsigned permille) { return below(1000) < permille; }
  base::Duration between(base::Duration least, base::Duration most) {
    return least + base::Duration{
                       static_cast<base::Duration::rep>(below(static_cast<std::uint64_t>((most - least).count()) + 1))};
  }
  template <class T>
  const T &pick(std::span<const T> choices) {
    return choices[static_cast<std::size_t>(below(choices.size()))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace sempervivum::sim
