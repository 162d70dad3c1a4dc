// Settings that reach an instance's plan, from global_defs as its default or from itself.
#include <functional>
#include <vector>

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"
#include "vrrp/interface_settings.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;
using test::ip;

namespace {

Plan plan_of(const std::string &global, const std::string &own, const std::string &address = "192.0.2.100/24") {
  const auto loaded = parse::text("global_defs {\n vrrp_version 3\n" + global + "\n}\nvrrp_instance VI_1 {\n" +
                                  " interface eth0\n virtual_router_id 51\n" + own + "\n virtual_ipaddress {\n " +
                                  address + "\n }\n}\n");
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return make_plan(loaded.config, [](const auto &, const auto &) { return std::nullopt; });
}

/// A line that may stand in global_defs or in the instance, and what it does.
struct Row {
  std::string global;
  std::string own;
  std::function<bool(const InstancePlan &)> holds;
};

const AnnouncePolicy &announce(const InstancePlan &plan) { return plan.router.announce; }

const std::vector<Row> rows{
    {"vrrp_garp_master_delay 7", "garp_master_delay 7", [](auto &plan) { return announce(plan).delay == 7s; }},
    {"vrrp_garp_master_repeat 3", "garp_master_repeat 3", [](auto &plan) { return announce(plan).repeat == 3; }},
    {"vrrp_garp_master_refresh 60", "garp_master_refresh 60", [](auto &plan) { return announce(plan).refresh == 60s; }},
    {"vrrp_garp_master_refresh_repeat 2", "garp_master_refresh_repeat 2",
     [](auto &plan) { return announce(plan).refresh_repeat == 2; }},
    {"vrrp_garp_lower_prio_delay 9", "garp_lower_prio_delay 9",
     [](auto &plan) { return announce(plan).lower_priority_delay == 9s; }},
    {"vrrp_garp_lower_prio_repeat 4", "garp_lower_prio_repeat 4",
     [](auto &plan) { return announce(plan).lower_priority_repeat == 4; }},
    {"vrrp_down_timer_adverts 5", "down_timer_adverts 5",
     [](auto &plan) { return plan.router.down_timer_adverts == 5; }},
    {"vrrp_lower_prio_no_advert", "lower_prio_no_advert",
     [](auto &plan) { return plan.router.lower_priority_no_advert; }},
    {"vrrp_higher_prio_send_advert", "higher_prio_send_advert",
     [](auto &plan) { return plan.router.higher_priority_send_advert; }},
    {"vrrp_skip_check_adv_addr", "skip_check_adv_addr", [](auto &plan) { return plan.skip_check_addresses; }},
    {"vrrp_check_unicast_src", "check_unicast_src", [](auto &plan) { return plan.check_unicast_source; }},
    {"v3_checksum_as_v2", "v3_checksum_as_v2", [](auto &plan) { return plan.checksum == ChecksumScope::message_only; }},
    {"vrrp_mcast_group4 224.0.0.99", "mcast_dst_ip 224.0.0.99",
     [](auto &plan) { return plan.multicast_group == ip("224.0.0.99"); }},
    {"vrrp_notify_priority_changes", "notify_priority_changes", [](auto &plan) { return plan.notify.tells_priority; }},
    {"vrrp_rx_bufs_policy 5000", "kernel_rx_buf_size 5000",
     [](auto &plan) {
       return plan.receive_buffer == ReceiveBufferPlan{ReceiveBufferPlan::Unit::bytes, 5000};
     }},
    {"vrrp_rx_bufs_policy MTU\n vrrp_rx_bufs_multiplier 9", "",
     [](auto &plan) {
       return plan.receive_buffer == ReceiveBufferPlan{ReceiveBufferPlan::Unit::mtu, 9};
     }},
    {"vrrp_rx_bufs_policy ADVERT", "",
     [](auto &plan) {
       return plan.receive_buffer == ReceiveBufferPlan{ReceiveBufferPlan::Unit::advert, 3};
     }},
    {"", "nopreempt\n timer_expired_backup 7",
     [](auto &plan) { return plan.router.rival_priority == base::Priority{7}; }},
    {"", "nopreempt\n thread_timer_expired 7",
     [](auto &plan) { return plan.router.rival_priority == base::Priority{7}; }},
    {"", "native_ipv6", [](auto &) { return true; }},
};

}  // namespace

TEST_CASE("a setting is an instance's own or comes from global_defs") {
  const auto &[global, own, holds] = GENERATE(from_range(rows));
  INFO(global << " / " << own);
  if (!global.empty()) CHECK(holds(plan_of(global, "").instances.front()));
  if (!own.empty()) CHECK(holds(plan_of("", own).instances.front()));
  const bool is_default = own == "native_ipv6";
  CHECK(holds(plan_of("", "").instances.front()) == is_default);
}

TEST_CASE("an owner may ignore adverts, by its own word or by a global one") {
  const std::string owner = "priority 255\n state MASTER\n";
  CHECK_FALSE(plan_of("", owner).instances.front().router.owner_ignore_adverts);
  CHECK(plan_of("", owner + "owner_ignore_adverts").instances.front().router.owner_ignore_adverts);
  CHECK(plan_of("vrrp_owner_ignore_adverts", owner).instances.front().router.owner_ignore_adverts);
}

TEST_CASE("IPv6 has a multicast group of its own") {
  const auto plan = plan_of("vrrp_mcast_group6 ff02::77", "", "fe80::100/64");
  CHECK(plan.instances.front().multicast_group == ip("ff02::77"));
}

TEST_CASE("old names of extra announcements mean the same") {
  const auto extra = [](const std::string &global, const std::string &own) {
    const auto excluded = "\n virtual_ipaddress_excluded {\n 192.0.2.9/24 dev eth1 use_vmac\n }";
    return plan_of(global, "use_vmac\n" + own + excluded).instances.front().extra.interval;
  };
  CHECK(extra("vrrp_garp_extra_if 100", "") == 100s);
  CHECK(extra("vrrp_vmac_garp_intvl 100", "") == 100s);
  CHECK(extra("", "vmac_garp_intvl 100") == 100s);
  CHECK(extra("vrrp_garp_extra_if 100", "garp_extra_if 7") == 7s);
  CHECK(extra("vrrp_garp_extra_if 100", "garp_extra_if 0") == 0s);
}

TEST_CASE("names of virtual links of addresses have a prefix of their own") {
  const auto excluded = "use_vmac\n virtual_ipaddress_excluded {\n 192.0.2.9/24 dev eth1 use_vmac\n }";
  const auto plan = plan_of("vmac_prefix vm\n vmac_addr_prefix va", excluded);
  REQUIRE(plan.links.size() == 2);
  CHECK(plan.links[0].name == "vm.51");
  CHECK(plan.links[1].name == "va.51");
}

TEST_CASE("disable_local_igmp is one setting of the kernel") {
  const std::string setting = "ipv4/igmp_link_local_mcast_reports";
  CHECK(wanted_settings(plan_of("disable_local_igmp", "")) == WantedSettings{{setting, 0}});
  CHECK(wanted_settings(plan_of("", "")).empty());
}
