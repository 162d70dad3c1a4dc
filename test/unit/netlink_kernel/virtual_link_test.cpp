#include "netlink/virtual_link.hpp"

#include <linux/if_link.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "catch.hpp"
#include "laboratory.hpp"
#include "namespace.hpp"
#include "netlink/sysctl.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;
using sempervivum::base::HardwareAddress;
using sempervivum::base::InterfaceIndex;
using sempervivum::test::ip;

namespace {

HardwareAddress virtual_mac(std::uint8_t vrid) {
  const std::array<std::byte, 6> bytes{std::byte{0x00}, std::byte{0x00}, std::byte{0x5e},
                                       std::byte{0x00}, std::byte{0x01}, std::byte{vrid}};
  return HardwareAddress{bytes};
}

/// A kernel without this kind of interface: the test says so and is over. The
/// request was refused with the right words.
bool is_unsupported(int code, std::string_view kind) {
  if (code != EOPNOTSUPP) return false;
  WARN("skipped: this kernel lacks " << kind);
  return true;
}

struct Workshop : Laboratory {
  Workshop() { add_pair(); }

  int make(const NewLink &link) {
    Batch batch;
    make_link(batch, link);
    return try_out(std::move(batch));
  }
  NewLink vmac() { return {"vrrp.51", index("va"), Macvlan{}, virtual_mac(51)}; }

  Link link(std::string_view name) {
    const auto monitor = Monitor::open(loop).value();
    REQUIRE(monitor.link(name));
    return *monitor.link(name);
  }
  bool has(std::string_view name) { return Monitor::open(loop).value().link(name) != nullptr; }

  std::int64_t setting(Family family, std::string_view interface, std::string_view name) {
    return read_sysctl(interface_setting(family, interface, name)).value();
  }

  std::size_t addresses(std::string_view name) {
    const auto monitor = Monitor::open(loop).value();
    std::size_t count = 0;
    monitor.picture().for_each_address(monitor.link(name)->index, [&count](const Address &) { ++count; });
    return count;
  }
};

}  // namespace

TEST_CASE("a virtual MAC is made, set and set up in one batch") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  Batch batch;
  make_link(batch, workshop.vmac());
  set_link(batch, "vrrp.51",
           {.addresses = AddressGeneration::none,
            .ipv4 = {{Ipv4Setting::arp_ignore, 1},
                     {Ipv4Setting::accept_local, 1},
                     {Ipv4Setting::rp_filter, 0},
                     {Ipv4Setting::promote_secondaries, 1},
                     {Ipv4Setting::arp_filter, 1}},
            .group = 7});
  set_link_up(batch, "vrrp.51", true);
  const auto errors = workshop.carry_out(std::move(batch));
  if (is_unsupported(errors.empty() ? 0 : errors.front().code, "macvlan")) return;
  REQUIRE(errors == std::vector<RequestError>{});
  const auto link = workshop.link("vrrp.51");
  CHECK(link.kind == "macvlan");
  CHECK(link.detail == MACVLAN_MODE_PRIVATE);
  CHECK(link.address == virtual_mac(51));
  CHECK(link.lower == workshop.index("va"));
  CHECK(link.group == 7);
  CHECK(link.is_up());
  CHECK(workshop.addresses("vrrp.51") == 0);  // no link-local one made itself
  for (const auto *name : {"arp_ignore", "accept_local", "promote_secondaries", "arp_filter"})
    CHECK(workshop.setting(Family::ipv4, "vrrp.51", name) == 1);
  CHECK(workshop.setting(Family::ipv4, "vrrp.51", "rp_filter") == 0);
}

TEST_CASE("a virtual MAC goes down, up and away, by index or by name") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  if (is_unsupported(workshop.make(workshop.vmac()), "macvlan")) return;
  LinkReference reference = std::string{"vrrp.51"};
  if (GENERATE(false, true)) reference = workshop.index("vrrp.51");
  for (const bool up : {true, false}) {
    Batch batch;
    set_link_up(batch, reference, up);
    CHECK(workshop.try_out(std::move(batch)) == 0);
    CHECK(workshop.link("vrrp.51").has(LinkFlag::up) == up);
  }
  Batch removal;
  remove_link(removal, reference);
  CHECK(workshop.carry_out(removal) == std::vector<RequestError>{});
  CHECK_FALSE(workshop.has("vrrp.51"));
  CHECK(workshop.try_out(std::move(removal)) == ENODEV);
}

TEST_CASE("what is in the way of a link is reported") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  if (is_unsupported(workshop.make(workshop.vmac()), "macvlan")) return;
  CHECK(workshop.make(workshop.vmac()) == EEXIST);
  auto homeless = workshop.vmac();
  homeless.name = "vrrp.52";
  homeless.lower = InterfaceIndex{999};
  CHECK(workshop.make(homeless) == ENODEV);
  auto nameless = workshop.vmac();
  nameless.name = "a/b";
  CHECK(workshop.make(nameless) == EINVAL);
  nameless.name = "a name too long for it";
  CHECK(workshop.make(nameless) == ERANGE);
}

TEST_CASE("a virtual MAC goes with its lower link") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  if (is_unsupported(workshop.make(workshop.vmac()), "macvlan")) return;
  ip("link del va");
  CHECK_FALSE(workshop.has("vrrp.51"));
}

TEST_CASE("an ipvlan is made with its mode") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  if (is_unsupported(workshop.make({"ipv1", workshop.index("va"), Ipvlan{}, {}}), "ipvlan")) return;
  const auto link = workshop.link("ipv1");
  CHECK(link.kind == "ipvlan");
  CHECK(link.detail == IPVLAN_MODE_L2);
  CHECK(link.address == workshop.link("va").address);
}

TEST_CASE("a kind of link that no kernel has is not supported") {
  IN_NETWORK_NAMESPACE
  Workshop workshop;
  Batch unknown;
  unknown.begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  {
    const auto info = unknown.nest(IFLA_LINKINFO);
    unknown.put_text(IFLA_INFO_KIND, "nosuchlink");
  }
  CHECK(workshop.try_out(std::move(unknown)) == EOPNOTSUPP);
}
