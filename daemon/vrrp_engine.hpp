/// The VRRP engine as a child process runs it: daemon::Engine over vrrp::Engine.
///
/// start() opens sockets and refuses, with one clear line, what cannot run here:
/// missing capabilities (exit_permission), an interface that does not exist while
/// dynamic_interfaces is not set (exit_config). reload() refuses the latter too,
/// and the running configuration stays.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/script.hpp"
#include "daemon/auto_priority.hpp"
#include "daemon/child_process.hpp"
#include "daemon/handover.hpp"
#include "daemon/messenger.hpp"
#include "daemon/options.hpp"
#include "daemon/sync_daemon.hpp"
#include "daemon/vrrp_audience.hpp"
#include "vrrp/engine.hpp"

namespace sempervivum::daemon {

class VrrpEngine final : public Engine {
 public:
  /// The messenger is set up from the configuration, and goes to vrrp::Engine.
  VrrpEngine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner, Messenger &messenger,
             const Options &options);

  int start(const Configuration &configuration) override;
  base::Expected<void, std::string> reload(const Configuration &configuration) override;
  void stop(std::function<void()> done) override;
  void show_status_with(std::function<void(const std::string &line)> show) override { show_ = std::move(show); }
  bool bequeaths() const override { return true; }
  std::string bequeath() override;
  void dump(DumpKind kind) override;

 private:
  VrrpAudience::Handlers audience_handlers();
  void answer(BusRequest request);
  void return_later();
  std::optional<vrrp::Estate> inherit();
  std::function<void(base::Duration lag)> priority_raiser(const parser::GlobalDefs &global);
  std::string dump_text(DumpKind kind) const;
  void set_up_messenger(const Configuration &configuration);
  void set_up_sync(const Configuration &configuration);
  static vrrp::Plan plan(const Configuration &configuration);
  /// "interface eth7 of VI_1 does not exist", or nothing.
  static std::string unrunnable(const parser::Config &config);

  boost::asio::io_context &io_;
  base::Log log_;
  base::ScriptRunner &runner_;
  Messenger &messenger_;
  const Options &options_;
  std::function<void(const std::string &line)> show_;
  VrrpAudience audience_{io_, log_, options_, audience_handlers()};
  std::optional<AutoPriority> auto_priority_;
  /// Until the engine has started: the process it takes over from.
  std::optional<Inheritance> inheritance_;
  SyncDaemon sync_{io_, log_};
  std::unique_ptr<vrrp::Engine> engine_;
  /// The child process keeps it as long as it is the one that runs.
  const Configuration *configuration_ = nullptr;
  DumpWriter dumps_{io_, log_};
  boost::asio::steady_timer rest_{io_};
};

}  // namespace sempervivum::daemon
