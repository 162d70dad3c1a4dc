// KEEPALIVED-MIB: virtual routes with their next hops, and virtual rules.
#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using netlink::Metric;

Cell bytes_of(const std::optional<base::IpAddress> &address) {
  if (!address) return std::nullopt;
  return address_bytes(*address);
}

Cell if_any(std::int64_t number) {
  if (number == 0) return std::nullopt;
  return number;
}

Cell if_any(const std::string &text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Routes.

struct RouteRow {
  const vrrp::PlannedRoute &planned;
  const InstanceRow &instance;

  const netlink::Route &route() const { return planned.route; }
  bool is_shared() const { return route().hops.size() > 1; }
  /// The only way, if there is just one.
  const netlink::NextHop *hop() const { return route().hops.size() == 1 ? &route().hops.front() : nullptr; }
  std::string interface() const {
    return hop() == nullptr || planned.interfaces.empty() ? std::string{} : planned.interfaces.front();
  }
};

/// unicast(1), ecmp(2), blackhole(3), anycast(4), multicast(5), broadcast(6), unreachable(7),
/// prohibit(8), throw(9), nat(10), xresolve(11)
Cell route_type(const RouteRow &row) {
  switch (row.route().type) {
    case netlink::RouteType::unicast: return row.is_shared() ? 2 : 1;
    case netlink::RouteType::local: return 1;
    case netlink::RouteType::blackhole: return 3;
    case netlink::RouteType::anycast: return 4;
    case netlink::RouteType::multicast: return 5;
    case netlink::RouteType::broadcast: return 6;
    case netlink::RouteType::unreachable: return 7;
    case netlink::RouteType::prohibit: return 8;
    case netlink::RouteType::throw_: return 9;
    case netlink::RouteType::nat: return 10;
    case netlink::RouteType::xresolve: break;
  }
  return 11;
}

Cell gateway(const RouteRow &row) { return row.hop() == nullptr ? Cell{} : bytes_of(row.hop()->gateway); }

Cell interface_index(const RouteRow &row) {
  const auto *link = row.instance.link(row.interface());
  return link == nullptr ? Cell{} : if_any(link->index);
}

template <Metric Which>
Cell metric(const RouteRow &row) {
  return if_any(row.route().metrics.get(Which));
}

/// Said only where there is a value.
template <Metric Which>
Cell metric_lock(const RouteRow &row) {
  const auto &metrics = row.route().metrics;
  if (metrics.get(Which) == 0) return std::nullopt;
  return truth(metrics.is_locked(Which));
}

/// The kernel counts these in eighths (rtt) and quarters (rttvar) of a millisecond.
template <Metric Which, unsigned Parts>
Cell metric_ms(const RouteRow &row) {
  return if_any(row.route().metrics.get(Which) / Parts);
}

constexpr std::array route_columns{
    Column<RouteRow>{2, integer, [](const RouteRow &row) -> Cell { return address_type(row.route().family()); }},
    Column<RouteRow>{3, octets,
                     [](const RouteRow &row) -> Cell { return address_bytes(row.route().destination.address); }},
    Column<RouteRow>{4, gauge, [](const RouteRow &row) -> Cell { return row.route().destination.length; }},
    Column<RouteRow>{5, octets, gateway},
    Column<RouteRow>{7, octets, [](const RouteRow &row) { return bytes_of(row.route().preferred_source); }},
    Column<RouteRow>{8, gauge, [](const RouteRow &row) -> Cell { return row.route().metric; }},
    Column<RouteRow>{9, integer, [](const RouteRow &row) -> Cell { return scope_number(row.route().scope); }},
    Column<RouteRow>{10, integer, route_type},
    Column<RouteRow>{11, integer, interface_index},
    Column<RouteRow>{12, octets, [](const RouteRow &row) { return if_any(row.interface()); }},
    Column<RouteRow>{13, gauge, [](const RouteRow &row) -> Cell { return row.route().table; }},
    Column<RouteRow>{14, integer, [](const RouteRow &row) -> Cell { return truth(row.instance.is_master()); }},
    Column<RouteRow>{15, octets,
                     [](const RouteRow &row) -> Cell {
                       if (!row.route().source) return std::nullopt;
                       return address_bytes(row.route().source->address);
                     }},
    Column<RouteRow>{16, gauge,
                     [](const RouteRow &row) -> Cell {
                       if (!row.route().source) return std::nullopt;
                       return row.route().source->length;
                     }},
    Column<RouteRow>{17, gauge, [](const RouteRow &row) { return if_any(row.route().tos); }},
    Column<RouteRow>{18, integer, [](const RouteRow &row) -> Cell { return row.route().protocol + 1; }},
    Column<RouteRow>{19, integer,
                     [](const RouteRow &row) -> Cell {
                       return truth((row.route().metrics.get(Metric::features) & RTAX_FEATURE_ECN) != 0);
                     }},
    Column<RouteRow>{20, integer,
                     [](const RouteRow &row) -> Cell { return truth(row.route().metrics.get(Metric::quickack) != 0); }},
    Column<RouteRow>{21, integer, [](const RouteRow &row) { return if_any(row.route().expires); }},
    Column<RouteRow>{22, gauge, metric<Metric::mtu>},
    Column<RouteRow>{23, integer, metric_lock<Metric::mtu>},
    Column<RouteRow>{24, gauge, metric<Metric::hoplimit>},
    Column<RouteRow>{25, gauge, metric<Metric::advmss>},
    Column<RouteRow>{26, integer, metric_lock<Metric::advmss>},
    Column<RouteRow>{27, gauge, metric_ms<Metric::rtt, 8>},
    Column<RouteRow>{28, integer, metric_lock<Metric::rtt>},
    Column<RouteRow>{29, gauge, metric_ms<Metric::rttvar, 4>},
    Column<RouteRow>{30, integer, metric_lock<Metric::rttvar>},
    Column<RouteRow>{31, gauge, metric<Metric::reordering>},
    Column<RouteRow>{32, integer, metric_lock<Metric::reordering>},
    Column<RouteRow>{33, gauge, metric<Metric::window>},
    Column<RouteRow>{34, gauge, metric<Metric::cwnd>},
    Column<RouteRow>{35, integer, metric_lock<Metric::cwnd>},
    Column<RouteRow>{36, gauge, metric<Metric::ssthresh>},
    Column<RouteRow>{37, integer, metric_lock<Metric::ssthresh>},
    Column<RouteRow>{38, gauge, metric<Metric::rto_min>},
    Column<RouteRow>{39, integer, metric_lock<Metric::rto_min>},
    Column<RouteRow>{40, gauge, metric<Metric::initcwnd>},
    Column<RouteRow>{41, gauge, metric<Metric::initrwnd>},
    Column<RouteRow>{42, octets, [](const RouteRow &row) { return if_any(row.route().metrics.congestion_control()); }},
};

void fill_routes(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(view, [&](const InstanceRow &instance, std::uint32_t place) {
    std::uint32_t number = 0;
    for (const auto &route : instance.plan.routes)
      put_row(rows, root, route_columns, {place, ++number}, RouteRow{route, instance});
  });
}

// Next hops, of routes that have several.

struct HopRow {
  const netlink::NextHop &hop;
  base::Family family;
  const std::string &interface;
  const vrrp::LinkStatus *link;
};

constexpr std::array hop_columns{
    Column<HopRow>{2, integer,
                   [](const HopRow &row) -> Cell {
                     return address_type(row.hop.gateway ? row.hop.gateway->family() : row.family);
                   }},
    Column<HopRow>{3, octets, [](const HopRow &row) { return bytes_of(row.hop.gateway); }},
    Column<HopRow>{4, integer,
                   [](const HopRow &row) { return row.link == nullptr ? Cell{} : if_any(row.link->index); }},
    Column<HopRow>{5, octets, [](const HopRow &row) { return if_any(row.interface); }},
    Column<HopRow>{6, gauge, [](const HopRow &row) { return if_any(row.hop.weight > 1 ? row.hop.weight : 0); }},
    Column<HopRow>{7, integer, [](const HopRow &row) -> Cell { return truth(row.hop.onlink); }},
};

void put_hops(SnmpRows &rows, const Oid &root, const Oid &index, const RouteRow &row) {
  static const std::string none;
  const auto &interfaces = row.planned.interfaces;
  for (std::uint32_t at = 0; at < row.route().hops.size(); ++at) {
    const auto &interface = at < interfaces.size() ? interfaces[at] : none;
    put_row(rows, root, hop_columns, index + Oid{at + 1},
            HopRow{row.route().hops[at], row.route().family(), interface, row.instance.link(interface)});
  }
}

void fill_hops(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(view, [&](const InstanceRow &instance, std::uint32_t place) {
    std::uint32_t number = 0;
    for (const auto &route : instance.plan.routes) {
      const RouteRow row{route, instance};
      ++number;
      if (row.is_shared()) put_hops(rows, root, {place, number}, row);
    }
  });
}

// Rules.

struct RuleRow {
  const netlink::Rule &rule;
  bool held;

  /// keepalived's first columns know but one address.
  const std::optional<netlink::Prefix> &address() const { return rule.source ? rule.source : rule.destination; }
  bool looks_up() const { return rule.action == netlink::RuleAction::lookup; }
};

template <auto Prefix>
Cell prefix_type(const RuleRow &row) {
  const auto &prefix = row.rule.*Prefix;
  if (!prefix) return std::nullopt;
  return address_type(prefix->address.family());
}
template <auto Prefix>
Cell prefix_address(const RuleRow &row) {
  const auto &prefix = row.rule.*Prefix;
  if (!prefix) return std::nullopt;
  return address_bytes(prefix->address);
}
template <auto Prefix>
Cell prefix_length(const RuleRow &row) {
  const auto &prefix = row.rule.*Prefix;
  if (!prefix) return std::nullopt;
  return prefix->length;
}

template <auto Range, auto End>
Cell range_end(const RuleRow &row) {
  const auto &range = row.rule.*Range;
  if (!range) return std::nullopt;
  return (*range).*End;
}

Cell table(const RuleRow &row) { return row.looks_up() && !row.rule.l3mdev ? Cell{row.rule.table} : Cell{}; }

/// table(1), goto(2), nop(3), blackhole(6), unreachable(7), prohibit(8): the kernel's own numbers.
Cell action(const RuleRow &row) { return static_cast<std::int64_t>(row.rule.action); }

using R = netlink::Rule;

constexpr std::array rule_columns{
    Column<RuleRow>{2, octets,
                    [](const RuleRow &row) -> Cell {
                      if (!row.address()) return std::nullopt;
                      return row.rule.source ? "from" : "to";
                    }},
    Column<RuleRow>{3, integer, [](const RuleRow &row) -> Cell { return address_type(row.rule.family); }},
    Column<RuleRow>{4, octets,
                    [](const RuleRow &row) -> Cell {
                      if (!row.address()) return std::nullopt;
                      return address_bytes(row.address()->address);
                    }},
    Column<RuleRow>{5, gauge,
                    [](const RuleRow &row) -> Cell {
                      if (!row.address()) return std::nullopt;
                      return row.address()->length;
                    }},
    Column<RuleRow>{6, gauge, table},
    Column<RuleRow>{7, integer, [](const RuleRow &row) -> Cell { return truth(row.held); }},
    Column<RuleRow>{8, integer, [](const RuleRow &row) -> Cell { return truth(row.rule.inverted); }},
    Column<RuleRow>{9, integer, prefix_type<&R::destination>},
    Column<RuleRow>{10, octets, prefix_address<&R::destination>},
    Column<RuleRow>{11, gauge, prefix_length<&R::destination>},
    Column<RuleRow>{12, integer, prefix_type<&R::source>},
    Column<RuleRow>{13, octets, prefix_address<&R::source>},
    Column<RuleRow>{14, gauge, prefix_length<&R::source>},
    Column<RuleRow>{15, gauge, [](const RuleRow &row) -> Cell { return row.rule.tos; }},
    Column<RuleRow>{16, gauge, [](const RuleRow &row) { return row.rule.mark ? Cell{row.rule.mark->value} : Cell{}; }},
    Column<RuleRow>{17, gauge, [](const RuleRow &row) { return row.rule.mark ? Cell{row.rule.mark->mask} : Cell{}; }},
    Column<RuleRow>{18, integer, [](const RuleRow &row) { return if_any(row.rule.realms & 0xffff); }},
    Column<RuleRow>{19, integer, [](const RuleRow &row) { return if_any(row.rule.realms >> 16); }},
    Column<RuleRow>{20, octets, [](const RuleRow &row) { return if_any(row.rule.input); }},
    Column<RuleRow>{21, octets, [](const RuleRow &row) { return if_any(row.rule.output); }},
    Column<RuleRow>{22, gauge, [](const RuleRow &row) { return if_any(row.rule.target); }},
    Column<RuleRow>{23, integer, action},
    Column<RuleRow>{24, gauge, table},
    Column<RuleRow>{25, gauge, [](const RuleRow &row) -> Cell { return row.rule.priority; }},
    Column<RuleRow>{26, gauge,
                    [](const RuleRow &row) {
                      return row.rule.suppress_prefix_length ? Cell{*row.rule.suppress_prefix_length} : Cell{};
                    }},
    Column<RuleRow>{28, gauge,
                    [](const RuleRow &row) {
                      return row.rule.tunnel == 0 ? Cell{} : Cell{static_cast<std::int64_t>(row.rule.tunnel >> 32)};
                    }},
    Column<RuleRow>{29, gauge,
                    [](const RuleRow &row) {
                      return row.rule.tunnel == 0 ? Cell{}
                                                  : Cell{static_cast<std::int64_t>(row.rule.tunnel & 0xffffffff)};
                    }},
    Column<RuleRow>{30, gauge, range_end<&R::uids, &netlink::UidRange::first>},
    Column<RuleRow>{31, gauge, range_end<&R::uids, &netlink::UidRange::last>},
    Column<RuleRow>{34, gauge, [](const RuleRow &row) { return if_any(row.rule.ip_protocol); }},
    Column<RuleRow>{35, gauge, range_end<&R::source_ports, &netlink::PortRange::first>},
    Column<RuleRow>{36, gauge, range_end<&R::source_ports, &netlink::PortRange::last>},
    Column<RuleRow>{37, gauge, range_end<&R::destination_ports, &netlink::PortRange::first>},
    Column<RuleRow>{38, gauge, range_end<&R::destination_ports, &netlink::PortRange::last>},
};

void fill_rules(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(view, [&](const InstanceRow &instance, std::uint32_t place) {
    std::uint32_t number = 0;
    for (const auto &planned : instance.plan.rules)
      put_row(rows, root, rule_columns, {place, ++number}, RuleRow{planned.rule, instance.is_master()});
  });
}

}  // namespace

std::vector<VrrpTable> vrrp_route_tables() {
  const auto root = oid(snmp_roots::vrrp);
  return {{root + Oid{7, 1}, fill_routes}, {root + Oid{8, 1}, fill_rules}, {root + Oid{11, 1}, fill_hops}};
}

std::vector<VrrpTable> vrrp_tables() {
  auto tables = vrrp_instance_tables();
  for (auto part : {vrrp_tracking_tables(), vrrp_route_tables()}) tables.insert(tables.end(), part.begin(), part.end());
  return tables;
}

}  // namespace sempervivum::daemon
