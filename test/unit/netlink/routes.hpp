/// Routes for tests, put together in one line each.
#pragma once

#include <charconv>
#include <string_view>
#include <utility>

#include "netlink/route.hpp"

namespace sempervivum::netlink::test {

inline base::IpAddress ip(std::string_view text) { return base::IpAddress::parse(text).value(); }

/// "192.0.2.0/24"
inline Prefix prefix(std::string_view text) {
  const auto slash = text.find('/');
  Prefix prefix{ip(text.substr(0, slash)), 0};
  std::from_chars(text.data() + slash + 1, text.data() + text.size(), prefix.length);
  return prefix;
}

inline const base::InterfaceIndex link_3{3};

inline NextHop via(std::string_view gateway, base::InterfaceIndex link = link_3) {
  return {.gateway = ip(gateway), .link = link};
}

/// A route of one hop, and what `change(Route &)` makes of it.
template <class Change>
Route route(std::string_view destination, NextHop hop, Change &&change) {
  Route route;
  route.destination = prefix(destination);
  route.hops.push_back(std::move(hop));
  change(route);
  return route;
}
inline Route route(std::string_view destination, NextHop hop) {
  return route(destination, std::move(hop), [](Route &) {});
}

/// A route that refuses.
inline Route refusal(std::string_view destination, RouteType type, std::uint32_t table = RT_TABLE_MAIN) {
  Route route;
  route.destination = prefix(destination);
  route.type = type;
  route.table = table;
  return route;
}

}  // namespace sempervivum::netlink::test
