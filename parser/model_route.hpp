/// Routes and rules, in the words of ip-route(8) and ip-rule(8).
///
/// Names of tables, protocols, scopes and the like stay text; the runtime looks
/// them up in iproute2's files.
#pragma once

#include "parser/model_common.hpp"

namespace sempervivum::parser {

enum class RouteType : std::uint8_t {
  unicast,
  local,
  broadcast,
  anycast,
  multicast,
  throw_,
  unreachable,
  prohibit,
  blackhole,
  nat,
  xresolve,
};

/// A metric that may be locked against the kernel's own findings.
struct Metric {
  std::uint32_t value = 0;
  bool lock = false;

  bool operator==(const Metric &) const = default;
};

/// rtt, rttvar, rto_min: with a unit (s or ms), or in the kernel's raw units.
struct TimeMetric {
  base::Duration time{0};
  std::optional<std::uint32_t> raw;
  bool lock = false;

  bool operator==(const TimeMetric &) const = default;
};

struct Congestion {
  std::string algorithm;
  bool lock = false;

  bool operator==(const Congestion &) const = default;
};

/// encap ip, ip6, mpls or ila.
struct Encapsulation {
  enum class Kind : std::uint8_t { ip, ip6, mpls, ila };
  Kind kind = Kind::ip;
  std::optional<std::uint64_t> id;
  std::optional<base::IpAddress> dst;
  std::optional<base::IpAddress> src;
  std::optional<std::string> tos;   // tos, tc
  std::optional<std::uint8_t> ttl;  // ttl, hoplimit
  std::optional<std::uint16_t> flags;
  std::optional<std::string> label;  // mpls: LABEL[/LABEL...], ila: the locator

  bool operator==(const Encapsulation &) const = default;
};

struct NextHop {
  std::optional<base::IpAddress> via;
  std::optional<std::string> dev;
  std::optional<std::uint16_t> weight;  // 1..256
  bool onlink = false;
  std::optional<Encapsulation> encap;
  std::optional<std::string> realms;

  bool operator==(const NextHop &) const = default;
};

/// One line of virtual_routes or static_routes.
struct Route {
  RouteType type = RouteType::unicast;
  /// 0.0.0.0/0 or ::/0 for "default"; the family of "default" may be set by `family`.
  std::optional<Prefix> destination;
  bool is_default = false;
  std::optional<base::Family> family;  // inet, inet6
  std::optional<base::IpAddress> src;
  std::optional<Prefix> from;
  std::optional<base::IpAddress> via;
  std::optional<base::IpAddress> or_via;  // `or`: a second next hop
  std::optional<std::string> as;
  std::optional<std::string> tos;
  std::optional<std::string> table;
  std::optional<std::string> protocol;
  std::optional<std::string> scope;
  std::optional<std::uint32_t> metric;
  std::optional<std::string> dev;
  bool onlink = false;
  std::optional<Encapsulation> encap;
  std::optional<std::uint32_t> expires;
  std::optional<Metric> mtu;
  std::optional<std::uint8_t> hoplimit;
  std::optional<Metric> advmss;
  std::optional<TimeMetric> rtt;
  std::optional<TimeMetric> rttvar;
  std::optional<TimeMetric> rto_min;
  std::optional<Metric> reordering;
  std::optional<std::uint32_t> window;
  std::optional<Metric> cwnd;
  std::optional<Metric> ssthresh;
  std::optional<std::string> realms;
  std::optional<std::uint32_t> initcwnd;
  std::optional<std::uint32_t> initrwnd;
  std::optional<std::string> features;
  std::optional<std::uint8_t> quickack;
  std::optional<Congestion> congctl;
  std::optional<std::string> pref;
  std::optional<bool> ttl_propagate;
  std::optional<std::uint8_t> fastopen_no_cookie;
  enum class Placing : std::uint8_t { prepend, add, append };
  Placing placing = Placing::prepend;
  std::optional<std::string> vrf;
  bool no_track = false;
  std::vector<NextHop> nexthop;
  std::optional<std::string> track_group;  // static routes only
  SourceSpan span;

  bool operator==(const Route &) const = default;
};

enum class RuleAction : std::uint8_t { table, blackhole, unreachable, prohibit, goto_, nop, l3mdev };

/// Inclusive.
struct NumberRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  bool operator==(const NumberRange &) const = default;
};

struct FirewallMark {
  std::uint32_t mark = 0;
  std::optional<std::uint32_t> mask;

  bool operator==(const FirewallMark &) const = default;
};

/// One line of virtual_rules or static_rules.
struct Rule {
  std::optional<base::Family> family;  // inet, inet6
  bool inverted = false;               // not
  std::optional<Prefix> from;
  std::optional<Prefix> to;
  std::optional<RuleAction> action;
  std::optional<std::string> table;
  std::optional<std::uint32_t> goto_preference;
  std::optional<std::uint32_t> preference;
  std::optional<std::string> tos;
  std::optional<FirewallMark> fwmark;
  std::optional<std::string> realms;
  std::optional<std::uint32_t> suppress_prefixlength;
  std::optional<std::string> suppress_ifgroup;
  std::optional<std::string> iif;  // dev, iif
  std::optional<std::string> oif;
  std::optional<std::uint64_t> tunnel_id;
  std::optional<NumberRange> uidrange;
  std::optional<std::string> protocol;
  std::optional<std::string> ipproto;
  std::optional<NumberRange> sport;
  std::optional<NumberRange> dport;
  bool no_track = false;
  std::optional<std::string> track_group;  // static rules only
  SourceSpan span;

  bool operator==(const Rule &) const = default;
};

}  // namespace sempervivum::parser
