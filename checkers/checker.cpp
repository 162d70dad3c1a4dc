#include "checkers/checker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace sempervivum::checkers {
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

}  // namespace

Checker::Checker(ProbeTools tools, std::shared_ptr<const CheckPlan> plan, std::int32_t weight, Listener listener)
    : tools_{tools},
      plan_{std::move(plan)},
      weight_{weight},
      listener_{std::move(listener)},
      verdict_{plan_->verdict},
      timer_{tools.loop} {}

void Checker::start(base::Duration delay) {
  if (!is_probed(plan_->probe)) return;
  running_ = true;
  wait_until(base::Clock::now() + delay);
}

void Checker::suspend() {
  running_ = false;
  ++turn_;
  timer_.cancel();
}

void Checker::reconfigure(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, Listener listener) {
  plan_ = std::move(plan);
  weight_ = weight;
  listener_ = std::move(listener);
  verdict_.reconfigure(plan_->verdict);
}

base::Instant Checker::next_due(base::Duration delay) const {
  const auto now = base::Clock::now();
  const bool was_brief = now - due_ < delay / 4;
  return (was_brief ? due_ : now) + delay;
}

void Checker::wait_until(base::Instant due) {
  due_ = due;
  timer_.expires_at(due);
  timer_.async_wait(lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error && running_) run();
  }));
}

void Checker::run() {
  const auto turn = ++turn_;
  auto begun = begin_probe(plan_, weight_, tools_);
  if (const auto *outcome = std::get_if<Outcome>(&begun)) return finish(*outcome, turn);
  boost::asio::co_spawn(tools_.loop, std::move(std::get<Probing>(begun)),
                        lifeline_.guard([this, turn](const std::exception_ptr &thrown, Outcome outcome) {
                          finish(outcome_of(thrown, std::move(outcome)), turn);
                        }));
}

void Checker::finish(const Outcome &outcome, std::uint64_t turn) {
  if (!running_ || turn != turn_) return;
  ProbeReport report{outcome, false, verdict_.up(), !heard_};
  auto next = plan_->verdict.delay_loop;
  if (outcome.kind != Outcome::Kind::untried) {
    const auto decision =
        verdict_.record(outcome.kind == Outcome::Kind::good ? CheckResult::success : CheckResult::failure);
    heard_ = true;
    report.changed = decision.changed;
    report.up = verdict_.up();
    next = decision.next_check;
  }
  wait_until(next_due(next));
  listener_(report);
}

}  // namespace sempervivum::checkers
