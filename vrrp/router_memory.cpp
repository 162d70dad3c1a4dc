#include "vrrp/router.hpp"

namespace sempervivum::vrrp {

RouterMemory Router::memory() const {
  RouterMemory memory{.state = state_,
                      .master_interval = master_interval_,
                      .master = master_,
                      .patience_ends = patience_ends_,
                      .resigned = resigned_,
                      .may_preempt = may_preempt_};
  for (std::size_t timer = 0; timer < timer_count; ++timer)
    memory.deadlines[timer] = deadline(static_cast<Timer>(timer));
  return memory;
}

void Router::resume(const RouterMemory &memory, base::Instant now, Effects &effects) {
  Step step{.now = now, .effects = effects};
  started_ = true;
  ready_ = true;
  faulted_ = memory.state == State::fault;
  state_ = memory.state;
  master_interval_ = memory.master_interval;
  master_ = memory.master;
  patience_ends_ = memory.patience_ends;
  resigned_ = memory.resigned;
  may_preempt_ = memory.may_preempt;
  for (std::size_t timer = 0; timer < timer_count; ++timer)
    if (memory.deadlines[timer]) arm(static_cast<Timer>(timer), *memory.deadlines[timer], step);
  note(step, Why::inherited, State::init);
}

}  // namespace sempervivum::vrrp
