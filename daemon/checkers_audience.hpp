/// Load balancing over SNMP, as the configuration asks for it.
///
/// Nothing of it is there, not even a thread, unless it is configured.
///
/// Thread: the loop's. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "checkers/effect.hpp"
#include "checkers/status.hpp"
#include "daemon/configuration.hpp"
#include "daemon/options.hpp"
#include "daemon/snmp/checker_view.hpp"
#include "daemon/snmp/snmp_agent.hpp"

namespace sempervivum::daemon {

class CheckersAudience {
 public:
  /// What it asks the engine for, and asks it to do; called from the loop only.
  struct Handlers {
    std::function<checkers::Status()> status;
    /// By the places of the plan.
    std::function<void(std::size_t service, std::size_t server, std::int32_t weight)> set_weight;
  };

  CheckersAudience(boost::asio::io_context &io, base::Log log, const Options &options, Handlers handlers)
      : io_{io}, log_{log}, options_{options}, handlers_{std::move(handlers)} {}

  /// At the start and at every reload, before the engine's; `configuration` must stay
  /// until the next.
  void configure(const Configuration &configuration);
  void note(const checkers::TellManagers &change);

 private:
  void begin(SnmpSettings settings);
  SnmpPage take_page() const;
  void set(const Oid &name, std::int32_t value);

  boost::asio::io_context &io_;
  base::Log log_;
  const Options &options_;
  Handlers handlers_;
  const Configuration *configuration_ = nullptr;
  /// What is there since the last reload; null unless SNMP is on.
  std::shared_ptr<const CheckerSite> site_;
  /// For SNMP's thread alone; null before SNMP is on, and where IPVS cannot be read.
  std::shared_ptr<IpvsFigures> figures_;
  /// Set once SNMP has been on.
  bool begun_ = false;
  std::optional<SnmpAgent> snmp_;
};

}  // namespace sempervivum::daemon
