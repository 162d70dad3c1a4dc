#include "checkers/probe.hpp"

#include <algorithm>
#include <type_traits>

namespace sempervivum::checkers {
namespace {

/// The timeout of what connects; nothing for the others.
base::Duration timeout_of(const Probe &probe) {
  return std::visit(
      [](const auto &plan) {
        if constexpr (requires { plan.target; })
          return plan.target.timeout;
        else
          return base::Duration{0};
      },
      probe);
}

std::size_t steps_of(const Probe &probe) {
  const auto *http = std::get_if<HttpProbe>(&probe);
  return http != nullptr ? http->pages.size() : 1;
}

}  // namespace

bool is_probed(const Probe &probe) {
  return !std::holds_alternative<FileProbe>(probe) && !std::holds_alternative<BfdProbe>(probe);
}

base::Duration limit_of(const CheckPlan &plan) {
  const auto connect_and_answer = timeout_of(plan.probe) * 2 * static_cast<long>(steps_of(plan.probe));
  return std::max<base::Duration>(plan.verdict.delay_loop, connect_and_answer);
}

Probing run_probe(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, ProbeTools tools) {
  const auto end = base::Clock::now() + limit_of(*plan);
  const auto &probed = plan->probe;
  if (const auto *tcp = std::get_if<TcpProbe>(&probed)) co_return co_await probe(*tcp, tools, end);
  if (const auto *ping = std::get_if<PingProbe>(&probed)) co_return co_await probe(*ping, tools, end);
  if (const auto *udp = std::get_if<UdpProbe>(&probed)) co_return co_await probe(*udp, tools, end);
  if (const auto *smtp = std::get_if<SmtpProbe>(&probed)) co_return co_await probe(*smtp, tools, end);
  if (const auto *dns = std::get_if<DnsProbe>(&probed)) co_return co_await probe(*dns, tools, end);
  if (const auto *http = std::get_if<HttpProbe>(&probed)) co_return co_await probe(*http, tools, end);
  if (const auto *misc = std::get_if<MiscProbe>(&probed)) co_return co_await probe(*misc, weight, tools);
  co_return good();
}

}  // namespace sempervivum::checkers
