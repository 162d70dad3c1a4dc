/// From a line of virtual_rules or static_rules to what the kernel is asked for.
#pragma once

#include <cstdint>
#include <string>

#include "base/expected.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/model.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// The preferences of rules that name none: 16384 and then downwards, for each
/// family by itself.
class RulePreferences {
 public:
  std::uint32_t next(base::Family family) { return (family == base::Family::ipv4 ? ipv4_ : ipv6_)--; }

 private:
  static constexpr std::uint32_t first = 16384;
  std::uint32_t ipv4_ = first;
  std::uint32_t ipv6_ = first;
};

/// A rule that is tracked is known by keepalived's protocol, whatever the line says;
/// one that is not has the protocol of the line, or none.
///
/// The error says what the line names and nobody knows, or what it lacks.
base::Expected<PlannedRule, std::string> planned_rule(const parser::Rule &line, const netlink::IprouteNames &names,
                                                      RulePreferences &preferences);

}  // namespace sempervivum::vrrp
