#include "checkers/probe.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "checkers/endpoint.hpp"

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

namespace {

/// The plan is held until the end.
Probing go_on(std::shared_ptr<const CheckPlan> plan, Attempt attempt, ProbeTools tools) {
  co_return co_await probe(std::get<TcpProbe>(plan->probe), std::move(attempt), tools,
                           base::Clock::now() + limit_of(*plan));
}

}  // namespace

std::variant<Outcome, Probing> begin_probe(const std::shared_ptr<const CheckPlan> &plan, std::int32_t weight,
                                           ProbeTools tools) {
  const auto *tcp = std::get_if<TcpProbe>(&plan->probe);
  if (tcp == nullptr) return run_probe(plan, weight, tools);
  auto attempt = begin_connection(tcp->target);
  if (attempt.ended) return std::move(*attempt.ended);
  return go_on(plan, std::move(attempt), tools);
}

Probing run_probe(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, ProbeTools tools) {
  const auto end = base::Clock::now() + limit_of(*plan);
  const auto &probed = plan->probe;
  if (const auto *tcp = std::get_if<TcpProbe>(&probed))
    co_return co_await probe(*tcp, begin_connection(tcp->target), tools, end);
  if (const auto *ping = std::get_if<PingProbe>(&probed)) co_return co_await probe(*ping, tools, end);
  if (const auto *udp = std::get_if<UdpProbe>(&probed)) co_return co_await probe(*udp, tools, end);
  if (const auto *smtp = std::get_if<SmtpProbe>(&probed)) co_return co_await probe(*smtp, tools, end);
  if (const auto *dns = std::get_if<DnsProbe>(&probed)) co_return co_await probe(*dns, tools, end);
  if (const auto *http = std::get_if<HttpProbe>(&probed)) co_return co_await probe(*http, tools, end);
  if (const auto *misc = std::get_if<MiscProbe>(&probed)) co_return co_await probe(*misc, weight, tools);
  co_return good();
}

}  // namespace sempervivum::checkers
