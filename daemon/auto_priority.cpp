#include "daemon/auto_priority.hpp"

#include <chrono>

#include "daemon/messages.hpp"
#include "daemon/process_tuning.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::uint32_t usual_delay = 1'000'000;  // microseconds

}  // namespace

AutoPriority::AutoPriority(const parser::GlobalDefs &global, int present, base::Log log)
    : most_{global.max_auto_priority.value_or(0)},
      bearable_{std::chrono::microseconds{global.min_auto_priority_delay.value_or(usual_delay)}},
      present_{present},
      log_{log} {}

void AutoPriority::note(base::Duration lag) {
  if (lag < bearable_ || present_ >= most_) return;
  ++present_;
  raise_priority(present_, log_);
  log_.warning(messages::priority_raised, std::chrono::duration<double>(lag).count(), present_);
}

}  // namespace sempervivum::daemon
