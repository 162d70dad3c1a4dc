#include "vrrp/possessions.hpp"

#include <linux/netlink.h>

#include <cerrno>
#include <utility>

#include "catch.hpp"
#include "plans.hpp"
#include "vrrp/holding_request.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using test::ip;

namespace {

PlannedRoute route(const std::string &destination, const std::string &interface) {
  PlannedRoute planned;
  planned.route.destination = {ip(destination), 16};
  planned.route.hops.push_back({});
  planned.interfaces.push_back(interface);
  return planned;
}

PlannedRule rule(std::uint32_t priority) {
  PlannedRule planned;
  planned.rule.priority = priority;
  planned.rule.table = 5;
  return planned;
}

Possessions one_of_each() { return {{test::planned("192.0.2.100")}, {route("10.1.0.0", "eth0")}, {rule(5)}}; }

std::vector<std::uint16_t> types(const netlink::Batch &batch) {
  std::vector<std::uint16_t> types;
  for (auto bytes = batch.bytes(); !bytes.empty();) types.push_back(netlink::take_message(bytes).value().type);
  return types;
}

}  // namespace

TEST_CASE("interfaces are looked up by their names") {
  const auto painter = test::Painter{}.link(7, "eth0");
  const auto [found, missing] = resolve(one_of_each(), painter.picture());
  CHECK(missing.empty());
  CHECK(found.addresses.at(0).address.link == base::InterfaceIndex{7});
  CHECK(found.routes.at(0).route.hops.at(0).link == base::InterfaceIndex{7});
  CHECK(found.rules.size() == 1);
}

TEST_CASE("what has no interface waits for it, and the rest does not") {
  auto wanted = one_of_each();
  wanted.addresses.push_back(test::planned("192.0.2.101", 24, "eth1"));
  wanted.routes.push_back(route("10.2.0.0", "eth2"));
  wanted.routes.push_back(route("10.3.0.0", ""));
  const auto painter = test::Painter{}.link(7, "eth0");
  const auto [found, missing] = resolve(wanted, painter.picture());
  CHECK(found.addresses.size() == 1);
  CHECK(found.routes.size() == 2);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].what == "address 192.0.2.101 on eth1");
  CHECK(missing[1].interface == "eth2");
}

TEST_CASE("what is named twice is found once") {
  auto wanted = one_of_each();
  wanted.addresses.push_back(wanted.addresses.front());
  wanted.routes.push_back(wanted.routes.front());
  wanted.rules.push_back(wanted.rules.front());
  const auto painter = test::Painter{}.link(7, "eth0");
  CHECK(resolve(wanted, painter.picture()).found.size() == 3);
}

TEST_CASE("the order of the file is kept") {
  Possessions wanted{{test::planned("192.0.2.102"), test::planned("192.0.2.100")}, {}, {rule(9), rule(3)}};
  const auto painter = test::Painter{}.link(7, "eth0");
  const auto found = resolve(wanted, painter.picture()).found;
  CHECK(found.addresses[0].address.address == ip("192.0.2.102"));
  CHECK(found.rules[0].rule.priority == 9);
}

TEST_CASE("the difference is what is missing or has other options") {
  const auto before = one_of_each();
  auto after = before;
  CHECK(difference(before, after).empty());
  after.addresses[0].address.label = "eth0:1";
  after.addresses.push_back(test::planned("192.0.2.101"));
  after.routes[0].route.metrics.set(netlink::Metric::mtu, 1400);
  after.rules[0].rule.table = 6;
  CHECK(difference(before, after) == before);
  CHECK(difference(after, before) == after);
  CHECK(difference({}, before).empty());
}

TEST_CASE("an address that moves from excluded to advertised stays where it is") {
  auto before = test::instance("A", 1);
  before.excluded = {test::planned("192.0.2.101")};
  auto after = before;
  const auto excluded = after.excluded.items();
  after.excluded = std::exchange(after.addresses, excluded);
  CHECK(difference(before.possessions(), after.possessions()).empty());
}

TEST_CASE("interfaces of what is tracked are tracked") {
  auto wanted = one_of_each();
  wanted.routes.push_back(route("10.2.0.0", "eth1"));
  wanted.rules[0].rule.input = "eth2";
  wanted.addresses.push_back(test::planned("192.0.2.101", 24, "eth3"));
  CHECK(tracked_interfaces(wanted) == std::vector<std::string>{"eth0", "eth1", "eth2", "eth3"});
  wanted.routes[1].track = wanted.rules[0].track = wanted.addresses[1].track = false;
  CHECK(tracked_interfaces(wanted) == std::vector<std::string>{"eth0"});
}

TEST_CASE("one batch removes rules, routes and addresses and sets them in the opposite order") {
  const HoldingRequest request{share(one_of_each()), share(one_of_each())};
  CHECK(types(request.batch) ==
        std::vector<std::uint16_t>{RTM_DELRULE, RTM_DELROUTE, RTM_DELADDR, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWRULE});
}

TEST_CASE("a failed request is named, and what is so already is no failure") {
  auto removed = one_of_each();
  removed.rules.push_back(rule(9));
  const HoldingRequest request{share(removed), share(one_of_each())};
  const auto &subjects = request.subjects();
  CHECK(subjects.at(0, EPERM).text == "rule 9");
  CHECK(subjects.at(1, EPERM).text == "rule 5");
  CHECK(subjects.at(2, EPERM).message == "RTM_DELROUTE(25)");
  CHECK(subjects.at(4, EPERM).text == "address 192.0.2.100 on eth0");
  CHECK(subjects.at(4, EPERM).adding);
  CHECK(subjects.at(6, EINVAL).message == "RTM_NEWRULE(32)");
  for (const auto &[index, code] : {std::pair{0, ENOENT}, {2, ESRCH}, {3, EADDRNOTAVAIL}, {4, EEXIST}, {5, EEXIST}})
    CHECK(subjects.at(static_cast<std::size_t>(index), code).harmless);
  for (const auto &[index, code] : {std::pair{0, EPERM}, {3, EEXIST}, {4, EINVAL}, {5, ENETUNREACH}, {6, ENOENT}})
    CHECK_FALSE(subjects.at(static_cast<std::size_t>(index), code).harmless);
}
