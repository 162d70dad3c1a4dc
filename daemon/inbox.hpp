/// Messages to a thread that waits in poll(2).
///
/// put() is for any thread and holds a lock for a moment only; take() is for the one
/// thread the messages are for. The descriptor is readable while messages wait.
#pragma once

#include <sys/eventfd.h>

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/fd.hpp"

namespace sempervivum::daemon {

template <class Message>
class Inbox {
 public:
  void put(Message message) {
    const std::lock_guard lock{mutex_};
    waiting_.push_back(std::move(message));
    if (waiting_.size() == 1) eventfd_write(signal_.number(), 1);
  }

  /// Everything that waits, in order.
  std::vector<Message> take() {
    const std::lock_guard lock{mutex_};
    std::uint64_t count = 0;
    eventfd_read(signal_.number(), &count);
    return std::exchange(waiting_, {});
  }

  base::Fd descriptor() const { return signal_.borrow(); }

 private:
  std::mutex mutex_;
  std::vector<Message> waiting_;
  base::UniqueFd signal_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace sempervivum::daemon
