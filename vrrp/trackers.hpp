/// What instances track besides scripts: files, processes, BFD sessions, and links
/// with their delays. The engine's one view of them.
///
/// Thread: the protocol thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "netlink/link.hpp"
#include "vrrp/file_monitor.hpp"
#include "vrrp/judge.hpp"
#include "vrrp/link_delays.hpp"
#include "vrrp/process_monitor.hpp"
#include "vrrp/script_monitor.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/track_rule.hpp"
#include "vrrp/tracker_plan.hpp"

namespace sempervivum::vrrp {

class Trackers {
 public:
  /// Told which object instances may now see differently.
  using Changed = std::function<void(TrackKind kind, const std::string &name)>;

  Trackers(boost::asio::io_context &io, Timers &timers, base::Log log, const Changed &changed);
  Trackers(const Trackers &) = delete;
  Trackers &operator=(const Trackers &) = delete;

  /// Watches these from now on; `at_start` also initialises files.
  void watch(const TrackerPlan &plan, bool at_start);
  /// The kernel says how a link is now.
  void note(const netlink::Link &link, base::Instant now) { delays_.note(link, now); }
  /// A BFD session went up or down (whoever runs BFD tells us).
  void report_bfd(const std::string &session, bool up);

  const ProcessMonitor &processes() const { return processes_; }
  const FileMonitor &files() const { return files_; }
  bool is_up(const netlink::Link &link) const { return delays_.is_up(link); }
  /// What is seen now, together with `scripts`; both must outlive it.
  Sightings sightings(const ScriptMonitor &scripts) const;

 private:
  Changed changed_;
  FileMonitor files_;
  ProcessMonitor processes_;
  LinkDelays delays_;
  std::map<std::string, bool> sessions_;
};

}  // namespace sempervivum::vrrp
