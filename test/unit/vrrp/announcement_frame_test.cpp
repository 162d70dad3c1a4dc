#include "vrrp/announcement_frame.hpp"

#include <algorithm>

#include "catch.hpp"
#include "packets.hpp"
#include "vrrp/internet_checksum.hpp"

using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using sempervivum::base::HardwareAddress;
using sempervivum::base::InterfaceIndex;

namespace {

Announcement ethernet(std::string_view text, std::string_view hardware) {
  return {.address = address(text),
          .link = InterfaceIndex{3},
          .hardware_type = 1,
          .hardware = HardwareAddress{from_hex(hardware)},
          .broadcast = HardwareAddress{from_hex("ffffffffffff")}};
}

Announcement infiniband(std::string_view text) {
  return {.address = address(text),
          .link = InterfaceIndex{4},
          .hardware_type = 32,
          .hardware = HardwareAddress{from_hex("80000048fe8000000000000000112233445566aa")},
          .broadcast = HardwareAddress{from_hex("00ffffffff12401bffff00000000000000ffffff")}};
}

Bytes built(const Announcement &announcement) {
  AnnouncementFrame frame;
  const auto size = build_announcement(announcement, frame);
  return {frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string destination(const Announcement &announcement) { return announcement_destination(announcement).to_string(); }

}  // namespace

// Both captured from keepalived 2.2.7; tshark found the checksum good.
TEST_CASE("announcements are those of keepalived, byte for byte") {
  CHECK(built(ethernet("10.0.0.50", "62aa4fdd47dd")) == from_hex("0001080006040001"
                                                                 "62aa4fdd47dd0a000032"
                                                                 "ffffffffffff0a000032"));
  CHECK(built(ethernet("fe80::5", "62aa4fdd47dd")) == from_hex("6000000000203aff"
                                                               "fe800000000000000000000000000005"
                                                               "ff020000000000000000000000000001"
                                                               "88005f2f20000000"
                                                               "fe800000000000000000000000000005"
                                                               "020162aa4fdd47dd"));
}

TEST_CASE("a router says that it is one, with a right checksum") {
  auto announcement = ethernet("2001:db8::1", "020000000001");
  announcement.router = true;
  const auto frame = built(announcement);
  REQUIRE(frame.size() == 72);
  CHECK(frame[44] == std::byte{0xa0});
  const auto message = std::span{frame}.subspan(40);
  const auto sum = sum_words(message) + sum_pseudo_header(announcement.address, address("ff02::1"), 58, message.size());
  CHECK(fold_sum(sum) == 0xffff);
}

TEST_CASE("InfiniBand's long addresses fit") {
  const auto arp = built(infiniband("10.0.0.50"));
  CHECK(arp == from_hex("0020080014040001"
                        "80000048fe8000000000000000112233445566aa0a000032"
                        "00ffffffff12401bffff00000000000000ffffff0a000032"));
  const auto advertisement = built(infiniband("fe80::5"));
  CHECK(advertisement.size() == max_announcement_size);
  CHECK(advertisement[65] == std::byte{3});  // option length in units of eight
  CHECK(std::ranges::equal(std::span{advertisement}.subspan(66, 20), infiniband("fe80::5").hardware.bytes()));
  CHECK(advertisement[87] == std::byte{0});
}

TEST_CASE("the destination is the link's broadcast or all-nodes group") {
  CHECK(destination(ethernet("10.0.0.1", "020000000001")) == "ff:ff:ff:ff:ff:ff");
  CHECK(destination(ethernet("fe80::1", "020000000001")) == "33:33:00:00:00:01");
  CHECK(destination(infiniband("10.0.0.1")) == "00:ff:ff:ff:ff:12:40:1b:ff:ff:00:00:00:00:00:00:00:ff:ff:ff");
  CHECK(destination(infiniband("fe80::1")) == "00:ff:ff:ff:ff:12:60:1b:ff:ff:00:00:00:00:00:00:00:00:00:01");
}

TEST_CASE("a broadcast address of another length cannot break the frame") {
  auto announcement = ethernet("10.0.0.50", "020000000001");
  announcement.broadcast = infiniband("10.0.0.1").broadcast;
  CHECK(built(announcement).size() == 28);
  announcement.broadcast = {};
  CHECK(built(announcement).size() == 28);
  CHECK(built(announcement)[18] == std::byte{0});
}

TEST_CASE("the Internet checksum is that of RFC 1071's example") {
  CHECK(fold_sum(sum_words(from_hex("0001f203f4f5f6f7"))) == 0xddf2);
  CHECK(finish_checksum(sum_words(from_hex("0001f203f4f5f6f7"))) == 0x220d);
  CHECK(sum_words(from_hex("000102")) == 0x0201);
  CHECK(sum_words({}) == 0);
}
