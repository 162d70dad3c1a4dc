#include "vrrp/news.hpp"

#include "catch.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using test::Painter;

namespace {

const auto nowhere = base::IpAddress::any(base::Family::ipv4);
const auto source = test::ip("192.0.2.1");

netlink::Picture host() {
  Painter painter;
  painter.link(2, "eth0").link(3, "eth1");
  return painter.picture();
}

netlink::Address address(std::uint32_t link, std::string_view text) {
  return netlink::plain_address(base::InterfaceIndex{link}, test::ip(text), 24);
}

/// Whether the change concerns an instance on eth0 with this source address.
bool concerns(const netlink::Change &change, const base::IpAddress &own, const InstancePlan &plan) {
  const auto picture = host();
  News news;
  CHECK(news.empty());
  news.note(change, picture);
  CHECK_FALSE(news.empty());
  return news.concern(plan, own);
}

}  // namespace

TEST_CASE("an address more concerns those on its interface who have no source address yet") {
  const auto plan = test::instance("A", 1);
  CHECK(concerns(netlink::AddressAdded{address(2, "192.0.2.100")}, nowhere, plan));
  CHECK_FALSE(concerns(netlink::AddressAdded{address(2, "192.0.2.100")}, source, plan));
  CHECK_FALSE(concerns(netlink::AddressAdded{address(3, "192.0.2.100")}, nowhere, plan));
}

TEST_CASE("an address more concerns whoever tracks its configured source") {
  auto plan = test::instance("A", 1);
  plan.source = source;
  plan.track_source = true;
  CHECK(concerns(netlink::AddressAdded{address(2, "192.0.2.1")}, source, plan));
}

TEST_CASE("an address that has gone concerns those whose source it was") {
  const auto plan = test::instance("A", 1);
  CHECK(concerns(netlink::AddressRemoved{address(2, "192.0.2.1")}, source, plan));
  CHECK_FALSE(concerns(netlink::AddressRemoved{address(2, "192.0.2.100")}, source, plan));
}

TEST_CASE("a link or an address that changes concerns all who name the interface") {
  auto plan = test::instance("A", 1);
  const netlink::Link eth0{*host().link("eth0")};
  const netlink::AddressChanged other_flags{address(2, "192.0.2.1"), address(2, "192.0.2.1")};
  CHECK(concerns(netlink::LinkChanged{eth0, eth0}, source, plan));
  CHECK(concerns(other_flags, source, plan));
  plan.interface = "eth1";
  CHECK_FALSE(concerns(netlink::LinkChanged{eth0, eth0}, source, plan));
  CHECK_FALSE(concerns(other_flags, source, plan));
  plan.interfaces = {{"eth0", 0, false}};
  CHECK(concerns(netlink::LinkChanged{eth0, eth0}, source, plan));
}
