#include "vrrp/usual_advert.hpp"

#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;

namespace {

base::IpAddress address(std::string_view text) { return base::IpAddress::parse(text).value(); }

const std::vector<std::byte> message{std::byte{0x31}, std::byte{51}, std::byte{102}, std::byte{1}};
const Arrival arrival{.source = address("10.0.0.8"), .destination = address("224.0.0.18"), .ttl = 255};
const HeardAdvert heard{.sender = arrival.source, .priority = base::Priority{102}, .interval = 1s};
constexpr base::Priority own{101};

UsualAdvert usual() {
  UsualAdvert known;
  known.set(message, arrival, own, heard);
  return known;
}

}  // namespace

TEST_CASE("the same advert is the usual one") {
  CHECK(usual().is(message, arrival, own));
  CHECK(usual().heard().priority == heard.priority);
}

TEST_CASE("whatever differs makes it another") {
  auto other = message;
  auto from = arrival;
  auto ours = own;
  SECTION("a byte") { other[2] = std::byte{0}; }
  SECTION("its length") { other.pop_back(); }
  SECTION("its sender") { from.source = address("10.0.0.9"); }
  SECTION("where it was sent to") { from.destination = address("10.0.0.5"); }
  SECTION("its way") { from.ttl = 254; }
  SECTION("what we are ourselves") { ours = base::Priority{102}; }
  CHECK_FALSE(usual().is(other, from, ours));
}

TEST_CASE("nothing is usual that was forgotten, is too long or was not for all") {
  auto known = usual();
  known.forget();
  CHECK_FALSE(known.is(message, arrival, own));
  CHECK_FALSE(known.is({}, arrival, own));
  const std::vector<std::byte> longer(UsualAdvert::room + 1);
  known.set(longer, arrival, own, heard);
  CHECK_FALSE(known.is(longer, arrival, own));
  auto unicast = arrival;
  unicast.destination = address("10.0.0.5");
  known.set(message, unicast, own, heard);
  CHECK_FALSE(known.is(message, unicast, own));
}
