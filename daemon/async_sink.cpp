#include "daemon/async_sink.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <condition_variable>
#include <ctime>
#include <mutex>

#include "daemon/line_stamp.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::size_t queued_lines = 512;

/// Counts flushes, so that drain() can wait for its own.
class Adapter final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit Adapter(std::unique_ptr<StreamSink> target) : target_{std::move(target)} {}

  bool wait_for_flush(std::chrono::milliseconds limit) {
    std::unique_lock lock{mutex_};
    return flushed_.wait_for(lock, limit, [this] { return flushes_ > 0; });
  }

  void forget_flushes() {
    const std::lock_guard lock{mutex_};
    flushes_ = 0;
  }

 private:
  void sink_it_(const spdlog::details::log_msg &message) override {
    target_->write_raw({message.payload.data(), message.payload.size()});
  }

  void flush_() override {
    const std::lock_guard lock{mutex_};
    ++flushes_;
    flushed_.notify_all();
  }

  std::unique_ptr<StreamSink> target_;
  std::mutex mutex_;
  std::condition_variable flushed_;
  unsigned flushes_ = 0;
};

}  // namespace

struct AsyncSink::Worker {
  explicit Worker(std::unique_ptr<StreamSink> target)
      : adapter{std::make_shared<Adapter>(std::move(target))},
        pool{std::make_shared<spdlog::details::thread_pool>(queued_lines, 1)},
        logger{
            std::make_shared<spdlog::async_logger>("", adapter, pool, spdlog::async_overflow_policy::overrun_oldest)} {}

  std::shared_ptr<Adapter> adapter;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

AsyncSink::AsyncSink(std::unique_ptr<StreamSink> target) : worker_{std::make_unique<Worker>(std::move(target))} {}

AsyncSink::~AsyncSink() = default;

// The stamp is made here, so that a line tells when it was said and not when
// the disk had time for it.
void AsyncSink::write(base::Severity, std::string_view line) noexcept {
  try {
    worker_->logger->log(spdlog::level::info, stamped_line(std::time(nullptr), line));
  } catch (...) {
    return;  // a line lost is better than a protocol thread stopped
  }
}

bool AsyncSink::drain(std::chrono::milliseconds limit) {
  worker_->adapter->forget_flushes();
  worker_->logger->flush();
  return worker_->adapter->wait_for_flush(limit);
}

}  // namespace sempervivum::daemon
