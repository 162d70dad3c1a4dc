/// A thread beside the protocol's, for work that may wait for others.
///
/// It runs at usual priority whatever the process is tuned to, and is left to itself
/// if it is stuck when its owner goes: what it works on must be shared, not borrowed,
/// and a process with one left behind must end without the libraries' clean-up.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

#include "base/expected.hpp"

namespace sempervivum::daemon {

/// Bytes of stack, for the libraries' needs too: under `vrrp_no_swap` all of them may
/// be locked, and the system's own default is 8 MiB.
constexpr std::size_t side_stack = std::size_t{512} * 1024;

/// From now on every thread of this process and its children has `side_stack`, those
/// of libraries as well.
void use_side_stacks();

class SideThread {
 public:
  SideThread() = default;
  SideThread(const SideThread &) = delete;
  SideThread &operator=(const SideThread &) = delete;
  ~SideThread();

  /// Once. Fails where there can be no other thread.
  base::SystemResult<void> begin(std::function<void()> work);
  bool begun() const { return thread_.joinable(); }

  /// Whether the work has ended, and the thread with it, at the latest after
  /// `patience`. What never began has ended.
  bool ended_within(std::chrono::milliseconds patience);

 private:
  struct End;

  std::shared_ptr<End> end_;
  std::thread thread_;
};

/// Whether another thread than the calling one is still there.
bool threads_left_behind();

}  // namespace sempervivum::daemon
