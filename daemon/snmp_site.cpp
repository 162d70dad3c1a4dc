#include "daemon/snmp_site.hpp"

#include <unistd.h>

#include <array>

#include "daemon/runtime_paths.hpp"
#include "daemon/version.hpp"

namespace sempervivum::daemon {
namespace {

constexpr auto usual_socket = "unix:/var/agentx/master";

std::string host_name(const NameBook &names) {
  std::array<char, 256> room{};
  if (!names.host.empty() || gethostname(room.data(), room.size() - 1) != 0) return names.host;
  return room.data();
}

std::string mail_from(const parser::GlobalDefs &global, const NameBook &names) {
  if (global.notification_email_from) return *global.notification_email_from;
  return global.notification_email.empty() ? std::string{} : names.user + "@" + names.host;
}

}  // namespace

std::string router_id(const Configuration &configuration) {
  return configuration.config.global.router_id.value_or(host_name(configuration.names));
}

ProcessSite process_site(const Configuration &configuration, const Options &options) {
  const auto &config = configuration.config;
  return {.config = config,
          .product = product_line(),
          .net_namespace = network_namespace(options, config.process),
          .router_id = router_id(configuration),
          .mail_from = mail_from(config.global, configuration.names),
          .mail_server = configuration.names.mail_server};
}

std::string snmp_socket(const Configuration &configuration, const Options &options) {
  return configuration.config.global.snmp.socket.value_or(options.snmp_socket.value_or(usual_socket));
}

}  // namespace sempervivum::daemon
