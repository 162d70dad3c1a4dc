#include "checkers/dns_message.hpp"

#include <algorithm>

namespace sempervivum::checkers {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 255;
constexpr unsigned response_bit = 0x80;
constexpr unsigned code_mask = 0x0f;
constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t internet = 1;

void put16(std::vector<std::byte> &message, std::uint16_t value) {
  message.push_back(static_cast<std::byte>(value >> 8));
  message.push_back(static_cast<std::byte>(value & 0xff));
}

bool put_label(std::vector<std::byte> &message, std::string_view label) {
  if (label.empty() || label.size() > longest_label) return false;
  message.push_back(static_cast<std::byte>(label.size()));
  for (const char c : label) message.push_back(static_cast<std::byte>(c));
  return true;
}

bool put_name(std::vector<std::byte> &message, std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  while (!name.empty()) {
    const auto end = std::min(name.find('.'), name.size());
    if (!put_label(message, name.substr(0, end))) return false;
    if (end + 1 == name.size()) return false;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  message.push_back(std::byte{0});
  return message.size() - header_size <= longest_name;
}

unsigned octet(std::span<const std::byte> message, std::size_t index) {
  return std::to_integer<unsigned>(message[index]);
}

}  // namespace

std::optional<std::vector<std::byte>> encode_question(std::uint16_t id, std::string_view name, std::uint16_t type) {
  std::vector<std::byte> message;
  put16(message, id);
  put16(message, recursion_desired);
  put16(message, 1);
  message.resize(header_size);
  if (!put_name(message, name)) return std::nullopt;
  put16(message, type);
  put16(message, internet);
  return message;
}

DnsAnswer judge_answer(std::span<const std::byte> message, std::uint16_t id) {
  if (message.size() < header_size) return {DnsAnswer::Kind::foreign, 0};
  const auto told = octet(message, 0) << 8 | octet(message, 1);
  if (told != id || (octet(message, 2) & response_bit) == 0) return {DnsAnswer::Kind::foreign, 0};
  const auto code = octet(message, 3) & code_mask;
  return {code == 0 ? DnsAnswer::Kind::good : DnsAnswer::Kind::refused, code};
}

}  // namespace sempervivum::checkers
