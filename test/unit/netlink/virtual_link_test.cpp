#include "netlink/virtual_link.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <map>
#include <string_view>

#include "bytes.hpp"
#include "catch.hpp"
#include "netlink/link.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::HardwareAddress;
using sempervivum::base::InterfaceIndex;

namespace {

const InterfaceIndex base_link{3};

HardwareAddress mac(std::string_view hex) { return HardwareAddress{from_hex(hex)}; }

template <class Put>
Buffer request(Put &&put) {
  Batch batch;
  put(batch);
  REQUIRE(batch.size() == 1);
  return {batch.bytes().begin(), batch.bytes().end()};
}

/// What follows the header, in any order.
std::map<std::uint16_t, Buffer> attributes(const Buffer &bytes) {
  std::map<std::uint16_t, Buffer> found;
  REQUIRE(for_each_attribute(Bytes{bytes}.subspan(32), [&found](const Attribute &attribute) -> Parsed<void> {
    found[attribute.type].assign(attribute.value.begin(), attribute.value.end());
    return {};
  }));
  return found;
}

}  // namespace

// The requests keepalived 2.2.7 sends for "use_vmac" (captured with strace).
TEST_CASE("settings of a virtual MAC are asked for as keepalived asks for them") {
  const InterfaceIndex vmac{4};
  const LinkSettings ipv4{.ipv4 = {{Ipv4Setting::arp_ignore, 1},
                                   {Ipv4Setting::accept_local, 1},
                                   {Ipv4Setting::rp_filter, 0},
                                   {Ipv4Setting::promote_secondaries, 1}}};
  CHECK(request([&](Batch &batch) { set_link(batch, vmac, ipv4); }) ==
        captured_request("4c000000100005005ffa036b00000000000000000400000000000000000000002c001a00280002002400010008"
                         "00130001000000080017000100000008000800000000000800140001000000"));
  CHECK(request([&](Batch &batch) { set_link(batch, vmac, {.addresses = AddressGeneration::none}); }) ==
        captured_request(
            "300000001000050061fa036b000000000000000004000000000000000000000010001a000c000a000500080001000000"));
  CHECK(request([&](Batch &batch) { set_link_up(batch, vmac, true); }) ==
        captured_request("200000001000050062fa036b0000000000000000040000000100000001000000"));
}

// The requests iproute2 6.1 sends.
TEST_CASE("a virtual MAC is asked for as ip asks for it") {
  const auto ours = request([](Batch &batch) { make_link(batch, {"mv1", base_link, Macvlan{}, mac("00005e000133")}); });
  const auto theirs = from_hex(
      "58000000100005065601046b00000000000000000000000000000000000000000a00010000005e0001330000080005000300000008000300"
      "6d7631001c0012000b0001006d6163766c616e000c0002000800010001000000");
  CHECK(ours.size() == theirs.size());
  CHECK(attributes(ours) == attributes(theirs));
}

TEST_CASE("an ipvlan is asked for as ip asks for it") {
  const auto bridge = from_hex(
      "58000000100005065601046b0000000000000000000000000000000000000000080005000300000009000300697076310000000024001200"
      "0a00"
      "01006970766c616e00001400020006000100000000000600020000000000");
  const auto ours = request([&](Batch &batch) {
    make_link(batch, {"ipv1", base_link, Ipvlan{IPVLAN_MODE_L2, 0}, {}});
  });
  CHECK(ours.size() == bridge.size());
  CHECK(attributes(ours) == attributes(bridge));
  const auto alone = from_hex(
      "58000000100005065601046b0000000000000000000000000000000000000000080005000300000009000300697076320000000024001200"
      "0a00"
      "01006970766c616e00001400020006000100010000000600020001000000");
  CHECK(attributes(request([&](Batch &batch) {
          make_link(batch, {"ipv2", base_link, Ipvlan{IPVLAN_MODE_L3, IPVLAN_F_PRIVATE}, {}});
        })) == attributes(alone));
}

TEST_CASE("a group and a removal are asked for as ip asks for them") {
  CHECK(request([](Batch &batch) { set_link(batch, InterfaceIndex{4}, {.group = 7}); }) ==
        captured_request("28000000100005005601046b000000000000000004000000000000000000000008001b0007000000"));
  CHECK(request([](Batch &batch) { remove_link(batch, InterfaceIndex{4}); }) ==
        captured_request("20000000110005005701046b0000000000000000040000000000000000000000"));
}

TEST_CASE("a link that has no index yet is named") {
  const auto bytes = request([](Batch &batch) { set_link_up(batch, "vrrp.51", false); });
  auto payload = first_message(bytes).payload;
  const auto header = take<ifinfomsg>(payload).value();
  CHECK(header.ifi_index == 0);
  CHECK(header.ifi_flags == 0);
  CHECK(header.ifi_change == IFF_UP);
  CHECK(read_text(take_attribute(payload)->value) == "vrrp.51");
}

TEST_CASE("a master of none lets the link go") {
  const auto found =
      attributes(request([](Batch &batch) { set_link(batch, "vrrp.51", {.master = InterfaceIndex{}}); }));
  REQUIRE(found.contains(IFLA_MASTER));
  CHECK(found.at(IFLA_MASTER) == Buffer(4));
}
