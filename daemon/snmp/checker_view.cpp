#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

bool is_tunnel(const netlink::IpvsDestination &destination) {
  return destination.forwarding == netlink::IpvsForwarding::tunnel;
}

}  // namespace

void refresh_figures(const CheckerView &view) {
  if (!view.figures) return;
  view.figures->refresh(base::Clock::now(), view.site->service_figures_age, view.site->server_figures_age);
}

Cell text(const std::optional<std::string> &value) {
  if (!value) return std::nullopt;
  return *value;
}

Cell script(const base::Rare<base::Command> &command) { return command_words(command ? &*command : nullptr); }

std::int64_t forwarding_number(netlink::IpvsForwarding forwarding) {
  switch (forwarding) {
    case netlink::IpvsForwarding::nat: return 1;
    case netlink::IpvsForwarding::direct: return 2;
    case netlink::IpvsForwarding::tunnel: return 3;
    case netlink::IpvsForwarding::local: break;
  }
  return 1;
}

Cell tunnel_type(const netlink::IpvsDestination &destination) {
  if (!is_tunnel(destination)) return std::nullopt;
  return destination.tunnel.type + 1;
}

Cell tunnel_port(const netlink::IpvsDestination &destination) {
  if (!is_tunnel(destination) || destination.tunnel.type != IP_VS_CONN_F_TUNNEL_TYPE_GUE) return std::nullopt;
  return destination.tunnel.port;
}

Cell tunnel_checksum(const netlink::IpvsDestination &destination) {
  if (!is_tunnel(destination) || destination.tunnel.type == IP_VS_CONN_F_TUNNEL_TYPE_IPIP) return std::nullopt;
  if ((destination.tunnel.flags & IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) != 0) return 3;
  return (destination.tunnel.flags & IP_VS_TUNNEL_ENCAP_FLAG_CSUM) != 0 ? 2 : 1;
}

// A sorry server comes before the others.
std::optional<ServerPlace> weight_place(const Oid &name, const checkers::Status &status) {
  const auto column = oid(snmp_roots::check) + server_weight;
  if (!status.plan || name.size() != column.size() + 2) return std::nullopt;
  const std::size_t service = name[column.size()];
  if (service == 0 || service > status.plan->services.size()) return std::nullopt;
  const auto &plan = status.plan->services[service - 1];
  const std::size_t before = plan.sorry ? 1 : 0;
  const std::size_t number = name.back();
  if (number <= before || number > before + plan.servers.size()) return std::nullopt;
  return ServerPlace{service - 1, number - before - 1};
}

}  // namespace sempervivum::daemon
