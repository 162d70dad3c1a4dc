/// From a line of virtual_routes or static_routes to what the kernel is asked for.
#pragma once

#include <string>

#include "base/expected.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/model.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// keepalived's choices for what a line leaves open: table main, its own protocol
/// (also instead of another for a route that is tracked), scope global; but the
/// scope the kernel wants for local (host), broadcast, multicast and anycast (link)
/// routes. A round-trip time or its variance below 200 ms becomes 200 ms.
///
/// The error says what the line names and nobody knows.
base::Expected<PlannedRoute, std::string> planned_route(const parser::Route &line, const netlink::IprouteNames &names);

}  // namespace sempervivum::vrrp
