#include "checkers/probe.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/lifeline.hpp"
#include "checkers/endpoint.hpp"
#include "checkers/http_probe.hpp"
#include "checkers/tcp_probe.hpp"

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

// The plan is held until the end.
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

Begun begin_connecting(const Target &target, ProbeTools tools, Asker &asker) {
  auto attempt = begin_connection(target);
  if (attempt.ended) return std::move(*attempt.ended);
  auto waiting = std::make_unique<TcpAttempt>(tools.loop, std::move(attempt.fd), asker);
  if (auto outcome = waiting->begin(base::Clock::now() + target.timeout)) return std::move(*outcome);
  return waiting;
}

Begun begin_page(const std::shared_ptr<const CheckPlan> &plan, ProbeTools tools, Asker &asker) {
  const auto now = base::Clock::now();
  auto page = std::make_unique<PageProbe>(plan, tools, now, asker);
  if (auto outcome = page->begin(now)) return std::move(*outcome);
  return page;
}

}  // namespace

Begun begin_probe(const std::shared_ptr<const CheckPlan> &plan, std::int32_t weight, ProbeTools tools, Asker &asker) {
  if (const auto *tcp = std::get_if<TcpProbe>(&plan->probe)) return begin_connecting(tcp->target, tools, asker);
  if (is_one_plain_page(plan->probe)) return begin_page(plan, tools, asker);
  return std::make_unique<Spawned>(run(plan, weight, tools), tools, asker);
}

}  // namespace sempervivum::checkers
