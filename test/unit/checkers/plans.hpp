/// Plans of checkers for tests: out of configuration text, as the daemon makes them.
#pragma once

#include <fmt/format.h>
#include <netinet/in.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/plan.hpp"
#include "checkers/pool.hpp"
#include "parser/load.hpp"

namespace sempervivum::checkers::test {

/// A command is run as it is written.
inline std::optional<base::Command> as_written(const parser::Command &command,
                                               const std::optional<parser::Identity> & = {}) {
  return base::Command{command.argv.front(), command.argv, 0, 0};
}

inline Plan plan_of(std::string text) {
  parser::MemoryFiles files{{{"main.conf", std::move(text)}}};
  parser::LoadOptions options;
  options.source.file = "main.conf";
  return make_plan(parser::load(options, files).config, as_written);
}

/// One line of a table, in ipvsadm's words as far as a test looks at it.
inline std::string words(const netlink::IpvsService &service) {
  const auto &key = service.key;
  auto text = key.fwmark != 0 ? fmt::format("-A -f {}", key.fwmark)
                              : fmt::format("-A {} {}:{}", key.protocol == IPPROTO_TCP ? "-t" : "-u",
                                            key.address.to_string(), key.port);
  text += " -s " + service.scheduler;
  if ((service.flags & netlink::IpvsService::persistent) != 0) text += fmt::format(" -p {}", service.timeout);
  if (service.persistence_prefix != base::full_prefix(key.family))
    text += fmt::format(" -M {}", service.persistence_prefix);
  if ((service.flags & netlink::IpvsService::one_packet) != 0) text += " -o";
  if (const auto bits = service.flags / netlink::IpvsService::scheduler_1 % 8; bits != 0)
    text += fmt::format(" -b {}", bits);
  if (!service.persistence_engine.empty()) text += " --pe " + service.persistence_engine;
  return key.family == base::Family::ipv6 ? text + " -6" : text;
}

inline std::string words(const netlink::IpvsDestination &server) {
  const char method = server.forwarding == netlink::IpvsForwarding::nat      ? 'm'
                      : server.forwarding == netlink::IpvsForwarding::direct ? 'g'
                                                                             : 'i';
  auto text =
      fmt::format(" -a {}:{} -{} -w {}", server.key.address.to_string(), server.key.port, method, server.weight);
  if (server.upper_threshold != 0) text += fmt::format(" -x {} -y {}", server.upper_threshold, server.lower_threshold);
  if (server.tunnel != netlink::IpvsTunnel{})
    text += fmt::format(" tun {} {} {}", server.tunnel.type, server.tunnel.port, server.tunnel.flags);
  return text;
}

inline std::vector<std::string> words(const netlink::IpvsPicture &picture) {
  std::vector<std::string> lines;
  for (const auto &[key, entry] : picture) {
    lines.push_back(words(entry.service));
    for (const auto &server : entry.destinations) lines.push_back(words(server));
  }
  return lines;
}

inline std::shared_ptr<const ServicePlan> only_service(std::string text) {
  auto plan = std::make_shared<const Plan>(plan_of(std::move(text)));
  return {plan, &plan->services.front()};
}

inline std::vector<std::string> table_of(const Pool &pool) {
  netlink::IpvsPicture picture;
  pool.fill(picture);
  return words(picture);
}

}  // namespace sempervivum::checkers::test
