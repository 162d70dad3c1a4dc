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
#include "base/interface_name.hpp"
#include "base/script.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/model.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/auth_hmac.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/firewall_plan.hpp"
#include "vrrp/fixture_plan.hpp"
#include "vrrp/notify_plan.hpp"
#include "vrrp/planned_auth.hpp"
#include "vrrp/possessions.hpp"
#include "vrrp/rare_list.hpp"
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
  base::InterfaceName interface;
  std::optional<base::IpAddress> unicast_source;
  bool unicast = false;
  /// Whether adverts go out of a virtual link.
  bool virtual_link = false;

  auto operator<=>(const InstanceKey &) const = default;
};

/// old_unicast_checksum: v3 unicast checksums over IPv4 as keepalived before 1.3.6
/// made them, never, or once a peer is heard that does.
enum class OldChecksum : std::uint8_t { automatic, yes, never };

/// garp_extra_if: who is announced besides, and how often.
struct ExtraPlan {
  base::Duration interval{0};
  /// Those with addresses that are meant; none: nobody.
  RareList<std::string> interfaces;

  bool operator==(const ExtraPlan &) const = default;
};

/// What is said in dumps and nowhere else.
struct DumpedFacts {
  /// state MASTER
  bool begins_as_master = false;
  /// no_accept clears it.
  bool accepts = true;
  bool strict = false;
  /// use_vmac's own name for the interface.
  base::Rare<std::string> virtual_mac_name{};

  bool operator==(const DumpedFacts &) const = default;
};

/// How large the receive buffer of adverts is to be for this instance's sake
/// (vrrp_rx_bufs_policy, vrrp_rx_bufs_multiplier, kernel_rx_buf_size).
struct ReceiveBufferPlan {
  enum class Unit : std::uint8_t { none, bytes, mtu, advert };
  Unit unit = Unit::none;
  /// Of units.
  std::uint32_t count = 0;

  bool operator==(const ReceiveBufferPlan &) const = default;
};

struct InstancePlan {
  std::string name;
  /// Where adverts come and go: as configured, or a virtual link on it.
  base::InterfaceName interface;
  /// As configured; source addresses are read from it.
  base::InterfaceName base_interface;
  base::Family family = base::Family::ipv4;
  RouterConfig router;
  /// mcast_src_ip or unicast_src_ip; else the interface's own address.
  std::optional<base::IpAddress> source;
  /// track_src_ip: fault while the configured source is not on the interface.
  bool track_source = false;
  base::IpAddress multicast_group;
  /// Unicast if there is any.
  RareList<Peer> peers;
  std::uint8_t ttl = required_ttl;
  ReceiveBufferPlan receive_buffer;
  /// Set by check_unicast_src and by any peer's limits.
  bool check_unicast_source = false;
  /// unicast_fault_no_peer: without peers a fault instead of multicast.
  bool fault_without_peer = false;
  ChecksumScope checksum = ChecksumScope::with_pseudo_header;
  OldChecksum old_checksum = OldChecksum::automatic;
  AuthType auth = AuthType::none;
  /// The password, of PASS as of AH.
  AuthData auth_data{};
  base::Rare<HmacConfig> hmac{};
  bool skip_check_addresses = false;
  /// dont_track_primary clears it.
  bool track_primary = true;
  std::vector<PlannedAddress> addresses;
  RareList<PlannedAddress> excluded;
  /// Other addresses stay when the first of their prefix is removed.
  bool promote_secondaries = false;
  ExtraPlan extra;
  RareList<PlannedRoute> routes;
  RareList<PlannedRule> rules;
  RareList<TrackedScript> scripts;
  RareList<TrackedInterface> interfaces;
  RareList<TrackedScript> files;
  RareList<TrackedScript> processes;
  RareList<TrackedScript> bfds;
  NotifyPlan notify;
  DumpedFacts dumped;

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

/// The spacing of announcements (garp_interval, gna_interval) on some interfaces; 0: none.
struct Pace {
  base::Duration ipv4{0};
  base::Duration ipv6{0};
  /// Together; empty: on each interface that no other pace names.
  std::vector<std::string> interfaces;

  bool operator==(const Pace &) const = default;
};

struct Plan {
  std::vector<ScriptPlan> scripts;
  std::vector<InstancePlan> instances;
  TrackerPlan trackers;
  /// fifo_write_vrrp_states_on_reload
  bool repeats_states_at_reload = false;
  std::vector<VirtualLinkPlan> links{};
  FirewallPlan firewall{};
  /// What is there whoever is master.
  std::vector<FixturePlan> fixtures{};
  /// How long after the start, and after the host's, nothing is sent or heard; 0: not.
  base::Duration startup_delay{0};
  base::Duration delay_after_boot{0};
  bool logs_unknown_vrids = false;
  /// disable_local_igmp
  bool reports_no_local_groups = false;
  /// Spacing of announcements; at most one without interfaces, for all the others.
  std::vector<Pace> paces{};
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
               const netlink::IprouteNames &names = netlink::IprouteNames{}, const KeyReader &read_key = no_key_files);

}  // namespace sempervivum::vrrp
