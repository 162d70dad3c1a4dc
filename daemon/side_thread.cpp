#include "daemon/side_thread.hpp"

#include <sched.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace sempervivum::daemon {

struct SideThread::End {
  std::mutex mutex;
  std::condition_variable changed;
  bool reached = false;
};

SideThread::SideThread(std::function<void()> work) : end_{std::make_shared<End>()} {
  std::thread{[end = end_, work = std::move(work)]() mutable {
    const sched_param usual{};
    sched_setscheduler(0, SCHED_OTHER, &usual);
    work();
    work = nullptr;
    const std::lock_guard lock{end->mutex};
    end->reached = true;
    end->changed.notify_all();
  }}.detach();
}

bool SideThread::ended_within(std::chrono::milliseconds patience) {
  std::unique_lock lock{end_->mutex};
  return end_->changed.wait_for(lock, patience, [this] { return end_->reached; });
}

}  // namespace sempervivum::daemon
