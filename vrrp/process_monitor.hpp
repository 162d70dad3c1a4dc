/// Watches tracked processes: who matches, how many there are, whether that is enough.
///
/// The kernel tells who comes and goes (process_events.hpp); /proc is read once at
/// the beginning, and then only for processes that have just become another program.
/// Where the kernel does not tell us, /proc is looked at once a second, a few
/// processes at a time, and the log says so.
///
/// Thread: one. Reading /proc never waits for anything but the kernel.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "vrrp/process_events.hpp"
#include "vrrp/process_match.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/tracker_plan.hpp"

namespace sempervivum::vrrp {

class ProcessMonitor {
 public:
  /// Told the name of a tracker whose verdict changed.
  using Changed = std::function<void(const std::string &tracker)>;

  ProcessMonitor(boost::asio::io_context &io, Timers &timers, base::Log log, Changed changed);
  ProcessMonitor(const ProcessMonitor &) = delete;
  ProcessMonitor &operator=(const ProcessMonitor &) = delete;

  /// Watches these from now on; one that was watched alike keeps its verdict.
  void watch(const std::vector<ProcessPlan> &processes, const ProcessBuffer &buffer);

  /// Unknown for trackers not watched.
  Verdict verdict(const std::string &tracker) const;
  /// Null for trackers not watched.
  const Quorum *quorum(const std::string &tracker) const;

 private:
  struct Tracked {
    ProcessPlan plan;
    Quorum quorum;
    std::unique_ptr<Alarm> delay;
  };
  /// The trackers a process counts for, by their place in tracked_.
  using Places = std::vector<std::size_t>;

  void subscribe(const ProcessBuffer &buffer);
  void take(const ProcessEvent &event);
  Places places_of(pid_t process) const;
  void set_places(pid_t process, Places places);
  void count(std::size_t place, int more);
  void expired(std::size_t place);
  void settle(Tracked &tracked, bool changed);

  void look_at_all();
  void look_at_some();
  void finish_look();

  boost::asio::io_context &io_;
  Timers &timers_;
  base::Log log_;
  Changed changed_;
  std::vector<Tracked> tracked_;
  bool reads_command_lines_ = false;
  std::map<pid_t, Places> matching_;
  std::unique_ptr<ProcessEvents> events_;
  /// Still to be looked at in this round.
  std::vector<pid_t> pending_;
  Alarm next_look_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::vrrp
