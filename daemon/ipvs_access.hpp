/// Opening what speaks to IPVS: in the namespace net_namespace_ipvs names, with
/// ip_vs loaded first if the kernel does not have it yet.
#pragma once

#include <cerrno>

#include "base/expected.hpp"
#include "daemon/module_loader.hpp"
#include "daemon/visited_namespace.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

inline constexpr const char *ipvs_module = "ip_vs";

/// `open` returns a SystemResult; ENOENT is a kernel without ip_vs. Sockets stay in
/// the namespace they were opened in.
template <class Open>
auto open_for_ipvs(const parser::Config &config, Open open) -> decltype(open()) {
  const auto try_twice = [&] {
    auto opened = open();
    if (opened || opened.error().code != ENOENT || !load_module(ipvs_module)) return opened;
    return open();
  };
  const auto &space = config.process.net_namespace_ipvs;
  if (!space) return try_twice();
  const auto visit = VisitedNamespace::enter(*space);
  if (!visit) return base::unexpected(visit.error());
  return try_twice();
}

}  // namespace sempervivum::daemon
