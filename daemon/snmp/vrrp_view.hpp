/// What the VRRP process shows to SNMP, and the tables that show it.
///
/// Numbers, types and meanings are those of KEEPALIVED-MIB as keepalived 2.2.7 serves
/// it, of VRRP-MIB (RFC 2787) and of VRRPv3-MIB (RFC 6527). Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/snmp/process_site.hpp"
#include "daemon/snmp/snmp_table.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/status.hpp"

namespace sempervivum::daemon {

/// What stays until the next reload.
struct VrrpSite : ProcessSite {
  vrrp::Plan plan;
};

struct VrrpView {
  std::shared_ptr<const VrrpSite> site;
  vrrp::Status status;
  /// When the status was taken, and when the process began to run instances.
  base::Instant now{};
  base::Instant since{};
};

using VrrpTable = SnmpTable<VrrpView>;

/// KEEPALIVED-MIB: vrrp.
std::vector<VrrpTable> vrrp_tables();
/// VRRP-MIB.
std::vector<VrrpTable> rfc2787_tables();
/// VRRPv3-MIB.
std::vector<VrrpTable> rfc6527_tables();

// The parts of vrrp_tables().
std::vector<VrrpTable> vrrp_instance_tables();
std::vector<VrrpTable> vrrp_tracking_tables();
std::vector<VrrpTable> vrrp_route_tables();

namespace snmp_roots {
inline constexpr std::string_view vrrp = "1.3.6.1.4.1.9586.100.5.2";
inline constexpr std::string_view rfc2787 = "1.3.6.1.2.1.68";
inline constexpr std::string_view rfc6527 = "1.3.6.1.2.1.207";
}  // namespace snmp_roots

/// An instance with all there is about it.
struct InstanceRow {
  const vrrp::InstancePlan &plan;
  const parser::VrrpInstance &given;
  const vrrp::InstanceStatus &status;
  const VrrpView &view;

  bool is_master() const { return status.state == vrrp::State::master; }
  const vrrp::LinkStatus *link(const std::string &name) const;
};

/// Calls visit(row, place), place counting from 1, for every instance.
template <class Visit>
void for_each_instance(const VrrpView &view, Visit visit) {
  static const parser::VrrpInstance none;
  const auto &plan = view.site->plan;
  for (std::uint32_t at = 0; at < plan.instances.size() && at < view.status.instances.size(); ++at) {
    const auto *given = parser::find_instance(view.site->config, plan.instances[at].name);
    visit(InstanceRow{plan.instances[at], given != nullptr ? *given : none, view.status.instances[at], view}, at + 1);
  }
}

/// Vrrpv3 new master reasons: notMaster(0), priority(1), preempted(2), masterNoResponse(3).
std::int64_t master_reason(const std::optional<vrrp::Why> &why);

/// VrrpState: init(0), backup(1), master(2), fault(3).
std::int64_t state_number(vrrp::State state);
/// IANA's number of an address scope as InetScopeType has it.
std::int64_t scope_number(std::uint8_t scope);

}  // namespace sempervivum::daemon
