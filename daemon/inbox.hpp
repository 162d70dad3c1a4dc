/// Messages to a thread that waits in poll(2).
///
/// put() is for any thread, the rest for the one thread the messages are for. There is
/// no lock: a thread at realtime priority never waits for one that is not scheduled.
/// The descriptor is readable while messages wait.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "base/fd.hpp"

namespace sempervivum::daemon {

template <class Message>
class Inbox {
 public:
  Inbox() = default;
  Inbox(const Inbox &) = delete;
  Inbox &operator=(const Inbox &) = delete;
  ~Inbox() { take(); }

  void put(Message message) {
    auto entry = std::make_unique<Entry>(Entry{std::move(message), last_.load(std::memory_order_relaxed)});
    while (
        !last_.compare_exchange_weak(entry->before, entry.get(), std::memory_order_release, std::memory_order_relaxed))
      continue;
    std::ignore = entry.release();
    eventfd_write(signal_.number(), 1);
  }

  /// Everything that waits, in order.
  std::vector<Message> take() {
    eventfd_t count = 0;
    eventfd_read(signal_.number(), &count);
    std::vector<Message> all;
    for (std::unique_ptr<Entry> entry{last_.exchange(nullptr, std::memory_order_acquire)}; entry;
         entry.reset(entry->before))
      all.push_back(std::move(entry->message));
    std::ranges::reverse(all);
    return all;
  }

  /// Until there is a message.
  void wait() const {
    pollfd source{signal_.number(), POLLIN, 0};
    poll(&source, 1, -1);
  }

  base::Fd descriptor() const { return signal_.borrow(); }

 private:
  struct Entry {
    Message message;
    /// Which it then owns.
    Entry *before;
  };

  std::atomic<Entry *> last_ = nullptr;
  base::UniqueFd signal_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace sempervivum::daemon
