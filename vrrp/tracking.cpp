#include "vrrp/tracking.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sempervivum::vrrp {
namespace {

int contribution(const Track &track) {
  const bool counts = track.weight > 0 ? track.verdict == Verdict::good : track.verdict == Verdict::bad;
  if (!counts) return 0;
  return track.reverse ? -track.weight : track.weight;
}

bool is_fault(const Track &track) {
  if (track.weight != 0) return false;
  if (track.reverse) return track.verdict == Verdict::good;
  return track.verdict == Verdict::bad || track.verdict == Verdict::assumed_bad;
}

bool is_pending(const Track &track) { return track.weight == 0 && track.verdict == Verdict::unknown; }

int sum(const Facts &facts) {
  int total = facts.base_priority.value();
  if (facts.base_priority == base::owner_priority) return total;
  for (const auto &track : facts.tracks) total += contribution(track);
  return total;
}

base::Priority clamp(base::Priority base_priority, int total) {
  if (base_priority == base::owner_priority) return base_priority;
  return base::Priority{static_cast<std::uint8_t>(std::clamp(total, 1, 254))};
}

void add_interface_faults(const InterfaceFacts &facts, FaultSet &faults) {
  const std::string name{facts.name};
  if (!facts.exists) {
    faults.push_back({FaultReason::interface_missing, name});
    return;
  }
  if (facts.tracked && !facts.up) faults.push_back({FaultReason::interface_down, name});
  if (!facts.has_source_address) faults.push_back({FaultReason::no_source_address, name});
}

FaultSet collect(const Facts &facts) {
  FaultSet faults{facts.standing.begin(), facts.standing.end()};
  add_interface_faults(facts.interface, faults);
  for (const auto &track : facts.tracks)
    if (is_fault(track)) faults.push_back({track.reason, std::string{track.subject}});
  std::ranges::sort(faults);
  const auto repeated = std::ranges::unique(faults);
  faults.erase(repeated.begin(), repeated.end());
  return faults;
}

}  // namespace

ScriptTracker::ScriptTracker(unsigned rise, unsigned fall, bool init_fail)
    : rise_{rise}, fall_{fall}, result_{rise - 1}, verdict_{init_fail ? Verdict::assumed_bad : Verdict::unknown} {}

bool ScriptTracker::report(bool success) {
  if (success)
    result_ = result_ + 1 >= rise_ ? maximum() : result_ + 1;
  else
    result_ = result_ > rise_ ? result_ - 1 : 0;
  const auto verdict = result_ >= rise_ ? Verdict::good : Verdict::bad;
  return std::exchange(verdict_, verdict) != verdict;
}

void ScriptTracker::set_limits(unsigned rise, unsigned fall) {
  if (rise == rise_ && fall == fall_) return;
  rise_ = rise;
  fall_ = fall;
  recall(verdict_);
}

void ScriptTracker::recall(Verdict verdict) {
  verdict_ = verdict;
  switch (verdict_) {
    case Verdict::good: result_ = maximum(); break;
    case Verdict::bad: result_ = 0; break;
    default: result_ = rise_ - 1;
  }
}

Standing evaluate(const Facts &facts) {
  const int total = sum(facts);
  return {.priority = clamp(facts.base_priority, total),
          .unclamped = total,
          .faults = collect(facts),
          .ready = std::ranges::none_of(facts.tracks, is_pending)};
}

}  // namespace sempervivum::vrrp
