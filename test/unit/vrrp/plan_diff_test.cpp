#include "vrrp/plan_diff.hpp"

#include "catch.hpp"
#include "plans.hpp"

using namespace sempervivum::vrrp;
using test::instance;
using test::planned;

TEST_CASE("a plan does not differ from itself") {
  const std::vector plans{instance("A", 1), instance("B", 2), instance("A6", 1, "eth1")};
  const auto difference = diff(plans, plans);
  CHECK(difference.added.empty());
  CHECK(difference.removed.empty());
  CHECK(difference.kept.size() == 3);
}

TEST_CASE("instances are matched by what they are on the wire, not by name") {
  const std::vector before{instance("old name", 1), instance("goes", 2)};
  const std::vector after{instance("comes", 3), instance("new name", 1)};
  const auto difference = diff(before, after);
  CHECK(difference.removed == std::vector<std::size_t>{1});
  CHECK(difference.added == std::vector<std::size_t>{0});
  CHECK(difference.kept == std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}});
}

TEST_CASE("another VRID, interface, family or mode is another instance") {
  const auto before = instance("A", 1);
  auto after = before;
  SECTION("VRID") { after.router.vrid = sempervivum::base::Vrid{2}; }
  SECTION("interface") { after.interface = "eth1"; }
  SECTION("family") { after.family = sempervivum::base::Family::ipv6; }
  SECTION("unicast") { after.peers = {{test::ip("192.0.2.2")}}; }
  const auto difference = diff({before}, {after});
  CHECK(difference.removed.size() == 1);
  CHECK(difference.added.size() == 1);
}

TEST_CASE("unicast instances that share everything but their peers are matched in order") {
  auto one = instance("A", 1);
  one.peers = {{test::ip("192.0.2.2")}};
  auto other = instance("B", 1);
  other.peers = {{test::ip("192.0.2.3")}};
  const auto same = diff({one, other}, {one, other});
  CHECK(same.kept == std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {1, 1}});
  const auto fewer = diff({one, other}, {one});
  CHECK(fewer.removed == std::vector<std::size_t>{1});
  const auto more = diff({one}, {one, other});
  CHECK(more.added == std::vector<std::size_t>{1});
}
