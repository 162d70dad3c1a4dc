#include "parser/defaults.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>

namespace sempervivum::parser {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

template <class T, class Value>
void set_if_unset(std::optional<T> &member, Value value) {
  if (!member) member = static_cast<T>(value);
}

void resolve(GarpDefaults &garp) {
  set_if_unset(garp.master_delay, seconds{5});
  set_if_unset(garp.master_repeat, 5U);
  set_if_unset(garp.master_refresh, seconds{0});
  set_if_unset(garp.master_refresh_repeat, 1U);
  set_if_unset(garp.lower_prio_delay, *garp.master_delay);
  set_if_unset(garp.lower_prio_repeat, *garp.master_repeat);
  set_if_unset(garp.interval, seconds{0});
  set_if_unset(garp.gna_interval, seconds{0});
  garp.master_repeat = std::max(*garp.master_repeat, 1U);
  garp.master_refresh_repeat = std::max(*garp.master_refresh_repeat, 1U);
}

/// vrrp_min_garp, for what is not set otherwise.
void minimise(GarpDefaults &garp) {
  set_if_unset(garp.master_delay, seconds{0});
  set_if_unset(garp.master_repeat, 1U);
  set_if_unset(garp.master_refresh, seconds{0});
}

void resolve(GlobalDefs &global) {
  if (global.vrrp_min_garp) minimise(global.garp);
  resolve(global.garp);
  set_if_unset(global.vrrp_down_timer_adverts, 3U);
  if (!global.vrrp_mcast_group4) global.vrrp_mcast_group4 = base::IpAddress::parse("224.0.0.18");
  if (!global.vrrp_mcast_group6) global.vrrp_mcast_group6 = base::IpAddress::parse("ff02::12");
}

void clamp(Weight &weight) { weight.value = std::clamp(weight.value, -253, 253); }

void resolve(std::vector<Script> &scripts) {
  std::erase_if(scripts, [](const Script &script) { return !script.script; });
  for (auto &script : scripts) {
    set_if_unset(script.timeout, script.interval);
    clamp(script.weight);
  }
}

/// The names trackers and groups may refer to.
struct KnownNames {
  std::set<std::string, std::less<>> scripts;
  std::set<std::string, std::less<>> files;
  std::set<std::string, std::less<>> processes;
  std::set<std::string, std::less<>> instances;

  explicit KnownNames(const Config &config) {
    for (const auto &script : config.scripts) scripts.insert(script.name);
    for (const auto &file : config.track_files) files.insert(file.name);
    for (const auto &process : config.track_processes) processes.insert(process.name);
    for (const auto &instance : config.instances) instances.insert(instance.name);
  }
};

template <class Objects>
void keep_known(Objects &objects, const std::set<std::string, std::less<>> &known) {
  std::erase_if(objects, [&](const auto &object) { return !known.contains(object.name); });
}

template <class Tracker>
void resolve_tracks(const KnownNames &known, Tracker &tracker) {
  keep_known(tracker.track_script, known.scripts);
  keep_known(tracker.track_file, known.files);
  keep_known(tracker.track_process, known.processes);
  for (auto *tracks : {&tracker.track_script, &tracker.track_interface, &tracker.track_bfd})
    for (auto &track : *tracks)
      if (track.weight) clamp(*track.weight);
}

void resolve_announcements(const GarpDefaults &garp, VrrpInstance &instance) {
  set_if_unset(instance.garp_master_delay, *garp.master_delay);
  set_if_unset(instance.garp_master_repeat, *garp.master_repeat);
  set_if_unset(instance.garp_master_refresh, *garp.master_refresh);
  set_if_unset(instance.garp_master_refresh_repeat, *garp.master_refresh_repeat);
  set_if_unset(instance.garp_lower_prio_delay, *garp.lower_prio_delay);
  set_if_unset(instance.garp_lower_prio_repeat, *garp.lower_prio_repeat);
  instance.garp_master_repeat = std::max(*instance.garp_master_repeat, 1U);
  instance.garp_master_refresh_repeat = std::max(*instance.garp_master_refresh_repeat, 1U);
}

void resolve_switches(const GlobalDefs &global, VrrpInstance &instance) {
  set_if_unset(instance.down_timer_adverts, *global.vrrp_down_timer_adverts);
  set_if_unset(instance.lower_prio_no_advert, global.vrrp_lower_prio_no_advert);
  set_if_unset(instance.higher_prio_send_advert, global.vrrp_higher_prio_send_advert);
  set_if_unset(instance.owner_ignore_adverts, global.vrrp_owner_ignore_adverts);
  set_if_unset(instance.v3_checksum_as_v2, global.v3_checksum_as_v2);
  set_if_unset(instance.skip_check_adv_addr, global.vrrp_skip_check_adv_addr);
  set_if_unset(instance.strict_mode, global.vrrp_strict);
  set_if_unset(instance.smtp_alert, global.smtp_alert_vrrp.value_or(global.smtp_alert.value_or(false)));
  set_if_unset(instance.notify_priority_changes, global.vrrp_notify_priority_changes);
  instance.check_unicast_src = instance.check_unicast_src || global.vrrp_check_unicast_src;
}

/// `state MASTER` alone implies 255, and 255 alone implies MASTER.
void resolve_state(VrrpInstance &instance) {
  const bool wants_master = instance.state == InitialState::master;
  set_if_unset(instance.priority, wants_master ? base::owner_priority : base::Priority{100});
  const bool owner = instance.priority == base::owner_priority;
  set_if_unset(instance.state, owner ? InitialState::master : InitialState::backup);
  if (*instance.strict_mode) instance.state = owner ? InitialState::master : InitialState::backup;
}

void resolve_strict(VrrpInstance &instance) {
  if (!*instance.strict_mode) return;
  instance.authentication.reset();
  instance.down_timer_adverts = 3;
  instance.lower_prio_no_advert = true;
  instance.higher_prio_send_advert = false;
  instance.owner_ignore_adverts = true;
  instance.preempt_delay = {};
  instance.garp_lower_prio_delay = seconds{0};
  instance.garp_lower_prio_repeat = 0;
}

void resolve_authentication(VrrpInstance &instance) {
  auto &authentication = instance.authentication;
  if (!authentication) return;
  const bool usable = authentication->type && !authentication->password.empty();
  if (!usable || instance.version == VrrpVersion::v3) return authentication.reset();
  if (authentication->password.size() > 8) authentication->password.resize(8);
}

void resolve(const Config &config, const KnownNames &known, VrrpInstance &instance) {
  instance.family = deduced_family(instance);
  instance.version = deduced_version(config, instance);
  const auto family = instance.family;
  std::erase_if(instance.virtual_ipaddress,
                [=](const VirtualAddress &address) { return address.prefix.address.family() != family; });
  std::erase_if(instance.unicast_peer, [=](const UnicastPeer &peer) { return peer.address.family() != family; });
  instance.advert_int = rounded_interval(instance.advert_int.value_or(seconds{1}), *instance.version);
  resolve_announcements(config.global.garp, instance);
  resolve_switches(config.global, instance);
  resolve_state(instance);
  resolve_strict(instance);
  resolve_authentication(instance);
  const bool preempts = instance.state == InitialState::backup && !instance.nopreempt;
  if (!preempts) instance.preempt_delay = {};
  if (instance.state == InitialState::master) instance.nopreempt = false;
  resolve_tracks(known, instance);
}

void resolve(const Config &config, const KnownNames &known, SyncGroup &group) {
  keep_known(group.group, known.instances);
  set_if_unset(group.smtp_alert, config.global.smtp_alert_vrrp.value_or(config.global.smtp_alert.value_or(false)));
  resolve_tracks(known, group);
}

}  // namespace

base::Family deduced_family(const VrrpInstance &instance) {
  if (!instance.virtual_ipaddress.empty()) return instance.virtual_ipaddress.front().prefix.address.family();
  if (instance.unicast_src_ip) return instance.unicast_src_ip->family();
  if (!instance.unicast_peer.empty()) return instance.unicast_peer.front().address.family();
  if (instance.mcast_src_ip) return instance.mcast_src_ip->family();
  return instance.native_ipv6 ? base::Family::ipv6 : base::Family::ipv4;
}

VrrpVersion deduced_version(const Config &config, const VrrpInstance &instance) {
  if (deduced_family(instance) == base::Family::ipv6) return VrrpVersion::v3;
  return instance.version.value_or(config.global.vrrp_version);
}

base::Duration rounded_interval(base::Duration interval, VrrpVersion version) {
  const base::Duration step = version == VrrpVersion::v2 ? base::Duration{seconds{1}} : base::Centiseconds{1};
  const base::Duration most = version == VrrpVersion::v2 ? base::Duration{seconds{255}} : base::Centiseconds{4095};
  const auto steps = (interval + step / 2) / step;
  return std::clamp<base::Duration>(steps * step, step, most);
}

bool is_strict(const Config &config, const VrrpInstance &instance) {
  return instance.strict_mode.value_or(config.global.vrrp_strict);
}

void resolve_defaults(Config &config) {
  resolve(config.global);
  resolve(config.scripts);
  const KnownNames known{config};
  for (auto &instance : config.instances) resolve(config, known, instance);
  for (auto &group : config.sync_groups) resolve(config, known, group);
}

}  // namespace sempervivum::parser
