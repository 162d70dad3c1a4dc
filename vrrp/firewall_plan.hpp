/// The packets that must not pass: what no_accept and strict mode drop, and what a
/// virtual MAC's interface must not send. Pure.
///
/// Without accept, a master that is not the owner takes no packets for its virtual
/// addresses and sends none from them, neighbour discovery excepted (RFC 9568
/// section 6.1, Accept_Mode). IGMP and MLD reports of a VMAC leave by its base
/// interface, or a switch would learn the virtual MAC at a backup's port; router
/// solicitations of a VMAC do not leave at all (behaviour I2, I3).
///
/// The rules are keepalived's own. Its tables hold the addresses while it is
/// master; ours as long as the instance exists, which is the same to every packet,
/// since a backup has none of the addresses, and costs a take-over nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "parser/model.hpp"

namespace sempervivum::vrrp {

struct Plan;

/// With their interfaces.
using LinkLocals = std::vector<std::pair<base::IpAddress, std::string>>;

struct FirewallPlan {
  std::string table;
  /// Of the chains; keepalived's -1 is just before the filter's 0.
  std::int32_t priority = -1;
  /// Every rule that drops counts.
  bool counters = false;
  /// By family: VMAC interfaces and their bases.
  std::map<std::string, std::string> vmacs4{};
  std::map<std::string, std::string> vmacs6{};
  std::vector<base::IpAddress> addresses4{};
  std::vector<base::IpAddress> addresses6{};
  LinkLocals link_local{};
  /// Those that are matched by the interface's name (behaviour I2).
  LinkLocals link_local_names{};

  bool empty() const;
  /// The interfaces it names.
  std::vector<std::string> interfaces() const;
  bool operator==(const FirewallPlan &) const = default;
};

FirewallPlan firewall_plan(const parser::Config &config, const Plan &plan);

/// As nft(8) reads it, to be carried out as one transaction: replaces what there
/// was in the tables. Interfaces that do not exist are left out.
std::string nft_commands(const FirewallPlan &plan, const std::function<bool(const std::string &)> &exists);
/// Removes the tables, whether they are there or not.
std::string nft_removal(const std::string &table);

}  // namespace sempervivum::vrrp
