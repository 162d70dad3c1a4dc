#include "daemon/sync_daemon.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/ipvs_access.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

using Role = netlink::IpvsSyncRole;

constexpr std::array both{Role::backup, Role::master};

constexpr Role role_of(vrrp::State state) { return state == vrrp::State::master ? Role::master : Role::backup; }

const parser::VrrpInstance *find(const parser::Config &config, std::string_view name) {
  const auto found = std::ranges::find(config.instances, name, &parser::VrrpInstance::name);
  return found == config.instances.end() ? nullptr : &*found;
}

/// The old place of the setting: in the instance, with nothing but the interface.
std::optional<parser::LvsSyncDaemon> old_setting(const parser::Config &config) {
  for (const auto &instance : config.instances) {
    if (!instance.lvs_sync_daemon_interface) continue;
    parser::LvsSyncDaemon setting;
    setting.interface = *instance.lvs_sync_daemon_interface;
    setting.instance = instance.name;
    return setting;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SyncPlan> sync_plan(const parser::Config &config) {
  const auto setting = config.global.lvs_sync_daemon ? config.global.lvs_sync_daemon : old_setting(config);
  if (!setting) return std::nullopt;
  SyncPlan plan{setting->instance, {}};
  plan.daemon.interface = setting->interface;
  const auto *instance = find(config, setting->instance);
  const auto vrid = instance != nullptr ? instance->virtual_router_id : std::nullopt;
  plan.daemon.id = setting->id.value_or(vrid ? vrid->value() : 0);
  plan.daemon.longest = setting->maxlen;
  plan.daemon.group = setting->group;
  plan.daemon.port = setting->port;
  plan.daemon.ttl = setting->ttl;
  return plan;
}

void SyncDaemon::configure(const parser::Config &config, const StateOf &state_of) {
  plan_ = sync_plan(config);
  if (plan_ && find(config, plan_->instance) == nullptr) {
    log_.error(messages::sync_without_instance, plan_->instance);
    plan_.reset();
  }
  if (!plan_) return want(std::nullopt);
  if (!kernel_ && !open(config)) return plan_.reset();
  note(plan_->instance, state_of(plan_->instance).value_or(vrrp::State::init));
}

bool SyncDaemon::open(const parser::Config &config) {
  auto opened = open_for_ipvs(config, [this] { return netlink::IpvsTable::open(io_); });
  if (!opened) {
    log_.error(messages::sync_failed, opened.error().message());
    return false;
  }
  kernel_.emplace(std::move(*opened));
  // Most often there is none, and the kernel says so.
  kernel_->change_daemons(both, std::nullopt, [](std::span<const netlink::RequestError>) {});
  return true;
}

void SyncDaemon::note(std::string_view instance, vrrp::State state) {
  if (!plan_ || instance != plan_->instance) return;
  auto daemon = plan_->daemon;
  daemon.role = role_of(state);
  want(std::move(daemon));
}

void SyncDaemon::want(std::optional<netlink::IpvsSyncDaemon> daemon) {
  wanted_ = std::move(daemon);
  if (std::exchange(due_, true)) return;
  boost::asio::post(io_, lifeline_.guard([this] { change(); }));
}

void SyncDaemon::change() {
  due_ = false;
  if (!kernel_ || wanted_ == running_) return;
  std::vector<Role> stopped;
  if (running_) stopped.push_back(running_->role);
  running_ = wanted_;
  kernel_->change_daemons(stopped, running_, lifeline_.guard([this](std::span<const netlink::RequestError> errors) {
    for (const auto &error : errors) log_.error(messages::sync_failed, error.message());
  }));
}

void SyncDaemon::stop() {
  plan_.reset();
  wanted_.reset();
  change();
}

}  // namespace sempervivum::daemon
