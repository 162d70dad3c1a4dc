#include "vrrp/process_monitor.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "vrrp/messages.hpp"
#include "vrrp/process_list.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr std::chrono::seconds look_period{1};
/// How many processes are looked at before others get their turn.
constexpr std::size_t look_at_once = 32;

}  // namespace

ProcessMonitor::ProcessMonitor(boost::asio::io_context &io, Timers &timers, base::Log log, Changed changed)
    : io_{io}, timers_{timers}, log_{log}, changed_{std::move(changed)}, next_look_{timers, [this](base::Instant) {
                                                                                      look_at_all();
                                                                                    }} {}

void ProcessMonitor::watch(const std::vector<ProcessPlan> &processes, const ProcessBuffer &buffer) {
  const auto is_watched = [](const ProcessPlan &plan, const Tracked &tracked) { return plan == tracked.plan; };
  if (std::ranges::equal(processes, tracked_, is_watched)) return;
  tracked_.clear();
  matching_.clear();
  pending_.clear();
  next_look_.cancel();
  events_.reset();
  if (processes.empty()) return;
  subscribe(buffer);
  for (const auto &plan : processes) {
    auto expire = [this, place = tracked_.size()](base::Instant) { expired(place); };
    tracked_.push_back({plan, Quorum{plan, 0}, std::make_unique<Alarm>(timers_, std::move(expire))});
  }
  reads_command_lines_ = std::ranges::any_of(processes, &ProcessPlan::full_command);
  std::vector<unsigned> counts(processes.size());
  for (const auto process : list_processes()) {
    auto places = places_of(process);
    for (const auto place : places) ++counts[place];
    if (!places.empty()) matching_.emplace(process, std::move(places));
  }
  for (std::size_t place = 0; place < counts.size(); ++place)
    tracked_[place].quorum = Quorum{tracked_[place].plan, counts[place]};
}

void ProcessMonitor::subscribe(const ProcessBuffer &buffer) {
  auto events = ProcessEvents::open(io_, buffer, [this](const ProcessEvent &event) { take(event); });
  if (events) {
    events_ = std::move(*events);
    return;
  }
  log_.warning(messages::processes_unheard, events.error().message(), look_period.count());
  next_look_.arm(base::Clock::now() + look_period);
}

Verdict ProcessMonitor::verdict(const std::string &tracker) const {
  const auto *found = quorum(tracker);
  return found == nullptr ? Verdict::unknown : found->verdict();
}

const Quorum *ProcessMonitor::quorum(const std::string &tracker) const {
  const auto at = std::ranges::find(tracked_, tracker, [](const Tracked &one) { return one.plan.name; });
  return at == tracked_.end() ? nullptr : &at->quorum;
}

// A new process is its parent's twin until it becomes another program.
void ProcessMonitor::take(const ProcessEvent &event) {
  switch (event.kind) {
    case ProcessEvent::Kind::forked: {
      const auto parent = matching_.find(event.parent);
      return parent == matching_.end() ? void() : set_places(event.process, parent->second);
    }
    case ProcessEvent::Kind::changed: return set_places(event.process, places_of(event.process));
    case ProcessEvent::Kind::ended: return set_places(event.process, {});
    case ProcessEvent::Kind::lost: return look_at_all();
  }
}

ProcessMonitor::Places ProcessMonitor::places_of(pid_t process) const {
  const auto found = look_at_process(process, reads_command_lines_);
  Places places;
  for (std::size_t place = 0; found && place < tracked_.size(); ++place)
    if (matches(tracked_[place].plan, {found->name, found->command_line})) places.push_back(place);
  return places;
}

void ProcessMonitor::set_places(pid_t process, Places places) {
  const auto at = matching_.find(process);
  auto before = at == matching_.end() ? Places{} : std::move(at->second);
  if (at != matching_.end()) matching_.erase(at);
  if (!places.empty()) matching_[process] = places;
  for (const auto place : places)
    if (std::ranges::find(before, place) == before.end()) count(place, +1);
  for (const auto place : before)
    if (std::ranges::find(places, place) == places.end()) count(place, -1);
}

void ProcessMonitor::count(std::size_t place, int more) {
  auto &tracked = tracked_[place];
  const auto count = static_cast<unsigned>(static_cast<int>(tracked.quorum.count()) + more);
  settle(tracked, tracked.quorum.set_count(tracked.plan, count, base::Clock::now()));
}

void ProcessMonitor::expired(std::size_t place) {
  settle(tracked_[place], tracked_[place].quorum.expire(base::Clock::now()));
}

void ProcessMonitor::settle(Tracked &tracked, bool changed) {
  if (const auto deadline = tracked.quorum.deadline())
    tracked.delay->arm(*deadline);
  else
    tracked.delay->cancel();
  if (!changed) return;
  const bool good = tracked.quorum.verdict() == Verdict::good;
  log_.info(messages::process_quorum, tracked.plan.name, good ? "gained" : "lost", tracked.quorum.count());
  changed_(tracked.plan.name);
}

void ProcessMonitor::look_at_all() {
  pending_ = list_processes();
  for (const auto &[process, places] : matching_) pending_.push_back(process);
  look_at_some();
}

void ProcessMonitor::look_at_some() {
  for (std::size_t count = 0; count < look_at_once && !pending_.empty(); ++count) {
    const auto process = pending_.back();
    pending_.pop_back();
    set_places(process, places_of(process));
  }
  if (pending_.empty()) return finish_look();
  boost::asio::post(io_, lifeline_.guard([this] { look_at_some(); }));
}

void ProcessMonitor::finish_look() {
  if (!events_ && !tracked_.empty()) next_look_.arm(base::Clock::now() + look_period);
}

}  // namespace sempervivum::vrrp
