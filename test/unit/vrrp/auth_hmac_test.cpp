#include "vrrp/auth_hmac.hpp"

#include <vector>

#include "catch.hpp"
#include "packets.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t trailer_at = 24;  // in the IPv6 image
constexpr WallTime noon{std::chrono::seconds{0x68000000} + 500ms};

struct Image {
  const char *family;
  std::string_view source;
  std::string_view destination;
  std::string_view addresses;
  std::string_view message;
  std::string_view trailer;
  ChecksumScope scope;
};

// Made by keepalived 2.4.2 (compat/auth_hmac.md).
const std::vector<Image> images{
    {"IPv4", "198.51.100.10", "224.0.0.18", "c0000264", "3133c80100644402c0000264",
     "010100006800000080000000"
     "1b84bc4e8e43892dc6d98448f8ee2265",
     ChecksumScope::message_only},
    {"IPv6", "fe80::10", "fe80::20", "fe800000000000000000000000000100",
     "3133c8010064a2e9fe800000000000000000000000000100",
     "010100006800000080000000"
     "c8c56146ebfd66ee10ec4d8186461b78",
     ChecksumScope::with_pseudo_header},
};
const Image &ipv6 = images[1];

HmacKey key(std::uint8_t id, unsigned first) {
  HmacKey made{.id = id, .secret = {}};
  for (unsigned octet = 0; octet < 32; ++octet) made.secret.push_back(static_cast<std::byte>(first + octet));
  return made;
}

HmacConfig config(AntiReplay anti_replay = AntiReplay::monotonic, HmacMode mode = HmacMode::enforce) {
  return {
      .keys = {key(1, 0), key(7, 100)}, .active_key = 1, .mode = mode, .anti_replay = anti_replay, .time_window = 5s};
}

Bytes whole(const Image &image) {
  auto bytes = from_hex(image.message);
  const auto trailer = from_hex(image.trailer);
  bytes.insert(bytes.end(), trailer.begin(), trailer.end());
  return bytes;
}

/// What a receiver says to the IPv6 image as `bytes` have it.
std::optional<RejectReason> judge(HmacAuth &receiver, const Bytes &bytes, std::string_view source = ipv6.source,
                                  WallTime now = noon) {
  const std::span all{bytes};
  return receiver.judge(all.first(trailer_at), all.subspan(trailer_at), address(source), now);
}

struct Flip {
  const char *what;
  std::size_t at;
  std::optional<RejectReason> verdict;
};

const std::vector<Flip> flips{
    {"nothing", 0, std::nullopt},
    {"VRID", 1, RejectReason::auth_ext_invalid_hmac},
    {"priority", 2, RejectReason::auth_ext_invalid_hmac},
    {"interval", 5, RejectReason::auth_ext_invalid_hmac},
    {"VRRP checksum, which the kernel looks at", 6, std::nullopt},
    {"address", 23, RejectReason::auth_ext_invalid_hmac},
    {"extension type", trailer_at, RejectReason::auth_ext_malformed},
    {"key id", trailer_at + 1, RejectReason::auth_ext_unknown_key},
    {"reserved", trailer_at + 2, RejectReason::auth_ext_malformed},
    {"reserved, second half", trailer_at + 3, RejectReason::auth_ext_malformed},
    {"seconds", trailer_at + 7, RejectReason::auth_ext_invalid_hmac},
    {"fraction", trailer_at + 9, RejectReason::auth_ext_invalid_hmac},
    {"counter", trailer_at + 11, RejectReason::auth_ext_invalid_hmac},
    {"first byte of the digest", trailer_at + 12, RejectReason::auth_ext_invalid_hmac},
    {"last byte of the digest", trailer_at + 27, RejectReason::auth_ext_invalid_hmac},
};

Advert advert_of(const Image &image, const Bytes &packed) {
  Advert advert;
  advert.vrid = base::Vrid{51};
  advert.priority = base::Priority{200};
  advert.addresses = AddressList{address(image.source).family(), packed};
  return advert;
}

}  // namespace

TEST_CASE("an advert is sealed as keepalived 2.4.2 seals it") {
  const auto &image = GENERATE(from_range(images));
  INFO(image.family);
  HmacAuth sender{config(AntiReplay::time), 0};
  const auto packed = from_hex(image.addresses);
  auto advert = advert_of(image, packed);
  const auto source = address(image.source);
  const auto destination = address(image.destination);
  Bytes packet(max_advert_size);
  packet.resize(encode(advert, source, destination, packet, image.scope));
  const auto trailer = sender.seal(packet, source, noon);
  advert.trailer = trailer;
  packet.resize(encoded_size(advert));
  encode(advert, source, destination, packet, image.scope);
  CHECK(packet == whole(image));
}

TEST_CASE("and such an advert is read and believed") {
  const auto &image = GENERATE(from_range(images));
  const auto packet = whole(image);
  const Arrival arrival{.source = address(image.source), .destination = address(image.destination)};
  const auto advert = decode(packet, arrival, image.scope, Trailer::hmac);
  REQUIRE(advert);
  REQUIRE(advert->trailer.size() == hmac_trailer_size);
  CHECK(advert->addresses.size() == 1);
  HmacAuth receiver{config(AntiReplay::time), 0};
  const auto message = std::span{packet}.first(packet.size() - hmac_trailer_size);
  CHECK_FALSE(receiver.judge(message, advert->trailer, arrival.source, noon + 1s));
}

TEST_CASE("an instance without auth_hmac takes a trailer for too long a packet") {
  const auto &image = GENERATE(from_range(images));
  const Arrival arrival{.source = address(image.source), .destination = address(image.destination)};
  CHECK(decode(whole(image), arrival, image.scope).error() == RejectReason::length);
}

TEST_CASE("with auth_hmac an advert may come without a trailer, but not with half of one") {
  const auto plain = from_hex("313365010064b2c9c0a80b64");
  const Arrival arrival{.source = address("10.0.0.2"), .destination = address("224.0.0.18")};
  const auto advert = decode(plain, arrival, ChecksumScope::with_pseudo_header, Trailer::hmac);
  REQUIRE(advert);
  CHECK(advert->trailer.empty());
  auto packet = whole(images[0]);
  packet.pop_back();
  CHECK(decode(packet, arrival, ChecksumScope::message_only, Trailer::hmac).error() == RejectReason::length);
  packet = whole(images[0]);
  packet.push_back(std::byte{0});
  CHECK(decode(packet, arrival, ChecksumScope::message_only, Trailer::hmac).error() == RejectReason::length);
}

TEST_CASE("the IPv6 checksum covers the trailer, the IPv4 one does not") {
  const auto &image = GENERATE(from_range(images));
  auto packet = whole(image);
  packet.back() ^= std::byte{1};
  const Arrival arrival{.source = address(image.source), .destination = address(image.destination)};
  const auto advert = decode(packet, arrival, image.scope, Trailer::hmac);
  CHECK(advert.has_value() == (&image == &images[0] || image.scope == ChecksumScope::message_only));
  if (!advert) CHECK(advert.error() == RejectReason::checksum);
}

TEST_CASE("each byte has its verdict") {
  const auto &flip = GENERATE(from_range(flips));
  INFO(flip.what);
  auto packet = whole(ipv6);
  if (flip.at > 0) packet[flip.at] ^= std::byte{1};
  HmacAuth receiver{config(), 0};
  CHECK(judge(receiver, packet) == flip.verdict);
}

TEST_CASE("the version in the message counts") {
  auto packet = whole(ipv6);
  packet[0] ^= std::byte{0x10};
  HmacAuth receiver{config(), 0};
  CHECK(judge(receiver, packet) == RejectReason::auth_ext_invalid_hmac);
}

TEST_CASE("another source is another sender's digest") {
  HmacAuth receiver{config(), 0};
  CHECK(judge(receiver, whole(ipv6), "fe80::11") == RejectReason::auth_ext_invalid_hmac);
}

TEST_CASE("the key with the id is the one that counts") {
  auto other = config();
  other.keys[0] = key(1, 1);
  HmacAuth receiver{other, 0};
  CHECK(judge(receiver, whole(ipv6)) == RejectReason::auth_ext_invalid_hmac);
}

TEST_CASE("a trailer too short is malformed") {
  HmacAuth receiver{config(), 0};
  const auto packet = whole(ipv6);
  const std::span all{packet};
  CHECK(receiver.judge(all.first(trailer_at), all.subspan(trailer_at, 27), address(ipv6.source), noon) ==
        RejectReason::auth_ext_malformed);
}

TEST_CASE("the same advert twice is a replay at one receiver and good at another") {
  HmacAuth receiver{config(), 0};
  HmacAuth other{config(), 0};
  CHECK_FALSE(judge(receiver, whole(ipv6)));
  CHECK(judge(receiver, whole(ipv6)) == RejectReason::auth_ext_replay);
  CHECK_FALSE(judge(other, whole(ipv6)));
}

TEST_CASE("an advert that is not believed leaves no mark") {
  HmacAuth receiver{config(), 0};
  auto packet = whole(ipv6);
  packet[2] ^= std::byte{1};
  CHECK(judge(receiver, packet) == RejectReason::auth_ext_invalid_hmac);
  CHECK_FALSE(judge(receiver, whole(ipv6)));
}

TEST_CASE("in time mode a stamp out of the window is stale before the digest is looked at") {
  const auto off = GENERATE(100s, -100s, 6s, -6s);
  HmacAuth receiver{config(AntiReplay::time), 0};
  auto packet = whole(ipv6);
  CHECK(judge(receiver, packet, ipv6.source, noon + off) == RejectReason::auth_ext_stale);
  packet.back() ^= std::byte{1};
  CHECK(judge(receiver, packet, ipv6.source, noon + off) == RejectReason::auth_ext_stale);
}

TEST_CASE("within the window it is not, and in monotonic mode never") {
  HmacAuth in_time{config(AntiReplay::time), 0};
  CHECK_FALSE(judge(in_time, whole(ipv6), ipv6.source, noon + GENERATE(5s, -5s, 0s)));
  HmacAuth monotonic{config(), 0};
  CHECK_FALSE(judge(monotonic, whole(ipv6), ipv6.source, noon + 100s));
}

TEST_CASE("the mode says what becomes of an advert without a trailer") {
  using Row = std::tuple<HmacMode, bool, std::optional<RejectReason>>;
  const auto [mode, seals, verdict] = GENERATE(table<HmacMode, bool, std::optional<RejectReason>>(
      {Row{HmacMode::enforce, true, RejectReason::auth_ext_missing}, Row{HmacMode::permissive, true, std::nullopt},
       Row{HmacMode::receive_only, false, std::nullopt}}));
  HmacAuth auth{config(AntiReplay::monotonic, mode), 0};
  CHECK(auth.seals() == seals);
  CHECK(auth.judge(from_hex(ipv6.message), {}, address(ipv6.source), noon) == verdict);
  auto wrong = whole(ipv6);
  wrong.back() ^= std::byte{1};
  CHECK(judge(auth, wrong) == RejectReason::auth_ext_invalid_hmac);
}

TEST_CASE("an active key that is none of the keys is refused") {
  auto wrong = config();
  wrong.active_key = 2;
  CHECK_THROWS_AS(HmacAuth(wrong, 0), std::invalid_argument);
}

TEST_CASE("a sequence is the time, and grows where the time does not") {
  CHECK(sequence_at(noon) == 0x6800000080000000);
  HmacSequenceSource source{config(AntiReplay::time)};
  CHECK(source.next(noon) == 0x6800000080000000);
  CHECK(source.next(noon) == 0x6800000080000001);
  CHECK(source.next(noon - 1s) == 0x6800000080000002);
  CHECK(source.next(noon + 1s) == 0x6800000180000000);
}

TEST_CASE("a clock set back beyond the window takes the sequence along in time mode only") {
  HmacSequenceSource in_time{config(AntiReplay::time)};
  in_time.next(noon);
  CHECK(in_time.next(noon - 5s) == 0x6800000080000001);
  CHECK(in_time.next(noon - 6s) == sequence_at(noon - 6s));
  HmacSequenceSource monotonic{config()};
  monotonic.next(noon);
  CHECK(monotonic.next(noon - 100s) == 0x6800000080000001);
}

TEST_CASE("sequences go on over the end of their numbers") {
  ReplayGuard guard{config(), 1};
  const auto sender = address(ipv6.source);
  CHECK(guard.admit(sender, ~HmacSequence{0}, noon));
  CHECK(guard.admit(sender, 1, noon));
  CHECK_FALSE(guard.admit(sender, ~HmacSequence{0}, noon));
}

TEST_CASE("a receiver's mark beyond the window expires in time mode only") {
  const auto sender = address(ipv6.source);
  const auto ahead = sequence_at(noon + 100s);
  ReplayGuard in_time{config(AntiReplay::time), 1};
  in_time.admit(sender, ahead, noon + 100s);
  CHECK_FALSE(in_time.admit(sender, ahead - 1, noon + 95s));
  CHECK(in_time.admit(sender, sequence_at(noon), noon));
  ReplayGuard monotonic{config(), 1};
  monotonic.admit(sender, ahead, noon + 100s);
  CHECK_FALSE(monotonic.admit(sender, sequence_at(noon), noon));
}

TEST_CASE("four senders are remembered, and the one heard least lately is forgotten for a fifth") {
  ReplayGuard guard{config(), multicast_replay_slots};
  const auto sender = [](unsigned n) { return address("10.0.0." + std::to_string(n)); };
  for (unsigned n = 1; n <= 4; ++n) CHECK(guard.admit(sender(n), 10, noon));
  CHECK(guard.admit(sender(1), 11, noon));
  CHECK(guard.admit(sender(5), 10, noon));
  CHECK(guard.admit(sender(2), 10, noon));
  CHECK_FALSE(guard.admit(sender(1), 11, noon));
  CHECK_FALSE(guard.admit(sender(5), 10, noon));
}
