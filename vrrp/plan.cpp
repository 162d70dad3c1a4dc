#include "vrrp/plan.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "vrrp/messages.hpp"
#include "vrrp/planned_address.hpp"
#include "vrrp/planned_possessions.hpp"
#include "vrrp/planned_tracks.hpp"

namespace sempervivum::vrrp {
namespace {

/// Where the tracked objects of each kind are.
constexpr std::array<RareList<TrackedScript> InstancePlan::*, track_kind_count> tracked_lists{
    &InstancePlan::interfaces, &InstancePlan::scripts, &InstancePlan::files, &InstancePlan::processes,
    &InstancePlan::bfds};

AnnouncePolicy announce_policy(const parser::VrrpInstance &instance) {
  return {
      .repeat = instance.garp_master_repeat.value(),
      .delay = instance.garp_master_delay.value(),
      .refresh = instance.garp_master_refresh.value(),
      .refresh_repeat = instance.garp_master_refresh_repeat.value(),
      .lower_priority_delay = instance.garp_lower_prio_delay.value(),
      .lower_priority_repeat = instance.garp_lower_prio_repeat.value(),
  };
}

RouterConfig router_config(const parser::VrrpInstance &instance) {
  return {
      .version = *instance.version == parser::VrrpVersion::v2 ? Version::v2 : Version::v3,
      .vrid = instance.virtual_router_id.value(),
      .priority = instance.priority.value(),
      .advert_interval = instance.advert_int.value(),
      .down_timer_adverts = instance.down_timer_adverts.value(),
      .nopreempt = instance.nopreempt,
      .preempt_delay = instance.preempt_delay,
      .lower_priority_no_advert = instance.lower_prio_no_advert.value(),
      .higher_priority_send_advert = instance.higher_prio_send_advert.value(),
      .owner_ignore_adverts = instance.owner_ignore_adverts.value(),
      .rival_priority = base::Priority{instance.timer_expired_backup.value_or(254)},
      .announce = announce_policy(instance),
  };
}

base::IpAddress multicast_group(const parser::VrrpInstance &instance, const parser::GlobalDefs &global) {
  const auto &standard = instance.family == base::Family::ipv4 ? global.vrrp_mcast_group4 : global.vrrp_mcast_group6;
  return instance.mcast_dst_ip.value_or(standard.value());
}

OldChecksum old_checksum(parser::OldUnicastChecksum configured) {
  switch (configured) {
    case parser::OldUnicastChecksum::yes: return OldChecksum::yes;
    case parser::OldUnicastChecksum::never: return OldChecksum::never;
    case parser::OldUnicastChecksum::automatic: break;
  }
  return OldChecksum::automatic;
}

Peer planned_peer(const parser::UnicastPeer &peer) {
  return {peer.address, peer.min_ttl.value_or(0), peer.max_ttl.value_or(255)};
}

bool limits_ttl(const parser::UnicastPeer &peer) { return peer.min_ttl || peer.max_ttl; }

/// The groups', then the global one.
std::vector<Pace> paces(const parser::Config &config) {
  const base::Duration none{0};
  std::vector<Pace> paces;
  for (const auto &group : config.garp_groups) {
    Pace pace{group.garp_interval.value_or(none), group.gna_interval.value_or(none), {}};
    for (const auto &interface : group.interfaces) pace.interfaces.push_back(interface.name);
    if (!pace.interfaces.empty()) paces.push_back(std::move(pace));
  }
  const auto &garp = config.global.garp;
  const Pace all{garp.interval.value_or(none), garp.gna_interval.value_or(none), {}};
  if (all.ipv4 > none || all.ipv6 > none) paces.push_back(all);
  return paces;
}

ReceiveBufferPlan receive_buffer(const parser::VrrpInstance &instance, const parser::GlobalDefs &global) {
  using enum ReceiveBufferPlan::Unit;
  if (instance.kernel_rx_buf_size) return {bytes, *instance.kernel_rx_buf_size};
  if (!global.vrrp_rx_bufs_policy) return {};
  constexpr std::uint32_t usual_multiplier = 3;
  const auto &policy = *global.vrrp_rx_bufs_policy;
  if (policy.bytes) return {bytes, *policy.bytes};
  return {policy.mtu ? mtu : advert, global.vrrp_rx_bufs_multiplier.value_or(usual_multiplier)};
}

/// How the instance's adverts go and come, but for authentication.
void plan_wire(const parser::VrrpInstance &instance, const parser::GlobalDefs &global, InstancePlan &plan) {
  plan.multicast_group = multicast_group(instance, global);
  plan.source = instance.unicast_peer.empty() ? instance.mcast_src_ip : instance.unicast_src_ip;
  plan.track_source = instance.track_src_ip;
  for (const auto &peer : instance.unicast_peer) plan.peers.push_back(planned_peer(peer));
  plan.fault_without_peer = instance.unicast_fault_no_peer;
  if (plan.unicast()) plan.ttl = instance.unicast_ttl.value_or(required_ttl);
  plan.check_unicast_source = instance.check_unicast_src || global.vrrp_check_unicast_src ||
                              std::ranges::any_of(instance.unicast_peer, limits_ttl);
  plan.checksum = *instance.v3_checksum_as_v2 ? ChecksumScope::message_only : ChecksumScope::with_pseudo_header;
  plan.old_checksum = old_checksum(instance.old_unicast_checksum);
  plan.receive_buffer = receive_buffer(instance, global);
  plan.skip_check_addresses = *instance.skip_check_adv_addr;
}

DumpedFacts dumped_facts(const parser::VrrpInstance &instance) {
  DumpedFacts facts{.begins_as_master = instance.state == parser::InitialState::master,
                    .accepts = !instance.no_accept,
                    .strict = instance.strict_mode.value_or(false)};
  if (instance.use_vmac && instance.use_vmac->name) facts.virtual_mac_name = *instance.use_vmac->name;
  return facts;
}

/// Plans scripts and resolves commands, remembering which scripts are tracked.
class Planner {
 public:
  Planner(const parser::Config &config, const CommandResolver &resolve, const netlink::IprouteNames &names,
          const KeyReader &read_key)
      : config_{config},
        resolve_{resolve},
        read_key_{read_key},
        routes_{names},
        links_{config},
        homes_{config},
        trackers_{tracker_plan(config)} {
    for (const auto &script : config.scripts) plan_script(script);
  }

  Plan finish() {
    Plan plan;
    plan.fixtures = fixture_plans(config_, routes_);
    plan.repeats_states_at_reload = config_.global.fifo_write_vrrp_states_on_reload;
    for (const auto &instance : config_.instances) plan.instances.push_back(plan_instance(instance));
    for (const auto &group : config_.sync_groups) plan_group(group, plan);
    plan.remarks = std::move(remarks_);
    plan.trackers = std::move(trackers_);
    for (const auto &script : config_.scripts)
      if (tracked_.contains(script.name)) plan.scripts.push_back(scripts_.at(script.name));
    plan.links = links_.links();
    plan.left_out = routes_.left_out();
    std::ranges::move(left_out_, std::back_inserter(plan.left_out));
    plan.startup_delay = config_.global.vrrp_startup_delay.value_or(base::Duration::zero());
    plan.delay_after_boot = config_.global.vrrp_delay_after_boot.value_or(base::Duration::zero());
    plan.logs_unknown_vrids = config_.global.log_unknown_vrids;
    plan.reports_no_local_groups = config_.global.disable_local_igmp;
    plan.paces = paces(config_);
    plan_firewall(plan);
    return plan;
  }

 private:
  void plan_script(const parser::Script &script) {
    auto command = script.script ? resolve_(*script.script, script.user) : std::nullopt;
    if (!command) return;
    scripts_[script.name] = {
        .name = script.name,
        .command = std::move(*command),
        .interval = script.interval,
        .timeout = script.timeout.value_or(script.interval),
        .rise = script.rise,
        .fall = script.fall,
        .init_fail = script.init_fail,
    };
  }

  InstancePlan plan_instance(const parser::VrrpInstance &instance) {
    InstancePlan plan;
    plan.name = instance.name;
    if (instance.interface) plan.base_interface = *instance.interface;
    const auto link = links_.own_link(instance);
    plan.interface = plan.base_interface;
    if (link && !VirtualLinkPlanner::sends_from_base(instance)) plan.interface = *link;
    plan.family = instance.family;
    plan.router = router_config(instance);
    plan_wire(instance, config_.global, plan);
    plan_auth(instance, plan);
    plan.track_primary = !instance.dont_track_primary;
    if (instance.use_ipvlan && instance.use_ipvlan->address && !plan.source)
      plan.source = instance.use_ipvlan->address->address;
    const auto place = [&](const parser::VirtualAddress &line) { return links_.place(instance, line); };
    plan.addresses = planned_addresses(instance.virtual_ipaddress, place);
    plan.excluded = planned_addresses(instance.virtual_ipaddress_excluded, place);
    plan_extra(instance, link.value_or(plan.interface.text()), plan);
    plan.promote_secondaries = instance.promote_secondaries;
    plan.routes = routes_.routes(instance.name, instance.virtual_routes);
    plan.rules = routes_.rules(instance.name, instance.virtual_rules);
    plan_tracks(instance, plan);
    plan.notify = notify_plan(instance, config_, resolve_);
    plan.dumped = dumped_facts(instance);
    track_interfaces_of_possessions(plan);
    return plan;
  }

  /// `own` needs none: its hardware address is seen with every advert.
  void plan_extra(const parser::VrrpInstance &instance, const std::string &own, InstancePlan &plan) const {
    const auto &given = instance.garp_extra_if ? instance.garp_extra_if : config_.global.vrrp_garp_extra_if;
    plan.extra.interval = given ? given->interval.value_or(base::Duration::zero()) : base::Duration::zero();
    if (plan.extra.interval == base::Duration::zero()) return;
    auto &names = plan.extra.interfaces;
    for (const auto &planned : plan.possessions().addresses) {
      const auto name = planned.interface.text();
      const bool is_meant = given->all || links_.is_vmac(name);
      if (name != own && is_meant && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }

  void plan_auth(const parser::VrrpInstance &instance, InstancePlan &plan) {
    auto planned = planned_auth(instance, read_key_);
    plan.auth = planned.type;
    plan.auth_data = planned.password;
    if (planned.hmac) plan.hmac = std::move(*planned.hmac);
    if (planned.problem) left_out_.push_back(std::move(*planned.problem));
  }

  void plan_tracks(const parser::VrrpInstance &instance, InstancePlan &plan) {
    auto planned = planned_tracks(config_, homes_, instance);
    std::ranges::move(planned.remarks, std::back_inserter(remarks_));
    for (const auto &rule : planned.rules) plan_track(rule, plan);
  }

  void plan_firewall(Plan &plan) const {
    plan.firewall = firewall_plan(config_, plan);
    const auto &given = config_.global.firewall;
    if (!plan.firewall.empty() && !given.nftables && !given.iptables)
      plan.remarks.emplace_back(messages::firewall_chosen);
  }

  /// What follows the master is of no use on an interface that is down (behaviour E6).
  static void track_interfaces_of_possessions(InstancePlan &plan) {
    for (auto &name : tracked_interfaces(plan.possessions())) {
      const auto tracks = [&](const TrackedInterface &tracked) { return tracked.name == name; };
      if (name == plan.interface || std::ranges::any_of(plan.interfaces, tracks)) continue;
      plan.interfaces.push_back({std::move(name), 0, false});
    }
  }

  void plan_track(const TrackRule &rule, InstancePlan &plan) {
    if (!is_known(rule)) return;
    if (rule.kind == TrackKind::script) tracked_.insert(rule.name);
    (plan.*tracked_lists[static_cast<std::size_t>(rule.kind)]).push_back({rule.name, rule.weight, rule.reverse});
  }

  bool is_known(const TrackRule &rule) const {
    const auto has = [&](const auto &plans) {
      return std::ranges::any_of(plans, [&](const auto &plan) { return plan.name == rule.name; });
    };
    switch (rule.kind) {
      case TrackKind::script: return scripts_.contains(rule.name);
      case TrackKind::file: return has(trackers_.files);
      case TrackKind::process: return has(trackers_.processes);
      case TrackKind::interface:
      case TrackKind::bfd: break;
    }
    return true;
  }

  void plan_group(const parser::SyncGroup &group, Plan &plan) {
    GroupPlan planned{
        .name = group.name, .members = homes_.members(group), .notify = notify_plan(group, config_, resolve_)};
    if (!planned.members.empty()) plan.groups.push_back(std::move(planned));
  }

  const parser::Config &config_;
  const CommandResolver &resolve_;
  const KeyReader &read_key_;
  RoutePlanner routes_;
  VirtualLinkPlanner links_;
  Homes homes_;
  TrackerPlan trackers_;
  std::map<std::string, ScriptPlan> scripts_;
  std::set<std::string> tracked_;
  std::vector<std::string> remarks_;
  std::vector<std::string> left_out_;
};

}  // namespace

InstanceKey InstancePlan::key() const {
  return {.vrid = router.vrid,
          .family = family,
          .interface = base_interface.empty() ? interface : base_interface,
          .unicast_source = unicast() ? source : std::nullopt,
          .unicast = unicast(),
          .virtual_link = !base_interface.empty() && interface != base_interface};
}

bool InstancePlan::tracks(TrackKind kind, std::string_view object) const {
  const auto &all = this->*tracked_lists[static_cast<std::size_t>(kind)];
  return std::ranges::find(all, object, &TrackedScript::name) != all.end();
}

Possessions InstancePlan::possessions() const {
  auto all = addresses;
  all.insert(all.end(), excluded.begin(), excluded.end());
  return {std::move(all), routes, rules};
}

Plan make_plan(const parser::Config &config, const CommandResolver &resolve, const netlink::IprouteNames &names,
               const KeyReader &read_key) {
  return Planner{config, resolve, names, read_key}.finish();
}

}  // namespace sempervivum::vrrp
