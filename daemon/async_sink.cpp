#include "daemon/async_sink.hpp"

#include <spdlog/common.h>
// Comes without what it needs.
#include <spdlog/details/mpmc_blocking_q.h>

#include <condition_variable>
#include <ctime>
#include <mutex>
#include <string>
#include <thread>

#include "daemon/line_stamp.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::size_t queued_lines = 512;
constexpr std::chrono::hours forever{24};

/// For the worker: a line with its stamp; an empty one says that what was written so far
/// is out, none is the end. spdlog's own messages have room for a line each, written to
/// or not: 200 KiB.
using Order = std::unique_ptr<const std::string>;

Order line_of(std::string text) { return std::make_unique<const std::string>(std::move(text)); }

}  // namespace

struct AsyncSink::Worker {
  explicit Worker(std::unique_ptr<StreamSink> stream) : target{std::move(stream)}, thread{[this] { work(); }} {}
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;
  ~Worker() {
    orders.enqueue(nullptr);
    thread.join();
  }

  void work() {
    for (;;) {
      Order order;
      if (!orders.dequeue_for(order, forever)) continue;
      if (!order) return;
      order->empty() ? count_flush() : target->write_raw(*order);
    }
  }

  void count_flush() {
    const std::lock_guard lock{mutex};
    ++flushes;
    flushed.notify_all();
  }

  /// Waits for its own flush.
  bool drain(std::chrono::milliseconds limit) {
    std::unique_lock lock{mutex};
    flushes = 0;
    orders.enqueue_nowait(line_of({}));
    return flushed.wait_for(lock, limit, [this] { return flushes > 0; });
  }

  std::unique_ptr<StreamSink> target;
  spdlog::details::mpmc_blocking_queue<Order> orders{queued_lines};
  std::mutex mutex;
  std::condition_variable flushed;
  unsigned flushes = 0;
  std::thread thread;
};

AsyncSink::AsyncSink(std::unique_ptr<StreamSink> target) : worker_{std::make_unique<Worker>(std::move(target))} {}

AsyncSink::~AsyncSink() = default;

// The stamp is made here, so that a line tells when it was said and not when
// the disk had time for it.
void AsyncSink::write(base::Severity, std::string_view line) noexcept {
  try {
    worker_->orders.enqueue_nowait(line_of(stamped_line(std::time(nullptr), line)));
  } catch (...) {
    return;  // a line lost is better than a protocol thread stopped
  }
}

bool AsyncSink::drain(std::chrono::milliseconds limit) { return worker_->drain(limit); }

}  // namespace sempervivum::daemon
