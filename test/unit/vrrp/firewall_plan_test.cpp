#include "vrrp/firewall_plan.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using test::ip;

namespace {

FirewallPlan firewall_of(const std::string &lines, const std::string &global = "",
                         const std::string &address = "192.0.2.100/24") {
  const auto loaded =
      parse::text("global_defs {\n" + global + "\n}\nvrrp_instance VI_1 {\n interface eth0\n" +
                  " virtual_router_id 51\n" + lines + "\n virtual_ipaddress {\n " + address + "\n }\n}\n");
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return make_plan(loaded.config, [](const auto &, const auto &) { return std::nullopt; }).firewall;
}

bool all(const std::string &) { return true; }
bool none(const std::string &) { return false; }
bool has(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("packets to virtual addresses are dropped unless they are accepted") {
  struct Case {
    const char *lines;
    const char *global;
    bool dropped;
  };
  const Case cases[] = {
      {"", "", false},
      {"accept", "", false},
      {"no_accept", "", true},
      {"no_accept\n priority 255\n state MASTER", "", false},
      {"", "vrrp_strict", true},
      {"accept", "vrrp_strict", true},
      {"accept\n version 3", "vrrp_strict", false},
      {"version 3", "vrrp_strict", true},
      {"priority 255\n state MASTER", "vrrp_strict", false},
      {"strict_mode off", "vrrp_strict", false},
  };
  for (const auto &[lines, global, dropped] : cases) {
    INFO(lines << " / " << global);
    CHECK(firewall_of(lines, global).addresses4.empty() != dropped);
  }
}

TEST_CASE("addresses are told apart by family and scope") {
  const auto firewall =
      firewall_of("no_accept\n virtual_ipaddress_excluded {\n 192.0.2.9/24\n }", "", "fe80::100/64\n fd00::100/64");
  CHECK(firewall.addresses4 == std::vector{ip("192.0.2.9")});
  CHECK(firewall.addresses6 == std::vector{ip("fd00::100")});
  CHECK(firewall.link_local == std::vector{std::pair{ip("fe80::100"), std::string{"eth0"}}});
}

TEST_CASE("an interface that may come and go is matched by its name") {
  const auto *lines = "no_accept\n dont_track_primary";
  const auto named = firewall_of(lines, "", "fe80::100/64");
  CHECK(named.link_local.empty());
  CHECK(has(nft_commands(named, none), "fe80::100 . \"eth0\""));
  CHECK(has(nft_commands(named, all), "iifname @vips_link_local_name"));
  CHECK_FALSE(has(nft_commands(named, all), "@vips_link_local drop"));
  CHECK(firewall_of(lines, "nftables_ifindex", "fe80::100/64").link_local.size() == 1);
}

TEST_CASE("a virtual MAC needs filters of its own") {
  const auto firewall = firewall_of("use_vmac");
  CHECK(firewall.vmacs4 == std::map<std::string, std::string>{{"vrrp.51", "eth0"}});
  CHECK(firewall.vmacs6.empty());
  CHECK(firewall.interfaces() == std::vector<std::string>{"vrrp.51", "eth0"});
  CHECK(firewall_of("use_vmac", "", "fe80::1/64").vmacs6.size() == 1);
}

TEST_CASE("the table, its priority and counters are those that are configured") {
  CHECK(firewall_of("no_accept").table == "keepalived");
  CHECK(firewall_of("no_accept").priority == -1);
  const auto firewall = firewall_of("no_accept", "nftables mine\n nftables_priority 7\n nftables_counters");
  CHECK(firewall.table == "mine");
  CHECK(firewall.priority == 7);
  CHECK(has(nft_commands(firewall, all), "type filter hook input priority 7; policy accept;"));
  CHECK(has(nft_commands(firewall, all), "ip daddr @vips counter drop"));
}

TEST_CASE("what there was is replaced within the same transaction") {
  const auto commands = nft_commands(firewall_of("no_accept"), all);
  CHECK(commands.starts_with(nft_removal("keepalived")));
  CHECK(has(commands, "table ip keepalived {"));
  CHECK_FALSE(has(commands, "table ip6 keepalived {"));
  CHECK(has(commands, "elements = { 192.0.2.100 }"));
}

TEST_CASE("interfaces that do not exist yet are left out") {
  const auto firewall = firewall_of("use_vmac\n no_accept", "", "fe80::100/64");
  CHECK(has(nft_commands(firewall, all), "elements = { \"vrrp.51\" : \"eth0\" }"));
  CHECK(has(nft_commands(firewall, all), "elements = { fe80::100 . \"vrrp.51\" }"));
  CHECK_FALSE(has(nft_commands(firewall, none), "\"vrrp.51\""));
}
