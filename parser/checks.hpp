/// What statements must agree on among themselves: pure functions from the
/// configuration as written (before resolve_defaults()) to findings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parser/diagnostics.hpp"
#include "parser/model.hpp"

namespace sempervivum::parser {

/// What is known about a script on this host.
struct ScriptFacts {
  enum class Verdict : std::uint8_t { fine, not_found, not_executable, unsafe, unknown_user };
  Verdict verdict = Verdict::fine;
  /// Why: "/opt/x is writable by group users".
  std::string reason;
};

/// Whose names iproute2's files give to numbers, and protocols(5).
enum class RoutingWord : std::uint8_t { table, protocol, scope, realm, dsfield, group, ip_protocol };

/// What only the host can tell; daemon/ implements it. Without it those checks are left out.
class HostFacts {
 public:
  HostFacts() = default;
  HostFacts(const HostFacts &) = delete;
  HostFacts &operator=(const HostFacts &) = delete;
  virtual ~HostFacts() = default;

  virtual bool user_exists(const std::string &) const { return true; }
  virtual bool group_exists(const std::string &) const { return true; }
  /// Whether a word of a route or a rule that is no number is a name for one, in the files of iproute2
  /// that lie where iproute_usr_dir and iproute_etc_dir say.
  virtual bool routing_name_exists(const FileSettings &, RoutingWord, std::string_view) const { return true; }
  virtual bool namespace_exists(const std::string &) const { return true; }
  /// The same host with the interfaces and addresses of this network namespace, which exists; null when
  /// we may not look into it. Lives as long as this one.
  virtual const HostFacts *within(const std::string &) const { return this; }
  virtual bool interface_exists(const std::string &name) const = 0;
  /// Whether it is on one of its interfaces.
  virtual bool has_address(const base::IpAddress &) const { return false; }
  /// `run_as` is null when neither the keyword nor script_user names one.
  virtual ScriptFacts script(const Command &command, const Identity *run_as, const GlobalDefs &global) const = 0;
};

/// Whether something that was found within an instance says already what is wrong with this
/// keyword of it, so that lacking its value is no news.
bool is_explained(const Config &config, const VrrpInstance &instance, std::string_view keyword,
                  const Diagnostics &diagnostics);

void check_instances(const Config &config, const HostFacts *host, Diagnostics &diagnostics);
/// Instances that cannot be told apart on the wire.
void check_vrids(const Config &config, Diagnostics &diagnostics);
void check_addresses(const Config &config, Diagnostics &diagnostics);
void check_authentication(const Config &config, Diagnostics &diagnostics);
void check_trackers(const Config &config, Diagnostics &diagnostics);
void check_weights(const Config &config, Diagnostics &diagnostics);
void check_groups(const Config &config, Diagnostics &diagnostics);
void check_routes(const Config &config, Diagnostics &diagnostics);
void check_services(const Config &config, Diagnostics &diagnostics);
void check_host_network(const Config &config, const HostFacts &host, Diagnostics &diagnostics);
/// Users and scripts.
void check_host(const Config &config, const HostFacts &host, Diagnostics &diagnostics);

/// All of the above; `host` may be null. Interfaces and addresses are those of `net_namespace`, if it is given.
void check_config(const Config &config, const HostFacts *host, const std::optional<std::string> &net_namespace,
                  Diagnostics &diagnostics);

}  // namespace sempervivum::parser
