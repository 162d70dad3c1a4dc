// All checks, and where on the host they look.
#include <fmt/format.h>

#include "parser/checks.hpp"

namespace sempervivum::parser {

namespace {

void check_on_host(const Config &config, const HostFacts &host, const HostFacts *network, Diagnostics &diagnostics) {
  if (network)
    check_host_network(config, *network, diagnostics);
  else
    diagnostics.add(FindingId::hidden_namespace, {},
                    "interfaces are not checked: we may not look into the network namespace", "run this as root");
  check_host(config, host, diagnostics);
}

}  // namespace

void check_config(const Config &config, const HostFacts *host, const std::optional<std::string> &net_namespace,
                  Diagnostics &diagnostics) {
  const bool lost = host && net_namespace && !host->namespace_exists(*net_namespace);
  const auto *network = host && net_namespace && !lost ? host->within(*net_namespace) : host;
  check_instances(config, network, diagnostics);
  check_vrids(config, diagnostics);
  check_addresses(config, diagnostics);
  check_authentication(config, diagnostics);
  check_trackers(config, diagnostics);
  check_weights(config, diagnostics);
  check_groups(config, diagnostics);
  check_routes(config, diagnostics);
  check_services(config, diagnostics);
  // Nothing of the host can be told without its namespace.
  if (lost)
    diagnostics.add(FindingId::unknown_namespace, {}, fmt::format("there is no network namespace {}", *net_namespace));
  else if (host)
    check_on_host(config, *host, network, diagnostics);
}

}  // namespace sempervivum::parser
