#include "daemon/dbus/bus_names.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::daemon;

TEST_CASE("objects are below the process's namespace and instance") {
  CHECK(general_path({}) == "/org/keepalived/Vrrp1/Vrrp");
  CHECK(general_path({.net_namespace = "blue", .instance = ""}) == "/org/keepalived/Vrrp1/blue/Vrrp");
  CHECK(general_path({.net_namespace = "blue", .instance = "east"}) == "/org/keepalived/Vrrp1/blue/east/Vrrp");
}

TEST_CASE("an instance's path tells interface, VRID and family") {
  const base::Vrid vrid{51};
  CHECK(instance_path({}, "eth0", vrid, base::Family::ipv4) == "/org/keepalived/Vrrp1/Instance/eth0/51/IPv4");
  CHECK(instance_path({}, "eth0", vrid, base::Family::ipv6) == "/org/keepalived/Vrrp1/Instance/eth0/51/IPv6");
  CHECK(instance_path({.net_namespace = "", .instance = "a-b"}, "eth0.7@x", vrid, base::Family::ipv4) ==
        "/org/keepalived/Vrrp1/a_b/Instance/eth0_7_x/51/IPv4");
}

TEST_CASE("an instance without interface has a word in its place") {
  const base::Vrid vrid{7};
  CHECK(instance_path({}, "", vrid, base::Family::ipv4) == "/org/keepalived/Vrrp1/Instance/none/7/IPv4");
  CHECK(instance_path({.net_namespace = "", .instance = "", .no_interface = "any"}, "", vrid, base::Family::ipv4) ==
        "/org/keepalived/Vrrp1/Instance/any/7/IPv4");
}

TEST_CASE("states are told by number and word") {
  const std::vector<std::pair<std::uint32_t, std::string_view>> rows{{0, "Init"},  {1, "Backup"},   {2, "Master"},
                                                                     {3, "Fault"}, {97, "Deleted"}, {98, "Stop"}};
  for (const auto &[number, word] : rows) CHECK(bus_words(number) == word);
}
