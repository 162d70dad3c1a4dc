#include "base/address.hpp"

#include "catch.hpp"

using sempervivum::base::Family;
using sempervivum::base::IpAddress;

TEST_CASE("an address reads and writes its numeric notation") {
  const auto text = GENERATE("0.0.0.0", "192.168.11.100", "255.255.255.255", "::", "fe80::1", "2001:db8::1:2");
  const auto address = IpAddress::parse(text);
  REQUIRE(address);
  CHECK(address->to_string() == text);
}

TEST_CASE("what is not an address is refused") {
  const auto text = GENERATE("", "1.2.3", "1.2.3.4/24", "1.2.3.256", "fe80::1%eth0", "host",
                             "::::", "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111");
  CHECK_FALSE(IpAddress::parse(text));
}

TEST_CASE("addresses are ordered numerically, as VRRP's tie-break wants") {
  CHECK(*IpAddress::parse("10.0.0.9") < *IpAddress::parse("10.0.0.10"));
  CHECK(*IpAddress::parse("9.255.255.255") < *IpAddress::parse("10.0.0.0"));
  CHECK(*IpAddress::parse("fe80::9") < *IpAddress::parse("fe80::a"));
}

TEST_CASE("prefixes agree in exactly their first bits") {
  const auto left = *IpAddress::parse("192.168.11.100");
  CHECK(same_prefix(left, *IpAddress::parse("192.168.11.3"), 24));
  CHECK_FALSE(same_prefix(left, *IpAddress::parse("192.168.11.3"), 26));
  CHECK(same_prefix(left, *IpAddress::parse("192.168.11.99"), 29));
  CHECK_FALSE(same_prefix(left, *IpAddress::parse("::"), 0));
}

TEST_CASE("scopes are recognised") {
  CHECK(IpAddress::parse("224.0.0.18")->is_multicast());
  CHECK(IpAddress::parse("ff02::12")->is_multicast());
  CHECK(IpAddress::parse("fe80::1")->is_link_local());
  CHECK(IpAddress::parse("febf::1")->is_link_local());
  CHECK_FALSE(IpAddress::parse("fec0::1")->is_link_local());
  CHECK(IpAddress::parse("::1")->is_loopback());
  CHECK(IpAddress::any(Family::ipv6).is_any());
}
