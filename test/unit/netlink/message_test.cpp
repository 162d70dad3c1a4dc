#include "netlink/message.hpp"

#include <linux/rtnetlink.h>

#include <random>
#include <string>

#include "bytes.hpp"
#include "catch.hpp"
#include "netlink/address.hpp"
#include "netlink/link.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;

namespace {

/// An acknowledgement: errno, the request's header, what follows it.
Buffer ack_of(std::int32_t code, std::uint16_t flags, std::uint32_t request_length, const Buffer &rest) {
  Buffer payload;
  append(payload, -code);
  append(payload, nlmsghdr{request_length, 20, NLM_F_REQUEST, 7, 0});
  append_bytes(payload, rest);
  const auto length = static_cast<std::uint32_t>(sizeof(nlmsghdr) + payload.size());
  return message_of(length, NLMSG_ERROR, payload, flags, 7);
}

Buffer text_attribute(std::string_view text) {
  Buffer bytes;
  append_attribute(bytes, static_cast<std::uint16_t>(5 + text.size()), NLMSGERR_ATTR_MSG, std::string{text} + '\0');
  return bytes;
}

}  // namespace

TEST_CASE("a message of the wrong length is refused and left where it was") {
  struct Row {
    std::uint32_t stated;
    std::size_t payload;
    ParseError error;
  };
  const auto row = GENERATE(values<Row>({
      {0, 0, ParseError::bad_length},
      {15, 4, ParseError::bad_length},
      {17, 0, ParseError::truncated},
      {24, 4, ParseError::truncated},
      {0xffffffff, 64, ParseError::truncated},
  }));
  const auto bytes = message_of(row.stated, RTM_NEWLINK, Buffer(row.payload));
  Bytes view{bytes};
  CHECK(take_message(view).error() == row.error);
  CHECK(view.size() == bytes.size());
}

TEST_CASE("less than a message header is truncated") {
  const Buffer bytes(15);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto view = Bytes{bytes}.first(size);
    CHECK(take_message(view).error() == ParseError::truncated);
    CHECK(view.size() == size);
  }
}

TEST_CASE("messages are taken one after another, padding included") {
  auto bytes = message_of(17, 100, Buffer(4), 3, 11);
  const auto second = message_of(18, 101, Buffer(2), 0, 12);
  append_bytes(bytes, second);
  Bytes view{bytes};
  CHECK(take_message(view) == Message{100, 3, 11, 0, Bytes{bytes}.subspan(16, 1)});
  CHECK(take_message(view) == Message{101, 0, 12, 0, Bytes{bytes}.subspan(36, 2)});
  CHECK(view.empty());
}

TEST_CASE("an attribute of the wrong length is refused and left where it was") {
  struct Row {
    std::uint16_t stated;
    std::string value;
    ParseError error;
  };
  const auto row = GENERATE(values<Row>({
      {0, "", ParseError::bad_length},
      {3, "abcd", ParseError::bad_length},
      {5, "", ParseError::truncated},
      {9, "abcd", ParseError::truncated},
      {0xffff, "abcd", ParseError::truncated},
  }));
  Buffer bytes;
  append_attribute(bytes, row.stated, 1, row.value);
  Bytes view{bytes};
  CHECK(take_attribute(view).error() == row.error);
  CHECK(view.size() == bytes.size());
  const auto walked = for_each_attribute(bytes, [](const Attribute &) -> Parsed<void> { return {}; });
  CHECK(walked.error() == row.error);
}

TEST_CASE("an attribute's flag bits are not part of its type") {
  Buffer bytes;
  append_attribute(bytes, 4, NLA_F_NESTED | NLA_F_NET_BYTEORDER | 9, "");
  Bytes view{bytes};
  CHECK(take_attribute(view)->type == 9);
}

TEST_CASE("a walk over attributes ends at the first error of its visitor") {
  Buffer bytes;
  append_attribute(bytes, 4, 1, "");
  append_attribute(bytes, 4, 2, "");
  int visited = 0;
  const auto walked = for_each_attribute(bytes, [&](const Attribute &) -> Parsed<void> {
    ++visited;
    return sempervivum::base::unexpected(ParseError::bad_value);
  });
  CHECK(walked.error() == ParseError::bad_value);
  CHECK(visited == 1);
}

TEST_CASE("values are read only at their exact size") {
  const Buffer bytes(5);
  CHECK(read<std::uint32_t>(Bytes{bytes}.first(4)) == 0u);
  CHECK(read<std::uint32_t>(Bytes{bytes}).error() == ParseError::bad_value);
  CHECK(read<std::uint32_t>(Bytes{bytes}.first(3)).error() == ParseError::bad_value);
  CHECK(read_address(Family::ipv4, Bytes{bytes}).error() == ParseError::bad_value);
  CHECK(read_address(Family::ipv6, Bytes{bytes}.first(4)).error() == ParseError::bad_value);
}

TEST_CASE("text ends at its zero or at the end") {
  CHECK(read_text(from_hex("657468300078")) == "eth0");
  CHECK(read_text(from_hex("65746830")) == "eth0");
  CHECK(read_text({}).empty());
}

TEST_CASE("an acknowledgement tells the request, errno and the kernel's words") {
  SECTION("success") {
    const auto bytes = ack_of(0, NLM_F_CAPPED, 72, {});
    const auto ack = parse_ack(first_message(bytes)).value();
    CHECK(ack.sequence == 7);
    CHECK(ack.code == 0);
    CHECK(ack.text.empty());
  }
  SECTION("capped, with words") {
    const auto bytes = ack_of(17, NLM_F_CAPPED | NLM_F_ACK_TLVS, 72, text_attribute("exists"));
    const auto ack = parse_ack(first_message(bytes)).value();
    CHECK(ack.code == 17);
    CHECK(ack.text == "exists");
  }
  SECTION("the request repeated, with words") {
    Buffer rest(8);
    append_bytes(rest, text_attribute("no such device"));
    const auto bytes = ack_of(19, NLM_F_ACK_TLVS, 24, rest);
    CHECK(parse_ack(first_message(bytes))->text == "no such device");
  }
}

TEST_CASE("a broken acknowledgement is refused") {
  const auto refused = [](const Buffer &bytes) { return !parse_ack(first_message(bytes)); };
  CHECK(refused(message_of(16, NLMSG_ERROR, {})));
  CHECK(refused(message_of(20, NLMSG_ERROR, Buffer(4))));
  CHECK(refused(message_of(36, NLMSG_DONE, Buffer(20))));
  CHECK(refused(ack_of(1, NLM_F_ACK_TLVS, 400, Buffer(8))));
  CHECK(refused(ack_of(1, NLM_F_ACK_TLVS, 3, Buffer(8))));
}

TEST_CASE("no damage to a message makes a parser read outside it") {
  const auto golden = GENERATE(veth_in_bridge, ipv4_with_broadcast, ipv4_with_peer, ipv6_deprecated);
  const auto sound = from_hex(golden);
  std::mt19937 random{2};  // the same damage in every run
  std::size_t readable = 0;
  for (int round = 0; round < 5000; ++round) {
    // A buffer of exactly this size, so that the sanitizer sees any overrun.
    Buffer bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(random() % (sound.size() + 1)));
    for (int changes = 0; !bytes.empty() && changes < 3; ++changes)
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    for (Bytes view{bytes}; !view.empty();) {
      const auto message = take_message(view);
      if (!message) break;
      readable += parse_link(*message).has_value() + parse_address(*message).has_value() + 0u;
      readable += parse_ack(*message).has_value();
    }
  }
  CHECK(readable < 5000);
}
