#include "daemon/sync_daemon.hpp"

#include "catch.hpp"
#include "parser/load.hpp"

using namespace sempervivum;
using namespace sempervivum::daemon;

namespace {

parser::Config config_of(const std::string &global, const std::string &instance = "") {
  parser::MemoryFiles files{
      {{"main.conf", "global_defs {\n" + global + "\n}\nvrrp_instance VI {\n interface eth0\n virtual_router_id 9\n" +
                         instance + "\n virtual_ipaddress {\n 192.0.2.1\n }\n}\n"}}};
  parser::LoadOptions options;
  options.source.file = "main.conf";
  return parser::load(options, files).config;
}

}  // namespace

TEST_CASE("a synchronisation daemon is what lvs_sync_daemon says, by default with the instance's number") {
  CHECK_FALSE(sync_plan(config_of("")));
  const auto plain = sync_plan(config_of("lvs_sync_daemon eth1 VI"));
  REQUIRE(plain);
  CHECK(plain->instance == "VI");
  netlink::IpvsSyncDaemon daemon;
  daemon.interface = "eth1";
  daemon.id = 9;
  CHECK(plain->daemon == daemon);
  const auto whole =
      sync_plan(config_of("lvs_sync_daemon eth1 inst VI id 33 maxlen 1400 port 8900 ttl 3 group 224.0.0.99"));
  REQUIRE(whole);
  daemon.id = 33;
  daemon.longest = 1400;
  daemon.port = 8900;
  daemon.ttl = 3;
  daemon.group = base::IpAddress::parse("224.0.0.99");
  CHECK(whole->daemon == daemon);
}

TEST_CASE("the old place of the setting still counts") {
  const auto plan = sync_plan(config_of("", " lvs_sync_daemon_interface eth2"));
  REQUIRE(plan);
  CHECK(plan->instance == "VI");
  CHECK(plan->daemon.interface == "eth2");
  CHECK(plan->daemon.id == 9);
}
