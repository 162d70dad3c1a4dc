/// Which routes and rules of one protocol there are, and how that changes: pure.
///
/// Fed like Picture. A table may hold a million routes of a routing daemon's;
/// only those made by `protocol` (ours: keepalived's) are looked at, and the
/// rest cost one comparison. What is ours is few: what was configured.
///
/// The kernel removes IPv4 routes without a word when a link is set down or
/// deleted, when an interface loses its last IPv4 address, and (before Linux 6.5)
/// when their preferred source goes; note() concludes it from what happens to
/// links and addresses. Of a route that somebody replaces nothing is told but the
/// new one, as a replacement. A conclusion may be wrong, and the route still be
/// there: restoring it then fails with EEXIST and harms nothing. One removal may
/// be told twice. IPv6 tells by itself, unless the sysctl
/// net.ipv6.route.skip_notify_on_dev_down forbids it.
#pragma once

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

#include "netlink/picture.hpp"
#include "netlink/route.hpp"
#include "netlink/rule.hpp"

namespace sempervivum::netlink {

struct RouteAdded {
  Route route;
};
/// Metrics, weights, or the legs of an IPv6 route, which come and go one by one.
struct RouteChanged {
  Route before;
  Route after;
};
struct RouteRemoved {
  Route route;
};
struct RuleAdded {
  Rule rule;
};
struct RuleRemoved {
  Rule rule;
};

using RouteChange = std::variant<RouteAdded, RouteChanged, RouteRemoved, RuleAdded, RuleRemoved>;
/// In the order in which they happened.
using RouteChanges = std::vector<RouteChange>;

class RoutePicture {
 public:
  explicit RoutePicture(std::uint8_t protocol = keepalived_protocol) : protocol_{protocol} {}

  /// Appends the differences `message` makes. Messages about neither routes nor
  /// rules are ignored.
  void apply(const Message &message, RouteChanges &changes);

  /// Appends the routes lost with a link or address; `picture` has the change.
  void note(const Change &change, const Picture &picture, RouteChanges &changes);

  /// As Picture has it.
  void begin_dump() { ++dump_; }
  void end_dump(RouteChanges &changes);

  /// The route that is_same_route() as `wanted`; nullptr if none; valid until
  /// the next change.
  const Route *find(const Route &wanted) const;
  bool has(const Rule &rule) const { return rules_.contains(rule); }

  std::size_t route_count() const { return routes_.size(); }
  std::size_t rule_count() const { return rules_.size(); }
  /// Messages that could not be read.
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  struct Known {
    Route route;
    std::uint32_t dump = 0;
  };
  using Routes = std::multimap<RouteKey, Known>;

  void apply_route(const Message &message, RouteChanges &changes);
  void apply_rule(const Message &message, RouteChanges &changes);
  Routes::iterator find_same(const Route &route);
  Routes::iterator find_overlap(const Route &route);
  void set(Route route, RouteChanges &changes);
  void update(Known &known, Route route, RouteChanges &changes) const;
  void remove(const Route &route, RouteChanges &changes);
  void remove_others(const Route &route, RouteChanges &changes);
  template <class Condition>
  void remove_if(RouteChanges &changes, Condition &&condition);
  void lose_routes_over(base::InterfaceIndex link, const Picture &picture, RouteChanges &changes);
  void lose_address(const Address &address, const Picture &picture, RouteChanges &changes);

  std::uint8_t protocol_;
  Routes routes_;
  std::map<Rule, std::uint32_t> rules_;  // and the last dump, or news since, that had it
  std::uint32_t dump_ = 0;
  std::uint64_t unreadable_ = 0;
};

}  // namespace sempervivum::netlink
