#include "daemon/reload_clock.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/fd.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::uint32_t watched_events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

std::string directory_of(const std::string &path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// What a file begins with; empty if there is none.
std::string beginning_of(const std::string &path) {
  constexpr std::size_t enough = 64;
  const base::UniqueFd file{open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
  std::string text(enough, '\0');
  const auto size = file ? read(file.number(), text.data(), text.size()) : 0;
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

WallTime now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

std::string why() { return std::generic_category().message(errno); }

/// Its first line, without what a log should not hold.
std::string printable(std::string_view text) {
  std::string line{text.substr(0, text.find_first_of("\r\n"))};
  for (auto &c : line)
    if (c < ' ' || c > '~') c = '?';
  return line;
}

}  // namespace

ReloadClock::ReloadClock(boost::asio::io_context &io, base::Log log, std::function<void()> due)
    : log_{log}, due_{std::move(due)}, inotify_{io}, timer_{io} {}

void ReloadClock::follow(const parser::FileSettings &files) {
  repeat_ = files.reload_repeat;
  const auto wanted = files.reload_time_file.value_or("");
  if (wanted != path_) {
    inotify_.close();
    timer_.close();
    path_ = watch(wanted) ? wanted : std::string{};
  }
  look();
}

bool ReloadClock::watch(const std::string &path) {
  if (path.empty()) return false;
  base::UniqueFd news{inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
  base::UniqueFd clock{timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)};
  if (!news || !clock || inotify_add_watch(news.number(), directory_of(path).c_str(), watched_events) < 0) {
    log_.error(messages::reload_time_unwatched, path, why());
    return false;
  }
  inotify_.assign(news.release());
  timer_.assign(clock.release());
  wait_for_news();
  wait_for_time();
  return true;
}

void ReloadClock::wait_for_news() {
  inotify_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      lifeline_.guard([this](const boost::system::error_code &error) {
                        if (error || !inotify_.is_open()) return;
                        wait_for_news();
                        take_news();
                      }));
}

// Another file's news cost a look at ours.
void ReloadClock::take_news() {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  if (read(inotify_.native_handle(), buffer.data(), buffer.size()) > 0) look();
}

/// What the file says now.
void ReloadClock::look() {
  const auto text = path_.empty() ? std::string{} : beginning_of(path_);
  const auto time = parse_reload_time(text);
  if (!time && !text.empty()) log_.error(messages::reload_time_bad, printable(text));
  schedule(time);
}

void ReloadClock::schedule(const std::optional<ReloadTime> &time) {
  const auto moment = time ? next_moment(*time, now()) : std::nullopt;
  if (time && !moment) log_.warning(messages::reload_time_past);
  time_ = time;
  arm(moment);
}

void ReloadClock::arm(std::optional<WallTime> moment) {
  const auto before = std::exchange(moment_, moment);
  if (before == moment) return;
  if (!before)
    log_.info(messages::reload_scheduled, local_text(*moment));
  else if (!moment)
    log_.info(messages::reload_unscheduled, local_text(*before));
  else
    log_.info(messages::reload_moved, local_text(*before), local_text(*moment));
  if (timer_.is_open()) set_timer();
}

/// Also told when somebody sets the clock.
void ReloadClock::set_timer() {
  itimerspec when{};
  if (moment_) when.it_value.tv_sec = static_cast<std::time_t>(moment_->time_since_epoch().count());
  timerfd_settime(timer_.native_handle(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, nullptr);
}

void ReloadClock::wait_for_time() {
  timer_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    lifeline_.guard([this](const boost::system::error_code &error) {
                      if (error || !timer_.is_open()) return;
                      wait_for_time();
                      take_time();
                    }));
}

void ReloadClock::take_time() {
  std::uint64_t times = 0;
  const bool reached = read(timer_.native_handle(), &times, sizeof times) == sizeof times;
  // Somebody has set the clock.
  if (!reached) return look();
  moment_.reset();
  if (repeat_ && time_ && !time_->date)
    schedule(time_);
  else if (unlink(path_.c_str()) != 0 && errno != ENOENT)
    log_.error(messages::reload_time_stays, path_, why());
  due_();
}

}  // namespace sempervivum::daemon
