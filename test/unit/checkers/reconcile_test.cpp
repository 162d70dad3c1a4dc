#include "checkers/reconcile.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <random>

#include "catch.hpp"

using namespace sempervivum;
using checkers::reconcile;
using netlink::IpvsChange;
using netlink::IpvsPicture;
using Kind = netlink::IpvsChange::Kind;

namespace {

netlink::IpvsService service(std::uint8_t number, std::string scheduler = "rr") {
  netlink::IpvsService service;
  service.key.protocol = IPPROTO_TCP;
  service.key.port = number;
  service.scheduler = std::move(scheduler);
  return service;
}

netlink::IpvsDestination server(std::uint16_t port, std::uint32_t weight = 1) {
  netlink::IpvsDestination destination;
  destination.key.port = port;
  destination.weight = weight;
  return destination;
}

void put(IpvsPicture &picture, const netlink::IpvsService &service, const netlink::IpvsDestination &server) {
  picture[service.key].service = service;
  picture[service.key].put({server});
}

std::set<netlink::IpvsServiceKey> keys(const IpvsPicture &picture) {
  std::set<netlink::IpvsServiceKey> keys;
  for (const auto &[key, entry] : picture) keys.insert(key);
  return keys;
}

/// A table of few services and servers, so that two of them have much in common.
IpvsPicture random_picture(std::mt19937 &random) {
  IpvsPicture picture;
  for (std::uint8_t number = 1; number <= 4; ++number) {
    if (random() % 4 == 0) continue;
    const auto made = service(number, random() % 2 == 0 ? "rr" : "wlc");
    picture[made.key].service = made;
    for (std::uint16_t port = 1; port <= 5; ++port)
      if (random() % 2 == 0) put(picture, made, server(port, static_cast<std::uint32_t>(random() % 3)));
  }
  return picture;
}

std::size_t servers_of(const IpvsPicture &picture, const netlink::IpvsServiceKey &key) {
  const auto found = picture.find(key);
  return found == picture.end() ? 0 : found->second.destinations.size();
}

/// What the kernel makes of it.
void apply(const IpvsChange &change, IpvsPicture &picture) {
  const auto &key = change.service.key;
  switch (change.kind) {
    case Kind::add_service:
    case Kind::set_service: picture[key].service = change.service; return;
    case Kind::remove_service: picture.erase(key); return;
    case Kind::add_destination:
    case Kind::set_destination: picture[key].put({change.destination}); return;
    case Kind::remove_destination: picture[key].destinations.erase(change.destination); return;
  }
}

}  // namespace

TEST_CASE("additions come before changes, changes before removals") {
  IpvsPicture actual;
  put(actual, service(1), server(1));
  put(actual, service(1), server(2));
  put(actual, service(2), server(1));
  IpvsPicture desired;
  put(desired, service(1, "sh"), server(2, 5));
  put(desired, service(1, "sh"), server(3));
  put(desired, service(3), server(1));
  std::vector<Kind> order;
  for (const auto &change : reconcile(desired, actual, keys(actual))) order.push_back(change.kind);
  CHECK(order == std::vector{Kind::set_service, Kind::add_service, Kind::add_destination, Kind::add_destination,
                             Kind::set_destination, Kind::remove_destination, Kind::remove_service});
}

TEST_CASE("services of others stay") {
  IpvsPicture actual;
  put(actual, service(1), server(1));
  CHECK(reconcile({}, actual, {}).empty());
}

TEST_CASE("any table becomes any other, never with fewer servers than before and after") {
  std::mt19937 random{20260811};
  for (int round = 0; round < 2000; ++round) {
    const auto before = random_picture(random);
    const auto desired = random_picture(random);
    auto picture = before;
    for (const auto &change : reconcile(desired, before, keys(before))) {
      apply(change, picture);
      for (const auto &[key, entry] : desired)
        if (before.contains(key))
          REQUIRE(servers_of(picture, key) >= std::min(servers_of(before, key), servers_of(desired, key)));
    }
    REQUIRE(picture == desired);
    REQUIRE(reconcile(desired, picture, keys(picture)).empty());
  }
}

TEST_CASE("what is equal is not touched") {
  std::mt19937 random{7};
  for (int round = 0; round < 500; ++round) {
    const auto before = random_picture(random);
    const auto desired = random_picture(random);
    for (const auto &change : reconcile(desired, before, keys(before))) {
      if (change.kind != Kind::set_destination) continue;
      const auto &old = before.at(change.service.key).destinations;
      REQUIRE(*old.find(change.destination.key) != change.destination);
    }
  }
}
