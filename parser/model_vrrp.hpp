/// VRRP instances, their trackers and groups.
#pragma once

#include "parser/model_common.hpp"
#include "parser/model_global.hpp"
#include "parser/model_route.hpp"

namespace sempervivum::parser {

enum class InitialState : std::uint8_t { backup, master };
enum class AuthType : std::uint8_t { none, pass, ah };

/// vrrp_script: a check that runs again and again.
struct Script {
  std::string name;
  OptionalCommand script;  // always set after load(): scripts without one are dropped
  base::Duration interval = std::chrono::seconds{1};
  std::optional<base::Duration> timeout;  // set by load(): the interval
  Weight weight;
  unsigned rise = 1;
  unsigned fall = 1;
  std::optional<Identity> user;
  bool init_fail = false;
  SourceSpan span;

  bool operator==(const Script &) const = default;
};

/// One line of unicast_peer.
struct UnicastPeer {
  base::IpAddress address;
  std::optional<std::uint8_t> min_ttl;
  std::optional<std::uint8_t> max_ttl;
  SourceSpan span;

  bool operator==(const UnicastPeer &) const = default;
};

struct Authentication {
  std::optional<AuthType> type;  // auth_type
  std::string password;          // auth_pass, at most 8 bytes
  SourceSpan password_span;

  bool operator==(const Authentication &) const = default;
};

/// use_vmac. Not used by this version's runtime unless said elsewhere.
struct Vmac {
  std::optional<std::string> name;
  std::optional<base::HardwareAddress> address;
  std::optional<std::uint32_t> group;
  bool netlink_notify_msg = false;

  bool operator==(const Vmac &) const = default;
};

/// use_ipvlan.
struct Ipvlan {
  enum class Mode : std::uint8_t { bridge, private_, vepa };
  std::optional<std::string> name;
  std::optional<Prefix> address;
  std::optional<Mode> mode;
  std::optional<std::uint32_t> group;

  bool operator==(const Ipvlan &) const = default;
};

/// auth_hmac: an HMAC-SHA256 trailer behind each advert.
struct HmacKey {
  std::uint8_t id = 0;
  std::string value;  // as written: text, hex:DIGITS or file:PATH
  SourceSpan span;

  bool operator==(const HmacKey &) const = default;
};
struct AuthHmac {
  enum class AntiReplay : std::uint8_t { time, monotonic };
  enum class Mode : std::uint8_t { enforce, permissive, receive_only };
  std::vector<HmacKey> key;
  std::optional<std::uint8_t> active_key;
  std::optional<base::Duration> time_window;
  AntiReplay anti_replay = AntiReplay::time;
  Mode mode = Mode::enforce;

  bool operator==(const AuthHmac &) const = default;
};

/// old_unicast_checksum: bare is `yes`, with its argument `never`.
enum class OldUnicastChecksum : std::uint8_t { automatic, yes, never };

struct NotifyDeleted {
  OptionalCommand command;

  bool operator==(const NotifyDeleted &) const = default;
};

struct VrrpInstance {
  std::string name;
  SourceSpan span;

  std::optional<InitialState> state;            // set by load(): MASTER for priority 255, else BACKUP
  std::optional<std::string> interface;         // not set only with unicast_src_ip
  std::optional<base::Vrid> virtual_router_id;  // always set after load() without a fatal error
  std::optional<base::Priority> priority;       // set by load(): 100, or 255 with state MASTER
  std::optional<VrrpVersion> version;           // set by load(): 3 for IPv6, else the global version
  /// set by load(): 1 s. v2: whole seconds 1..255; v3: whole centiseconds up to 40.95 s.
  std::optional<base::Duration> advert_int;
  /// Of the virtual addresses, or else of the peers and source address. set by load()
  base::Family family = base::Family::ipv4;
  bool native_ipv6 = false;

  std::vector<VirtualAddress> virtual_ipaddress;
  std::vector<VirtualAddress> virtual_ipaddress_excluded;
  bool no_virtual_ipaddress = false;
  bool promote_secondaries = false;
  std::vector<Route> virtual_routes;
  std::vector<Rule> virtual_rules;

  bool nopreempt = false;
  bool preempt = false;
  base::Duration preempt_delay{0};
  std::optional<unsigned> down_timer_adverts;        // set by load()
  std::optional<bool> lower_prio_no_advert;          // set by load()
  std::optional<bool> higher_prio_send_advert;       // set by load()
  std::optional<bool> owner_ignore_adverts;          // set by load()
  std::optional<std::uint8_t> timer_expired_backup;  // the rival's priority

  std::optional<Authentication> authentication;
  base::Rare<AuthHmac> auth_hmac;

  std::vector<UnicastPeer> unicast_peer;
  std::optional<base::IpAddress> unicast_src_ip;
  std::optional<base::IpAddress> mcast_src_ip;
  std::optional<base::IpAddress> mcast_dst_ip;  // not set: the global group of the family
  bool track_src_ip = false;
  bool check_unicast_src = false;
  bool unicast_fault_no_peer = false;
  std::optional<std::uint8_t> unicast_ttl;
  OldUnicastChecksum old_unicast_checksum = OldUnicastChecksum::automatic;
  std::optional<bool> v3_checksum_as_v2;    // set by load()
  std::optional<bool> skip_check_adv_addr;  // set by load()
  std::optional<bool> strict_mode;          // set by load()

  std::vector<Track> track_interface;
  std::vector<Track> track_script;
  std::vector<Track> track_file;
  std::vector<Track> track_process;
  std::vector<Track> track_bfd;
  bool dont_track_primary = false;

  std::optional<base::Duration> garp_master_delay;          // set by load()
  std::optional<std::uint32_t> garp_master_repeat;          // set by load(), at least 1
  std::optional<base::Duration> garp_master_refresh;        // set by load()
  std::optional<std::uint32_t> garp_master_refresh_repeat;  // set by load(), at least 1
  std::optional<base::Duration> garp_lower_prio_delay;      // set by load()
  std::optional<std::uint32_t> garp_lower_prio_repeat;      // set by load()

  NotifyScripts notify;
  /// Set: DELETED is reported instead of FAULT when a reload drops the instance.
  base::Rare<NotifyDeleted> notify_deleted;
  OptionalCommand notify_master_rx_lower_pri;
  std::optional<bool> smtp_alert;
  std::optional<bool> notify_priority_changes;

  base::Rare<Vmac> use_vmac;
  base::Rare<Ipvlan> use_ipvlan;
  std::optional<ExtraInterfaces> garp_extra_if;
  bool linkbeat_use_polling = false;
  std::optional<std::string> lvs_sync_daemon_interface;
  bool use_vmac_addr = false;
  bool vmac_xmit_base = false;
  std::optional<std::string> vrf;
  bool accept = false;
  bool no_accept = false;
  unsigned debug = 0;
  std::optional<std::uint32_t> kernel_rx_buf_size;

  bool operator==(const VrrpInstance &) const = default;
};

struct SyncGroup {
  std::string name;
  SourceSpan span;
  std::vector<Named> group;
  std::vector<Track> track_interface;
  std::vector<Track> track_script;
  std::vector<Track> track_file;
  std::vector<Track> track_process;
  std::vector<Track> track_bfd;
  NotifyScripts notify;
  std::optional<bool> smtp_alert;
  std::optional<bool> notify_priority_changes;
  bool sync_group_tracking_weight = false;

  bool operator==(const SyncGroup &) const = default;
};

struct TrackGroup {
  std::string name;
  std::vector<Named> group;
  SourceSpan span;

  bool operator==(const TrackGroup &) const = default;
};

/// init_file: write a value at start, also over an existing one.
struct InitFile {
  int value = 0;
  bool overwrite = false;

  bool operator==(const InitFile &) const = default;
};

struct TrackFile {
  std::string name;
  std::optional<std::string> file;
  std::optional<Weight> weight;  // not set: 1
  std::optional<InitFile> init_file;
  SourceSpan span;

  bool operator==(const TrackFile &) const = default;
};

enum class ParamMatch : std::uint8_t { exact, initial, partial };

struct TrackProcess {
  std::string name;
  std::vector<std::string> process;  // path or name, then parameters
  std::optional<ParamMatch> param_match;
  Weight weight;
  std::optional<std::uint32_t> quorum;      // not set: 1
  std::optional<std::uint32_t> quorum_max;  // not set: unlimited
  std::optional<base::Duration> fork_delay;
  std::optional<base::Duration> terminate_delay;
  bool full_command = false;
  SourceSpan span;

  bool operator==(const TrackProcess &) const = default;
};

struct GarpGroup {
  std::optional<base::Duration> garp_interval;
  std::optional<base::Duration> gna_interval;
  std::vector<Named> interfaces;
  SourceSpan span;

  bool operator==(const GarpGroup &) const = default;
};

/// One line of interface_up_down_delays.
struct InterfaceDelay {
  std::string interface;
  base::Duration down{0};
  base::Duration up{0};
  SourceSpan span;

  bool operator==(const InterfaceDelay &) const = default;
};

enum class LinkMonitor : std::uint8_t { automatic, mii, ethtool, ioctl };

struct LinkbeatInterface {
  std::string interface;
  LinkMonitor monitor = LinkMonitor::automatic;
  SourceSpan span;

  bool operator==(const LinkbeatInterface &) const = default;
};

}  // namespace sempervivum::parser
