#include "daemon/side_thread.hpp"

#include <pthread.h>
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

void use_side_stacks() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, side_stack);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

base::SystemResult<void> SideThread::begin(std::function<void()> work) try {
  end_ = std::make_shared<End>();
  thread_ = std::thread{[end = end_, work = std::move(work)]() mutable {
    const sched_param usual{};
    sched_setscheduler(0, SCHED_OTHER, &usual);
    work();
    work = nullptr;
    const std::lock_guard lock{end->mutex};
    end->reached = true;
    end->changed.notify_all();
  }};
  return {};
} catch (const std::system_error &error) {
  return base::unexpected(base::SystemError{error.code().value(), "start a thread"});
}

SideThread::~SideThread() {
  if (thread_.joinable()) thread_.detach();
}

bool SideThread::ended_within(std::chrono::milliseconds patience) {
  if (!begun()) return true;
  {
    std::unique_lock lock{end_->mutex};
    if (!end_->changed.wait_for(lock, patience, [this] { return end_->reached; })) return false;
  }
  // What the libraries keep for each thread is gone only with the thread.
  thread_.join();
  return true;
}

bool threads_left_behind() {
  std::error_code error;
  return std::distance(std::filesystem::directory_iterator{"/proc/self/task", error}, {}) > 1;
}

}  // namespace sempervivum::daemon
