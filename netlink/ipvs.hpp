/// IPVS, the kernel's layer-4 load balancer, as plain values: services,
/// destinations, sync daemons, timeouts; and the requests and answers of its
/// generic netlink family (linux/ip_vs.h, ipvsadm(8)).
///
/// All functions are pure. `family` is the number the kernel gave the family
/// (netlink/generic.hpp, name ipvs_family_name). Requests fail with: EEXIST (added
/// twice), ESRCH (no such service), ENOENT (no such destination, scheduler or
/// persistence engine), EAFNOSUPPORT (kernel without IPv6), EINVAL, EPERM.
#pragma once

#include <linux/ip_vs.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "netlink/batch.hpp"
#include "netlink/generic.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

inline constexpr std::string_view ipvs_family_name = IPVS_GENL_NAME;

/// What the kernel knows a service by: a firewall mark, or protocol, address and port.
struct IpvsServiceKey {
  base::Family family = base::Family::ipv4;
  /// 0: by address.
  std::uint32_t fwmark = 0;
  /// IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP; 0 for a mark.
  std::uint16_t protocol = 0;
  base::IpAddress address;
  /// 0: all ports; needs persistence.
  std::uint16_t port = 0;

  auto operator<=>(const IpvsServiceKey &) const = default;
};

struct IpvsService {
  /// The flags a service is configured with; the kernel adds some of its own.
  static constexpr std::uint32_t persistent = IP_VS_SVC_F_PERSISTENT;
  static constexpr std::uint32_t one_packet = IP_VS_SVC_F_ONEPACKET;
  static constexpr std::uint32_t scheduler_1 = IP_VS_SVC_F_SCHED1;
  static constexpr std::uint32_t scheduler_2 = IP_VS_SVC_F_SCHED2;
  static constexpr std::uint32_t scheduler_3 = IP_VS_SVC_F_SCHED3;
  static constexpr std::uint32_t own_flags = persistent | one_packet | scheduler_1 | scheduler_2 | scheduler_3;

  IpvsServiceKey key;
  std::string scheduler = "wlc";
  std::uint32_t flags = 0;
  /// Of persistence, seconds.
  std::uint32_t timeout = 0;
  /// How much of a client's address persistence looks at.
  std::uint8_t persistence_prefix = 32;
  /// Empty: none.
  std::string persistence_engine;

  bool operator==(const IpvsService &) const = default;
};

enum class IpvsForwarding : std::uint32_t {
  nat = IP_VS_CONN_F_MASQ,
  local = IP_VS_CONN_F_LOCALNODE,
  tunnel = IP_VS_CONN_F_TUNNEL,
  direct = IP_VS_CONN_F_DROUTE,
};

struct IpvsTunnel {
  /// IP_VS_CONN_F_TUNNEL_TYPE_IPIP, _GUE, _GRE
  std::uint8_t type = IP_VS_CONN_F_TUNNEL_TYPE_IPIP;
  /// Of GUE.
  std::uint16_t port = 0;
  /// IP_VS_TUNNEL_ENCAP_FLAG_*
  std::uint16_t flags = IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM;

  auto operator<=>(const IpvsTunnel &) const = default;
};

struct IpvsDestinationKey {
  base::IpAddress address;
  std::uint16_t port = 0;

  auto operator<=>(const IpvsDestinationKey &) const = default;
};

struct IpvsDestination {
  IpvsDestinationKey key;
  IpvsForwarding forwarding = IpvsForwarding::nat;
  /// 0: no new connections.
  std::uint32_t weight = 1;
  /// Connections at which it gets no more, and below which it gets some again; 0: no limit.
  std::uint32_t upper_threshold = 0;
  std::uint32_t lower_threshold = 0;
  /// Of forwarding `tunnel`.
  IpvsTunnel tunnel;

  bool operator==(const IpvsDestination &) const = default;
};

/// Since the service or destination was made; rates per second.
struct IpvsStatistics {
  std::uint64_t connections = 0;
  std::uint64_t packets_in = 0;
  std::uint64_t packets_out = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t connection_rate = 0;
  std::uint64_t packet_rate_in = 0;
  std::uint64_t packet_rate_out = 0;
  std::uint64_t byte_rate_in = 0;
  std::uint64_t byte_rate_out = 0;

  bool operator==(const IpvsStatistics &) const = default;
};

struct IpvsServiceReport {
  IpvsService service;
  IpvsStatistics statistics;
};

struct IpvsDestinationReport {
  IpvsDestination destination;
  IpvsStatistics statistics;
  std::uint32_t active_connections = 0;
  std::uint32_t inactive_connections = 0;
  std::uint32_t persistent_connections = 0;
};

enum class IpvsSyncRole : std::uint32_t { master = IP_VS_STATE_MASTER, backup = IP_VS_STATE_BACKUP };

struct IpvsSyncDaemon {
  IpvsSyncRole role = IpvsSyncRole::backup;
  std::string interface;
  std::uint32_t id = 0;
  /// What follows needs Linux 4.3; not set: the kernel's own.
  std::optional<std::uint16_t> longest;  // bytes of UDP payload
  std::optional<base::IpAddress> group;
  std::optional<std::uint16_t> port;
  std::optional<std::uint8_t> ttl;

  bool operator==(const IpvsSyncDaemon &) const = default;
};

/// Seconds; 0 leaves the kernel's.
struct IpvsTimeouts {
  std::uint32_t tcp = 0;
  std::uint32_t tcp_fin = 0;
  std::uint32_t udp = 0;

  bool operator==(const IpvsTimeouts &) const = default;
};

/// Writes requests to IPVS into a batch.
class IpvsRequests {
 public:
  /// Both must outlive it.
  IpvsRequests(Batch &batch, std::uint16_t family) : batch_{batch}, family_{family} {}

  void add_service(const IpvsService &service);
  void set_service(const IpvsService &service);
  /// With all its destinations.
  void remove_service(const IpvsServiceKey &service);

  void add_destination(const IpvsServiceKey &service, const IpvsDestination &destination);
  void set_destination(const IpvsServiceKey &service, const IpvsDestination &destination);
  void remove_destination(const IpvsServiceKey &service, const IpvsDestinationKey &destination);

  void start_daemon(const IpvsSyncDaemon &daemon);
  /// EINVAL or ESRCH if none of that role runs.
  void stop_daemon(IpvsSyncRole role);

  void set_timeouts(const IpvsTimeouts &timeouts);
  /// Removes every service, whoever made it.
  void flush();

  void dump_services();
  void dump_destinations(const IpvsServiceKey &service);
  void dump_daemons();
  void get_timeouts();

 private:
  void begin(std::uint8_t command, std::uint16_t flags = 0);
  void put_service(const IpvsService &service);
  void put_key(const IpvsServiceKey &key);
  void put_key_values(const IpvsServiceKey &key);
  void put_destination(const IpvsDestination &destination);
  void put_destination_key(const IpvsDestinationKey &key);

  Batch &batch_;
  std::uint16_t family_;
};

/// Answers to dump_services(), dump_destinations(), dump_daemons() and
/// get_timeouts(). Attributes this code does not know are passed over.
Parsed<IpvsServiceReport> parse_ipvs_service(const Message &message, std::uint16_t family);
Parsed<IpvsDestinationReport> parse_ipvs_destination(const Message &message, std::uint16_t family);
Parsed<IpvsSyncDaemon> parse_ipvs_daemon(const Message &message, std::uint16_t family);
Parsed<IpvsTimeouts> parse_ipvs_timeouts(const Message &message, std::uint16_t family);

}  // namespace sempervivum::netlink
