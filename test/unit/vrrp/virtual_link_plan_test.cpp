#include "vrrp/virtual_link_plan.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"
#include "vrrp/interface_settings.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

Plan plan_of(const std::string &conf) {
  const auto loaded = parse::text(conf);
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return make_plan(loaded.config, [](const auto &, const auto &) { return std::nullopt; });
}

std::string instance(const std::string &name, int vrid, const std::string &lines,
                     const std::string &address = "192.0.2.100/24") {
  return "vrrp_instance " + name + " {\n interface eth0\n virtual_router_id " + std::to_string(vrid) + "\n" + lines +
         "\n virtual_ipaddress {\n " + address + "\n }\n}\n";
}

std::vector<std::string> names(const Plan &plan) {
  std::vector<std::string> names;
  for (const auto &link : plan.links) names.push_back(link.name + "@" + link.base);
  return names;
}

std::vector<std::string> places(const Plan &plan, std::size_t at = 0) {
  std::vector<std::string> places;
  for (const auto &planned : plan.instances.at(at).possessions().addresses) places.push_back(planned.interface.text());
  return places;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("without use_vmac there is no virtual link") {
  const auto plan = plan_of(instance("VI_1", 51, ""));
  CHECK(plan.links.empty());
  CHECK(plan.instances[0].interface == "eth0");
  CHECK_FALSE(plan.instances[0].key().virtual_link);
}

TEST_CASE("a virtual MAC is the standard's and its link is named for the VRID") {
  const auto plan = plan_of(instance("VI_1", 51, "use_vmac"));
  REQUIRE(names(plan) == Words{"vrrp.51@eth0"});
  CHECK(plan.links[0].hardware.to_string() == "00:00:5e:00:01:33");
  CHECK_FALSE(plan.links[0].ipv6);
  CHECK_FALSE(plan.links[0].copies_link_local);
  CHECK(plan.instances[0].interface == "vrrp.51");
  CHECK(plan.instances[0].base_interface == "eth0");
  CHECK(plan.instances[0].key().virtual_link);
  CHECK(places(plan) == Words{"vrrp.51"});
}

TEST_CASE("with netlink_notify_msg the base interface is told of") {
  CHECK_FALSE(plan_of(instance("VI_1", 51, "use_vmac")).links.at(0).announces_base);
  CHECK(plan_of(instance("VI_1", 51, "use_vmac own netlink_notify_msg")).links.at(0).announces_base);
}

TEST_CASE("an IPv6 virtual MAC has IPv6 and its base's link-local address") {
  const auto plan = plan_of(instance("VI_1", 51, "use_vmac", "fe80::100/64"));
  REQUIRE(names(plan) == Words{"vrrp.51@eth0"});
  CHECK(plan.links[0].hardware.to_string() == "00:00:5e:00:02:33");
  CHECK(plan.links[0].ipv6);
  CHECK(plan.links[0].copies_link_local);
}

TEST_CASE("names that are taken get a number, those of IPv6 a 6 first") {
  CHECK(names(plan_of(instance("A", 51, "use_vmac") + instance("B", 51, "use_vmac", "fe80::1/64"))) ==
        Words{"vrrp.51@eth0", "vrrp6.51@eth0"});
  CHECK(names(plan_of(instance("A", 51, "use_vmac") + instance("B", 52, "use_vmac vrrp.53") +
                      instance("C", 53, "use_vmac"))) == Words{"vrrp.51@eth0", "vrrp.53@eth0", "vrrp1.53@eth0"});
  CHECK(names(plan_of("global_defs {\n vmac_prefix longestprefix\n}\n" + instance("A", 151, "use_vmac"))) ==
        Words{"longestpref.151@eth0"});
}

TEST_CASE("a name and a hardware address can be given, but not the standard's") {
  const auto hardware = [](const std::string &line) {
    return plan_of(instance("VI_1", 51, line)).links.at(0).hardware.to_string();
  };
  CHECK(names(plan_of(instance("VI_1", 51, "use_vmac virtual0"))) == Words{"virtual0@eth0"});
  CHECK(hardware("use_vmac virtual0 02:00:00:00:00:07") == "02:00:00:00:00:07");
  CHECK(hardware("use_vmac virtual0 02:00:00:00:00") == "02:00:00:00:00:33");
  CHECK(hardware("use_vmac virtual0 00:00:5e:00:01:77") == "00:00:5e:00:01:33");
}

TEST_CASE("adverts leave the base with vmac_xmit_base or to unicast peers, the addresses do not") {
  for (const std::string line : {"vmac_xmit_base", "unicast_peer {\n 192.0.2.2\n }"}) {
    const auto plan = plan_of(instance("VI_1", 51, "use_vmac\n " + line));
    CHECK(plan.instances[0].interface == "eth0");
    CHECK(places(plan) == Words{"vrrp.51"});
    REQUIRE(plan.instances[0].interfaces.size() == 1);
    CHECK(plan.instances[0].interfaces[0].name == "vrrp.51");
  }
}

// Read off keepalived 2.2.7.
TEST_CASE("addresses are on the instance's link, on one of their own, or on their interface") {
  const auto excluded = [](const std::string &lines) { return "\n virtual_ipaddress_excluded {\n " + lines + "\n }"; };
  const auto own =
      plan_of(instance("VI_1", 51, "use_vmac" + excluded("fd00::7/64\n fd00::8/64 use_vmac\n fd00::9/64 dev eth0"),
                       "192.0.2.100/24\n 192.0.2.102/24 dev eth0\n 192.0.2.103/24 dev eth1\n "
                       "192.0.2.104/24 dev eth1 use_vmac"));
  CHECK(places(own) == Words{"vrrp.51", "vrrp.51", "eth1", "vrrp1.51", "eth0", "vrrp6.51", "eth0"});
  CHECK(own.links[0].ipv6);
  const auto others = plan_of(instance("VI_2", 52, "use_vmac_addr" + excluded("fd00::a/64"),
                                       "192.0.2.100/24\n 192.0.2.101/24 dev eth1\n 192.0.2.102/24 dev eth0"));
  CHECK(places(others) == Words{"eth0", "vrrp.52", "eth0", "vrrp6.52"});
  CHECK(others.instances[0].interface == "eth0");
  const auto single = plan_of(instance("VI_3", 53, "",
                                       "192.0.2.100/24\n 192.0.2.101/24 use_vmac\n "
                                       "192.0.2.102/24 dev eth0 use_vmac\n 192.0.2.103/24 dev eth1 use_vmac"));
  CHECK(places(single) == Words{"eth0", "vrrp.53", "vrrp.53", "vrrp1.53"});
}

TEST_CASE("an ipvlan has its base's hardware address and perhaps an address, which adverts come from") {
  const auto plan = plan_of(instance("VI_1", 51, "use_ipvlan ipv0 192.0.2.9/24 vepa"));
  REQUIRE(names(plan) == Words{"ipv0@eth0"});
  CHECK(plan.links[0].hardware.bytes().empty());
  CHECK(std::get<netlink::Ipvlan>(plan.links[0].kind).flags == IPVLAN_F_VEPA);
  CHECK(plan.links[0].address == netlink::Prefix{test::ip("192.0.2.9"), 24});
  CHECK(plan.instances[0].source == test::ip("192.0.2.9"));
}

TEST_CASE("the base of an IPv4 virtual MAC answers for its own addresses only") {
  const auto settings =
      wanted_settings(plan_of(instance("A", 51, "use_vmac") + instance("B", 52, "promote_secondaries")));
  CHECK(settings == WantedSettings{{"ipv4/conf/eth0/arp_filter", 1},
                                   {"ipv4/conf/eth0/arp_ignore", 1},
                                   {"ipv4/conf/eth0/promote_secondaries", 1}});
  CHECK(wanted_settings(plan_of(instance("A", 51, "use_vmac", "fe80::1/64"))).empty());
}

TEST_CASE("a link that cannot be beside those of another file has to go first") {
  const auto links = [](const std::string &lines) { return plan_of(instance("VI_1", 51, lines)).links; };
  const auto held = links("use_vmac").front();
  struct Row {
    std::string lines;
    bool in_the_way;
  };
  const auto row =
      GENERATE(Row{"", false}, Row{"use_vmac", false}, Row{"use_vmac other", true},
               Row{"use_vmac other 02:00:00:00:00:07", false}, Row{"use_vmac vrrp.51 02:00:00:00:00:07", true},
               Row{"use_ipvlan", true}, Row{"use_ipvlan other", true});
  CAPTURE(row.lines);
  CHECK(stands_in_the_way(held, links(row.lines)) == row.in_the_way);
}

TEST_CASE("extra announcements are for interfaces that send no adverts, virtual ones unless all are meant") {
  const auto extra = [](const std::string &lines) {
    return plan_of(instance("VI_1", 51,
                            lines + "\n virtual_ipaddress_excluded {\n 192.0.2.9/24 dev eth1\n" +
                                " 192.0.2.10/24 dev eth2 use_vmac\n 192.0.2.11/24 dev eth2 use_vmac\n }"))
        .instances.front()
        .extra.interfaces;
  };
  CHECK(extra("").empty());
  CHECK(extra("use_vmac\n garp_extra_if 0").empty());
  CHECK(extra("use_vmac\n garp_extra_if 100") == Words{"vrrp1.51"});
  CHECK(extra("use_vmac\n vmac_xmit_base\n garp_extra_if 100") == Words{"vrrp1.51"});
  CHECK(extra("use_vmac\n garp_extra_if all 100") == Words{"eth1", "vrrp1.51"});
}
