#include "checkers/echo.hpp"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

namespace sempervivum::checkers {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t sequence_offset = 6;

}  // namespace

EchoRequest encode_echo(base::Family family, std::uint16_t sequence) {
  EchoRequest request{};
  request[0] = static_cast<std::byte>(family == base::Family::ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
  request[sequence_offset] = static_cast<std::byte>(sequence >> 8);
  request[sequence_offset + 1] = static_cast<std::byte>(sequence & 0xff);
  return request;
}

bool is_echo_reply(base::Family family, std::span<const std::byte> message, std::uint16_t sequence) {
  if (message.size() < header_size) return false;
  const auto type = static_cast<std::byte>(family == base::Family::ipv4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY);
  const auto told = std::to_integer<unsigned>(message[sequence_offset]) << 8 |
                    std::to_integer<unsigned>(message[sequence_offset + 1]);
  return message[0] == type && told == sequence;
}

}  // namespace sempervivum::checkers
