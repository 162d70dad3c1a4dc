#include "vrrp/fixture_plan.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

std::vector<FixturePlan> plans_of(const std::string &conf) {
  const auto loaded = parse::text(conf);
  INFO(parse::rendered(loaded));
  const netlink::IprouteNames names;
  RoutePlanner routes{names};
  return fixture_plans(loaded.config, routes);
}

const std::string grouped = parse::instance("", "VI_1") +
                            "track_group TG {\n group {\n VI_1\n }\n}\n"
                            "static_ipaddress {\n 10.30.0.1/24 dev eth0\n 10.31.0.1/24 dev eth0 track_group TG\n}\n"
                            "static_routes {\n 10.20.0.0/16 dev eth0 track_group TG\n}\n"
                            "static_rules {\n from 10.1.0.0/16 table 100\n}\n";

}  // namespace

TEST_CASE("without static blocks there are no fixtures") { CHECK(plans_of(parse::instance("")).empty()); }

TEST_CASE("what names a group is apart from what names none") {
  const auto plans = plans_of(grouped);
  REQUIRE(plans.size() == 2);
  CHECK(plans[0].group.empty());
  CHECK(plans[0].members.empty());
  CHECK(plans[0].possessions.addresses.size() == 1);
  CHECK(plans[0].possessions.rules.size() == 1);
  CHECK(plans[1].group == "TG");
  CHECK(plans[1].members == std::vector<std::string>{"VI_1"});
  CHECK(plans[1].possessions.addresses.size() == 1);
  CHECK(plans[1].possessions.routes.size() == 1);
}

TEST_CASE("an address without an interface is on the default one") {
  const std::string lines = "static_ipaddress {\n 10.30.0.1/24\n}\n";
  CHECK(plans_of(lines).at(0).possessions.addresses.at(0).interface == "eth0");
  CHECK(plans_of("global_defs {\n default_interface lan7\n}\n" + lines).at(0).possessions.addresses.at(0).interface ==
        "lan7");
}
