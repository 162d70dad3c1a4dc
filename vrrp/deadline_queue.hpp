/// Deadlines of many timers in one queue, for a driver with one clock.
///
/// A binary heap of (deadline, key) with the place of every key on record: arming and
/// cancelling are O(log n). Most deadlines are moved to a later time, again and again:
/// that is only noted, and the key sinks to where it belongs when it has come to the
/// top. Keys are small dense numbers that the driver assigns; nothing is allocated
/// except when a key higher than any before is armed. Equal deadlines leave in order
/// of key.
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
  [[gnu::hot]] void arm(Key key, base::Instant deadline);
  /// Nothing happens to a key that is not armed.
  void cancel(Key key);

  bool is_armed(Key key) const { return key < slots_.size() && slots_[key].place != nowhere; }
  std::size_t size() const { return heap_.size(); }
  /// The earliest deadline.
  std::optional<base::Instant> next();
  /// Takes out the earliest key that is due at `now`; called until it has none.
  /// The caller may arm and cancel in between.
  std::optional<Key> pop_due(base::Instant now);

 private:
  struct Entry {
    /// The key's deadline, or one that it had before and that was earlier.
    base::Instant deadline;
    Key key;

    auto operator<=>(const Entry &) const = default;
  };
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  struct Slot {
    base::Instant deadline{};
    /// In the heap.
    std::uint32_t place = nowhere;
  };

  /// Until the first entry is as its key says.
  void settle_first();
  void put(std::size_t place, const Entry &entry);
  void rise(std::size_t place);
  void sink(std::size_t place);
  void settle(std::size_t place);
  std::size_t lesser_child(std::size_t place) const;

  std::vector<Entry> heap_;
  /// By key.
  std::vector<Slot> slots_;
};

}  // namespace sempervivum::vrrp
