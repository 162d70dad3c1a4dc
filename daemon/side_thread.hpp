/// A thread beside the protocol's, for work that may wait for others.
///
/// It runs at usual priority whatever the process is tuned to, and is left to itself
/// if it is stuck when its owner goes: what it works on must be shared, not borrowed.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace sempervivum::daemon {

class SideThread {
 public:
  explicit SideThread(std::function<void()> work);
  SideThread(const SideThread &) = delete;
  SideThread &operator=(const SideThread &) = delete;

  /// Whether the work has ended, at the latest after `patience`.
  bool ended_within(std::chrono::milliseconds patience);

 private:
  struct End;

  std::shared_ptr<End> end_;
};

}  // namespace sempervivum::daemon
