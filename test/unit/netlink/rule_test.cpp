#include "netlink/rule.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "bytes.hpp"
#include "catch.hpp"
#include "routes.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;

namespace {

template <class Change>
Rule rule(std::uint32_t priority, Change &&change) {
  Rule rule;
  rule.priority = priority;
  change(rule);
  return rule;
}

Buffer addition(const Rule &rule) {
  Batch batch;
  add_rule(batch, rule);
  return {batch.bytes().begin(), batch.bytes().end()};
}

Parsed<Rule> parsed(const Buffer &bytes) { return parse_rule(first_message(bytes)); }

Parsed<Rule> parsed_with(std::uint16_t type, std::string_view value) {
  Buffer payload;
  fib_rule_hdr header{};
  header.family = AF_INET;
  append(payload, header);
  append_attribute(payload, static_cast<std::uint16_t>(4 + value.size()), type, value);
  return parsed(message_of(static_cast<std::uint32_t>(16 + payload.size()), RTM_NEWRULE, payload));
}

Rule with_everything() {
  return rule(506, [](Rule &it) {
    it.output = "va";
    it.uids = UidRange{100, 200};
    it.ip_protocol = IPPROTO_TCP;
    it.source_ports = PortRange{10, 20};
    it.destination_ports = PortRange{30, 40};
    it.table = 100;
    it.suppress_prefix_length = 0;
    it.suppress_group = 3;
    it.tos = 0x10;
  });
}

/// What a line of virtual_rules or a command of ip(8) means, and the request
/// keepalived 2.2.7 or iproute2 6.1 sends for it (captured with strace).
struct Captured {
  std::string_view words;
  Rule rule;
  std::string_view request;
};

const Captured requests[] = {
    {"from 192.0.2.0/24 table 100 priority 500",
     rule(500,
          [](Rule &it) {
            it.source = prefix("192.0.2.0/24");
            it.table = 100;
          }),
     "34000000200005066cf9036b0000000002001800640000010000000008000200c000020008000600f40100000500150012000000"},
    {"to 198.51.100.0/24 dev va table 1000 preference 501",
     rule(501,
          [](Rule &it) {
            it.destination = prefix("198.51.100.0/24");
            it.input = "va";
            it.table = 1000;
          }),
     "44000000200005066df9036b0000000002180000000000010000000008000f00e803000008000100c633640008000600f501000007000300"
     "766100000500150012000000"},
    {"fwmark 0x10/0xff lookup 100 pref 502",
     rule(502,
          [](Rule &it) {
            it.mark = Mark{0x10, 0xff};
            it.table = 100;
          }),
     "3c000000200005065afa036b0000000002000000640000010000000008000a001000000008001000ff00000008000600f601000005001500"
     "12000000"},
    {"from 192.0.2.0/24 blackhole priority 503",
     rule(503,
          [](Rule &it) {
            it.source = prefix("192.0.2.0/24");
            it.action = RuleAction::blackhole;
          }),
     "34000000200005066ef9036b0000000002001800000000060000000008000200c000020008000600f70100000500150012000000"},
    {"not from 192.0.2.0/24 goto 600 priority 504",
     rule(504,
          [](Rule &it) {
            it.inverted = true;
            it.source = prefix("192.0.2.0/24");
            it.action = RuleAction::go_to;
            it.target = 600;
          }),
     "3c000000200005066ff9036b0000000002001800000000020200000008000200c000020008000600f8010000050015001200000008000400"
     "58020000"},
    {"from fd00::/64 table 100 priority 505",
     rule(505,
          [](Rule &it) {
            it.family = Family::ipv6;
            it.source = prefix("fd00::/64");
            it.table = 100;
          }),
     "400000002000050670f9036b000000000a004000640000010000000014000200fd00000000000000000000000000000008000600f9010000"
     "0500150012000000"},
    {"oif va uidrange 100-200 ipproto tcp sport 10-20 dport 30-40 … priority 506", with_everything(),
     "680000002000050671f9036b0000000002000010640000010000000008000600fa01000008000e000000000008000d000300000007001100"
     "766100000c00140064000000c800000005001500120000000500160006000000080017000a001400080018001e002800"},
    {"to 10.9.9.0/24 l3mdev priority 507",
     rule(507,
          [](Rule &it) {
            it.destination = prefix("10.9.9.0/24");
            it.l3mdev = true;
          }),
     "3c0000002000050672f9036b00000000021800000000000100000000080001000a09090008000600fb010000050013000100000005001500"
     "12000000"},
    {"from 192.0.2.0/24 realms 3/4 table 100 priority 509",
     rule(509,
          [](Rule &it) {
            it.source = prefix("192.0.2.0/24");
            it.realms = 3U << 16 | 4U;
            it.table = 100;
          }),
     "3c0000002000050673f9036b0000000002001800640000010000000008000200c000020008000600fd01000008000b000400030005001500"
     "12000000"},
    {"from fd00::/64 unreachable pref 510",
     rule(510,
          [](Rule &it) {
            it.family = Family::ipv6;
            it.source = prefix("fd00::/64");
            it.action = RuleAction::unreachable;
          }),
     "40000000200005065afa036b000000000a004000000000070000000014000200fd00000000000000000000000000000008000600fe010000"
     "0500150012000000"},
};

}  // namespace

TEST_CASE("a rule asks for what keepalived and ip ask for") {
  for (const auto &row : requests) {
    INFO(row.words);
    CHECK(addition(row.rule) == captured_request(row.request));
    CHECK(parsed(from_hex(row.request)) == row.rule);
  }
}

// keepalived 2.2.7 for the line of priority 506 when it leaves.
TEST_CASE("a rule's removal repeats its addition") {
  Batch batch;
  remove_rule(batch, with_everything());
  CHECK(std::ranges::equal(
      batch.bytes(),
      captured_request(
          "680000002100050056f9036b0000000002000010640000010000000008000600fa01000008000e000000000008000d00"
          "0300000007001100766100000c00140064000000c800000005001500120000000500160006000000080017000a001400"
          "080018001e002800")));
}

// Dumped by Linux 6.18.
TEST_CASE("rules are read as the kernel sends them") {
  CHECK(parsed(from_hex("4c00000020000200010000006052000002000000fc0000010000000008000f00e803000008000e00ffffffff050015"
                        "001200000008000600f601000008000a001000000008001000ff000000")) == rule(502, [](Rule &it) {
          it.mark = Mark{0x10, 0xff};
          it.table = 1000;
        }));
  CHECK(parsed(from_hex("5800000020000200010000006052000002000800000000020e00000008000f000000000008000e00ffffffff050015"
                        "00120000000a0003006e6f64657600000008000600f70100000800040058020000080002000a000000")) ==
        rule(503, [](Rule &it) {
          it.inverted = true;
          it.source = prefix("10.0.0.0/8");
          it.input = "nodev";
          it.action = RuleAction::go_to;
          it.target = 600;
        }));
}

TEST_CASE("a tunnel's number goes in network order") {
  const auto bytes = addition(rule(1, [](Rule &it) {
    it.tunnel = 0x0102;
    it.table = 5;
  }));
  const auto number = from_hex("0c000c000000000000000102");
  CHECK(std::ranges::search(bytes, number).begin() != bytes.end());
  CHECK(parsed(bytes)->tunnel == 0x0102);
}

TEST_CASE("a mark without a mask is the whole mark") {
  const auto bytes = addition(rule(1, [](Rule &it) {
    it.mark = Mark{0x10};
    it.table = 5;
  }));
  CHECK(parsed(bytes)->mark == Mark{0x10, 0xffffffff});
  CHECK_FALSE(parsed_with(FRA_FWMASK, std::string(4, '\0'))->mark);
}

TEST_CASE("a rule that suppresses nothing says so in the kernel's way") {
  CHECK_FALSE(parsed_with(FRA_SUPPRESS_PREFIXLEN, "\xff\xff\xff\xff")->suppress_prefix_length);
  CHECK(parsed_with(FRA_SUPPRESS_PREFIXLEN, std::string(4, '\0'))->suppress_prefix_length == 0U);
}

TEST_CASE("a rule attribute of the wrong size makes the rule unreadable") {
  const auto type = GENERATE(as<int>{}, FRA_DST, FRA_SRC, FRA_GOTO, FRA_PRIORITY, FRA_FWMARK, FRA_FWMASK, FRA_FLOW,
                             FRA_TUN_ID, FRA_SUPPRESS_IFGROUP, FRA_SUPPRESS_PREFIXLEN, FRA_TABLE, FRA_L3MDEV,
                             FRA_UID_RANGE, FRA_PROTOCOL, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE);
  INFO(type);
  CHECK(parsed_with(static_cast<std::uint16_t>(type), "abc").error() == ParseError::bad_value);
}

TEST_CASE("an interface's name is neither empty nor too long") {
  const auto type = static_cast<std::uint16_t>(GENERATE(as<int>{}, FRA_IIFNAME, FRA_OIFNAME));
  CHECK(parsed_with(type, "").error() == ParseError::bad_value);
  CHECK(parsed_with(type, "an interface's name").error() == ParseError::bad_value);
  CHECK(parsed_with(type, "eth0"));
}

TEST_CASE("other families and messages are not rules of ours") {
  auto bytes = addition(Rule{});
  bytes[16] = std::byte{AF_PACKET};
  CHECK(parsed(bytes).error() == ParseError::wrong_type);
  bytes = addition(Rule{});
  bytes[4] = std::byte{RTM_NEWROUTE};
  CHECK(parsed(bytes).error() == ParseError::wrong_type);
}

TEST_CASE("a rule's prefix longer than its family's addresses is refused") {
  auto bytes = addition(requests[0].rule);
  bytes[18] = std::byte{33};
  CHECK(parsed(bytes).error() == ParseError::bad_value);
}

TEST_CASE("a truncated rule is refused at every length or read without its end") {
  const auto whole = addition(with_everything());
  for (std::size_t length = 16; length < whole.size(); ++length) {
    auto bytes = Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    bytes[0] = static_cast<std::byte>(length);
    const auto read = parsed(bytes);
    CHECK((!read || *read != with_everything()));
  }
}
