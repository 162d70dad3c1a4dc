// Any bytes as a datagram from the kernel: the parsers read nothing outside them,
// and what the picture takes in it can give out again.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "netlink/picture.hpp"

namespace {

using namespace sempervivum::netlink;

void expect(bool held) {
  if (!held) std::abort();
}

void take_in(const Message &message, Picture &picture) {
  Changes changes;
  const auto most = picture.address_count() + 1;  // a link goes with its addresses
  picture.apply(message, changes);
  expect(changes.size() <= most);
  if (const auto address = parse_address(message); address && message.type == RTM_NEWADDR) {
    const auto *known = picture.address(address->key());
    expect(known != nullptr && *known == *address);
  }
  if (const auto ack = parse_ack(message)) expect(ack->text.size() <= message.payload.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  Picture picture;
  auto datagram = std::as_bytes(std::span{data, size});
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) break;
    take_in(*message, picture);
  }
  Changes changes;
  picture.begin_dump();
  picture.end_dump(changes);
  expect(picture.link_count() == 0 && picture.address_count() == 0);
  return 0;
}
