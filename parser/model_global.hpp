/// global_defs and the settings that stand outside any block.
#pragma once

#include "parser/model_common.hpp"

namespace sempervivum::parser {

/// dynamic_interfaces, perhaps with allow_if_changes.
enum class DynamicInterfaces : std::uint8_t { no, yes, allow_if_changes };

enum class VrrpVersion : std::uint8_t { v2 = 2, v3 = 3 };

/// Scheduling of one child process; `priority` is the nice value.
struct ProcessTuning {
  std::optional<int> priority;
  bool no_swap = false;
  std::optional<int> rt_priority;
  std::vector<unsigned> cpu_affinity;
  std::optional<std::uint32_t> rlimit_rttime;  // microseconds

  bool operator==(const ProcessTuning &) const = default;
};

/// A FIFO that is told every state change, and the script that reads it.
struct NotifyFifo {
  std::optional<std::string> path;
  std::optional<Identity> owner;
  OptionalCommand script;

  bool operator==(const NotifyFifo &) const = default;
};

/// garp_extra_if: gratuitous ARPs on VMACs, or with `all` on every interface used.
struct ExtraInterfaces {
  bool all = false;
  /// Always set once loaded; 0: none.
  std::optional<base::Duration> interval;

  bool operator==(const ExtraInterfaces &) const = default;
};

/// lvs_timeouts; 0 leaves the kernel's value.
struct LvsTimeouts {
  std::uint32_t tcp = 0;
  std::uint32_t tcpfin = 0;
  std::uint32_t udp = 0;

  bool operator==(const LvsTimeouts &) const = default;
};

enum class FlushOnStop : std::uint8_t { no, everything, virtual_servers };

struct LvsSyncDaemon {
  std::string interface;
  std::string instance;
  std::optional<std::uint8_t> id;
  std::optional<std::uint16_t> maxlen;
  std::optional<std::uint16_t> port;
  std::optional<std::uint8_t> ttl;
  std::optional<base::IpAddress> group;

  bool operator==(const LvsSyncDaemon &) const = default;
};

/// Sizes of netlink receive buffers; not set: the kernel's.
struct NetlinkBuffers {
  std::optional<std::uint32_t> cmd;
  bool cmd_force = false;
  std::optional<std::uint32_t> monitor;
  bool monitor_force = false;

  bool operator==(const NetlinkBuffers &) const = default;
};

/// vrrp_rx_bufs_policy: by the interface's MTU, by the advert's size, or in bytes.
struct ReceiveBuffers {
  bool mtu = false;
  bool advert = false;
  std::optional<std::uint32_t> bytes;

  bool operator==(const ReceiveBuffers &) const = default;
};

/// nftables or iptables: which tables and chains are ours.
struct FirewallSettings {
  std::optional<std::vector<std::string>> iptables;  // [INCHAIN [OUTCHAIN]]
  std::optional<std::vector<std::string>> ipsets;    // up to six names; empty: none are used
  std::optional<std::string> nftables;               // table; empty: the default name
  std::optional<std::int32_t> nftables_priority;
  bool nftables_ifindex = false;
  std::optional<std::string> nftables_ipvs;
  std::optional<std::int32_t> nftables_ipvs_priority;
  std::optional<std::uint32_t> nftables_ipvs_start_fwmark;
  bool nftables_counters = false;

  bool operator==(const FirewallSettings &) const = default;
};

struct SnmpSettings {
  std::optional<std::string> socket;
  bool traps = false;
  bool vrrp = false;
  bool rfc = false;
  bool rfcv2 = false;
  bool rfcv3 = false;
  bool checker = false;
  std::optional<base::Duration> vs_stats_update_interval;
  std::optional<base::Duration> rs_stats_update_interval;

  bool operator==(const SnmpSettings &) const = default;
};

struct DbusSettings {
  bool enable = false;
  std::optional<std::string> service_name;
  std::optional<std::string> no_interface_name;

  bool operator==(const DbusSettings &) const = default;
};

/// How the parent reloads and where files go.
struct FileSettings {
  std::optional<std::string> reload_check_config;  // log file; empty: /dev/null
  std::optional<std::string> reload_time_file;
  bool reload_repeat = false;
  std::optional<std::string> reload_file;  // empty: keepalived.reload in the pid directory
  std::optional<std::vector<std::string>> include_check;
  std::optional<std::string> config_save_dir;
  std::optional<std::string> tmp_config_directory;
  bool data_use_instance = false;
  std::optional<std::uint8_t> json_version;
  std::optional<std::string> iproute_usr_dir;
  std::optional<std::string> iproute_etc_dir;
  std::optional<std::string> state_dump_file;
  std::optional<std::string> stats_dump_file;
  std::optional<std::string> json_dump_file;

  bool operator==(const FileSettings &) const = default;
};

/// Defaults of vrrp_garp_* for every instance. All set by load().
struct GarpDefaults {
  std::optional<base::Duration> master_delay;          // 5 s; 0: no second burst
  std::optional<std::uint32_t> master_repeat;          // 5
  std::optional<base::Duration> master_refresh;        // 0: off
  std::optional<std::uint32_t> master_refresh_repeat;  // 1
  std::optional<base::Duration> lower_prio_delay;      // master_delay
  std::optional<std::uint32_t> lower_prio_repeat;      // master_repeat
  std::optional<base::Duration> interval;              // vrrp_garp_interval: between ARPs on an interface, 0
  std::optional<base::Duration> gna_interval;          // vrrp_gna_interval, 0

  bool operator==(const GarpDefaults &) const = default;
};

struct GlobalDefs {
  std::optional<std::string> router_id;
  std::vector<std::string> notification_email;
  std::optional<std::string> notification_email_from;
  std::optional<std::string> smtp_server;
  std::optional<std::uint16_t> smtp_server_port;
  std::optional<std::string> smtp_helo_name;
  std::optional<base::Duration> smtp_connect_timeout;
  std::optional<bool> smtp_alert;
  std::optional<bool> smtp_alert_vrrp;
  bool no_email_faults = false;

  bool process_names = false;
  std::optional<std::string> process_name;
  std::optional<std::string> vrrp_process_name;
  std::optional<std::string> checker_process_name;
  std::optional<std::string> bfd_process_name;

  std::optional<Identity> script_user;
  SourceSpan script_user_span;
  bool enable_script_security = false;
  bool use_symlink_paths = false;
  OptionalCommand startup_script;
  std::optional<base::Duration> startup_script_timeout;
  OptionalCommand shutdown_script;
  std::optional<base::Duration> shutdown_script_timeout;

  DynamicInterfaces dynamic_interfaces = DynamicInterfaces::no;
  std::optional<std::string> default_interface;

  VrrpVersion vrrp_version = VrrpVersion::v2;
  std::optional<base::IpAddress> vrrp_mcast_group4;  // set by load(): 224.0.0.18
  std::optional<base::IpAddress> vrrp_mcast_group6;  // set by load(): ff02::12
  GarpDefaults garp;
  std::optional<unsigned> vrrp_down_timer_adverts;  // set by load(): 3
  bool vrrp_lower_prio_no_advert = false;
  bool vrrp_higher_prio_send_advert = false;
  bool vrrp_check_unicast_src = false;
  bool vrrp_skip_check_adv_addr = false;
  bool vrrp_strict = false;
  bool v3_checksum_as_v2 = false;
  bool vrrp_owner_ignore_adverts = false;
  bool log_unknown_vrids = false;
  bool vrrp_notify_priority_changes = false;
  std::optional<base::Duration> vrrp_startup_delay;
  std::optional<base::Duration> vrrp_delay_after_boot;

  std::optional<ExtraInterfaces> vrrp_garp_extra_if;
  bool vrrp_min_garp = false;
  bool disable_local_igmp = false;
  bool fifo_write_vrrp_states_on_reload = false;
  std::optional<ReceiveBuffers> vrrp_rx_bufs_policy;
  std::optional<std::uint32_t> vrrp_rx_bufs_multiplier;
  std::optional<std::string> vmac_prefix;
  std::optional<std::string> vmac_addr_prefix;
  std::optional<LvsSyncDaemon> lvs_sync_daemon;

  std::optional<bool> smtp_alert_checker;
  bool checker_log_all_failures = false;
  std::optional<LvsTimeouts> lvs_timeouts;
  bool lvs_flush = false;
  FlushOnStop lvs_flush_on_stop = FlushOnStop::no;
  bool rs_init_notifies = false;
  bool no_checker_emails = false;

  NotifyFifo notify_fifo;
  NotifyFifo vrrp_notify_fifo;
  NotifyFifo lvs_notify_fifo;
  ProcessTuning vrrp_tuning;
  ProcessTuning checker_tuning;
  ProcessTuning bfd_tuning;
  std::optional<int> max_auto_priority;
  std::optional<std::uint32_t> min_auto_priority_delay;  // microseconds

  FirewallSettings firewall;
  SnmpSettings snmp;
  DbusSettings dbus;
  NetlinkBuffers vrrp_netlink;
  NetlinkBuffers lvs_netlink;
  std::optional<std::uint32_t> process_monitor_rcv_bufs;
  bool process_monitor_rcv_bufs_force = false;
  FileSettings files;
  std::optional<std::uint32_t> random_seed;

  std::optional<unsigned> umask;

  bool operator==(const GlobalDefs &) const = default;
};

/// Keywords outside any block.
struct ProcessSettings {
  std::optional<std::string> net_namespace;
  std::optional<std::string> instance;
  bool use_pid_dir = false;
  std::optional<base::Duration> child_wait_time;
  bool linkbeat_use_polling = false;
  /// Empty: the default namespace.
  std::optional<std::string> net_namespace_ipvs;
  bool namespace_with_ipsets = false;

  bool operator==(const ProcessSettings &) const = default;
};

}  // namespace sempervivum::parser
