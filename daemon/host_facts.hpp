/// What --check asks this machine about: interfaces and scripts.
#pragma once

#include <optional>
#include <set>

#include "daemon/system_view.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/checks.hpp"

namespace sempervivum::daemon {

class ThisHost final : public parser::HostFacts {
 public:
  bool user_exists(const std::string &name) const override;
  bool group_exists(const std::string &name) const override;
  bool routing_name_exists(parser::RoutingWord kind, std::string_view text) const override;
  bool namespace_exists(const std::string &name) const override;
  bool interface_exists(const std::string &name) const override;
  bool has_address(const base::IpAddress &address) const override;
  parser::ScriptFacts script(const parser::Command &command, const parser::Identity *run_as,
                             bool security) const override;

 private:
  ThisSystem system_;
  /// Read when a route or rule first asks.
  mutable std::optional<netlink::IprouteNames> names_;
  /// Read when an address is first asked for.
  mutable std::optional<std::set<base::IpAddress>> addresses_;
};

}  // namespace sempervivum::daemon
