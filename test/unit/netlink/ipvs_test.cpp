#include "netlink/ipvs.hpp"

#include <linux/genetlink.h>
#include <netinet/in.h>

#include <array>

#include "bytes.hpp"
#include "catch.hpp"
#include "netlink/ipvs_table.hpp"
#include "routes.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;

namespace {

constexpr std::uint16_t family = 0x1d;

IpvsServiceKey web() { return {Family::ipv4, 0, IPPROTO_TCP, ip("192.0.2.1"), 80}; }

IpvsService service(IpvsServiceKey key) {
  IpvsService service;
  service.key = std::move(key);
  service.scheduler = "rr";
  service.persistence_prefix = sempervivum::base::full_prefix(service.key.family);
  return service;
}

template <class Change>
IpvsService changed(IpvsService service, Change &&change) {
  change(service);
  return service;
}

IpvsDestination server(std::string_view address, std::uint16_t port, IpvsForwarding forwarding = IpvsForwarding::nat) {
  IpvsDestination destination;
  destination.key = {ip(address), port};
  destination.forwarding = forwarding;
  return destination;
}

template <class Ask>
Buffer request(Ask &&ask) {
  Batch batch;
  IpvsRequests requests{batch, family};
  ask(requests);
  return {batch.bytes().begin(), batch.bytes().end()};
}

std::vector<IpvsService> services() {
  const IpvsServiceKey long_one{Family::ipv6, 0, IPPROTO_UDP, ip("2001:db8::1"), 53};
  const IpvsServiceKey mark{Family::ipv4, 7, 0, {}, 0};
  const IpvsServiceKey long_mark{Family::ipv6, 8, 0, {}, 0};
  return {service(web()),
          service(long_one),
          service(mark),
          service(long_mark),
          changed(service(web()),
                  [](IpvsService &it) {
                    it.flags = IpvsService::persistent | IpvsService::scheduler_2;
                    it.timeout = 360;
                    it.persistence_prefix = 24;
                    it.scheduler = "sh";
                  }),
          changed(service(long_one), [](IpvsService &it) {
            it.flags = IpvsService::one_packet;
            it.persistence_engine = "sip";
            it.persistence_prefix = 64;
          })};
}

std::vector<IpvsDestination> destinations() {
  auto limited = server("192.0.2.10", 8080);
  limited.weight = 0;
  limited.upper_threshold = 1000;
  limited.lower_threshold = 900;
  auto tunnelled = server("2001:db8::10", 80, IpvsForwarding::tunnel);
  tunnelled.tunnel = {IP_VS_CONN_F_TUNNEL_TYPE_GUE, 6080, IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM};
  return {server("192.0.2.10", 80), limited, tunnelled, server("192.0.2.11", 80, IpvsForwarding::direct)};
}

}  // namespace

TEST_CASE("a family's number is found by its name") {
  Batch batch;
  request_family(batch, ipvs_family_name);
  CHECK(Buffer{batch.bytes().begin(), batch.bytes().end()} ==
        from_hex("2000000010000100000000000000000003010000090002004950565300000000"));
}

TEST_CASE("an answer tells the family's number") {
  Buffer payload;
  append(payload, genlmsghdr{CTRL_CMD_NEWFAMILY, 2, 0});
  append_attribute(payload, 6, CTRL_ATTR_FAMILY_ID, std::string_view{"\x1d\0", 2});
  append_attribute(payload, 8, CTRL_ATTR_VERSION, std::string_view{"\x01\0\0\0", 4});
  const auto answer = message_of(static_cast<std::uint32_t>(16 + payload.size()), GENL_ID_CTRL, payload);
  CHECK(parse_family(first_message(answer)) == GenericFamily{family, 1});
}

TEST_CASE("a number no family can have is refused") {
  Buffer payload;
  append(payload, genlmsghdr{CTRL_CMD_NEWFAMILY, 2, 0});
  const auto answer = message_of(static_cast<std::uint32_t>(16 + payload.size()), GENL_ID_CTRL, payload);
  CHECK(parse_family(first_message(answer)) == sempervivum::base::unexpected(ParseError::bad_value));
}

TEST_CASE("services are read as they were written") {
  for (const auto &written : services()) {
    CAPTURE(written.key.fwmark, written.key.address.to_string());
    const auto bytes = request([&](IpvsRequests &to) { to.add_service(written); });
    const auto read = parse_ipvs_service(first_message(bytes), family);
    REQUIRE(read);
    CHECK(read->service == written);
  }
}

TEST_CASE("destinations are read as they were written") {
  for (const auto &written : destinations()) {
    CAPTURE(written.key.address.to_string());
    const auto bytes = request([&](IpvsRequests &to) { to.add_destination(web(), written); });
    const auto read = parse_ipvs_destination(first_message(bytes), family);
    REQUIRE(read);
    CHECK(read->destination == written);
  }
}

TEST_CASE("daemons and timeouts are read as they were written") {
  const IpvsSyncDaemon plain{IpvsSyncRole::backup, "eth0", 51, {}, {}, {}, {}};
  const IpvsSyncDaemon full{IpvsSyncRole::master, "eth1", 255, 1400, ip("224.0.0.81"), 8848, 3};
  for (const auto &written : {plain, full}) {
    const auto bytes = request([&](IpvsRequests &to) { to.start_daemon(written); });
    CHECK(parse_ipvs_daemon(first_message(bytes), family) == written);
  }
  const IpvsTimeouts timeouts{900, 120, 300};
  const auto bytes = request([&](IpvsRequests &to) { to.set_timeouts(timeouts); });
  CHECK(parse_ipvs_timeouts(first_message(bytes), family) == timeouts);
}

TEST_CASE("every change becomes one request of its kind") {
  using Kind = IpvsChange::Kind;
  constexpr std::array kinds{
      std::pair{Kind::add_service, IPVS_CMD_NEW_SERVICE},     std::pair{Kind::set_service, IPVS_CMD_SET_SERVICE},
      std::pair{Kind::add_destination, IPVS_CMD_NEW_DEST},    std::pair{Kind::set_destination, IPVS_CMD_SET_DEST},
      std::pair{Kind::remove_destination, IPVS_CMD_DEL_DEST}, std::pair{Kind::remove_service, IPVS_CMD_DEL_SERVICE},
  };
  for (const auto &[kind, command] : kinds) {
    const IpvsChange change{kind, service(web()), server("192.0.2.10", 80)};
    const auto bytes = request([&change](IpvsRequests &to) { encode(change, to); });
    CHECK(parse_generic(first_message(bytes), family)->command == command);
  }
}

TEST_CASE("statistics of either width are read") {
  const auto bytes = request([](IpvsRequests &to) { to.add_service(service(web())); });
  Buffer inner;
  append_attribute(inner, 8, IPVS_STATS_ATTR_CONNS, std::string_view{"\x05\0\0\0", 4});
  append_attribute(inner, 12, IPVS_STATS_ATTR_INBYTES, std::string_view{"\0\0\0\0\x01\0\0\0", 8});
  Buffer nested;
  append_attribute(nested, 6, IPVS_SVC_ATTR_AF, std::string_view{"\x02\0", 2});
  append_attribute(nested, 8, IPVS_SVC_ATTR_FWMARK, std::string_view{"\x07\0\0\0", 4});
  append_attribute(nested, static_cast<std::uint16_t>(4 + inner.size()), IPVS_SVC_ATTR_STATS,
                   {reinterpret_cast<const char *>(inner.data()), inner.size()});
  Buffer payload;
  append(payload, genlmsghdr{IPVS_CMD_NEW_SERVICE, 1, 0});
  append_attribute(payload, static_cast<std::uint16_t>(4 + nested.size()), IPVS_CMD_ATTR_SERVICE,
                   {reinterpret_cast<const char *>(nested.data()), nested.size()});
  const auto answer = message_of(static_cast<std::uint32_t>(16 + payload.size()), family, payload);
  const auto read = parse_ipvs_service(first_message(answer), family);
  REQUIRE(read);
  CHECK(read->statistics.connections == 5);
  CHECK(read->statistics.bytes_in == std::uint64_t{1} << 32);
}

TEST_CASE("cut or foreign answers are errors, never values") {
  const auto whole = request([](IpvsRequests &to) { to.add_destination(web(), server("192.0.2.10", 80)); });
  for (std::size_t length = 16; length + 1 < whole.size(); ++length) {
    Buffer cut{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)};
    const auto size = static_cast<std::uint32_t>(length);
    std::memcpy(cut.data(), &size, sizeof size);
    CHECK_FALSE(parse_ipvs_destination(first_message(cut), family));
  }
  CHECK(parse_ipvs_service(first_message(whole), family + 1).error() == ParseError::wrong_type);
  CHECK(parse_ipvs_daemon(first_message(whole), family).error() == ParseError::wrong_type);
}

TEST_CASE("destinations are kept by their keys, and the last of each counts") {
  const auto weighed = [](std::uint16_t port, std::uint32_t weight) {
    auto destination = server("192.0.2.10", port);
    destination.weight = weight;
    return destination;
  };
  IpvsEntry entry;
  entry.put({weighed(3, 1), weighed(1, 1), weighed(3, 2)});
  entry.put({weighed(2, 5), weighed(1, 7)});
  entry.put({});
  IpvsEntry ordered;
  ordered.put({weighed(1, 7), weighed(2, 5), weighed(3, 2)});
  CHECK(entry == ordered);
  CHECK(entry.destinations.find(weighed(2, 5).key)->weight == 5);
  CHECK_FALSE(entry.destinations.contains(weighed(4, 1).key));
}
