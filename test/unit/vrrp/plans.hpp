/// Plans and pictures for the tests of what surrounds the core.
#pragma once

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>

#include "netlink/picture.hpp"
#include "vrrp/plan.hpp"

namespace test {

using namespace sempervivum;

inline base::IpAddress ip(std::string_view text) { return base::IpAddress::parse(text).value(); }

inline vrrp::PlannedAddress planned(std::string_view address, std::uint8_t length = 24,
                                    const std::string &interface = "eth0") {
  return {interface, netlink::plain_address({}, ip(address), length)};
}

inline vrrp::InstancePlan instance(const std::string &name, std::uint8_t vrid, const std::string &interface = "eth0") {
  vrrp::InstancePlan plan;
  plan.name = name;
  plan.interface = interface;
  plan.router.vrid = base::Vrid{vrid};
  plan.addresses = {planned("192.0.2.100")};
  return plan;
}

inline base::Command command(const std::string &path) { return {.path = path, .argv = {path}}; }

/// A picture of links and addresses, painted with the kernel's own messages.
class Painter {
 public:
  Painter &link(unsigned index, const std::string &name, unsigned flags = IFF_UP | IFF_RUNNING | IFF_MULTICAST) {
    netlink::Batch batch;
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(index);
    header.ifi_flags = flags;
    batch.begin(RTM_NEWLINK, 0, header);
    batch.put_text(IFLA_IFNAME, name);
    return feed(batch);
  }

  Painter &address(unsigned index, std::string_view text, std::uint8_t length, std::uint8_t flags = IFA_F_PERMANENT) {
    const auto address = ip(text);
    netlink::Batch batch;
    ifaddrmsg header{};
    header.ifa_family = static_cast<std::uint8_t>(base::socket_family(address.family()));
    header.ifa_prefixlen = length;
    header.ifa_flags = flags;
    header.ifa_index = index;
    batch.begin(RTM_NEWADDR, 0, header);
    batch.put(IFA_ADDRESS, address.bytes());
    if (address.family() == base::Family::ipv4) batch.put(IFA_LOCAL, address.bytes());
    return feed(batch);
  }

  const netlink::Picture &picture() const { return picture_; }
  const netlink::Changes &changes() const { return changes_; }

 private:
  Painter &feed(const netlink::Batch &batch) {
    auto bytes = batch.bytes();
    picture_.apply(netlink::take_message(bytes).value(), changes_);
    return *this;
  }

  netlink::Picture picture_;
  netlink::Changes changes_;
};

}  // namespace test
