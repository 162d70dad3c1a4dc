#include "daemon/snmp/checker_traps.hpp"

#include <netinet/in.h>

#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;

SnmpValue number(std::int64_t value) { return {integer, value}; }
SnmpValue amount(std::uint64_t value) { return {gauge, static_cast<std::int64_t>(value)}; }
SnmpValue words(std::string value) { return {octets, std::move(value)}; }

Oid service_column(std::uint32_t column) { return oid(snmp_roots::check) + Oid{3, 1, column}; }
Oid server_column(std::uint32_t column) { return oid(snmp_roots::check) + Oid{4, 1, column}; }

/// tcp(1), udp(2); a trap of 2.2.7 knows no others.
std::int64_t protocol_number(const netlink::IpvsServiceKey &key) { return key.protocol == IPPROTO_TCP ? 1 : 2; }

/// "[G]:80" or "[G]" names the group G.
std::string group_name(const std::string &service) { return service.substr(1, service.find(']') - 1); }

/// What service it is, in as many values as its kind needs.
void add_identity(const checkers::ServicePlan &service, SnmpTrap &trap) {
  const auto &key = service.entries.front().key;
  auto &values = trap.values;
  values.emplace_back(service_column(2), number(service.is_group ? 3 : key.fwmark != 0 ? 1 : 2));
  if (service.is_group) {
    values.emplace_back(service_column(3), words(group_name(service.name)));
  } else if (key.fwmark != 0) {
    values.emplace_back(service_column(4), amount(key.fwmark));
  } else {
    values.emplace_back(service_column(5), number(address_type(key.address.family())));
    values.emplace_back(service_column(6), words(address_bytes(key.address)));
    values.emplace_back(service_column(7), amount(key.port));
  }
  values.emplace_back(service_column(8), number(protocol_number(key)));
}

void add_server(const checkers::TellManagers &change, SnmpTrap &trap) {
  const auto &server = change.service->servers[*change.server].destination.key;
  trap.values = {{server_column(3), number(address_type(server.address.family()))},
                 {server_column(4), words(address_bytes(server.address))},
                 {server_column(5), amount(server.port)},
                 {server_column(6), number(truth(change.up))}};
}

}  // namespace

std::vector<SnmpTrap> traps_of(const checkers::TellManagers &change, const std::string &router_id) {
  SnmpTrap trap{oid(snmp_roots::check) + Oid{5, 0, change.server ? 1U : 2U}, {}};
  if (change.server) add_server(change, trap);
  add_identity(*change.service, trap);
  if (!change.server) {
    trap.values.emplace_back(service_column(23), number(change.stopping ? 3 : truth(change.up)));
    trap.values.emplace_back(service_column(22), amount(change.service->quorum));
  }
  trap.values.emplace_back(service_column(21), amount(change.servers_up));
  trap.values.emplace_back(service_column(20), amount(change.service->servers.size()));
  trap.values.emplace_back(oid(snmp_roots::global) + Oid{2, 0}, words(router_id));
  return {trap};
}

}  // namespace sempervivum::daemon
