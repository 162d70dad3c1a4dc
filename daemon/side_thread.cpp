#include "daemon/side_thread.hpp"

#include <sched.h>

#include <condition_variable>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <system_error>
#include <utility>

namespace sempervivum::daemon {

struct SideThread::End {
  std::mutex mutex;
  std::condition_variable changed;
  bool reached = false;
};

SideThread::SideThread(std::function<void()> work) : end_{std::make_shared<End>()} {
  thread_ = std::thread{[end = end_, work = std::move(work)]() mutable {
    const sched_param usual{};
    sched_setscheduler(0, SCHED_OTHER, &usual);
    work();
    work = nullptr;
    const std::lock_guard lock{end->mutex};
    end->reached = true;
    end->changed.notify_all();
  }};
}

SideThread::~SideThread() {
  if (thread_.joinable()) thread_.detach();
}

bool SideThread::ended_within(std::chrono::milliseconds patience) {
  {
    std::unique_lock lock{end_->mutex};
    if (!end_->changed.wait_for(lock, patience, [this] { return end_->reached; })) return false;
  }
  // What the libraries keep for each thread is gone only with the thread.
  if (thread_.joinable()) thread_.join();
  return true;
}

bool threads_left_behind() {
  std::error_code error;
  return std::distance(std::filesystem::directory_iterator{"/proc/self/task", error}, {}) > 1;
}

}  // namespace sempervivum::daemon
