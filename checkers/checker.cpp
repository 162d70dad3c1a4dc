#include "checkers/checker.hpp"

#include <utility>

#include "checkers/slot.hpp"

namespace sempervivum::checkers {

Checker::Checker(const ProbeTools &tools, std::shared_ptr<const CheckPlan> plan, std::int32_t weight,
                 CheckListener &listener, CheckId id)
    : Deadline{tools.loop},
      tools_{tools},
      plan_{std::move(plan)},
      listener_{&listener},
      weight_{weight},
      verdict_{plan_->verdict} {
  take(id);
}

void Checker::take(CheckId id) {
  server_ = static_cast<std::uint32_t>(id.server);
  check_ = static_cast<std::uint32_t>(id.check);
}

void Checker::start(base::Duration delay) {
  if (!is_probed(plan_->probe)) return;
  running_ = true;
  set(slot_of(base::Clock::now() + delay, plan_->verdict.delay_loop));
}

void Checker::suspend() {
  running_ = false;
  underway_.reset();
  cancel();
}

void Checker::reconfigure(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, CheckListener &listener,
                          CheckId id) {
  plan_ = std::move(plan);
  weight_ = weight;
  listener_ = &listener;
  take(id);
}

// when() is still the time this probe was due.
base::Instant Checker::next_due(base::Duration delay) const {
  const auto now = base::Clock::now();
  const bool was_brief = now - when() < delay / 4;
  return was_brief ? when() + delay : slot_of(now + delay, delay);
}

void Checker::pass(base::Instant) {
  auto begun = begin_probe(plan_, weight_, tools_, *this);
  if (const auto *outcome = std::get_if<Outcome>(&begun)) return finish(*outcome);
  underway_ = std::move(std::get<std::unique_ptr<Underway>>(begun));
}

void Checker::hear(Outcome outcome) {
  // Who calls has to last until the end of this.
  const auto ended = std::move(underway_);
  finish(outcome);
}

void Checker::finish(const Outcome &outcome) {
  ProbeReport report{outcome, false, verdict_.up(), !verdict_.checked()};
  auto next = plan_->verdict.delay_loop;
  if (outcome.kind != Outcome::Kind::untried) {
    const auto decision = verdict_.record(
        outcome.kind == Outcome::Kind::good ? CheckResult::success : CheckResult::failure, plan_->verdict);
    report.changed = decision.changed;
    report.up = verdict_.up();
    next = decision.next_check;
  }
  set(next_due(next));
  listener_->hear(id(), report);
}

}  // namespace sempervivum::checkers
