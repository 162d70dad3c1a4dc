/// The typed configuration: plain values, no behaviour.
///
/// load() fills it from text. Members are named as the keyword that fills them.
/// `std::optional` means "not set"; those that resolve_defaults() fills (it is
/// part of load()) are marked "set by load()" and can be read without asking.
/// All durations are base::Duration. Equality ignores source spans, so that a
/// reload compares what is configured and not where.
#pragma once

#include "parser/model_bfd.hpp"
#include "parser/model_checker.hpp"
#include "parser/model_common.hpp"
#include "parser/model_global.hpp"
#include "parser/model_route.hpp"
#include "parser/model_vrrp.hpp"

namespace sempervivum::parser {

struct Config {
  GlobalDefs global;
  std::vector<Script> scripts;           // vrrp_script
  std::vector<VrrpInstance> instances;   // vrrp_instance
  std::vector<SyncGroup> sync_groups;    // vrrp_sync_group
  std::vector<TrackGroup> track_groups;  // track_group
  std::vector<TrackFile> track_files;    // track_file, vrrp_track_file
  std::vector<TrackProcess> track_processes;
  std::vector<GarpGroup> garp_groups;
  std::vector<StaticAddress> static_addresses;   // static_ipaddress
  std::vector<InterfaceDelay> interface_delays;  // interface_up_down_delays
  std::vector<LinkbeatInterface> linkbeat_interfaces;

  std::vector<Route> static_routes;
  std::vector<Rule> static_rules;
  std::vector<BfdInstance> bfd_instances;
  std::optional<SslSettings> ssl;  // SSL
  std::vector<VirtualServerGroup> virtual_server_groups;
  std::vector<VirtualServer> virtual_servers;

  /// net_namespace, instance, ... outside any block.
  ProcessSettings process;

  bool operator==(const Config &) const = default;
};

/// The script of that name, or null.
const Script *find_script(const Config &config, std::string_view name);
const VrrpInstance *find_instance(const Config &config, std::string_view name);

}  // namespace sempervivum::parser
