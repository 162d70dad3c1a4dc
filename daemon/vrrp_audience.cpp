#include "daemon/vrrp_audience.hpp"

#include <net/if.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/messages.hpp"
#include "daemon/runtime_paths.hpp"
#include "daemon/snmp_site.hpp"
#include "vrrp/instance.hpp"

namespace sempervivum::daemon {
namespace {

BusSettings bus_settings(const parser::Config &config, const Options &options) {
  BusSettings settings;
  const auto &dbus = config.global.dbus;
  if (dbus.service_name) settings.service = *dbus.service_name;
  if (dbus.no_interface_name) settings.place.no_interface = *dbus.no_interface_name;
  settings.place.net_namespace = network_namespace(options, config.process);
  settings.place.instance = config.process.instance.value_or("");
  return settings;
}

std::vector<BusInstance> bus_instances(const vrrp::Plan &plan, const BusPlace &place) {
  std::vector<BusInstance> all;
  for (const auto &one : plan.instances)
    all.push_back({one.name, instance_path(place, one.interface.text(), one.router.vrid, one.family)});
  return all;
}

/// The number told of an event: a state's, or one of an end's own; none if it is no change.
std::optional<std::uint32_t> status_of(vrrp::Event event) {
  switch (event) {
    case vrrp::Event::backup: return 1;
    case vrrp::Event::master: return 2;
    case vrrp::Event::fault: return 3;
    case vrrp::Event::deleted: return 97;
    case vrrp::Event::stop: return 98;
    case vrrp::Event::master_rx_lower_priority:
    case vrrp::Event::second_master: break;
  }
  return std::nullopt;
}

VrrpMibs mibs_of(const parser::SnmpSettings &snmp, const Options &options) {
  return {.keepalived = snmp.vrrp || options.snmp,
          .rfc2787 = snmp.rfc || snmp.rfcv2 || options.snmp,
          .rfc6527 = snmp.rfc || snmp.rfcv3 || options.snmp};
}

/// KEEPALIVED-MIB: global.
std::vector<VrrpTable> global_tables() {
  const auto fill = [](const VrrpView &view, const Oid &root, SnmpRows &rows) { fill_process(*view.site, root, rows); };
  return {{oid(snmp_roots::global), fill}};
}

/// A part of the tree with its tables.
struct Part {
  bool served;
  std::string_view root;
  std::vector<VrrpTable> (*tables)();
};

std::array<Part, 4> parts_of(const VrrpMibs &mibs) {
  return {Part{mibs.any(), snmp_roots::global, global_tables}, Part{mibs.keepalived, snmp_roots::vrrp, vrrp_tables},
          Part{mibs.rfc2787, snmp_roots::rfc2787, rfc2787_tables},
          Part{mibs.rfc6527, snmp_roots::rfc6527, rfc6527_tables}};
}

std::vector<VrrpTable> tables_of(const VrrpMibs &mibs) {
  std::vector<VrrpTable> tables;
  for (const auto &part : parts_of(mibs)) {
    if (!part.served) continue;
    const auto own = part.tables();
    tables.insert(tables.end(), own.begin(), own.end());
  }
  std::ranges::sort(tables, {}, &VrrpTable::root);
  return tables;
}

SnmpSettings snmp_settings(const Configuration &configuration, const Options &options, const VrrpMibs &mibs,
                           const std::vector<VrrpTable> &tables) {
  SnmpSettings settings;
  settings.socket = snmp_socket(configuration, options);
  for (const auto &part : parts_of(mibs))
    if (part.served) settings.tree.roots.push_back(oid(part.root));
  for (const auto &table : tables) settings.tree.tables.push_back(table.root);
  return settings;
}

NewMaster new_master(const vrrp::Instance &instance) {
  const auto &plan = instance.plan();
  return {.interface = plan.base_interface.text(),
          .vrid = plan.router.vrid,
          .version2 = plan.router.version == vrrp::Version::v2,
          .address = instance.source(),
          .why = instance.mastered_by()};
}

}  // namespace

void VrrpAudience::configure(const Configuration &configuration) {
  configuration_ = &configuration;
  configure_bus();
  configure_snmp();
}

void VrrpAudience::configure_bus() {
  const auto &config = configuration_->config;
  if (!config.global.dbus.enable) return bus_.reset();
  const auto settings = bus_settings(config, options_);
  if (bus_ && bus_->settings() != settings) bus_.reset();
  if (!bus_) bus_.emplace(io_, log_, settings, handlers_.bus);
}

void VrrpAudience::configure_snmp() {
  initial_masters_.clear();
  for (const auto &instance : configuration_->config.instances)
    if (instance.state == parser::InitialState::master) initial_masters_.insert(instance.name);
  const auto mibs = mibs_of(configuration_->config.global.snmp, options_);
  next_site_ = mibs.any() ? std::make_unique<VrrpSite>(VrrpSite{process_site(*configuration_, options_), {}}) : nullptr;
  if (!mibs.any()) return snmp_.reset();
  const auto tables = tables_of(mibs);
  const auto settings = snmp_settings(*configuration_, options_, mibs, tables);
  if (snmp_ && snmp_->settings() == settings) return;
  // net-snmp cannot be begun anew in the same process.
  if (tables_) return log_.warning(messages::snmp_needs_restart);
  mibs_ = mibs;
  tables_ = std::make_shared<const std::vector<VrrpTable>>(tables);
  snmp_.emplace(io_, log_, settings, SnmpAgent::Handlers{[this] { return take_page(); }, {}});
}

void VrrpAudience::meet(const vrrp::Plan &plan) {
  const bool reloaded = std::exchange(running_, true);
  if (!reloaded) since_ = base::Clock::now();
  if (!snmp_) next_site_.reset();
  if (next_site_) next_site_->plan = plan;
  site_ = std::move(next_site_);
  if (!bus_) return;
  bus_->show(bus_instances(plan, bus_->settings().place));
  if (reloaded) bus_->announce_reload();
}

void VrrpAudience::note(const vrrp::Notice &notice, const vrrp::Instance *instance) {
  const auto status = status_of(notice.event);
  if (bus_ && status && instance != nullptr) bus_->note(notice.subject.name, *status);
  if (snmp_ && configuration_->config.global.snmp.traps) send_traps(notice, instance);
}

SnmpPage VrrpAudience::take_page() const {
  if (!site_) return {};
  auto view = std::make_shared<const VrrpView>(VrrpView{site_, handlers_.status(), base::Clock::now(), since_});
  return [view, tables = tables_](std::size_t table, SnmpRows &rows) {
    (*tables)[table].fill(*view, (*tables)[table].root, rows);
  };
}

void VrrpAudience::send_traps(const vrrp::Notice &notice, const vrrp::Instance *instance) {
  VrrpChange change{.name = std::string{notice.subject.name},
                    .is_group = instance == nullptr,
                    .event = notice.event,
                    .router_id = router_id(*configuration_),
                    .master = {}};
  if (instance != nullptr && initial_masters_.contains(notice.subject.name)) change.initial_state = 2;
  if (instance != nullptr && notice.event == vrrp::Event::master) change.master = new_master(*instance);
  snmp_->send([change = std::move(change), mibs = mibs_] {
    return traps_of(change, mibs, change.master ? if_nametoindex(change.master->interface.c_str()) : 0);
  });
}

}  // namespace sempervivum::daemon
