/// What the VRRP process has to run: the configuration reduced to decisions.
///
/// make_plan() turns the parsed file into plain values in which every default is
/// filled in, every script resolved and every name that refers to another object
/// looked up. The engine runs a Plan; a reload is the difference between two.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/script.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/model.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/fixture_plan.hpp"
#include "vrrp/notify_plan.hpp"
#include "vrrp/possessions.hpp"
#include "vrrp/router.hpp"
#include "vrrp/track_rule.hpp"
#include "vrrp/tracker_plan.hpp"
#include "vrrp/virtual_link_plan.hpp"

namespace sempervivum::vrrp {

struct TrackedScript {
  std::string name;
  /// 0: a failure is a fault.
  int weight = 0;
  bool reverse = false;

  bool operator==(const TrackedScript &) const = default;
};

using TrackedInterface = TrackedScript;

/// What makes two instances the same across a reload (behaviour L5): not the name.
struct InstanceKey {
  base::Vrid vrid;
  base::Family family = base::Family::ipv4;
  /// As configured, below any virtual link.
  std::string interface;
  std::optional<base::IpAddress> unicast_source;
  bool unicast = false;
  /// Whether adverts go out of a virtual link.
  bool virtual_link = false;

  auto operator<=>(const InstanceKey &) const = default;
};

struct InstancePlan {
  std::string name;
  /// Where adverts come and go: as configured, or a virtual link on it.
  std::string interface;
  /// As configured; source addresses are read from it.
  std::string base_interface;
  base::Family family = base::Family::ipv4;
  RouterConfig router;
  /// mcast_src_ip or unicast_src_ip; else the interface's own address.
  std::optional<base::IpAddress> source;
  base::IpAddress multicast_group;
  /// Unicast if there is any.
  std::vector<base::IpAddress> peers;
  std::uint8_t ttl = required_ttl;
  bool check_unicast_source = false;
  /// unicast_fault_no_peer: without peers a fault instead of multicast.
  bool fault_without_peer = false;
  ChecksumScope checksum = ChecksumScope::with_pseudo_header;
  AuthType auth = AuthType::none;
  AuthData auth_data{};
  bool skip_check_addresses = false;
  /// dont_track_primary clears it.
  bool track_primary = true;
  std::vector<PlannedAddress> addresses;
  std::vector<PlannedAddress> excluded;
  /// Other addresses stay when the first of their prefix is removed.
  bool promote_secondaries = false;
  std::vector<PlannedRoute> routes;
  std::vector<PlannedRule> rules;
  std::vector<TrackedScript> scripts;
  std::vector<TrackedInterface> interfaces;
  std::vector<TrackedScript> files;
  std::vector<TrackedScript> processes;
  std::vector<TrackedScript> bfds;
  NotifyPlan notify;

  InstanceKey key() const;
  bool unicast() const { return !peers.empty(); }
  bool tracks(TrackKind kind, std::string_view object) const;
  /// Advertised and excluded addresses, routes and rules.
  Possessions possessions() const;
  bool operator==(const InstancePlan &) const = default;
};

struct ScriptPlan {
  std::string name;
  base::Command command;
  base::Duration interval = std::chrono::seconds{1};
  base::Duration timeout = std::chrono::seconds{1};
  unsigned rise = 1;
  unsigned fall = 1;
  bool init_fail = false;

  bool operator==(const ScriptPlan &) const = default;
};

/// A vrrp_sync_group that has members.
struct GroupPlan {
  std::string name;
  /// Indices into the plan's instances, in the order of the group's list; an
  /// instance is in one group at most.
  std::vector<std::size_t> members;
  NotifyPlan notify;

  bool operator==(const GroupPlan &) const = default;
};

struct Plan {
  std::vector<ScriptPlan> scripts;
  std::vector<InstancePlan> instances;
  TrackerPlan trackers;
  /// fifo_write_vrrp_states_on_reload
  bool repeats_states_at_reload = false;
  std::vector<VirtualLinkPlan> links{};
  /// What is there whoever is master.
  std::vector<FixturePlan> fixtures{};
  /// What cannot be run and why, for the log; it is left out.
  std::vector<std::string> left_out{};
  std::vector<GroupPlan> groups{};
  /// What cannot be as it is configured, each one log line.
  std::vector<std::string> remarks{};

  bool operator==(const Plan &) const = default;
};

/// Scripts nobody tracks, and trackers whose script is disabled, are left out.
/// `names` are those that lines of routes and rules may use.
Plan make_plan(const parser::Config &config, const CommandResolver &resolve,
               const netlink::IprouteNames &names = netlink::IprouteNames{});

}  // namespace sempervivum::vrrp
