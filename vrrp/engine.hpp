/// The VRRP process at work: sockets, timers and netlink around the pure core.
///
/// An Engine runs a Plan. What it does is routing: packets to the instance whose
/// VRID they carry, deadlines to their alarms, news about links, addresses and
/// scripts to the instances they concern. Facts that changed are gathered for one
/// turn of the loop and then each instance concerned gets its health once.
///
/// reload() applies the difference between two plans: instances that stay keep
/// their state, timers, sockets and addresses; reload(the same plan) does nothing.
///
/// Thread: the one that runs the io_context. Nothing here blocks, but open(),
/// which reads the kernel's links and addresses before the loop runs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "base/messenger.hpp"
#include "base/script.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"
#include "vrrp/announce.hpp"
#include "vrrp/audience.hpp"
#include "vrrp/dump_view.hpp"
#include "vrrp/errands.hpp"
#include "vrrp/estate.hpp"
#include "vrrp/fixtures.hpp"
#include "vrrp/groups.hpp"
#include "vrrp/herald.hpp"
#include "vrrp/instance.hpp"
#include "vrrp/keeper.hpp"
#include "vrrp/news.hpp"
#include "vrrp/notifier.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/script_monitor.hpp"
#include "vrrp/socket_pool.hpp"
#include "vrrp/surroundings.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/trackers.hpp"

namespace sempervivum::vrrp {

class Engine {
 public:
  struct Options {
    /// -V: leave addresses where they are at stop, and send no resignation.
    bool keep_addresses_at_stop = false;
    /// -a: log every address that comes or goes.
    bool log_addresses = false;
    /// Told by how much a deadline was served too late, beyond a millisecond.
    std::function<void(base::Duration lag)> late = {};
    /// Of netlink, in bytes; at least as much as we want ourselves.
    std::uint32_t command_buffer = 0;
    std::uint32_t monitor_buffer = 0;
    /// Who is told what happens, besides scripts.
    base::Messenger &messenger = base::null_messenger();
    /// Who looks on from outside.
    Audience &audience = null_audience();
    /// Told how many instances are in which state when that changes.
    StateBoard::Report report = {};
    /// Asked once, when all is ready to run, for what a process before has left.
    std::function<std::optional<Estate>()> inherit = [] { return std::nullopt; };
    /// Called when very much that had to be done at once has been: what it took may be given back.
    std::function<void()> relieved = {};
    /// Told of every change of an instance's state; must not come back to the engine.
    StateBoard::Follower follower = {};
  };

  /// Fails without CAP_NET_ADMIN or CAP_NET_RAW (EPERM), or when netlink does.
  static base::SystemResult<std::unique_ptr<Engine>> open(boost::asio::io_context &io, base::Log log,
                                                          base::ScriptRunner &runner, const Options &options);
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;

  void start(Plan plan);
  void reload(Plan plan);
  /// nullptr if there is none of that name.
  const Instance *find(std::string_view instance) const;
  /// Resigns, removes addresses and runs the stop scripts; `done` is called when
  /// the kernel has confirmed and the scripts have ended, or after a second.
  void stop(std::function<void()> done);
  /// For the process that takes over, which has as long as any peer waits: each master
  /// sends an advert. From now on nothing may happen here, and the destructor leaves
  /// everything in the kernel as it is.
  Estate bequeath();
  /// Everything that runs, for the dumps; `config` is what it runs by.
  DumpView view(const parser::Config &config) const;
  void clear_counters();
  /// Announces an instance's addresses once more if it is master; an unknown one is ignored.
  void announce(std::string_view instance);
  /// For whoever runs BFD.
  void report_bfd(const std::string &session, bool up) { trackers_.report_bfd(session, up); }

 private:
  struct Parts {
    netlink::Monitor monitor;
    netlink::Socket socket;
    Announcer announcer;
  };
  Engine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner, const Options &options, Parts parts);

  std::unique_ptr<Instance> make_instance(InstancePlan plan);
  void log_remarks(std::vector<std::string> remarks);
  void repeat_states(const std::vector<std::pair<std::size_t, std::size_t>> &kept);
  void make_ready(Instance &instance, base::Instant now);

  bool watch(const TrackerPlan &plan, bool at_start);
  void note_change(const netlink::Change &change);
  void look_soon();
  void look_at_news();
  void refresh(Instance &instance, base::Instant now);
  void refresh_trackers(TrackKind kind, const std::string &name);
  void take_place(Instance &instance);
  void note_unknown(base::Vrid vrid, const Arrival &arrival) const;
  Standing standing(const InstancePlan &plan) const;
  void start_instances(Plan plan);
  void keep(Plan plan);
  void take_over(const Estate &estate, base::Instant now);
  void change_instances(Plan plan);
  void look_around();
  void await_end(bool quietly);
  void limit_stop();
  void finish_stop();

  boost::asio::io_context &io_;
  base::Log log_;
  Options options_;
  netlink::Monitor monitor_;
  netlink::Socket socket_;
  Timers timers_;
  SocketPool sockets_;
  Errands errands_;
  Neighbours neighbours_;
  Keeper keeper_;
  Surroundings surroundings_;
  Announcer announcer_;
  Pacer pacer_;
  Notifier notifier_;
  Herald herald_;
  StateBoard board_;
  Effects effects_;
  Services services_;
  ScriptMonitor scripts_;
  Trackers trackers_;
  /// What runs: scripts and trackers, the rest has gone where it belongs.
  Plan plan_;
  std::vector<std::unique_ptr<Instance>> instances_;
  /// Instances since the start.
  unsigned made_ = 0;
  Groups groups_;
  std::vector<std::string> remarks_;
  base::Instant held_back_until_{};
  bool logs_unknown_vrids_ = false;
  News news_;
  bool look_posted_ = false;
  boost::asio::steady_timer stop_limit_;
  std::function<void()> stopped_;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<Engine *> self_ = std::make_shared<Engine *>(this);
  netlink::Subscription subscription_;
};

}  // namespace sempervivum::vrrp
