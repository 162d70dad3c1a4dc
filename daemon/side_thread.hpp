/// A thread beside the protocol's, for work that may wait for others.
///
/// It runs at usual priority whatever the process is tuned to, and is left to itself
/// if it is stuck when its owner goes: what it works on must be shared, not borrowed,
/// and a process with one left behind must end without the libraries' clean-up.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace sempervivum::daemon {

class SideThread {
 public:
  explicit SideThread(std::function<void()> work);
  SideThread(const SideThread &) = delete;
  SideThread &operator=(const SideThread &) = delete;
  ~SideThread();

  /// Whether the work has ended, and the thread with it, at the latest after `patience`.
  bool ended_within(std::chrono::milliseconds patience);

 private:
  struct End;

  std::shared_ptr<End> end_;
  std::thread thread_;
};

/// Whether another thread than the calling one is still there.
bool threads_left_behind();

}  // namespace sempervivum::daemon
