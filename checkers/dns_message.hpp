/// DNS messages as far as DNS_CHECK needs them (RFC 1035 section 4). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sempervivum::checkers {

/// A question with recursion desired. Nothing for a name that cannot be asked for:
/// an empty label, one of more than 63 bytes, more than 255 in all. "." is the root.
std::optional<std::vector<std::byte>> encode_question(std::uint16_t id, std::string_view name, std::uint16_t type);

struct DnsAnswer {
  enum class Kind : std::uint8_t {
    good,
    /// The server refused: `code` is its RCODE.
    refused,
    /// Not an answer to this question: somebody else's, a lie, or too short.
    foreign,
  };
  Kind kind = Kind::good;
  unsigned code = 0;

  bool operator==(const DnsAnswer &) const = default;
};

/// Only the header counts: id, response bit, RCODE (M9).
DnsAnswer judge_answer(std::span<const std::byte> message, std::uint16_t id);

}  // namespace sempervivum::checkers
