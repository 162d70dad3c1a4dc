// Any bytes as what the kernel says of its IPVS table: the parsers read nothing outside
// them, and what was read is written and read again as the same.
#include "netlink/ipvs.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>

namespace {

using namespace sempervivum::netlink;

constexpr std::uint16_t family = 0x1d;

void expect(bool held) {
  if (!held) std::abort();
}

Message only_request(const Batch &batch) {
  auto bytes = batch.bytes();
  const auto message = take_message(bytes);
  expect(message && bytes.empty());
  return *message;
}

void write_again(const IpvsService &service) {
  Batch batch;
  IpvsRequests{batch, family}.add_service(service);
  const auto again = parse_ipvs_service(only_request(batch), family);
  expect(again && again->service == service);
}

void write_again(const IpvsDestination &destination) {
  Batch batch;
  IpvsRequests{batch, family}.add_destination({}, destination);
  const auto again = parse_ipvs_destination(only_request(batch), family);
  expect(again && again->destination == destination);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  auto datagram = std::as_bytes(std::span{data, size});
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) break;
    parse_family(*message);
    parse_ipvs_daemon(*message, family);
    parse_ipvs_timeouts(*message, family);
    if (const auto report = parse_ipvs_service(*message, family)) write_again(report->service);
    if (const auto report = parse_ipvs_destination(*message, family)) write_again(report->destination);
  }
  return 0;
}
