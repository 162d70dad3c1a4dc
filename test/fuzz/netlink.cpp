// Any bytes as a datagram from the kernel: the parsers read nothing outside them,
// what the picture takes in it can give out again, and routes and rules that were
// read can be written.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "netlink/picture.hpp"
#include "netlink/route.hpp"
#include "netlink/route_picture.hpp"
#include "netlink/rule.hpp"

namespace {

using namespace sempervivum::netlink;

void expect(bool held) {
  if (!held) std::abort();
}

Message only_request(const Batch &batch) {
  auto bytes = batch.bytes();
  const auto message = take_message(bytes);
  expect(message && bytes.empty());
  return *message;
}

// A leg to nowhere, which the kernel never sends, is not written.
bool leads_nowhere(const NextHop &hop) { return !hop.gateway && hop.link.value() == 0; }

void write_again(const Route &route) {
  Batch batch;
  add_route(batch, route, RouteInsert::add);
  const auto again = parse_route(only_request(batch));
  expect(again && (std::ranges::any_of(route.hops, leads_nowhere) || is_same_route(*again, route)));
}

void write_again(Rule rule) {
  if (rule.action != RuleAction::go_to) rule.target = 0;
  Batch batch;
  add_rule(batch, rule);
  expect(parse_rule(only_request(batch)) == rule);
}

void take_in(const Message &message, const Picture &picture, const Changes &news, RoutePicture &routes) {
  RouteChanges changes;
  const auto most = 2 * (routes.route_count() + routes.rule_count()) + news.size() + 1;
  for (const auto &change : news) routes.note(change, picture, changes);
  routes.apply(message, changes);
  expect(changes.size() <= most);
  const auto route = parse_route(message);
  if (route && message.type == RTM_NEWROUTE && route->protocol == keepalived_protocol)
    expect(routes.find(*route) != nullptr);
}

void take_in(const Message &message, Picture &picture, RoutePicture &routes) {
  Changes changes;
  const auto most = picture.address_count() + 1;  // a link goes with its addresses
  picture.apply(message, changes);
  expect(changes.size() <= most);
  take_in(message, picture, changes, routes);
  if (const auto address = parse_address(message); address && message.type == RTM_NEWADDR) {
    const auto *known = picture.address(address->key());
    expect(known != nullptr && *known == *address);
  }
  if (const auto route = parse_route(message)) write_again(*route);
  if (const auto rule = parse_rule(message)) write_again(*rule);
  if (const auto ack = parse_ack(message)) expect(ack->text.size() <= message.payload.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  Picture picture;
  RoutePicture routes{keepalived_protocol};
  auto datagram = std::as_bytes(std::span{data, size});
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) break;
    take_in(*message, picture, routes);
  }
  Changes changes;
  picture.begin_dump();
  picture.end_dump(changes);
  expect(picture.link_count() == 0 && picture.address_count() == 0);
  RouteChanges route_changes;
  routes.begin_dump();
  routes.end_dump(route_changes);
  expect(routes.route_count() == 0 && routes.rule_count() == 0);
  return 0;
}
