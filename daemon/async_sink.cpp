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

/// For the worker: a line, or what it is to do.
struct Order {
  enum class Kind : unsigned char { write, flush, end };
  Kind kind = Kind::write;
  std::string line;
};

}  // namespace

/// spdlog's own messages have room for a line each, written to or not: 200 KiB.
struct AsyncSink::Worker {
  explicit Worker(std::unique_ptr<StreamSink> stream) : target{std::move(stream)}, thread{[this] { work(); }} {}
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;
  ~Worker() {
    orders.enqueue({Order::Kind::end, {}});
    thread.join();
  }

  void work() {
    for (Order order; order.kind != Order::Kind::end;) {
      if (!orders.dequeue_for(order, forever)) continue;
      if (order.kind == Order::Kind::write) target->write_raw(order.line);
      if (order.kind == Order::Kind::flush) count_flush();
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
    orders.enqueue_nowait({Order::Kind::flush, {}});
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
    worker_->orders.enqueue_nowait({Order::Kind::write, stamped_line(std::time(nullptr), line)});
  } catch (...) {
    return;  // a line lost is better than a protocol thread stopped
  }
}

bool AsyncSink::drain(std::chrono::milliseconds limit) { return worker_->drain(limit); }

}  // namespace sempervivum::daemon
