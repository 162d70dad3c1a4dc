#include "checkers/probe.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/lifeline.hpp"
#include "checkers/endpoint.hpp"
#include "checkers/http_probe.hpp"

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

/// A probe that throws has found nothing out; memory gone is not the server's fault.
Outcome outcome_of(const std::exception_ptr &thrown, Outcome outcome) {
  if (!thrown) return outcome;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception &error) {
    return untried(error.what());
  }
}

// Coroutines: the plan is held until the end.

Probing go_on(std::shared_ptr<const CheckPlan> plan, Attempt attempt, ProbeTools tools) {
  co_return co_await probe(std::get<TcpProbe>(plan->probe), std::move(attempt), tools,
                           base::Clock::now() + limit_of(*plan));
}

Probing run(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, ProbeTools tools) {
  const auto end = base::Clock::now() + limit_of(*plan);
  const auto &probed = plan->probe;
  if (const auto *ping = std::get_if<PingProbe>(&probed)) co_return co_await probe(*ping, tools, end);
  if (const auto *udp = std::get_if<UdpProbe>(&probed)) co_return co_await probe(*udp, tools, end);
  if (const auto *smtp = std::get_if<SmtpProbe>(&probed)) co_return co_await probe(*smtp, tools, end);
  if (const auto *dns = std::get_if<DnsProbe>(&probed)) co_return co_await probe(*dns, tools, end);
  if (const auto *http = std::get_if<HttpProbe>(&probed)) co_return co_await probe(*http, tools, end);
  if (const auto *misc = std::get_if<MiscProbe>(&probed)) co_return co_await probe(*misc, weight, tools);
  co_return good();
}

/// A coroutine; it goes on to its own end when nobody hears it any more.
class Spawned final : public Underway {
 public:
  Spawned(Probing probing, ProbeTools tools, Asker &asker) {
    boost::asio::co_spawn(tools.loop, std::move(probing),
                          lifeline_.guard([&asker](const std::exception_ptr &thrown, Outcome outcome) {
                            asker.hear(outcome_of(thrown, std::move(outcome)));
                          }));
  }

 private:
  base::Lifeline lifeline_;
};

}  // namespace

std::variant<Outcome, std::unique_ptr<Underway>> begin_probe(const std::shared_ptr<const CheckPlan> &plan,
                                                             std::int32_t weight, ProbeTools tools, Asker &asker) {
  if (const auto *tcp = std::get_if<TcpProbe>(&plan->probe)) {
    auto attempt = begin_connection(tcp->target);
    if (attempt.ended) return std::move(*attempt.ended);
    return std::make_unique<Spawned>(go_on(plan, std::move(attempt), tools), tools, asker);
  }
  if (!is_one_plain_page(plan->probe)) return std::make_unique<Spawned>(run(plan, weight, tools), tools, asker);
  const auto now = base::Clock::now();
  auto page = std::make_unique<PageProbe>(plan, tools, now, asker);
  if (auto outcome = page->begin(now)) return std::move(*outcome);
  return page;
}

}  // namespace sempervivum::checkers
