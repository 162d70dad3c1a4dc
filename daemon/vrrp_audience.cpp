#include "daemon/vrrp_audience.hpp"

#include <utility>

#include "daemon/runtime_paths.hpp"

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
    all.push_back({one.name, instance_path(place, one.interface, one.router.vrid, one.family)});
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

}  // namespace

void VrrpAudience::configure(const Configuration &configuration) {
  const auto &config = configuration.config;
  if (!config.global.dbus.enable) return bus_.reset();
  const auto settings = bus_settings(config, options_);
  if (bus_ && bus_->settings() != settings) bus_.reset();
  if (!bus_) bus_.emplace(io_, log_, settings, handlers_);
}

void VrrpAudience::meet(const vrrp::Plan &plan) {
  const bool reloaded = std::exchange(running_, true);
  if (!bus_) return;
  bus_->show(bus_instances(plan, bus_->settings().place));
  if (reloaded) bus_->announce_reload();
}

void VrrpAudience::note(const vrrp::Notice &notice) {
  const auto status = status_of(notice.event);
  if (bus_ && status && notice.subject.kind == vrrp::Subject::Kind::instance) bus_->note(notice.subject.name, *status);
}

}  // namespace sempervivum::daemon
