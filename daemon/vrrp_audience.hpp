/// vrrp::Audience over D-Bus and SNMP, as the configuration asks for them.
///
/// Nothing of either is there, not even a thread, unless it is configured.
///
/// Thread: the loop's. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "daemon/configuration.hpp"
#include "daemon/dbus/bus.hpp"
#include "daemon/options.hpp"
#include "daemon/snmp/snmp_agent.hpp"
#include "daemon/snmp/vrrp_traps.hpp"
#include "daemon/snmp/vrrp_view.hpp"
#include "vrrp/audience.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/status.hpp"

namespace sempervivum::daemon {

class VrrpAudience final : public vrrp::Audience {
 public:
  /// What it asks the engine for, and asks it to do.
  struct Handlers {
    Bus::Handlers bus;
    /// By the places of the plan last met.
    std::function<vrrp::Status()> status;
  };

  VrrpAudience(boost::asio::io_context &io, base::Log log, const Options &options, Handlers handlers)
      : io_{io}, log_{log}, options_{options}, handlers_{std::move(handlers)} {}

  /// At the start and at every reload, before the engine's; `configuration` must stay
  /// until the next, as far as its thin_out() leaves it.
  void configure(const Configuration &configuration);
  void meet(const vrrp::Plan &plan) override;
  void note(const vrrp::Notice &notice, const vrrp::Instance *instance) override;

 private:
  void configure_bus();
  void configure_snmp();
  SnmpPage take_page() const;
  void send_traps(const vrrp::Notice &notice, const vrrp::Instance *instance);

  boost::asio::io_context &io_;
  base::Log log_;
  const Options &options_;
  Handlers handlers_;
  const Configuration *configuration_ = nullptr;
  VrrpMibs mibs_;
  /// What is there since the last reload; null unless SNMP is on.
  std::shared_ptr<const VrrpSite> site_;
  /// From configure() to meet(): what the next one will be.
  std::unique_ptr<VrrpSite> next_site_;
  /// Instances with state MASTER.
  std::set<std::string, std::less<>> initial_masters_;
  /// In the order of the tree's tables.
  std::shared_ptr<const std::vector<VrrpTable>> tables_;
  base::Instant since_{};
  bool running_ = false;
  std::optional<Bus> bus_;
  std::optional<SnmpAgent> snmp_;
};

}  // namespace sempervivum::daemon
