/// What a virtual server is for the kernel: one service, or all of its group's. Pure.
#pragma once

#include <vector>

#include "netlink/ipvs.hpp"
#include "parser/model.hpp"

namespace sempervivum::checkers {

/// An address range has at most this many services (a /16's); the rest is left out.
inline constexpr std::size_t longest_range = 65536;

/// Without the protocol. Marks have the family of the entry, of ip_family, or of
/// the first real server; empty for a group that is not there.
std::vector<netlink::IpvsServiceKey> service_keys(const parser::Config &config, const parser::VirtualServer &server);

}  // namespace sempervivum::checkers
