/// What follows the master into the kernel: addresses, routes and rules as plain
/// values. Interfaces are known by name; resolve() looks up their indices.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/interface_name.hpp"
#include "netlink/address.hpp"
#include "netlink/picture.hpp"
#include "netlink/route.hpp"
#include "netlink/rule.hpp"

namespace sempervivum::vrrp {

struct PlannedAddress {
  base::InterfaceName interface;
  netlink::Address address;
  /// no_track clears it: nobody puts it back when it is removed.
  bool track = true;

  bool operator==(const PlannedAddress &) const = default;
};

struct PlannedRoute {
  netlink::Route route;
  netlink::RouteInsert insert = netlink::RouteInsert::prepend;
  /// One for each hop; empty: the kernel finds it by the gateway.
  std::vector<std::string> interfaces;
  /// Not empty: the table is that of this VRF.
  std::string vrf;
  bool track = true;

  bool operator==(const PlannedRoute &) const = default;
};

struct PlannedRule {
  netlink::Rule rule;
  bool track = true;

  bool operator==(const PlannedRule &) const = default;
};

/// In the order in which they are set; they are removed in the opposite one, so
/// that no route outlives the address it needs.
struct Possessions {
  std::vector<PlannedAddress> addresses;
  std::vector<PlannedRoute> routes;
  std::vector<PlannedRule> rules;

  std::size_t size() const { return addresses.size() + routes.size() + rules.size(); }
  bool empty() const { return size() == 0; }
  bool operator==(const Possessions &) const = default;
};

/// What several look at and nobody changes; null: nothing.
using Holdings = std::shared_ptr<const Possessions>;
Holdings share(Possessions possessions);
const Possessions &contents(const Holdings &holdings);

/// "address 10.9.0.100 on eth0"
std::string describe(const PlannedAddress &planned);
/// "route 10.20.0.0/16 via 10.9.0.3 dev eth0 table 100"
std::string describe(const PlannedRoute &planned);
/// "rule 500 from 10.1.0.0/16"
std::string describe(const PlannedRule &planned);

/// The interfaces that somebody names and whose state is tracked.
std::vector<std::string> tracked_interfaces(const Possessions &possessions);

struct Resolved {
  /// With the indices of their interfaces.
  Possessions found;
  /// What has to wait for an interface, and which.
  struct Missing {
    std::string what;
    std::string interface;
  };
  std::vector<Missing> missing;
};
/// What is named twice is found once.
Resolved resolve(const Possessions &wanted, const netlink::Picture &picture);

/// What `left` has and `right` has not, or has with other options.
Possessions difference(const Possessions &left, const Possessions &right);

}  // namespace sempervivum::vrrp
