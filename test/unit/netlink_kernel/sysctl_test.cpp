#include "netlink/sysctl.hpp"

#include <cerrno>
#include <optional>
#include <string>

#include "catch.hpp"
#include "namespace.hpp"

using namespace sempervivum::netlink;
using sempervivum::base::Family;
using sempervivum::test::ip;

namespace {

const std::string arp_ignore = interface_setting(Family::ipv4, "va.5", "arp_ignore");
const std::string arp_filter = interface_setting(Family::ipv4, "va.5", "arp_filter");

void make_link() { ip("link add name va.5 type veth peer name vb"); }

std::int64_t value(const std::string &path) { return read_sysctl(path).value(); }

}  // namespace

TEST_CASE("a setting is named by family, interface and itself") {
  CHECK(interface_setting(Family::ipv4, "eth0.5", "rp_filter") == "ipv4/conf/eth0.5/rp_filter");
  CHECK(interface_setting(Family::ipv6, "all", "disable_ipv6") == "ipv6/conf/all/disable_ipv6");
}

TEST_CASE("a setting is written and read") {
  IN_NETWORK_NAMESPACE
  make_link();
  CHECK(value(arp_ignore) == 0);
  REQUIRE(write_sysctl(arp_ignore, 2));
  CHECK(value(arp_ignore) == 2);
  const auto ipv6 = interface_setting(Family::ipv6, "va.5", "disable_ipv6");
  REQUIRE(write_sysctl(ipv6, 1));
  CHECK(value(ipv6) == 1);
}

TEST_CASE("a setting that cannot be read or written says why") {
  IN_NETWORK_NAMESPACE
  make_link();
  CHECK(read_sysctl("ipv4/conf/nolink/arp_ignore").error().code == ENOENT);
  CHECK(write_sysctl("ipv4/conf/nolink/arp_ignore", 1).error().code == ENOENT);
  CHECK(read_sysctl("ipv4/tcp_rmem").error().code == EINVAL);
  CHECK(read_sysctl("ipv4/conf").error().code == EISDIR);
  CHECK(read_sysctl("ipv4/conf/nolink/arp_ignore").error().message() ==
        "read sysctl ipv4/conf/nolink/arp_ignore: No such file or directory");
}

TEST_CASE("the last of its users puts a setting back") {
  IN_NETWORK_NAMESPACE
  make_link();
  SysctlKeeper keeper;
  REQUIRE(keeper.hold(arp_ignore, 1));
  REQUIRE(keeper.hold(arp_ignore, 1));
  CHECK(value(arp_ignore) == 1);
  keeper.release(arp_ignore);
  CHECK(value(arp_ignore) == 1);
  keeper.release(arp_ignore);
  CHECK(value(arp_ignore) == 0);
  CHECK_FALSE(keeper.holds(arp_ignore));
  keeper.release(arp_ignore);
  CHECK(value(arp_ignore) == 0);
}

TEST_CASE("a setting that had the value already keeps it") {
  IN_NETWORK_NAMESPACE
  make_link();
  REQUIRE(write_sysctl(arp_ignore, 1));
  SysctlKeeper keeper;
  REQUIRE(keeper.hold(arp_ignore, 1));
  keeper.release(arp_ignore);
  CHECK(value(arp_ignore) == 1);
}

TEST_CASE("a setting that somebody else changed is not put back") {
  IN_NETWORK_NAMESPACE
  make_link();
  SysctlKeeper keeper;
  REQUIRE(keeper.hold(arp_ignore, 1));
  REQUIRE(write_sysctl(arp_ignore, 2));
  keeper.release(arp_ignore);
  CHECK(value(arp_ignore) == 2);
}

TEST_CASE("a second value holds for all, and the first is put back") {
  IN_NETWORK_NAMESPACE
  make_link();
  SysctlKeeper keeper;
  REQUIRE(keeper.hold(arp_ignore, 1));
  REQUIRE(keeper.hold(arp_ignore, 2));
  CHECK(value(arp_ignore) == 2);
  keeper.release_all();
  CHECK(value(arp_ignore) == 0);
}

TEST_CASE("settings are put back at the end, and a link that went is no matter") {
  IN_NETWORK_NAMESPACE
  make_link();
  std::optional<SysctlKeeper> keeper;
  keeper.emplace();
  REQUIRE(keeper->hold(arp_filter, 1));
  REQUIRE(keeper->hold(arp_ignore, 1));
  const bool gone = GENERATE(false, true);
  if (gone) ip("link del va.5");
  keeper.reset();
  if (gone) make_link();
  CHECK(value(arp_ignore) == 0);
  CHECK(value(arp_filter) == 0);
}

TEST_CASE("what cannot be set is not held") {
  IN_NETWORK_NAMESPACE
  SysctlKeeper keeper;
  CHECK_FALSE(keeper.hold("ipv4/conf/nolink/arp_ignore", 1));
  CHECK_FALSE(keeper.holds("ipv4/conf/nolink/arp_ignore"));
}
