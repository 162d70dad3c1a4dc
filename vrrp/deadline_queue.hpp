/// Deadlines of many timers in one queue, for a driver with one clock.
///
/// A binary heap of (deadline, key) with the place of every key on record: arming,
/// moving and cancelling are O(log n), asking for the next one is O(1). Keys are
/// small dense numbers that the driver assigns; nothing is allocated except when
/// a key higher than any before is armed. Equal deadlines leave in order of key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace sempervivum::vrrp {

class DeadlineQueue {
 public:
  using Key = std::uint32_t;

  /// Arms `key`, or moves it if it is armed.
  void arm(Key key, base::Instant deadline);
  /// Nothing happens to a key that is not armed.
  void cancel(Key key);

  bool is_armed(Key key) const { return key < places_.size() && places_[key] != nowhere; }
  std::size_t size() const { return heap_.size(); }
  /// The earliest deadline.
  std::optional<base::Instant> next() const;
  /// Takes out the earliest key that is due at `now`; called until it has none.
  /// The caller may arm and cancel in between.
  std::optional<Key> pop_due(base::Instant now);

 private:
  struct Entry {
    base::Instant deadline;
    Key key;

    auto operator<=>(const Entry &) const = default;
  };
  static constexpr std::size_t nowhere = SIZE_MAX;

  void put(std::size_t place, const Entry &entry);
  void rise(std::size_t place);
  void sink(std::size_t place);
  void settle(std::size_t place);
  std::size_t lesser_child(std::size_t place) const;

  std::vector<Entry> heap_;
  /// By key: where in the heap it is.
  std::vector<std::size_t> places_;
};

}  // namespace sempervivum::vrrp
