/// What the checkers process shows to SNMP, and the tables that show it.
///
/// Numbers, types and meanings are those of KEEPALIVED-MIB as keepalived 2.2.7 serves
/// it. Pure, but for the figures, which are read from the kernel.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "checkers/status.hpp"
#include "daemon/snmp/ipvs_figures.hpp"
#include "daemon/snmp/process_site.hpp"
#include "daemon/snmp/snmp_table.hpp"

namespace sempervivum::daemon {

/// What stays until the next reload.
struct CheckerSite : ProcessSite {
  /// How old figures may be; of servers 0: as old as their service's.
  base::Duration service_figures_age{0};
  base::Duration server_figures_age{0};
};

struct CheckerView {
  std::shared_ptr<const CheckerSite> site;
  checkers::Status status;
  /// Null: there are none.
  std::shared_ptr<IpvsFigures> figures;
};

using CheckerTable = SnmpTable<CheckerView>;

/// KEEPALIVED-MIB: global and check, in order.
std::vector<CheckerTable> checker_tables();

// The large ones of check.
void fill_services(const CheckerView &view, const Oid &root, SnmpRows &rows);
void fill_servers(const CheckerView &view, const Oid &root, SnmpRows &rows);

namespace snmp_roots {
inline constexpr std::string_view check = "1.3.6.1.4.1.9586.100.5.3";
}  // namespace snmp_roots

/// Below that: the column of servers' weights, which can be set.
inline const Oid server_weight{4, 1, 7};

/// A real server, by the places of the plan.
struct ServerPlace {
  std::size_t service = 0;
  std::size_t server = 0;
};
/// Whose weight that is; nothing: a sorry server's, or none that is there.
std::optional<ServerPlace> weight_place(const Oid &name, const checkers::Status &status);

/// A service with all there is about it.
struct ServiceRow {
  const checkers::ServicePlan &plan;
  const parser::VirtualServer &given;
  const checkers::ServiceStatus &status;
  const parser::GlobalDefs &global;
};

/// Calls visit(row, place), place counting from 1, for every service.
template <class Visit>
void for_each_service(const CheckerView &view, Visit visit) {
  if (!view.status.plan) return;
  const auto &services = view.status.plan->services;
  const auto &config = view.site->config;
  for (std::size_t at = 0; at < services.size() && services[at].given < config.virtual_servers.size(); ++at)
    visit(ServiceRow{services[at], config.virtual_servers[services[at].given], view.status.services[at], config.global},
          static_cast<std::uint32_t>(at + 1));
}

// What both tables show alike.

/// Sees to it that the figures are as new as configured.
void refresh_figures(const CheckerView &view);
/// What is not written is not there.
Cell text(const std::optional<std::string> &value);
Cell script(const base::Rare<base::Command> &command);

/// nat(1), dr(2), tun(3)
std::int64_t forwarding_number(netlink::IpvsForwarding forwarding);
/// ipip(1), gue(2), gre(3); nothing unless it is a tunnel.
Cell tunnel_type(const netlink::IpvsDestination &destination);
Cell tunnel_port(const netlink::IpvsDestination &destination);
/// nocsum(1), csum(2), remcsum(3)
Cell tunnel_checksum(const netlink::IpvsDestination &destination);

}  // namespace sempervivum::daemon
