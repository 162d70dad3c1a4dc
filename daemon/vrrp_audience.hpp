/// vrrp::Audience over D-Bus and SNMP, as the configuration asks for them.
///
/// Nothing of either is there, not even a thread, unless it is configured.
///
/// Thread: the loop's. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>

#include "base/log.hpp"
#include "daemon/configuration.hpp"
#include "daemon/dbus/bus.hpp"
#include "daemon/options.hpp"
#include "vrrp/audience.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::daemon {

class VrrpAudience final : public vrrp::Audience {
 public:
  VrrpAudience(boost::asio::io_context &io, base::Log log, const Options &options, Bus::Handlers handlers)
      : io_{io}, log_{log}, options_{options}, handlers_{std::move(handlers)} {}

  /// At the start and at every reload, before the engine's.
  void configure(const Configuration &configuration);
  void meet(const vrrp::Plan &plan) override;
  void note(const vrrp::Notice &notice) override;

 private:
  boost::asio::io_context &io_;
  base::Log log_;
  const Options &options_;
  Bus::Handlers handlers_;
  std::optional<Bus> bus_;
  bool running_ = false;
};

}  // namespace sempervivum::daemon
