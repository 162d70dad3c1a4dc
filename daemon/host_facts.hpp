/// What --check asks this machine about: interfaces, addresses, names and scripts.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "base/fd.hpp"
#include "daemon/system_view.hpp"
#include "netlink/iproute_names.hpp"
#include "parser/checks.hpp"

namespace sempervivum::daemon {

class ThisHost final : public parser::HostFacts {
 public:
  /// Interfaces and addresses are those of the network namespace we are in now.
  ThisHost();

  bool user_exists(const std::string &name) const override;
  bool group_exists(const std::string &name) const override;
  bool routing_name_exists(const parser::FileSettings &files, parser::RoutingWord kind,
                           std::string_view text) const override;
  bool namespace_exists(const std::string &name) const override;
  const parser::HostFacts *within(const std::string &net_namespace) const override;
  bool interface_exists(const std::string &name) const override;
  bool has_address(const base::IpAddress &address) const override;
  parser::ScriptFacts script(const parser::Command &command, const parser::Identity *run_as,
                             const parser::GlobalDefs &global) const override;

 private:
  ThisSystem system_;
  /// Read when a route or rule first asks.
  mutable std::optional<netlink::IprouteNames> names_;
  /// Of the network namespace, which it stays in.
  base::UniqueFd socket_;
  /// Read when an address is first asked for.
  mutable std::optional<std::set<base::IpAddress>> addresses_;
  mutable std::unique_ptr<ThisHost> within_;
};

}  // namespace sempervivum::daemon
