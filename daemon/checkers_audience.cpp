#include "daemon/checkers_audience.hpp"

#include <utility>

#include "daemon/ipvs_access.hpp"
#include "daemon/messages.hpp"
#include "daemon/snmp/checker_traps.hpp"
#include "daemon/snmp_site.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds usual_age{5};

const std::vector<CheckerTable> &tables() {
  static const auto all = checker_tables();
  return all;
}

SnmpSettings settings_of(const Configuration &configuration, const Options &options) {
  SnmpSettings settings;
  settings.socket = snmp_socket(configuration, options);
  settings.tree.roots = {oid(snmp_roots::global), oid(snmp_roots::check)};
  settings.tree.writable = {oid(snmp_roots::check) + server_weight};
  for (const auto &table : tables()) settings.tree.tables.push_back(table.root);
  return settings;
}

CheckerSite site_of(const Configuration &configuration, const Options &options) {
  const auto &snmp = configuration.config.global.snmp;
  return {process_site(configuration, options), snmp.vs_stats_update_interval.value_or(usual_age),
          snmp.rs_stats_update_interval.value_or(base::Duration::zero())};
}

}  // namespace

void CheckersAudience::configure(const Configuration &configuration) {
  configuration_ = &configuration;
  site_.reset();
  if (!configuration.config.global.snmp.checker && !options_.snmp) return snmp_.reset();
  auto settings = settings_of(configuration, options_);
  if (!snmp_ || snmp_->settings() != settings) begin(std::move(settings));
  if (snmp_) site_ = std::make_shared<const CheckerSite>(site_of(configuration, options_));
}

void CheckersAudience::begin(SnmpSettings settings) {
  // net-snmp cannot be begun anew in the same process.
  if (std::exchange(begun_, true)) return log_.warning(messages::snmp_needs_restart);
  auto reader = open_for_ipvs(configuration_->config, netlink::IpvsReader::open);
  if (reader) figures_ = std::make_shared<IpvsFigures>(std::move(*reader));
  snmp_.emplace(io_, log_, std::move(settings),
                SnmpAgent::Handlers{[this] { return take_page(); },
                                    [this](const Oid &name, std::int32_t value) { set(name, value); }});
}

SnmpPage CheckersAudience::take_page() const {
  if (!site_) return {};
  auto view = std::make_shared<const CheckerView>(CheckerView{site_, handlers_.status(), figures_});
  return [view](std::size_t table, SnmpRows &rows) { tables()[table].fill(*view, tables()[table].root, rows); };
}

void CheckersAudience::set(const Oid &name, std::int32_t value) {
  const auto place = weight_place(name, handlers_.status());
  if (place) handlers_.set_weight(place->service, place->server, value);
}

void CheckersAudience::note(const checkers::TellManagers &change) {
  if (!snmp_ || !configuration_->config.global.snmp.traps) return;
  snmp_->send([change, id = router_id(*configuration_)] { return traps_of(change, id); });
}

}  // namespace sempervivum::daemon
