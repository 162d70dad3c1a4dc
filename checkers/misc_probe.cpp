// MISC_CHECK: a program's exit status (M10).
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "checkers/misc_verdict.hpp"
#include "checkers/probe.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;

asio::awaitable<base::RunResult> run(const MiscProbe &plan, ProbeTools tools) {
  const auto start = [&plan, tools](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    tools.runner.run(*plan.command, plan.timeout, [held](const base::RunResult &result) { (*held)(result); });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(base::RunResult)>(start,
                                                                                                asio::use_awaitable);
}

}  // namespace

Probing probe(const MiscProbe &plan, std::int32_t weight, ProbeTools tools) {
  co_return judge_misc(co_await run(plan, tools), plan.dynamic, weight);
}

}  // namespace sempervivum::checkers
