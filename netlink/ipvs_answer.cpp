// What the kernel says of its IPVS table: the reading half of ipvs.hpp.
#include <arpa/inet.h>

#include <algorithm>
#include <bit>

#include "netlink/ipvs.hpp"

namespace sempervivum::netlink {
namespace {

/// An address is read once its family is known, wherever that stands.
struct RawAddress {
  std::optional<base::Family> family;
  Bytes value;

  Parsed<base::IpAddress> get() const {
    if (!family) return base::unexpected(ParseError::bad_value);
    if (value.size() < base::address_size(*family)) return base::unexpected(ParseError::bad_value);
    return base::IpAddress{*family, value};
  }
};

Parsed<void> read_family(Bytes value, std::optional<base::Family> &family) {
  const auto number = read<std::uint16_t>(value);
  if (!number || *number > 0xff) return base::unexpected(ParseError::bad_value);
  family = family_of(static_cast<std::uint8_t>(*number));
  if (!family) return base::unexpected(ParseError::bad_value);
  return {};
}

Parsed<void> read_port(Bytes value, std::uint16_t &port) {
  const auto done = read_into(value, port);
  port = ntohs(port);
  return done;
}

Parsed<void> read_flags(Bytes value, std::uint32_t &flags) {
  const auto both = read<ip_vs_flags>(value);
  if (!both) return base::unexpected(both.error());
  flags = both->flags & IpvsService::own_flags;
  return {};
}

/// 32 or 64 bits wide.
Parsed<void> read_count(Bytes value, std::uint64_t &count) {
  if (value.size() == sizeof(std::uint32_t)) return assign(read<std::uint32_t>(value), count);
  return read_into(value, count);
}

Parsed<void> read_statistic(const Attribute &attribute, IpvsStatistics &statistics) {
  const auto &value = attribute.value;
  switch (attribute.type) {
    case IPVS_STATS_ATTR_CONNS: return read_count(value, statistics.connections);
    case IPVS_STATS_ATTR_INPKTS: return read_count(value, statistics.packets_in);
    case IPVS_STATS_ATTR_OUTPKTS: return read_count(value, statistics.packets_out);
    case IPVS_STATS_ATTR_INBYTES: return read_count(value, statistics.bytes_in);
    case IPVS_STATS_ATTR_OUTBYTES: return read_count(value, statistics.bytes_out);
    case IPVS_STATS_ATTR_CPS: return read_count(value, statistics.connection_rate);
    case IPVS_STATS_ATTR_INPPS: return read_count(value, statistics.packet_rate_in);
    case IPVS_STATS_ATTR_OUTPPS: return read_count(value, statistics.packet_rate_out);
    case IPVS_STATS_ATTR_INBPS: return read_count(value, statistics.byte_rate_in);
    case IPVS_STATS_ATTR_OUTBPS: return read_count(value, statistics.byte_rate_out);
    default: return {};
  }
}

Parsed<void> read_statistics(Bytes nested, IpvsStatistics &statistics) {
  return for_each_attribute(
      nested, [&statistics](const Attribute &attribute) { return read_statistic(attribute, statistics); });
}

std::uint8_t prefix_of(base::Family family, std::uint32_t netmask) {
  if (family == base::Family::ipv4) return static_cast<std::uint8_t>(std::popcount(netmask));
  return static_cast<std::uint8_t>(std::min<std::uint32_t>(netmask, base::full_prefix(family)));
}

struct ServiceReading {
  IpvsServiceReport report;
  RawAddress address;
  std::uint32_t netmask = 0;
  bool wide_statistics = false;

  Parsed<void> take(const Attribute &attribute) {
    auto &service = report.service;
    const auto &value = attribute.value;
    switch (attribute.type) {
      case IPVS_SVC_ATTR_AF: return read_family(value, address.family);
      case IPVS_SVC_ATTR_PROTOCOL: return read_into(value, service.key.protocol);
      case IPVS_SVC_ATTR_ADDR: address.value = value; return {};
      case IPVS_SVC_ATTR_PORT: return read_port(value, service.key.port);
      case IPVS_SVC_ATTR_FWMARK: return read_into(value, service.key.fwmark);
      case IPVS_SVC_ATTR_SCHED_NAME: service.scheduler = read_text(value); return {};
      case IPVS_SVC_ATTR_PE_NAME: service.persistence_engine = read_text(value); return {};
      case IPVS_SVC_ATTR_FLAGS: return read_flags(value, service.flags);
      case IPVS_SVC_ATTR_TIMEOUT: return read_into(value, service.timeout);
      case IPVS_SVC_ATTR_NETMASK: return read_into(value, netmask);
      case IPVS_SVC_ATTR_STATS64: wide_statistics = true; return read_statistics(value, report.statistics);
      case IPVS_SVC_ATTR_STATS:
        if (wide_statistics) return {};
        return read_statistics(value, report.statistics);
      default: return {};
    }
  }

  Parsed<IpvsServiceReport> finish() {
    auto &service = report.service;
    if (!address.family) return base::unexpected(ParseError::bad_value);
    service.key.family = *address.family;
    service.persistence_prefix = prefix_of(service.key.family, netmask);
    if (service.key.fwmark != 0) {
      service.key.protocol = 0;
      service.key.port = 0;
      return report;
    }
    const auto told = address.get();
    if (!told) return base::unexpected(told.error());
    service.key.address = *told;
    return report;
  }
};

struct DestinationReading {
  IpvsDestinationReport report;
  RawAddress address;
  std::uint32_t forwarding = 0;
  bool wide_statistics = false;

  Parsed<void> take(const Attribute &attribute) {
    auto &destination = report.destination;
    const auto &value = attribute.value;
    switch (attribute.type) {
      case IPVS_DEST_ATTR_ADDR: address.value = value; return {};
      case IPVS_DEST_ATTR_ADDR_FAMILY: return read_family(value, address.family);
      case IPVS_DEST_ATTR_PORT: return read_port(value, destination.key.port);
      case IPVS_DEST_ATTR_FWD_METHOD: return read_into(value, forwarding);
      case IPVS_DEST_ATTR_WEIGHT: return read_into(value, destination.weight);
      case IPVS_DEST_ATTR_U_THRESH: return read_into(value, destination.upper_threshold);
      case IPVS_DEST_ATTR_L_THRESH: return read_into(value, destination.lower_threshold);
      case IPVS_DEST_ATTR_TUN_TYPE: return read_into(value, destination.tunnel.type);
      case IPVS_DEST_ATTR_TUN_PORT: return read_port(value, destination.tunnel.port);
      case IPVS_DEST_ATTR_TUN_FLAGS: return read_into(value, destination.tunnel.flags);
      default: return take_figures(attribute);
    }
  }

  Parsed<void> take_figures(const Attribute &attribute) {
    const auto &value = attribute.value;
    switch (attribute.type) {
      case IPVS_DEST_ATTR_ACTIVE_CONNS: return read_into(value, report.active_connections);
      case IPVS_DEST_ATTR_INACT_CONNS: return read_into(value, report.inactive_connections);
      case IPVS_DEST_ATTR_PERSIST_CONNS: return read_into(value, report.persistent_connections);
      case IPVS_DEST_ATTR_STATS64: wide_statistics = true; return read_statistics(value, report.statistics);
      case IPVS_DEST_ATTR_STATS:
        if (wide_statistics) return {};
        return read_statistics(value, report.statistics);
      default: return {};
    }
  }

  Parsed<IpvsDestinationReport> finish() {
    const auto told = address.get();
    if (!told) return base::unexpected(told.error());
    report.destination.key.address = *told;
    report.destination.forwarding = IpvsForwarding{forwarding & IP_VS_CONN_F_FWD_MASK};
    if (report.destination.forwarding != IpvsForwarding::tunnel) report.destination.tunnel = {};
    return report;
  }
};

Parsed<void> read_group(base::Family family, Bytes value, std::optional<base::IpAddress> &group) {
  return assign(read_address(family, value), group);
}

Parsed<void> read_daemon(const Attribute &attribute, IpvsSyncDaemon &daemon) {
  const auto &value = attribute.value;
  switch (attribute.type) {
    case IPVS_DAEMON_ATTR_STATE: {
      const auto state = read<std::uint32_t>(value);
      if (!state) return base::unexpected(state.error());
      daemon.role = IpvsSyncRole{*state};
      return {};
    }
    case IPVS_DAEMON_ATTR_MCAST_IFN: daemon.interface = read_text(value); return {};
    case IPVS_DAEMON_ATTR_SYNC_ID: return read_into(value, daemon.id);
    case IPVS_DAEMON_ATTR_SYNC_MAXLEN: return assign(read<std::uint16_t>(value), daemon.longest);
    case IPVS_DAEMON_ATTR_MCAST_PORT: return assign(read<std::uint16_t>(value), daemon.port);
    case IPVS_DAEMON_ATTR_MCAST_TTL: return assign(read<std::uint8_t>(value), daemon.ttl);
    case IPVS_DAEMON_ATTR_MCAST_GROUP: return read_group(base::Family::ipv4, value, daemon.group);
    case IPVS_DAEMON_ATTR_MCAST_GROUP6: return read_group(base::Family::ipv6, value, daemon.group);
    default: return {};
  }
}

/// The attributes inside the attribute `wrapper` of a message.
Parsed<Bytes> nested(const Message &message, std::uint16_t family, std::uint16_t wrapper) {
  const auto answer = parse_generic(message, family);
  if (!answer) return base::unexpected(answer.error());
  std::optional<Bytes> found;
  const auto walked = for_each_attribute(answer->attributes, [&](const Attribute &attribute) -> Parsed<void> {
    if (attribute.type == wrapper) found = attribute.value;
    return {};
  });
  if (!walked) return base::unexpected(walked.error());
  if (!found) return base::unexpected(ParseError::wrong_type);
  return *found;
}

template <class Reading>
auto read_nested(const Message &message, std::uint16_t family, std::uint16_t wrapper) -> decltype(Reading{}.finish()) {
  const auto attributes = nested(message, family, wrapper);
  if (!attributes) return base::unexpected(attributes.error());
  Reading reading;
  const auto walked =
      for_each_attribute(*attributes, [&reading](const Attribute &attribute) { return reading.take(attribute); });
  if (!walked) return base::unexpected(walked.error());
  return reading.finish();
}

}  // namespace

Parsed<IpvsServiceReport> parse_ipvs_service(const Message &message, std::uint16_t family) {
  return read_nested<ServiceReading>(message, family, IPVS_CMD_ATTR_SERVICE);
}

Parsed<IpvsDestinationReport> parse_ipvs_destination(const Message &message, std::uint16_t family) {
  return read_nested<DestinationReading>(message, family, IPVS_CMD_ATTR_DEST);
}

Parsed<IpvsSyncDaemon> parse_ipvs_daemon(const Message &message, std::uint16_t family) {
  const auto attributes = nested(message, family, IPVS_CMD_ATTR_DAEMON);
  if (!attributes) return base::unexpected(attributes.error());
  IpvsSyncDaemon daemon;
  const auto walked =
      for_each_attribute(*attributes, [&daemon](const Attribute &attribute) { return read_daemon(attribute, daemon); });
  if (!walked) return base::unexpected(walked.error());
  return daemon;
}

Parsed<IpvsTimeouts> parse_ipvs_timeouts(const Message &message, std::uint16_t family) {
  const auto answer = parse_generic(message, family);
  if (!answer) return base::unexpected(answer.error());
  IpvsTimeouts timeouts;
  const auto walked = for_each_attribute(answer->attributes, [&timeouts](const Attribute &attribute) -> Parsed<void> {
    switch (attribute.type) {
      case IPVS_CMD_ATTR_TIMEOUT_TCP: return read_into(attribute.value, timeouts.tcp);
      case IPVS_CMD_ATTR_TIMEOUT_TCP_FIN: return read_into(attribute.value, timeouts.tcp_fin);
      case IPVS_CMD_ATTR_TIMEOUT_UDP: return read_into(attribute.value, timeouts.udp);
      default: return {};
    }
  });
  if (!walked) return base::unexpected(walked.error());
  return timeouts;
}

}  // namespace sempervivum::netlink
