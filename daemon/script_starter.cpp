#include "daemon/script_starter.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/script_runner.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds patience{1};

}  // namespace

struct ScriptStarter::Job {
  base::Command command;
  std::chrono::seconds life;
  bool want_pidfd;
  /// For the protocol thread only.
  Started started;
  base::SystemResult<base::Spawned> spawned;
  /// In a box: the one put in before.
  Job *before = nullptr;
};

/// Takes jobs from one thread to the other.
class ScriptStarter::Box {
 public:
  explicit Box(int flags) : bell_{eventfd(0, EFD_CLOEXEC | flags)} {}

  base::Fd bell() const { return bell_.borrow(); }

  void put(Job &job) {
    job.before = last_.load(std::memory_order_relaxed);
    while (!last_.compare_exchange_weak(job.before, &job, std::memory_order_release, std::memory_order_relaxed))
      continue;
    ring();
  }

  void ring() const {
    const std::uint64_t once = 1;
    std::ignore = write(bell_.borrow().number(), &once, sizeof once);
  }

  /// Until the bell rings, if it does not block.
  void wait() const {
    std::uint64_t times = 0;
    std::ignore = read(bell_.borrow().number(), &times, sizeof times);
  }

  /// All that are in it, in their order.
  std::vector<Job *> empty() {
    std::vector<Job *> jobs;
    for (auto *job = last_.exchange(nullptr, std::memory_order_acquire); job != nullptr; job = job->before)
      jobs.push_back(job);
    std::ranges::reverse(jobs);
    return jobs;
  }

 private:
  base::UniqueFd bell_;
  std::atomic<Job *> last_ = nullptr;
};

/// What both threads work on. The list, in the order of asking and so of starting, is
/// the protocol thread's; a job that is in neither box is the side thread's.
struct ScriptStarter::Desk {
  std::list<Job> jobs;
  Box wanted{0};
  Box done{EFD_NONBLOCK};
  std::atomic<bool> closing = false;
  std::unique_ptr<base::Environment> environment = script_environment();
  base::UniqueFd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  base::Spawner spawner;
};

ScriptStarter::ScriptStarter(boost::asio::io_context &io)
    : desk_{std::make_shared<Desk>()}, done_{io, dup(desk_->done.bell().number())} {}

ScriptStarter::~ScriptStarter() {
  desk_->closing.store(true, std::memory_order_release);
  desk_->wanted.ring();
  if (thread_) thread_->ended_within(patience);
  for (auto &job : desk_->jobs) job.started = nullptr;
}

void ScriptStarter::start(const base::Command &command, std::chrono::seconds life, bool want_pidfd, Started started) {
  if (desk_->jobs.empty()) listen();
  auto &job = desk_->jobs.emplace_back(Job{command, life, want_pidfd, std::move(started), {}});
  const int error = begin_work();
  if (error == 0) return desk_->wanted.put(job);
  job.spawned = base::unexpected(base::SystemError{error, "start a thread"});
  desk_->done.put(job);
}

/// The error number if there can be no thread: then no script either, this time.
int ScriptStarter::begin_work() try {
  if (!thread_) thread_.emplace([desk = desk_] { work(*desk); });
  return 0;
} catch (const std::system_error &error) {
  return error.code().value();
}

void ScriptStarter::work(Desk &desk) {
  for (bool closing = false; !closing;) {
    desk.wanted.wait();
    closing = desk.closing.load(std::memory_order_acquire);
    for (auto *job : desk.wanted.empty()) {
      job->spawned =
          desk.spawner.spawn({&job->command, desk.environment.get(), desk.null.borrow(), job->life, job->want_pidfd});
      desk.done.put(*job);
    }
  }
}

void ScriptStarter::listen() {
  done_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                   lifeline_.guard([this](const boost::system::error_code &error) {
                     if (!error) tell();
                   }));
}

// The loop has work as long as a job is under way. What is called may ask for more.
void ScriptStarter::tell() {
  desk_->done.wait();
  std::list<Job> ended;
  const auto count = static_cast<std::ptrdiff_t>(desk_->done.empty().size());
  ended.splice(ended.end(), desk_->jobs, desk_->jobs.begin(), std::next(desk_->jobs.begin(), count));
  if (!desk_->jobs.empty()) listen();
  for (auto &job : ended) job.started(std::move(job.spawned));
}

}  // namespace sempervivum::daemon
