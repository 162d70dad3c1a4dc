#include "vrrp/possessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace sempervivum::vrrp {
namespace {

std::string to_text(const netlink::Prefix &prefix) {
  return fmt::format("{}/{}", prefix.address.to_string(), prefix.length);
}

std::string to_text(const netlink::NextHop &hop, const std::string &interface) {
  std::string text;
  if (hop.gateway) text += " via " + hop.gateway->to_string();
  if (!interface.empty()) text += " dev " + interface;
  return text;
}

/// Gathers what is found, and of what is not the reason.
class Resolver {
 public:
  Resolver(const Possessions &wanted, const netlink::Picture &picture) : picture_{picture} {
    result_.found.addresses.reserve(wanted.addresses.size());
    for (const auto &address : wanted.addresses) add(address);
    for (const auto &route : wanted.routes) add(route);
    for (const auto &rule : wanted.rules) add(rule);
  }

  Resolved take() { return std::move(result_); }

 private:
  void add(PlannedAddress planned) {
    const auto *link = find(planned.interface, planned);
    if (link == nullptr) return;
    planned.address.link = link->index;
    if (known_.insert(planned.address.key()).second) result_.found.addresses.push_back(std::move(planned));
  }

  void add(PlannedRoute planned) {
    for (std::size_t at = 0; at < planned.route.hops.size(); ++at) {
      const auto &interface = planned.interfaces[at];
      if (interface.empty()) continue;
      const auto *link = find(interface, planned);
      if (link == nullptr) return;
      planned.route.hops[at].link = link->index;
    }
    if (!take_table(planned)) return;
    auto &routes = result_.found.routes;
    const auto same = [&](const PlannedRoute &other) { return netlink::is_same_route(other.route, planned.route); };
    if (std::ranges::none_of(routes, same)) routes.push_back(std::move(planned));
  }

  bool take_table(PlannedRoute &planned) {
    if (planned.vrf.empty()) return true;
    const auto *link = find(planned.vrf, planned);
    if (link != nullptr) planned.route.table = link->detail;
    return link != nullptr;
  }

  void add(const PlannedRule &planned) {
    auto &rules = result_.found.rules;
    const auto same = [&](const PlannedRule &other) { return other.rule == planned.rule; };
    if (std::ranges::none_of(rules, same)) rules.push_back(planned);
  }

  template <class Planned>
  const netlink::Link *find(std::string_view interface, const Planned &planned) {
    if (link_ == nullptr || link_->name != interface) link_ = picture_.link(interface);
    if (link_ == nullptr) result_.missing.push_back({describe(planned), std::string{interface}});
    return link_;
  }

  const netlink::Picture &picture_;
  /// The one found last: most addresses are on the same.
  const netlink::Link *link_ = nullptr;
  std::set<netlink::AddressKey> known_;
  Resolved result_;
};

std::vector<PlannedAddress> missing_from(const std::vector<PlannedAddress> &others,
                                         const std::vector<PlannedAddress> &addresses) {
  if (others.empty()) return addresses;
  std::map<netlink::AddressKey, const PlannedAddress *> index;
  for (const auto &other : others) index.emplace(other.address.key(), &other);
  std::vector<PlannedAddress> missing;
  std::ranges::copy_if(addresses, std::back_inserter(missing), [&index](const PlannedAddress &planned) {
    const auto at = index.find(planned.address.key());
    return at == index.end() || *at->second != planned;
  });
  return missing;
}

template <class Planned>
std::vector<Planned> missing_from(const std::vector<Planned> &others, const std::vector<Planned> &planned) {
  std::vector<Planned> missing;
  std::ranges::copy_if(planned, std::back_inserter(missing),
                       [&others](const Planned &one) { return std::ranges::find(others, one) == others.end(); });
  return missing;
}

}  // namespace

Holdings share(Possessions possessions) {
  return possessions.empty() ? nullptr : std::make_shared<const Possessions>(std::move(possessions));
}

const Possessions &contents(const Holdings &holdings) {
  static const Possessions nothing;
  return holdings ? *holdings : nothing;
}

std::string describe(const PlannedAddress &planned) {
  return "address " + planned.address.address.to_string() + " on " + planned.interface.text();
}

std::string describe(const PlannedRoute &planned) {
  const auto &route = planned.route;
  auto text = "route " + to_text(route.destination);
  for (std::size_t at = 0; at < route.hops.size(); ++at) text += to_text(route.hops[at], planned.interfaces[at]);
  if (!planned.vrf.empty())
    text += " vrf " + planned.vrf;
  else if (route.table != RT_TABLE_MAIN)
    text += fmt::format(" table {}", route.table);
  return text;
}

std::string describe(const PlannedRule &planned) {
  auto text = fmt::format("rule {}", planned.rule.priority);
  if (planned.rule.source) text += " from " + to_text(*planned.rule.source);
  if (planned.rule.destination) text += " to " + to_text(*planned.rule.destination);
  return text;
}

std::vector<std::string> tracked_interfaces(const Possessions &possessions) {
  std::set<std::string> names;
  for (const auto &planned : possessions.addresses)
    if (planned.track) names.insert(planned.interface.text());
  for (const auto &planned : possessions.routes)
    if (planned.track) names.insert(planned.interfaces.begin(), planned.interfaces.end());
  for (const auto &planned : possessions.rules)
    if (planned.track) names.insert({planned.rule.input, planned.rule.output});
  names.erase("");
  return {names.begin(), names.end()};
}

Resolved resolve(const Possessions &wanted, const netlink::Picture &picture) {
  return Resolver{wanted, picture}.take();
}

Possessions difference(const Possessions &left, const Possessions &right) {
  return {missing_from(right.addresses, left.addresses), missing_from(right.routes, left.routes),
          missing_from(right.rules, left.rules)};
}

}  // namespace sempervivum::vrrp
