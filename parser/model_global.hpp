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
  std::optional<Command> script;

  bool operator==(const NotifyFifo &) const = default;
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
  bool enable_script_security = false;
  bool use_symlink_paths = false;
  std::optional<Command> startup_script;
  std::optional<base::Duration> startup_script_timeout;
  std::optional<Command> shutdown_script;
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

  NotifyFifo notify_fifo;
  NotifyFifo vrrp_notify_fifo;
  ProcessTuning vrrp_tuning;

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

  bool operator==(const ProcessSettings &) const = default;
};

}  // namespace sempervivum::parser
