#include "vrrp/route_words.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// One row per Kind.
constexpr std::array<std::string_view, 6> kind_words{
    "routing table", "routing protocol", "scope", "realm", "value of the DS field", "interface group",
};

constexpr std::uint32_t largest_realm = 0xffff;

}  // namespace

void RouteWords::refuse(std::string why) {
  if (problem_.empty()) problem_ = std::move(why);
}

std::uint32_t RouteWords::number(Kind kind, const std::optional<std::string> &text, std::uint32_t otherwise) {
  if (!text) return otherwise;
  const auto found = names_.find(kind, *text);
  if (!found) refuse(fmt::format("there is no {} {}", kind_words[static_cast<std::size_t>(kind)], *text));
  return found.value_or(otherwise);
}

std::uint8_t RouteWords::octet(Kind kind, const std::optional<std::string> &text, std::uint8_t otherwise) {
  const auto found = number(kind, text, otherwise);
  if (found > std::numeric_limits<std::uint8_t>::max())
    refuse(fmt::format("{} {} is greater than 255", kind_words[static_cast<std::size_t>(kind)], found));
  return static_cast<std::uint8_t>(found);
}

std::uint32_t RouteWords::realms(const std::optional<std::string> &text) {
  if (!text) return 0;
  const auto slash = text->find('/');
  const bool both = slash != std::string::npos;
  const auto source = both ? number(Kind::realm, text->substr(0, slash)) : 0;
  const auto destination = number(Kind::realm, both ? text->substr(slash + 1) : *text);
  if (source > largest_realm || destination > largest_realm) refuse("a realm is at most 65535");
  return source << 16 | destination;
}

netlink::Prefix to_prefix(const parser::Prefix &prefix) { return {prefix.address, prefix.effective_length()}; }

}  // namespace sempervivum::vrrp
