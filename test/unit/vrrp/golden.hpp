/// Adverts that other implementations made: scapy 2.5.0 (its VRRP and VRRPv3
/// layers fill in the checksums) and keepalived 2.2.7, captured from a veth pair
/// with tshark 4.0, which found every checksum good.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "vrrp/advert.hpp"

namespace sempervivum::vrrp::test {

struct Golden {
  std::string_view maker;
  std::string_view source;
  std::string_view destination;
  std::uint8_t ttl;
  std::string_view message;  // hex

  Version version;
  std::uint8_t vrid;
  std::uint8_t priority;
  int centiseconds;
  AuthType auth;
  std::string_view auth_data;  // hex
  std::string_view addresses;  // comma separated
};

inline constexpr std::string_view no_auth = "0000000000000000";

// clang-format off
inline constexpr std::array<Golden, 14> goldens{{
  {"scapy", "10.0.0.1", "224.0.0.18", 255, "2133c80100014abdc0a80b640000000000000000",
   Version::v2, 51, 200, 100, AuthType::none, no_auth, "192.168.11.100"},
  {"scapy", "10.0.0.1", "224.0.0.18", 255, "210764020103fd830a0102030a0102043132333400000000",
   Version::v2, 7, 100, 300, AuthType::pass, "3132333400000000", "10.1.2.3,10.1.2.4"},
  {"scapy", "10.0.0.1", "224.0.0.18", 255, "21ff000000ffdd010000000000000000",
   Version::v2, 255, 0, 25500, AuthType::none, no_auth, ""},
  {"scapy", "10.0.0.2", "224.0.0.18", 255, "313365010064b2c9c0a80b64",
   Version::v3, 51, 101, 100, AuthType::none, no_auth, "192.168.11.100"},
  {"scapy", "10.0.0.2", "10.0.0.8", 64, "3101fe030001984b0a0908070a090808fffffffe",
   Version::v3, 1, 254, 1, AuthType::none, no_auth, "10.9.8.7,10.9.8.8,255.255.255.254"},
  {"scapy", "fe80::1", "ff02::12", 255,
   "3133ff020fff945cfe80000000000000000000000000010020010db8000000000000000000000005",
   Version::v3, 51, 255, 4095, AuthType::none, no_auth, "fe80::100,2001:db8::5"},
  {"keepalived", "10.0.0.1", "224.0.0.18", 255, "2133ff0101019d37c0a80b647365637265743939",
   Version::v2, 51, 255, 100, AuthType::pass, "7365637265743939", "192.168.11.100"},
  {"keepalived", "10.0.0.1", "224.0.0.18", 255, "2133000101019c38c0a80b647365637265743939",
   Version::v2, 51, 0, 100, AuthType::pass, "7365637265743939", "192.168.11.100"},
  {"keepalived", "10.0.0.1", "224.0.0.18", 255, "3134ff01003218fac0a80b65",
   Version::v3, 52, 255, 50, AuthType::none, no_auth, "192.168.11.101"},
  {"keepalived", "10.0.0.1", "224.0.0.18", 255, "31340001003217fbc0a80b65",
   Version::v3, 52, 0, 50, AuthType::none, no_auth, "192.168.11.101"},
  {"keepalived", "10.0.0.1", "10.0.0.9", 255, "3135ff010032ef01c0a80b66",
   Version::v3, 53, 255, 50, AuthType::none, no_auth, "192.168.11.102"},
  {"keepalived", "10.0.0.1", "10.0.0.9", 255, "313500010032ee02c0a80b66",
   Version::v3, 53, 0, 50, AuthType::none, no_auth, "192.168.11.102"},
  {"keepalived", "fe80::1", "ff02::12", 255,
   "3136ff020032a426fe80000000000000000000000000010020010db8000000000000000000000005",
   Version::v3, 54, 255, 50, AuthType::none, no_auth, "fe80::100,2001:db8::5"},
  {"keepalived", "fe80::1", "ff02::12", 255,
   "313600020032a327fe80000000000000000000000000010020010db8000000000000000000000005",
   Version::v3, 54, 0, 50, AuthType::none, no_auth, "fe80::100,2001:db8::5"},
}};
// clang-format on

}  // namespace sempervivum::vrrp::test
