#include "netlink/route.hpp"

#include <sys/socket.h>
#include <sys/types.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace sempervivum::netlink {
namespace {

/// Of a route whose metric is not said (IP6_RT_PRIO_USER).
constexpr std::uint32_t usual_ipv6_metric = 1024;
/// The longest table number that has a place in the header.
constexpr std::uint32_t last_short_table = 255;
/// In which the kernel tells what is left of a lifetime (USER_HZ).
constexpr std::uint32_t ticks_per_second = 100;

// RTA_VIA: a gateway with its family before it, in the host's byte order.
Parsed<base::IpAddress> read_via(Bytes value) {
  const auto number = take<std::uint16_t>(value);
  if (!number) return base::unexpected(number.error());
  if (*number > 0xff) return base::unexpected(ParseError::bad_value);
  const auto family = family_of(static_cast<std::uint8_t>(*number));
  if (!family) return base::unexpected(ParseError::bad_value);
  return read_address(*family, value);
}

/// Gathers what belongs to one hop, from a route's attributes or a leg's.
class HopReader {
 public:
  explicit HopReader(base::Family family) : family_{family} {}

  Parsed<void> read_attribute(const Attribute &attribute) {
    switch (attribute.type) {
      case RTA_GATEWAY: return assign(read_address(family_, attribute.value), hop.gateway);
      case RTA_VIA: return assign(read_via(attribute.value), hop.gateway);
      case RTA_FLOW: return read_into(attribute.value, hop.realms);
      case RTA_ENCAP: encap_ = attribute.value; return {};
      case RTA_ENCAP_TYPE: return read_into(attribute.value, encap_type_);
      default: return {};
    }
  }

  /// Type and content of an encapsulation come in any order.
  Parsed<void> finish() { return assign(parse_encap(encap_type_, encap_), hop.encap); }

  NextHop hop;

 private:
  base::Family family_;
  std::uint16_t encap_type_ = 0;
  Bytes encap_;
};

// A leg of RTA_MULTIPATH: its length, flags, weight less one, link, attributes.
Parsed<NextHop> take_leg(base::Family family, Bytes &legs) {
  Bytes rest = legs;
  const auto header = take<rtnexthop>(rest);
  if (!header) return base::unexpected(header.error());
  if (header->rtnh_len < sizeof(rtnexthop)) return base::unexpected(ParseError::bad_length);
  if (header->rtnh_len > legs.size()) return base::unexpected(ParseError::truncated);
  HopReader reader{family};
  const auto walked =
      for_each_attribute(rest.first(header->rtnh_len - sizeof(rtnexthop)),
                         [&reader](const Attribute &attribute) { return reader.read_attribute(attribute); });
  if (const auto read = walked ? reader.finish() : walked; !read) return base::unexpected(read.error());
  reader.hop.link = base::InterfaceIndex{static_cast<std::uint32_t>(header->rtnh_ifindex)};
  reader.hop.weight = static_cast<std::uint16_t>(header->rtnh_hops + 1);
  reader.hop.onlink = (header->rtnh_flags & RTNH_F_ONLINK) != 0;
  legs = legs.subspan(std::min<std::size_t>(RTNH_ALIGN(header->rtnh_len), legs.size()));
  return reader.hop;
}

Parsed<void> read_legs(base::Family family, Bytes legs, std::vector<NextHop> &hops) {
  while (!legs.empty()) {
    const auto hop = take_leg(family, legs);
    if (!hop) return base::unexpected(hop.error());
    hops.push_back(*hop);
  }
  return {};
}

Parsed<void> read_link(Bytes value, base::InterfaceIndex &link) {
  const auto number = read<std::uint32_t>(value);
  if (!number) return base::unexpected(number.error());
  link = base::InterfaceIndex{*number};
  return {};
}

Parsed<void> read_lifetime(Bytes value, std::uint32_t &seconds) {
  const auto info = read<rta_cacheinfo>(value);
  if (!info) return base::unexpected(info.error());
  if (info->rta_expires > 0) seconds = static_cast<std::uint32_t>(info->rta_expires) / ticks_per_second;
  return {};
}

Parsed<void> read_flag(Bytes value, std::optional<bool> &flag) {
  const auto number = read<std::uint8_t>(value);
  if (!number) return base::unexpected(number.error());
  flag = *number != 0;
  return {};
}

class Reader {
 public:
  Reader(base::Family family, const rtmsg &header) : family_{family}, header_{header}, hop_{family} {}

  Parsed<void> read_attribute(const Attribute &attribute, Route &route) {
    const auto &value = attribute.value;
    switch (attribute.type) {
      case RTA_DST: return assign(read_address(family_, value), route.destination.address);
      case RTA_SRC: return read_source(value, route);
      case RTA_OIF: return read_link(value, hop_.hop.link);
      case RTA_TABLE: return read_into(value, route.table);
      case RTA_PRIORITY: return read_into(value, route.metric);
      case RTA_PREFSRC: return assign(read_address(family_, value), route.preferred_source);
      case RTA_METRICS: return assign(Metrics::parse(value), route.metrics);
      case RTA_MULTIPATH: return read_legs(family_, value, route.hops);
      case RTA_CACHEINFO: return read_lifetime(value, route.expires);
      case RTA_EXPIRES: return read_into(value, route.expires);
      case RTA_PREF: return read_into(value, route.preference);
      case RTA_TTL_PROPAGATE: return read_flag(value, route.ttl_propagate);
      default: return hop_.read_attribute(attribute);
    }
  }

  Parsed<void> finish(Route &route) {
    if (const auto finished = hop_.finish(); !finished) return finished;
    if (route.refuses()) route.hops.clear();
    if (route.refuses() || !route.hops.empty()) return {};
    hop_.hop.onlink = (header_.rtm_flags & RTNH_F_ONLINK) != 0;
    if (hop_.hop != NextHop{}) route.hops.push_back(hop_.hop);
    return {};
  }

 private:
  Parsed<void> read_source(Bytes value, Route &route) const {
    const auto address = read_address(family_, value);
    if (!address) return base::unexpected(address.error());
    route.source = Prefix{*address, header_.rtm_src_len};
    return {};
  }

  base::Family family_;
  rtmsg header_;
  HopReader hop_;
};

bool is_short(std::uint32_t table) { return table <= last_short_table; }

bool has_one_hop(const Route &route) { return route.hops.size() == 1; }

rtmsg header_of(const Route &route) {
  rtmsg header{};
  header.rtm_family = static_cast<std::uint8_t>(base::socket_family(route.family()));
  header.rtm_dst_len = route.destination.length;
  header.rtm_src_len = route.source ? route.source->length : std::uint8_t{0};
  header.rtm_tos = route.tos;
  header.rtm_table = is_short(route.table) ? static_cast<std::uint8_t>(route.table) : std::uint8_t{RT_TABLE_UNSPEC};
  header.rtm_protocol = route.protocol;
  header.rtm_scope = route.scope;
  header.rtm_type = static_cast<std::uint8_t>(route.type);
  if (has_one_hop(route) && route.hops.front().onlink) header.rtm_flags = RTNH_F_ONLINK;
  return header;
}

void put_gateway(Batch &batch, base::Family family, const base::IpAddress &gateway) {
  if (gateway.family() == family) return batch.put(RTA_GATEWAY, gateway.bytes());
  const auto number = static_cast<std::uint16_t>(base::socket_family(gateway.family()));
  std::vector<std::byte> via(sizeof number);
  std::memcpy(via.data(), &number, sizeof number);
  via.insert(via.end(), gateway.bytes().begin(), gateway.bytes().end());
  batch.put(RTA_VIA, via);
}

void put_hop(Batch &batch, base::Family family, const NextHop &hop) {
  if (hop.gateway) put_gateway(batch, family, *hop.gateway);
  put_encap(batch, hop.encap);
}

void put_legs(Batch &batch, const Route &route) {
  const auto nest = batch.nest_unmarked(RTA_MULTIPATH);
  for (const auto &hop : route.hops) {
    rtnexthop header{};
    header.rtnh_ifindex = static_cast<int>(hop.link.value());
    header.rtnh_hops = static_cast<std::uint8_t>(hop.weight - 1);
    if (hop.onlink) header.rtnh_flags = RTNH_F_ONLINK;
    const auto leg = batch.record(header);
    put_hop(batch, route.family(), hop);
    if (hop.realms != 0) batch.put(RTA_FLOW, hop.realms);
  }
}

/// What tells a route from others of its kind.
void put_identity(Batch &batch, const Route &route) {
  if (!is_short(route.table)) batch.put(RTA_TABLE, route.table);
  batch.put(RTA_DST, route.destination.address.bytes());
  if (route.source) batch.put(RTA_SRC, route.source->address.bytes());
  if (route.preferred_source) batch.put(RTA_PREFSRC, route.preferred_source->bytes());
  if (has_one_hop(route)) put_hop(batch, route.family(), route.hops.front());
  if (has_one_hop(route) && route.hops.front().link.value() != 0) batch.put(RTA_OIF, route.hops.front().link.value());
  if (route.hops.size() > 1) put_legs(batch, route);
  if (route.metric != 0) batch.put(RTA_PRIORITY, route.metric);
}

// A link that is not said is the one the kernel found.
bool is_same_way(const NextHop &left, const NextHop &right) {
  const bool unsaid = left.link.value() == 0 || right.link.value() == 0;
  return left.gateway == right.gateway && (unsaid || left.link == right.link);
}

bool has_all_ways(const std::vector<NextHop> &hops, const std::vector<NextHop> &wanted) {
  return std::ranges::all_of(wanted, [&hops](const NextHop &hop) {
    return std::ranges::any_of(hops, [&hop](const NextHop &other) { return is_same_way(hop, other); });
  });
}

}  // namespace

bool Route::refuses() const {
  return type == RouteType::blackhole || type == RouteType::unreachable || type == RouteType::prohibit ||
         type == RouteType::throw_;
}

RouteKey Route::key() const {
  RouteKey key{destination, source.value_or(every_address(family())), table, tos, metric};
  if (family() == base::Family::ipv6 && metric == 0) key.metric = usual_ipv6_metric;
  return key;
}

bool is_same_route(const Route &left, const Route &right) {
  if (left.key() != right.key() || left.type != right.type) return false;
  return left.refuses() || (has_all_ways(left.hops, right.hops) && has_all_ways(right.hops, left.hops));
}

RouteInsert usual_insert(RouteType type) {
  return type == RouteType::unicast ? RouteInsert::prepend : RouteInsert::add;
}

Parsed<Route> parse_route(const Message &message) {
  if (message.type != RTM_NEWROUTE && message.type != RTM_DELROUTE) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto header = take<rtmsg>(rest);
  if (!header) return base::unexpected(header.error());
  const auto family = family_of(header->rtm_family);
  if (!family || (header->rtm_flags & RTM_F_CLONED) != 0) return base::unexpected(ParseError::wrong_type);
  if (std::max(header->rtm_dst_len, header->rtm_src_len) > base::full_prefix(*family))
    return base::unexpected(ParseError::bad_value);
  Route route;
  route.destination = {base::IpAddress::any(*family), header->rtm_dst_len};
  route.type = RouteType{header->rtm_type};
  route.table = header->rtm_table;
  route.protocol = header->rtm_protocol;
  route.scope = header->rtm_scope;
  route.tos = header->rtm_tos;
  Reader reader{*family, *header};
  const auto walked =
      for_each_attribute(rest, [&](const Attribute &attribute) { return reader.read_attribute(attribute, route); });
  const auto read = walked ? reader.finish(route) : walked;
  if (!read) return base::unexpected(read.error());
  return route;
}

void add_route(Batch &batch, const Route &route, RouteInsert insert) {
  batch.begin(RTM_NEWROUTE, static_cast<std::uint16_t>(insert), header_of(route));
  put_identity(batch, route);
  if (has_one_hop(route) && route.hops.front().realms != 0) batch.put(RTA_FLOW, route.hops.front().realms);
  if (route.expires != 0) batch.put(RTA_EXPIRES, route.expires);
  if (route.ttl_propagate) batch.put(RTA_TTL_PROPAGATE, static_cast<std::uint8_t>(*route.ttl_propagate));
  route.metrics.put(batch);
  if (route.preference != 0) batch.put(RTA_PREF, route.preference);
}

// No metrics: the kernel has clamped some and would find no match.
void remove_route(Batch &batch, const Route &route) {
  auto header = header_of(route);
  header.rtm_scope = RT_SCOPE_NOWHERE;  // any
  batch.begin(RTM_DELROUTE, 0, header);
  put_identity(batch, route);
}

void dump_routes(Batch &batch, std::uint8_t protocol) {
  rtmsg header{};
  header.rtm_protocol = protocol;
  batch.begin(RTM_GETROUTE, NLM_F_DUMP, header);
}

}  // namespace sempervivum::netlink
