/// Making the kernel forget how to reach a peer, and with that what waits for it.
///
/// A packet for a neighbour whose hardware address is not known waits in the
/// kernel until it is, and leaves then, however old (arp(7), unres_qlen). Removing
/// the entry removes what waits.
#pragma once

#include <span>

#include "base/strong.hpp"
#include "netlink/socket.hpp"
#include "vrrp/advert.hpp"

namespace sempervivum::vrrp {

class Neighbours {
 public:
  explicit Neighbours(netlink::Socket &socket) : socket_{socket} {}

  /// Peers that are not on the link have no entry there: nothing happens.
  void forget(base::InterfaceIndex link, std::span<const Peer> peers);

 private:
  netlink::Socket &socket_;
};

}  // namespace sempervivum::vrrp
