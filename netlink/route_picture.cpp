#include "netlink/route_picture.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <utility>

namespace sempervivum::netlink {
namespace {

bool is_ipv4(const Route &route) { return route.family() == base::Family::ipv4; }

// Lifetimes run down by themselves: a dump that shows them is not news.
bool same_but_for_lifetime(const Route &left, Route right) {
  right.expires = left.expires;
  return left == right;
}

bool goes_over(const Route &route, base::InterfaceIndex link) {
  return std::ranges::any_of(route.hops, [link](const NextHop &hop) { return hop.link == link; });
}

bool goes_by(const Route &route, const NextHop &hop) {
  return std::ranges::any_of(route.hops,
                             [&hop](const NextHop &own) { return own.gateway == hop.gateway && own.link == hop.link; });
}

bool is_up(const Picture &picture, base::InterfaceIndex index) {
  const auto *link = picture.link(index);
  return link != nullptr && link->has(LinkFlag::up);
}

bool has_ipv4(const Picture &picture, base::InterfaceIndex link) {
  bool found = false;
  picture.for_each_address(
      link, [&found](const Address &address) { found |= address.address.family() == base::Family::ipv4; });
  return found;
}

// A route lives as long as one leg does, but not longer than any leg's link.
bool is_lost(const Route &route, base::InterfaceIndex link, const Picture &picture) {
  if (!is_ipv4(route) || !goes_over(route, link)) return false;
  if (picture.link(link) == nullptr) return true;
  return std::ranges::all_of(
      route.hops, [&](const NextHop &hop) { return !is_up(picture, hop.link) || !has_ipv4(picture, hop.link); });
}

bool is_local(const base::IpAddress &wanted, const Picture &picture) {
  bool found = false;
  picture.for_each_link([&](const Link &link) {
    picture.for_each_address(link.index, [&](const Address &address) { found |= address.address == wanted; });
  });
  return found;
}

bool is_replacement(const Message &message) {
  return message.type == RTM_NEWROUTE && (message.flags & NLM_F_REPLACE) != 0 && (message.flags & NLM_F_MULTI) == 0;
}

}  // namespace

void RoutePicture::apply(const Message &message, RouteChanges &changes) {
  switch (message.type) {
    case RTM_NEWROUTE:
    case RTM_DELROUTE: return apply_route(message, changes);
    case RTM_NEWRULE:
    case RTM_DELRULE: return apply_rule(message, changes);
    default: return;
  }
}

void RoutePicture::apply_route(const Message &message, RouteChanges &changes) {
  Bytes front = message.payload;
  const auto header = take<rtmsg>(front);
  const bool replaces = is_replacement(message);
  if (header && header->rtm_protocol != protocol_ && !replaces) return;
  auto route = parse_route(message);
  if (!route) {
    if (route.error() != ParseError::wrong_type) ++unreadable_;
    return;
  }
  if (replaces) remove_others(*route, changes);
  if (route->protocol != protocol_) return;
  if (message.type == RTM_NEWROUTE) return set(std::move(*route), changes);
  remove(*route, changes);
}

void RoutePicture::apply_rule(const Message &message, RouteChanges &changes) {
  auto rule = parse_rule(message);
  if (!rule && rule.error() != ParseError::wrong_type) ++unreadable_;
  if (!rule || rule->protocol != protocol_) return;
  if (message.type == RTM_DELRULE) {
    if (rules_.erase(*rule) != 0) changes.push_back(RuleRemoved{std::move(*rule)});
    return;
  }
  const auto [at, added] = rules_.insert_or_assign(*rule, dump_);
  if (added) changes.push_back(RuleAdded{std::move(*rule)});
}

RoutePicture::Routes::iterator RoutePicture::find_same(const Route &route) {
  const auto [first, last] = routes_.equal_range(route.key());
  const auto at =
      std::find_if(first, last, [&](const auto &entry) { return is_same_route(entry.second.route, route); });
  return at == last ? routes_.end() : at;
}

// IPv6's routes of one key are one route of several legs, told whole when it
// grows and leg by leg when it shrinks.
RoutePicture::Routes::iterator RoutePicture::find_overlap(const Route &route) {
  if (is_ipv4(route)) return routes_.end();
  const auto [first, last] = routes_.equal_range(route.key());
  const auto at = std::find_if(first, last, [&route](const auto &entry) {
    return std::ranges::any_of(route.hops, [&](const NextHop &hop) { return goes_by(entry.second.route, hop); });
  });
  return at == last ? routes_.end() : at;
}

void RoutePicture::update(Known &known, Route route, RouteChanges &changes) const {
  known.dump = dump_;
  auto before = std::exchange(known.route, std::move(route));
  if (!same_but_for_lifetime(before, known.route)) changes.push_back(RouteChanged{std::move(before), known.route});
}

void RoutePicture::set(Route route, RouteChanges &changes) {
  auto at = find_same(route);
  if (at == routes_.end()) at = find_overlap(route);
  if (at != routes_.end()) return update(at->second, std::move(route), changes);
  routes_.emplace(route.key(), Known{route, dump_});
  changes.push_back(RouteAdded{std::move(route)});
}

void RoutePicture::remove(const Route &route, RouteChanges &changes) {
  if (const auto same = find_same(route); same != routes_.end()) {
    changes.push_back(RouteRemoved{std::move(same->second.route)});
    routes_.erase(same);
    return;
  }
  const auto at = find_overlap(route);
  if (at == routes_.end()) return changes.push_back(RouteRemoved{route});
  auto rest = at->second.route;
  std::erase_if(rest.hops, [&route](const NextHop &hop) { return goes_by(route, hop); });
  update(at->second, std::move(rest), changes);
}

template <class Condition>
void RoutePicture::remove_if(RouteChanges &changes, Condition &&condition) {
  std::erase_if(routes_, [&](auto &entry) {
    if (!condition(entry.second)) return false;
    changes.push_back(RouteRemoved{std::move(entry.second.route)});
    return true;
  });
}

void RoutePicture::remove_others(const Route &route, RouteChanges &changes) {
  const bool ours = route.protocol == protocol_;
  remove_if(changes, [&, key = route.key()](const Known &known) {
    return known.route.key() == key && !(ours && is_same_route(known.route, route));
  });
}

void RoutePicture::lose_routes_over(base::InterfaceIndex link, const Picture &picture, RouteChanges &changes) {
  remove_if(changes, [&](const Known &known) { return is_lost(known.route, link, picture); });
}

void RoutePicture::lose_address(const Address &address, const Picture &picture, RouteChanges &changes) {
  if (address.address.family() != base::Family::ipv4) return;
  if (!has_ipv4(picture, address.link)) lose_routes_over(address.link, picture, changes);
  if (is_local(address.address, picture)) return;
  remove_if(changes, [&](const Known &known) { return known.route.preferred_source == address.address; });
}

void RoutePicture::note(const Change &change, const Picture &picture, RouteChanges &changes) {
  if (routes_.empty()) return;
  if (const auto *removed = std::get_if<LinkRemoved>(&change))
    return lose_routes_over(removed->link.index, picture, changes);
  if (const auto *removed = std::get_if<AddressRemoved>(&change))
    return lose_address(removed->address, picture, changes);
  const auto *changed = std::get_if<LinkChanged>(&change);
  if (changed != nullptr && changed->before.has(LinkFlag::up) && !changed->after.has(LinkFlag::up))
    lose_routes_over(changed->after.index, picture, changes);
}

void RoutePicture::end_dump(RouteChanges &changes) {
  remove_if(changes, [this](const Known &known) { return known.dump != dump_; });
  std::erase_if(rules_, [&](const auto &entry) {
    if (entry.second == dump_) return false;
    changes.push_back(RuleRemoved{entry.first});
    return true;
  });
}

const Route *RoutePicture::find(const Route &wanted) const {
  const auto [first, last] = routes_.equal_range(wanted.key());
  const auto at =
      std::find_if(first, last, [&wanted](const auto &entry) { return is_same_route(entry.second.route, wanted); });
  return at == last ? nullptr : &at->second.route;
}

}  // namespace sempervivum::netlink
