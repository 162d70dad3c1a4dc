/// What SNMP shows of any process of ours: KEEPALIVED-MIB, global. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "daemon/snmp/snmp_value.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

/// What stays until the next reload.
struct ProcessSite {
  parser::Config config;
  /// "Keepalived v2.2.7 (...)"
  std::string product;
  std::string net_namespace;
  std::string router_id;
  std::string mail_from;
  std::optional<base::IpAddress> mail_server;
};

void fill_process(const ProcessSite &site, const Oid &root, SnmpRows &rows);

namespace snmp_roots {
inline constexpr std::string_view global = "1.3.6.1.4.1.9586.100.5.1";
}  // namespace snmp_roots

}  // namespace sempervivum::daemon
