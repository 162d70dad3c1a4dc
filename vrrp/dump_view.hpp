/// What the dumps show: everything that runs, read only, for the length of one call.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "netlink/picture.hpp"
#include "parser/model.hpp"
#include "vrrp/groups.hpp"
#include "vrrp/instance.hpp"
#include "vrrp/script_monitor.hpp"
#include "vrrp/trackers.hpp"

namespace sempervivum::vrrp {

struct DumpView {
  std::span<const std::unique_ptr<Instance>> instances;
  const Groups &groups;
  const ScriptMonitor &scripts;
  const Trackers &trackers;
  const netlink::Picture &picture;
  const Plan &plan;
  const parser::Config &config;
};

/// keepalived.stats: every instance's counters.
std::string statistics_dump(const DumpView &view);
/// keepalived.json in the version of json_version; empty if there is no instance.
std::string json_dump(const DumpView &view);
/// keepalived.data from VRRP Topology on, with keepalived's names and order.
std::string data_dump(const DumpView &view);

}  // namespace sempervivum::vrrp
