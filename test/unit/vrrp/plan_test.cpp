#include "vrrp/plan.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;
using test::ip;

namespace {

/// Resolves everything but what is called /missing.
std::optional<base::Command> resolve(const parser::Command &command, const std::optional<parser::Identity> &) {
  if (command.argv.front() == "/missing") return std::nullopt;
  return base::Command{.path = command.argv.front(), .argv = command.argv};
}

Plan plan_of(const std::string &conf) {
  const auto loaded = parse::text(conf);
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return make_plan(loaded.config, resolve);
}

/// The plan of the one instance with `more` in it.
InstancePlan instance_of(const std::string &more) {
  return plan_of("vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n" + more + "\n}\n").instances.at(0);
}

const std::string one_address = "virtual_ipaddress {\n 192.0.2.100/24\n}\n";

}  // namespace

TEST_CASE("defaults are filled in") {
  const auto plan = instance_of(one_address);
  CHECK(plan.name == "VI_1");
  CHECK(plan.router.version == Version::v2);
  CHECK(plan.router.priority == base::Priority{100});
  CHECK(plan.router.advert_interval == 1s);
  CHECK(plan.router.down_timer_adverts == 3);
  CHECK(plan.router.announce.repeat == 5);
  CHECK(plan.router.announce.delay == 5s);
  CHECK(plan.multicast_group == ip("224.0.0.18"));
  CHECK_FALSE(plan.unicast());
  CHECK(plan.ttl == 255);
  CHECK(plan.track_primary);
}

TEST_CASE("what is configured arrives") {
  const auto plan = instance_of(one_address + R"(
    version 3
    priority 150
    advert_int 0.05
    nopreempt
    garp_master_refresh 60
    mcast_src_ip 192.0.2.7
    dont_track_primary
    track_interface {
      eth1 weight -20
    })");
  CHECK(plan.router.version == Version::v3);
  CHECK(plan.router.advert_interval == 50ms);
  CHECK(plan.router.nopreempt);
  CHECK(plan.router.announce.refresh == 60s);
  CHECK(plan.source == ip("192.0.2.7"));
  CHECK_FALSE(plan.track_primary);
  CHECK(plan.interfaces == std::vector<TrackedInterface>{{"eth1", -20, false}});
}

TEST_CASE("unicast goes from its own source to its peers with its own TTL") {
  const auto plan = instance_of(one_address + R"(
    unicast_src_ip 192.0.2.7
    unicast_ttl 64
    unicast_peer {
      192.0.2.8
      192.0.2.9 min_ttl 250 max_ttl 254
    })");
  CHECK(plan.peers == std::vector<Peer>{{ip("192.0.2.8")}, {ip("192.0.2.9"), 250, 254}});
  CHECK(plan.check_unicast_source);
  CHECK(plan.source == ip("192.0.2.7"));
  CHECK(plan.ttl == 64);
  CHECK(plan.key().unicast_source == ip("192.0.2.7"));
}

TEST_CASE("what decides about rivals and checksums arrives") {
  const auto plan = instance_of(one_address + R"(
    priority 255
    state MASTER
    owner_ignore_adverts
    timer_expired_backup 120
    track_src_ip
    mcast_src_ip 192.0.2.7
    old_unicast_checksum never)");
  CHECK(plan.router.owner_ignore_adverts);
  CHECK(plan.router.rival_priority == base::Priority{120});
  CHECK(plan.track_source);
  CHECK(plan.old_checksum == OldChecksum::never);
}

TEST_CASE("global delays arrive") {
  const auto plan = plan_of(
      "global_defs {\n vrrp_startup_delay 2.5\n vrrp_delay_after_boot 60\n log_unknown_vrids\n}\n"
      "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n" +
      one_address + "}\n");
  CHECK(plan.startup_delay == 2500ms);
  CHECK(plan.delay_after_boot == 60s);
  CHECK(plan.logs_unknown_vrids);
}

TEST_CASE("announcements are spaced by group, else by the global interval") {
  const auto plan = plan_of(
      "global_defs {\n vrrp_garp_interval 0.1\n vrrp_gna_interval 0.2\n}\n"
      "garp_group {\n garp_interval 0.05\n interfaces {\n eth1 eth2\n}\n}\n"
      "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n" +
      one_address + "}\n");
  CHECK(plan.paces == std::vector<Pace>{{50ms, 0ms, {"eth1", "eth2"}}, {100ms, 200ms, {}}});
}

TEST_CASE("a password fills the authentication data from the left") {
  const auto plan = instance_of(one_address + "authentication {\n auth_type PASS\n auth_pass 1234\n}");
  CHECK(plan.auth == AuthType::pass);
  CHECK(plan.auth_data == AuthData{std::byte{'1'}, std::byte{'2'}, std::byte{'3'}, std::byte{'4'}});
}

TEST_CASE("addresses carry their options, and where to go") {
  const auto plan = instance_of(R"(
    virtual_ipaddress {
      192.0.2.100/24 brd + dev eth1 label eth1:vip scope link no_track
      192.0.2.101/26 brd - noprefixroute
    }
    virtual_ipaddress_excluded {
      2001:db8::1
      2001:db8::2/64 -nodad
    })");
  const auto &first = plan.addresses.at(0);
  CHECK(first.interface == "eth1");
  CHECK_FALSE(first.track);
  CHECK(first.address.broadcast == ip("192.0.2.255"));
  CHECK(first.address.label == "eth1:vip");
  CHECK(first.address.scope == RT_SCOPE_LINK);
  CHECK(plan.addresses.at(1).address.broadcast == ip("192.0.2.64"));
  CHECK(plan.addresses.at(1).address.has(netlink::AddressFlag::noprefixroute));
  CHECK(plan.excluded.at(0).address.preferred == 0);
  CHECK(plan.excluded.at(0).address.has(netlink::AddressFlag::nodad));
  CHECK_FALSE(plan.excluded.at(1).address.has(netlink::AddressFlag::nodad));
  CHECK(plan.excluded.at(1).address.preferred == netlink::forever);
  CHECK(plan.possessions().addresses.size() == 4);
}

TEST_CASE("scripts are planned where they are tracked, with the tracker's own weight before the script's") {
  const auto plan = plan_of(R"(
    vrrp_script used {
      script "/bin/check now"
      interval 0.5
      weight 10
      rise 2
      init_fail
    }
    vrrp_script unused {
      script /bin/other
    }
    vrrp_script broken {
      script /missing
    }
    vrrp_instance VI_1 {
      interface eth0
      virtual_router_id 51
      virtual_ipaddress {
        192.0.2.100/24
      }
      track_script {
        used weight -5
        broken
      }
    })");
  REQUIRE(plan.scripts.size() == 1);
  const auto &script = plan.scripts[0];
  CHECK(script.command.argv == std::vector<std::string>{"/bin/check", "now"});
  CHECK(script.interval == 500ms);
  CHECK(script.timeout == 500ms);
  CHECK(script.rise == 2);
  CHECK(script.init_fail);
  CHECK(plan.instances.at(0).scripts == std::vector<TrackedScript>{{"used", -5, false}});
}

TEST_CASE("notify scripts go to their events") {
  const auto plan = instance_of(one_address + R"(
    notify_master "/bin/up 1"
    notify_backup /missing
    notify /bin/any)");
  CHECK(plan.notify.of(Event::master)->argv.size() == 2);
  CHECK(plan.notify.of(Event::backup) == nullptr);
  CHECK(plan.notify.any()->path == "/bin/any");
}

TEST_CASE("the same text makes the same plan, whatever its layout") {
  const auto wide = plan_of("vrrp_instance A {\n interface eth0\n virtual_router_id 1\n" + one_address + "}\n");
  const auto narrow =
      plan_of("! moved\n\nvrrp_instance A {\n\n interface eth0\n virtual_router_id 1\n" + one_address + "}\n# end\n");
  CHECK(wide == narrow);
}
