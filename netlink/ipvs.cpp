#include "netlink/ipvs.hpp"

#include <arpa/inet.h>
#include <linux/netlink.h>

#include <algorithm>
#include <array>
#include <span>

namespace sempervivum::netlink {
namespace {

/// Addresses take the room of the longest (union nf_inet_addr).
using AddressField = std::array<std::byte, 16>;

AddressField field_of(const base::IpAddress &address) {
  AddressField field{};
  std::ranges::copy(address.bytes(), field.begin());
  return field;
}

std::uint16_t socket_family16(base::Family family) { return static_cast<std::uint16_t>(base::socket_family(family)); }

/// An IPv4 mask in network order, or the length of an IPv6 prefix.
std::uint32_t netmask_of(base::Family family, std::uint8_t prefix) {
  if (family == base::Family::ipv6) return prefix;
  return htonl(prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - std::min<unsigned>(prefix, 32)));
}

}  // namespace

void IpvsRequests::begin(std::uint8_t command, std::uint16_t flags) {
  begin_generic(batch_, family_, command, IPVS_GENL_VERSION, flags);
}

void IpvsRequests::put_key_values(const IpvsServiceKey &key) {
  batch_.put(IPVS_SVC_ATTR_AF, socket_family16(key.family));
  if (key.fwmark != 0) return batch_.put(IPVS_SVC_ATTR_FWMARK, key.fwmark);
  batch_.put(IPVS_SVC_ATTR_PROTOCOL, key.protocol);
  batch_.put(IPVS_SVC_ATTR_ADDR, field_of(key.address));
  batch_.put(IPVS_SVC_ATTR_PORT, htons(key.port));
}

void IpvsRequests::put_key(const IpvsServiceKey &key) {
  const auto nest = batch_.nest(IPVS_CMD_ATTR_SERVICE);
  put_key_values(key);
}

void IpvsRequests::put_service(const IpvsService &service) {
  const auto nest = batch_.nest(IPVS_CMD_ATTR_SERVICE);
  put_key_values(service.key);
  const ip_vs_flags flags{service.flags & IpvsService::own_flags, ~std::uint32_t{0}};
  batch_.put_text(IPVS_SVC_ATTR_SCHED_NAME, service.scheduler);
  if (!service.persistence_engine.empty()) batch_.put_text(IPVS_SVC_ATTR_PE_NAME, service.persistence_engine);
  batch_.put(IPVS_SVC_ATTR_FLAGS, std::as_bytes(std::span{&flags, 1}));
  batch_.put(IPVS_SVC_ATTR_TIMEOUT, service.timeout);
  batch_.put(IPVS_SVC_ATTR_NETMASK, netmask_of(service.key.family, service.persistence_prefix));
}

void IpvsRequests::put_destination_key(const IpvsDestinationKey &key) {
  batch_.put(IPVS_DEST_ATTR_ADDR_FAMILY, socket_family16(key.address.family()));
  batch_.put(IPVS_DEST_ATTR_ADDR, field_of(key.address));
  batch_.put(IPVS_DEST_ATTR_PORT, htons(key.port));
}

void IpvsRequests::put_destination(const IpvsDestination &destination) {
  const auto nest = batch_.nest(IPVS_CMD_ATTR_DEST);
  put_destination_key(destination.key);
  batch_.put(IPVS_DEST_ATTR_FWD_METHOD, static_cast<std::uint32_t>(destination.forwarding));
  batch_.put(IPVS_DEST_ATTR_WEIGHT, destination.weight);
  batch_.put(IPVS_DEST_ATTR_U_THRESH, destination.upper_threshold);
  batch_.put(IPVS_DEST_ATTR_L_THRESH, destination.lower_threshold);
  if (destination.forwarding != IpvsForwarding::tunnel || destination.tunnel == IpvsTunnel{}) return;
  batch_.put(IPVS_DEST_ATTR_TUN_TYPE, destination.tunnel.type);
  batch_.put(IPVS_DEST_ATTR_TUN_PORT, htons(destination.tunnel.port));
  batch_.put(IPVS_DEST_ATTR_TUN_FLAGS, destination.tunnel.flags);
}

void IpvsRequests::add_service(const IpvsService &service) {
  begin(IPVS_CMD_NEW_SERVICE);
  put_service(service);
}

void IpvsRequests::set_service(const IpvsService &service) {
  begin(IPVS_CMD_SET_SERVICE);
  put_service(service);
}

void IpvsRequests::remove_service(const IpvsServiceKey &service) {
  begin(IPVS_CMD_DEL_SERVICE);
  put_key(service);
}

void IpvsRequests::add_destination(const IpvsServiceKey &service, const IpvsDestination &destination) {
  begin(IPVS_CMD_NEW_DEST);
  put_key(service);
  put_destination(destination);
}

void IpvsRequests::set_destination(const IpvsServiceKey &service, const IpvsDestination &destination) {
  begin(IPVS_CMD_SET_DEST);
  put_key(service);
  put_destination(destination);
}

void IpvsRequests::remove_destination(const IpvsServiceKey &service, const IpvsDestinationKey &destination) {
  begin(IPVS_CMD_DEL_DEST);
  put_key(service);
  const auto nest = batch_.nest(IPVS_CMD_ATTR_DEST);
  put_destination_key(destination);
}

void IpvsRequests::start_daemon(const IpvsSyncDaemon &daemon) {
  begin(IPVS_CMD_NEW_DAEMON);
  const auto nest = batch_.nest(IPVS_CMD_ATTR_DAEMON);
  batch_.put(IPVS_DAEMON_ATTR_STATE, static_cast<std::uint32_t>(daemon.role));
  batch_.put_text(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.interface);
  batch_.put(IPVS_DAEMON_ATTR_SYNC_ID, daemon.id);
  if (daemon.longest) batch_.put(IPVS_DAEMON_ATTR_SYNC_MAXLEN, *daemon.longest);
  if (daemon.port) batch_.put(IPVS_DAEMON_ATTR_MCAST_PORT, *daemon.port);
  if (daemon.ttl) batch_.put(IPVS_DAEMON_ATTR_MCAST_TTL, *daemon.ttl);
  if (!daemon.group) return;
  const bool short_one = daemon.group->family() == base::Family::ipv4;
  batch_.put(short_one ? IPVS_DAEMON_ATTR_MCAST_GROUP : IPVS_DAEMON_ATTR_MCAST_GROUP6, daemon.group->bytes());
}

void IpvsRequests::stop_daemon(IpvsSyncRole role) {
  begin(IPVS_CMD_DEL_DAEMON);
  const auto nest = batch_.nest(IPVS_CMD_ATTR_DAEMON);
  batch_.put(IPVS_DAEMON_ATTR_STATE, static_cast<std::uint32_t>(role));
}

void IpvsRequests::set_timeouts(const IpvsTimeouts &timeouts) {
  begin(IPVS_CMD_SET_CONFIG);
  batch_.put(IPVS_CMD_ATTR_TIMEOUT_TCP, timeouts.tcp);
  batch_.put(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, timeouts.tcp_fin);
  batch_.put(IPVS_CMD_ATTR_TIMEOUT_UDP, timeouts.udp);
}

void IpvsRequests::flush() { begin(IPVS_CMD_FLUSH); }

void IpvsRequests::dump_services() { begin(IPVS_CMD_GET_SERVICE, NLM_F_DUMP); }

void IpvsRequests::dump_destinations(const IpvsServiceKey &service) {
  begin(IPVS_CMD_GET_DEST, NLM_F_DUMP);
  put_key(service);
}

void IpvsRequests::dump_daemons() { begin(IPVS_CMD_GET_DAEMON, NLM_F_DUMP); }

void IpvsRequests::get_timeouts() { begin(IPVS_CMD_GET_CONFIG); }

}  // namespace sempervivum::netlink
