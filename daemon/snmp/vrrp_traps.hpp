/// What managers are told of an instance's or a group's change, by which MIB. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/strong.hpp"
#include "daemon/snmp/snmp_agent.hpp"
#include "vrrp/effect.hpp"

namespace sempervivum::daemon {

/// Whose MIBs are served.
struct VrrpMibs {
  bool keepalived = false;
  bool rfc2787 = false;
  bool rfc6527 = false;

  bool any() const { return keepalived || rfc2787 || rfc6527; }
};

/// A new master, as the RFCs have it.
struct NewMaster {
  /// Its number is looked up when the trap is sent.
  std::string interface;
  base::Vrid vrid;
  bool version2 = false;
  base::IpAddress address;
  std::optional<vrrp::Why> why;
};

struct VrrpChange {
  std::string name;
  bool is_group = false;
  vrrp::Event event = vrrp::Event::backup;
  /// As configured: backup(1) or master(2).
  std::int64_t initial_state = 1;
  std::string router_id;
  std::optional<NewMaster> master;
};

/// `link`: the number of the new master's interface.
std::vector<SnmpTrap> traps_of(const VrrpChange &change, const VrrpMibs &mibs, std::uint32_t link);

}  // namespace sempervivum::daemon
