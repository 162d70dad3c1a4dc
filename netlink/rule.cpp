#include "netlink/rule.hpp"

#include <endian.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <span>

namespace sempervivum::netlink {
namespace {

/// The longest table number that has a place in the header.
constexpr std::uint32_t last_short_table = 255;
/// How the kernel says that nothing is suppressed.
constexpr std::uint32_t nothing_suppressed = std::numeric_limits<std::uint32_t>::max();

static_assert(sizeof(PortRange) == sizeof(fib_rule_port_range) && sizeof(UidRange) == sizeof(fib_rule_uid_range));

Parsed<void> read_prefix(base::Family family, std::uint8_t length, Bytes value, std::optional<Prefix> &target) {
  const auto address = read_address(family, value);
  if (!address) return base::unexpected(address.error());
  target = Prefix{*address, length};
  return {};
}

Parsed<void> read_name(Bytes value, std::string &name) {
  name = read_text(value);
  if (name.empty() || name.size() >= IF_NAMESIZE) return base::unexpected(ParseError::bad_value);
  return {};
}

Parsed<void> read_mark(Bytes value, std::optional<Mark> &mark, std::uint32_t Mark::*part) {
  if (!mark) mark.emplace();
  return read_into(value, (*mark).*part);
}

Parsed<void> read_tunnel(Bytes value, std::uint64_t &tunnel) {
  const auto read_value = read_into(value, tunnel);
  tunnel = be64toh(tunnel);
  return read_value;
}

Parsed<void> read_flag(Bytes value, bool &flag) {
  const auto number = read<std::uint8_t>(value);
  if (!number) return base::unexpected(number.error());
  flag = *number != 0;
  return {};
}

Parsed<void> read_suppressor(Bytes value, std::optional<std::uint32_t> &suppressor) {
  const auto assigned = assign(read<std::uint32_t>(value), suppressor);
  if (suppressor == nothing_suppressed) suppressor.reset();
  return assigned;
}

template <class T>
Parsed<void> read_range(Bytes value, std::optional<Range<T>> &range) {
  return assign(read<Range<T>>(value), range);
}

Parsed<void> read_attribute(const Attribute &attribute, const fib_rule_hdr &header, Rule &rule) {
  const auto &value = attribute.value;
  switch (attribute.type) {
    case FRA_SRC: return read_prefix(rule.family, header.src_len, value, rule.source);
    case FRA_DST: return read_prefix(rule.family, header.dst_len, value, rule.destination);
    case FRA_IIFNAME: return read_name(value, rule.input);
    case FRA_OIFNAME: return read_name(value, rule.output);
    case FRA_PRIORITY: return read_into(value, rule.priority);
    case FRA_GOTO: return read_into(value, rule.target);
    case FRA_FWMARK: return read_mark(value, rule.mark, &Mark::value);
    case FRA_FWMASK: return read_mark(value, rule.mark, &Mark::mask);
    case FRA_FLOW: return read_into(value, rule.realms);
    case FRA_TUN_ID: return read_tunnel(value, rule.tunnel);
    case FRA_SUPPRESS_IFGROUP: return read_suppressor(value, rule.suppress_group);
    case FRA_SUPPRESS_PREFIXLEN: return read_suppressor(value, rule.suppress_prefix_length);
    case FRA_TABLE: return read_into(value, rule.table);
    case FRA_L3MDEV: return read_flag(value, rule.l3mdev);
    case FRA_UID_RANGE: return read_range(value, rule.uids);
    case FRA_PROTOCOL: return read_into(value, rule.protocol);
    case FRA_IP_PROTO: return read_into(value, rule.ip_protocol);
    case FRA_SPORT_RANGE: return read_range(value, rule.source_ports);
    case FRA_DPORT_RANGE: return read_range(value, rule.destination_ports);
    default: return {};
  }
}

bool is_short(std::uint32_t table) { return table <= last_short_table; }

std::uint8_t length_of(const std::optional<Prefix> &prefix) { return prefix ? prefix->length : std::uint8_t{0}; }

fib_rule_hdr header_of(const Rule &rule) {
  fib_rule_hdr header{};
  header.family = static_cast<std::uint8_t>(base::socket_family(rule.family));
  header.dst_len = length_of(rule.destination);
  header.src_len = length_of(rule.source);
  header.tos = rule.tos;
  header.table = is_short(rule.table) ? static_cast<std::uint8_t>(rule.table) : std::uint8_t{RT_TABLE_UNSPEC};
  header.action = static_cast<std::uint8_t>(rule.action);
  if (rule.inverted) header.flags = FIB_RULE_INVERT;
  return header;
}

void put_mark(Batch &batch, const Mark &mark) {
  batch.put(FRA_FWMARK, mark.value);
  if (mark.mask != Mark{}.mask) batch.put(FRA_FWMASK, mark.mask);
}

void put_packet_conditions(Batch &batch, const Rule &rule) {
  if (rule.destination) batch.put(FRA_DST, rule.destination->address.bytes());
  if (rule.source) batch.put(FRA_SRC, rule.source->address.bytes());
  if (rule.mark) put_mark(batch, *rule.mark);
}

void put_transport_conditions(Batch &batch, const Rule &rule) {
  if (rule.ip_protocol != 0) batch.put(FRA_IP_PROTO, rule.ip_protocol);
  if (rule.source_ports) batch.put(FRA_SPORT_RANGE, std::as_bytes(std::span{&*rule.source_ports, 1}));
  if (rule.destination_ports) batch.put(FRA_DPORT_RANGE, std::as_bytes(std::span{&*rule.destination_ports, 1}));
}

void put_origin_conditions(Batch &batch, const Rule &rule) {
  if (!rule.input.empty()) batch.put_text(FRA_IIFNAME, rule.input);
  if (!rule.output.empty()) batch.put_text(FRA_OIFNAME, rule.output);
  if (rule.tunnel != 0) batch.put(FRA_TUN_ID, htobe64(rule.tunnel));
  if (rule.uids) batch.put(FRA_UID_RANGE, std::as_bytes(std::span{&*rule.uids, 1}));
}

void put_lookup(Batch &batch, const Rule &rule) {
  if (rule.realms != 0) batch.put(FRA_FLOW, rule.realms);
  if (rule.suppress_prefix_length) batch.put(FRA_SUPPRESS_PREFIXLEN, *rule.suppress_prefix_length);
  if (rule.suppress_group) batch.put(FRA_SUPPRESS_IFGROUP, *rule.suppress_group);
}

void put_rule(Batch &batch, const Rule &rule) {
  if (!is_short(rule.table)) batch.put(FRA_TABLE, rule.table);
  put_packet_conditions(batch, rule);
  batch.put(FRA_PRIORITY, rule.priority);
  put_lookup(batch, rule);
  put_origin_conditions(batch, rule);
  if (rule.l3mdev) batch.put(FRA_L3MDEV, std::uint8_t{1});
  batch.put(FRA_PROTOCOL, rule.protocol);
  put_transport_conditions(batch, rule);
  if (rule.action == RuleAction::go_to) batch.put(FRA_GOTO, rule.target);
}

Rule rule_of(base::Family family, const fib_rule_hdr &header) {
  Rule rule;
  rule.family = family;
  rule.inverted = (header.flags & FIB_RULE_INVERT) != 0;
  rule.tos = header.tos;
  rule.table = header.table;
  rule.action = RuleAction{header.action};
  rule.protocol = RTPROT_UNSPEC;
  return rule;
}

// A mask is told even where it is of no effect.
void forget_empty_mark(Rule &rule) {
  if (rule.mark && rule.mark->mask == 0) rule.mark.reset();
}

}  // namespace

Parsed<Rule> parse_rule(const Message &message) {
  if (message.type != RTM_NEWRULE && message.type != RTM_DELRULE) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto header = take<fib_rule_hdr>(rest);
  if (!header) return base::unexpected(header.error());
  const auto family = family_of(header->family);
  if (!family) return base::unexpected(ParseError::wrong_type);
  if (std::max(header->dst_len, header->src_len) > base::full_prefix(*family))
    return base::unexpected(ParseError::bad_value);
  auto rule = rule_of(*family, *header);
  const auto walked =
      for_each_attribute(rest, [&](const Attribute &attribute) { return read_attribute(attribute, *header, rule); });
  if (!walked) return base::unexpected(walked.error());
  forget_empty_mark(rule);
  return rule;
}

void add_rule(Batch &batch, const Rule &rule) {
  batch.begin(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, header_of(rule));
  put_rule(batch, rule);
}

void remove_rule(Batch &batch, const Rule &rule) {
  batch.begin(RTM_DELRULE, 0, header_of(rule));
  put_rule(batch, rule);
}

void dump_rules(Batch &batch) { batch.begin(RTM_GETRULE, NLM_F_DUMP, fib_rule_hdr{}); }

}  // namespace sempervivum::netlink
