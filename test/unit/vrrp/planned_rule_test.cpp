#include "vrrp/planned_rule.hpp"

#include <netinet/in.h>

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using test::ip;

namespace {

std::vector<parser::Rule> lines_of(const std::string &lines) {
  const auto loaded = parse::text(
      "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n virtual_ipaddress {\n 192.0.2.100/24\n }\n"
      " virtual_rules {\n  " +
      lines + "\n }\n}\n");
  INFO(parse::rendered(loaded));
  REQUIRE_FALSE(loaded.config.instances.at(0).virtual_rules.empty());
  return loaded.config.instances[0].virtual_rules;
}

base::Expected<PlannedRule, std::string> planned(const std::string &line) {
  RulePreferences preferences;
  return planned_rule(lines_of(line).front(), netlink::IprouteNames{}, preferences);
}

netlink::Rule rule(const std::string &line) {
  INFO(line);
  const auto found = planned(line);
  INFO((found ? std::string{} : found.error()));
  REQUIRE(found);
  return found->rule;
}

}  // namespace

TEST_CASE("rules without a preference count down from 16384, each family by itself") {
  RulePreferences preferences;
  std::vector<std::uint32_t> found;
  for (const auto &line : lines_of("from 10.1.0.0/16 table 1\nfrom fd01::/64 table 1\nfrom 10.2.0.0/16 table 1\n"
                                   "from 10.3.0.0/16 table 1 preference 7\nfrom fd02::/64 table 1"))
    found.push_back(planned_rule(line, netlink::IprouteNames{}, preferences).value().rule.priority);
  CHECK(found == std::vector<std::uint32_t>{16384, 16384, 16383, 7, 16383});
}

TEST_CASE("conditions go to the rule") {
  const auto found =
      rule("not from 10.1.2.3/16 to 10.2.0.0/16 fwmark 3/7 tos 0x10 iif eth0 oif eth1 table 100 preference 5");
  CHECK(found.inverted);
  CHECK(found.source == netlink::Prefix{ip("10.1.2.3"), 16});
  CHECK(found.destination == netlink::Prefix{ip("10.2.0.0"), 16});
  CHECK(found.mark == netlink::Mark{3, 7});
  CHECK(found.tos == 0x10);
  CHECK(found.input == "eth0");
  CHECK(found.output == "eth1");
  CHECK(found.table == 100);
  CHECK(rule("fwmark 3 table 5 preference 5").mark == netlink::Mark{3, 0xffffffff});
}

TEST_CASE("ports, users and protocols are ranges and numbers") {
  const auto found = rule("ipproto tcp sport 10-20 dport 80-80 uidrange 1-100 tunnel-id 9 table 7 preference 5");
  CHECK(found.ip_protocol == IPPROTO_TCP);
  CHECK(found.source_ports == netlink::PortRange{10, 20});
  CHECK(found.destination_ports == netlink::PortRange{80, 80});
  CHECK(found.uids == netlink::UidRange{1, 100});
  CHECK(found.tunnel == 9);
}

TEST_CASE("each action is the kernel's") {
  using enum netlink::RuleAction;
  const std::pair<const char *, netlink::RuleAction> cases[] = {
      {"from all table main preference 5", lookup},
      {"from all blackhole preference 5", blackhole},
      {"from all prohibit preference 5", prohibit},
      {"from all unreachable preference 5", unreachable},
      {"from all goto 600 preference 5", go_to},
      {"nop preference 5", nop},
      {"l3mdev preference 5", lookup},
  };
  for (const auto &[line, action] : cases) CHECK(rule(line).action == action);
  CHECK(rule("l3mdev preference 5").l3mdev);
  CHECK(rule("from all goto 600 preference 5").target == 600);
}

TEST_CASE("what a lookup must not find, and realms") {
  const auto found = rule("from all suppress_prefixlength 0 suppress_ifgroup 3 realms 3/4 table main preference 5");
  CHECK(found.suppress_prefix_length == 0);
  CHECK(found.suppress_group == 3);
  CHECK(found.realms == 0x30004);
}

TEST_CASE("a tracked rule is known by keepalived's protocol, another by its own or none") {
  CHECK(rule("from all table 5 preference 5").protocol == netlink::keepalived_protocol);
  CHECK(rule("from all table 5 preference 5 protocol 77").protocol == netlink::keepalived_protocol);
  CHECK(rule("from all table 5 preference 5 protocol 77 no_track").protocol == 77);
  CHECK(rule("from all table 5 preference 5 no_track").protocol == 0);
}

TEST_CASE("the family is that of the addresses, or the word's") {
  CHECK(rule("from fd00::/64 table 5 preference 5").family == base::Family::ipv6);
  CHECK(rule("inet6 iif eth0 table 5 preference 5").family == base::Family::ipv6);
  CHECK(rule("iif eth0 table 5 preference 5").family == base::Family::ipv4);
}

TEST_CASE("a rule that cannot be is an error that says why") {
  const std::pair<const char *, const char *> cases[] = {
      {"from 10.1.0.0/16 goto 5 preference 5", "rule 5 from 10.1.0.0/16: its goto 5 does not lead forward"},
      {"from 10.1.0.0/16 table nonsense preference 5", "rule 5 from 10.1.0.0/16: there is no routing table nonsense"},
      {"to 10.1.0.0/16 ipproto nonsense table 5 preference 5",
       "rule 5 to 10.1.0.0/16: there is no IP protocol nonsense"},
  };
  for (const auto &[line, text] : cases) {
    INFO(line);
    const auto found = planned(line);
    REQUIRE_FALSE(found);
    CHECK(found.error() == text);
  }
}
