#include "daemon/snmp/vrrp_traps.hpp"

#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

SnmpValue text(const std::string &words) { return {SnmpType::octets, words}; }
SnmpValue number(std::int64_t value) { return {SnmpType::integer, value}; }

/// VrrpState; nothing: no change of state.
std::optional<std::int64_t> state_after(vrrp::Event event) {
  switch (event) {
    case vrrp::Event::backup: return 1;
    case vrrp::Event::master: return 2;
    case vrrp::Event::fault: return 3;
    case vrrp::Event::stop: return 5;
    case vrrp::Event::deleted: return 6;
    case vrrp::Event::master_rx_lower_priority:
    case vrrp::Event::second_master: break;
  }
  return std::nullopt;
}

SnmpTrap keepalived_trap(const VrrpChange &change, std::int64_t state) {
  const auto root = oid(snmp_roots::vrrp);
  const auto entry = root + (change.is_group ? Oid{1, 1} : Oid{3, 1});
  SnmpTrap trap{root + Oid{10, 0, change.is_group ? 1U : 2U}, {{entry + Oid{2}, text(change.name)}}};
  trap.values.emplace_back(entry + Oid{change.is_group ? 3U : 4U}, number(state));
  if (!change.is_group) trap.values.emplace_back(entry + Oid{5}, number(change.initial_state));
  trap.values.emplace_back(oid(snmp_roots::global) + Oid{2, 0}, text(change.router_id));
  return trap;
}

SnmpTrap rfc2787_trap(const NewMaster &master, std::uint32_t link) {
  const auto root = oid(snmp_roots::rfc2787);
  return {root + Oid{0, 1},
          {{root + Oid{1, 3, 1, 7, link, master.vrid.value()}, {SnmpType::address, address_bytes(master.address)}}}};
}

SnmpTrap rfc6527_trap(const NewMaster &master, std::uint32_t link) {
  const auto root = oid(snmp_roots::rfc6527);
  const Oid index{link, master.vrid.value(), static_cast<std::uint32_t>(address_type(master.address.family()))};
  return {root + Oid{0, 1},
          {{root + Oid{1, 1, 1, 1, 3} + index, text(address_bytes(master.address))},
           {root + Oid{1, 2, 5, 1, 2} + index, number(master_reason(master.why))}}};
}

}  // namespace

std::vector<SnmpTrap> traps_of(const VrrpChange &change, const VrrpMibs &mibs, std::uint32_t link) {
  std::vector<SnmpTrap> traps;
  const auto state = state_after(change.event);
  if (!state) return traps;
  if (mibs.keepalived) traps.push_back(keepalived_trap(change, *state));
  if (!change.master) return traps;
  if (mibs.rfc2787 && change.master->version2) traps.push_back(rfc2787_trap(*change.master, link));
  if (mibs.rfc6527) traps.push_back(rfc6527_trap(*change.master, link));
  return traps;
}

}  // namespace sempervivum::daemon
