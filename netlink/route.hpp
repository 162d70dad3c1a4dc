/// Routes as values, and the requests that add and remove them (RTM_NEWROUTE,
/// RTM_DELROUTE; rtnetlink(7), ip-route(8)).
#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/address.hpp"
#include "base/strong.hpp"
#include "netlink/batch.hpp"
#include "netlink/encap.hpp"
#include "netlink/message.hpp"
#include "netlink/prefix.hpp"
#include "netlink/route_metrics.hpp"

namespace sempervivum::netlink {

/// ip-route(8) names them the same.
enum class RouteType : std::uint8_t {
  unicast = RTN_UNICAST,
  local = RTN_LOCAL,
  broadcast = RTN_BROADCAST,
  anycast = RTN_ANYCAST,
  multicast = RTN_MULTICAST,
  blackhole = RTN_BLACKHOLE,
  unreachable = RTN_UNREACHABLE,
  prohibit = RTN_PROHIBIT,
  throw_ = RTN_THROW,
  nat = RTN_NAT,
  xresolve = RTN_XRESOLVE,
};

/// Who made a route or rule: what we make is known by it.
inline constexpr std::uint8_t keepalived_protocol = RTPROT_KEEPALIVED;

struct NextHop {
  /// Of the route's family or, for an IPv4 route, IPv6 (Linux 5.2); none: the
  /// destination is on the link.
  std::optional<base::IpAddress> gateway{};
  /// 0: the kernel finds it by the gateway.
  base::InterfaceIndex link{};
  /// 1..256, of any use only beside others.
  std::uint16_t weight = 1;
  /// The gateway is on the link although no prefix says so.
  bool onlink = false;
  /// For tc-route(8): the source's realm in the upper 16 bits, the
  /// destination's in the lower. IPv4 only.
  std::uint32_t realms = 0;
  Encap encap{};

  bool operator==(const NextHop &) const = default;
};

/// What routes are looked up by. Several of one key may exist if their hops differ.
struct RouteKey {
  Prefix destination;
  /// Length 0 unless the route is for some sources only.
  Prefix source;
  std::uint32_t table = RT_TABLE_MAIN;
  std::uint8_t tos = 0;
  std::uint32_t metric = 0;

  auto operator<=>(const RouteKey &) const = default;
};

struct Route {
  Prefix destination;
  /// IPv6 only.
  std::optional<Prefix> source;
  RouteType type = RouteType::unicast;
  std::uint32_t table = RT_TABLE_MAIN;
  std::uint8_t protocol = keepalived_protocol;
  /// RT_SCOPE_*; IPv6 knows but the universe.
  std::uint8_t scope = RT_SCOPE_UNIVERSE;
  std::uint8_t tos = 0;
  /// Smaller wins. 0 is none in IPv4 and 1024 in IPv6.
  std::uint32_t metric = 0;
  std::optional<base::IpAddress> preferred_source;
  /// None for a route that only refuses (blackhole, unreachable, prohibit,
  /// throw); several share the traffic by weight.
  std::vector<NextHop> hops;
  Metrics metrics;
  /// Seconds left, 0 for ever. IPv6 only.
  std::uint32_t expires = 0;
  /// ICMPV6_ROUTER_PREF_LOW 3, _MEDIUM 0, _HIGH 1 (RFC 4191). IPv6 only.
  std::uint8_t preference = 0;
  /// Whether MPLS hands its TTL down to IP; unset: the system's setting.
  std::optional<bool> ttl_propagate;

  base::Family family() const { return destination.address.family(); }
  RouteKey key() const;
  /// Whether a packet that takes it goes nowhere.
  bool refuses() const;
  bool operator==(const Route &) const = default;
};

/// Whether both are the same route of the kernel's: key, type, and the gateways
/// and links of their hops in any order, where a link that is not said is any.
/// Metrics, weights and what the kernel fills in by itself may differ.
bool is_same_route(const Route &left, const Route &right);

/// What happens if there is a route of the same key.
enum class RouteInsert : std::uint16_t {
  add = NLM_F_CREATE | NLM_F_EXCL,       // EEXIST
  prepend = NLM_F_CREATE,                // IPv4: goes before it, IPv6: joins it; EEXIST if the same
  append = NLM_F_CREATE | NLM_F_APPEND,  // goes behind it or, in IPv6, joins it
  replace = NLM_F_CREATE | NLM_F_REPLACE,
};
/// keepalived's for a line that says none: prepend for unicast routes, else add.
RouteInsert usual_insert(RouteType type);

/// Reads RTM_NEWROUTE or RTM_DELROUTE. Anything else, families other than IP and
/// cached clones are ParseError::wrong_type. IPv6's mention of lo in a route
/// that refuses is left out.
Parsed<Route> parse_route(const Message &message);

/// Failures: EEXIST; ENETUNREACH, no way to the gateway or no such link (IPv6:
/// EHOSTUNREACH, ENODEV); ENETDOWN; EINVAL, a preferred source that is no address
/// of ours, among others; EOPNOTSUPP, no such encapsulation.
void add_route(Batch &batch, const Route &route, RouteInsert insert);

/// Removes what is the same route, whatever its scope and metrics; ESRCH if
/// there is none.
void remove_route(Batch &batch, const Route &route);

/// Asks for the routes of both families and all tables that `protocol` made. A
/// kernel before 4.20, or a socket without NETLINK_GET_STRICT_CHK, sends all.
void dump_routes(Batch &batch, std::uint8_t protocol);

}  // namespace sempervivum::netlink
