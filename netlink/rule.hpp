/// Policy rules as values, and the requests that add and remove them
/// (RTM_NEWRULE, RTM_DELRULE; rtnetlink(7), ip-rule(8)).
#pragma once

#include <linux/fib_rules.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/address.hpp"
#include "netlink/batch.hpp"
#include "netlink/message.hpp"
#include "netlink/prefix.hpp"
#include "netlink/route.hpp"

namespace sempervivum::netlink {

enum class RuleAction : std::uint8_t {
  lookup = FR_ACT_TO_TBL,
  go_to = FR_ACT_GOTO,
  nop = FR_ACT_NOP,
  blackhole = FR_ACT_BLACKHOLE,
  unreachable = FR_ACT_UNREACHABLE,
  prohibit = FR_ACT_PROHIBIT,
};

/// What a packet's mark has to be in the bits of the mask.
struct Mark {
  std::uint32_t value = 0;
  std::uint32_t mask = 0xffffffff;

  auto operator<=>(const Mark &) const = default;
};

/// Both ends included.
template <class T>
struct Range {
  T first{};
  T last{};

  auto operator<=>(const Range &) const = default;
};
using PortRange = Range<std::uint16_t>;
using UidRange = Range<std::uint32_t>;

/// Conditions that are not set hold for every packet.
struct Rule {
  base::Family family = base::Family::ipv4;
  /// Smaller comes first. Several rules may have the same.
  std::uint32_t priority = 0;
  /// "not": the rule is for packets its conditions do not hold for.
  bool inverted = false;

  std::optional<Prefix> source;
  std::optional<Prefix> destination;
  std::uint8_t tos = 0;
  /// Names of interfaces, which need not exist yet.
  std::string input;
  std::string output;
  std::optional<Mark> mark;
  /// Of a tunnel the packet came from.
  std::uint64_t tunnel = 0;
  std::optional<UidRange> uids;
  /// IPPROTO_*
  std::uint8_t ip_protocol = 0;
  std::optional<PortRange> source_ports;
  std::optional<PortRange> destination_ports;

  RuleAction action = RuleAction::lookup;
  /// For lookup; 0 only with `l3mdev`.
  std::uint32_t table = 0;
  /// Looks up the table of the VRF the packet belongs to.
  bool l3mdev = false;
  /// For go_to: a priority beyond the rule's own.
  std::uint32_t target = 0;
  /// See NextHop::realms. IPv4 only.
  std::uint32_t realms = 0;
  /// What the lookup must not find: a prefix this short or shorter, a way
  /// through an interface of this group.
  std::optional<std::uint32_t> suppress_prefix_length;
  std::optional<std::uint32_t> suppress_group;

  /// Who made it (Linux 4.17).
  std::uint8_t protocol = keepalived_protocol;

  auto operator<=>(const Rule &) const = default;
};

/// Reads RTM_NEWRULE or RTM_DELRULE. Anything else, and families other than IP,
/// is ParseError::wrong_type. Conditions this code does not know are left out.
Parsed<Rule> parse_rule(const Message &message);

/// EEXIST if there is one that is the same but for its protocol.
void add_rule(Batch &batch, const Rule &rule);

/// ENOENT if there is none; EPERM for the kernel's own at priority 0.
void remove_rule(Batch &batch, const Rule &rule);

/// Asks for all rules of both families.
void dump_rules(Batch &batch);

}  // namespace sempervivum::netlink
