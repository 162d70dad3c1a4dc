#include "vrrp/neighbours.hpp"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include <utility>

#include "netlink/batch.hpp"

namespace sempervivum::vrrp {

void Neighbours::forget(base::InterfaceIndex link, std::span<const Peer> peers) {
  netlink::Batch batch;
  for (const auto &peer : peers) {
    ndmsg header{};
    header.ndm_family = static_cast<std::uint8_t>(base::socket_family(peer.address.family()));
    header.ndm_ifindex = static_cast<int>(link.value());
    batch.begin(RTM_DELNEIGH, 0, header);
    batch.put(NDA_DST, peer.address.bytes());
  }
  socket_.send(std::move(batch), [](auto) {});
}

}  // namespace sempervivum::vrrp
