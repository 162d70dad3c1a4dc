/// Reading the names in a line of virtual_routes or virtual_rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netlink/iproute_names.hpp"
#include "netlink/prefix.hpp"
#include "parser/model.hpp"

namespace sempervivum::vrrp {

/// Turns names into numbers and remembers the first that means nothing.
class RouteWords {
 public:
  using Kind = netlink::IprouteNames::Kind;

  explicit RouteWords(const netlink::IprouteNames &names) : names_{names} {}

  /// `otherwise` if it is not given.
  std::uint32_t number(Kind kind, const std::optional<std::string> &text, std::uint32_t otherwise = 0);
  /// The same for what is one byte long.
  std::uint8_t octet(Kind kind, const std::optional<std::string> &text, std::uint8_t otherwise = 0);
  /// "[SOURCE/]REALM" as NextHop::realms has it.
  std::uint32_t realms(const std::optional<std::string> &text);
  /// Notes why the line cannot be used; the first reason counts.
  void refuse(std::string why);

  /// "there is no routing table nonsense"; empty if all is well.
  const std::string &problem() const { return problem_; }

 private:
  const netlink::IprouteNames &names_;
  std::string problem_;
};

netlink::Prefix to_prefix(const parser::Prefix &prefix);

}  // namespace sempervivum::vrrp
