/// Values of SNMP as plain data: object identifiers, cells, rows. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "base/script.hpp"

namespace sempervivum::daemon {

using Oid = std::vector<std::uint32_t>;

/// "1.3.6.1" as numbers.
Oid oid(std::string_view dotted);
/// One below the other.
Oid operator+(Oid left, const Oid &right);

enum class SnmpType : std::uint8_t { integer, gauge, counter32, counter64, ticks, octets, address, object };

/// What a getter says: a number, bytes, or that there is no such thing in this row.
using Cell = std::optional<std::variant<std::int64_t, std::string>>;

struct SnmpValue {
  SnmpType type = SnmpType::integer;
  std::variant<std::int64_t, std::string> value{};

  bool operator==(const SnmpValue &) const = default;
};

/// A part of the tree, in its order.
using SnmpRows = std::map<Oid, SnmpValue>;

// What MIBs say of things.

/// TruthValue, and what keepalived's MIB calls enabled and disabled.
constexpr std::int64_t truth(bool value) { return value ? 1 : 2; }
/// InetAddressType: ipv4(1), ipv6(2).
std::int64_t address_type(base::Family family);
/// InetAddress: 4 or 16 bytes.
std::string address_bytes(const base::IpAddress &address);
/// Null: there is none.
Cell command_words(const base::Command *command);
std::int64_t seconds(base::Duration duration);
std::int64_t microseconds(base::Duration duration);
std::int64_t centiseconds(base::Duration duration);

}  // namespace sempervivum::daemon
