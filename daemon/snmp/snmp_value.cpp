#include "daemon/snmp/snmp_value.hpp"

#include <charconv>
#include <chrono>

#include "vrrp/dump_words.hpp"

namespace sempervivum::daemon {

Oid oid(std::string_view dotted) {
  Oid numbers;
  const char *at = dotted.data();
  const char *const end = at + dotted.size();
  while (at < end) {
    std::uint32_t number = 0;
    at = std::from_chars(at, end, number).ptr + 1;
    numbers.push_back(number);
  }
  return numbers;
}

Oid operator+(Oid left, const Oid &right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

std::int64_t address_type(base::Family family) { return family == base::Family::ipv4 ? 1 : 2; }

std::string address_bytes(const base::IpAddress &address) {
  const auto bytes = address.bytes();
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

Cell command_words(const base::Command *command) {
  if (command == nullptr) return std::nullopt;
  return vrrp::dump_words(*command);
}

std::int64_t seconds(base::Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

std::int64_t microseconds(base::Duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

std::int64_t centiseconds(base::Duration duration) {
  return std::chrono::duration_cast<base::Centiseconds>(duration).count();
}

}  // namespace sempervivum::daemon
