#include "vrrp/tracker_plan.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// Parameters without a word on how to compare them are compared exactly.
std::optional<parser::ParamMatch> parameters(const parser::TrackProcess &process) {
  if (process.param_match) return process.param_match;
  return process.process.size() > 1 ? std::optional{parser::ParamMatch::exact} : std::nullopt;
}

ProcessPlan process_plan(const parser::TrackProcess &process) {
  ProcessPlan plan{.name = process.name,
                   .command = process.process,
                   .parameters = parameters(process),
                   .full_command = process.full_command || parameters(process).has_value(),
                   .fork_delay = process.fork_delay.value_or(base::Duration::zero()),
                   .terminate_delay = process.terminate_delay.value_or(base::Duration::zero())};
  if (process.quorum_max) plan.most = *process.quorum_max;
  // None may run: that is what `quorum_max 0` alone asks for.
  plan.least = process.quorum.value_or(plan.most == 0 ? 0 : 1);
  return plan;
}

base::Duration longest_down_delay(const std::string &interface, const parser::Config &config) {
  auto longest = base::Duration::max();
  for (const auto &instance : config.instances)
    if (instance.interface == interface)
      longest = std::min(longest, instance.advert_int.value() * (instance.down_timer_adverts.value() - 1));
  return longest;
}

}  // namespace

TrackerPlan tracker_plan(const parser::Config &config) {
  TrackerPlan plan;
  for (const auto &file : config.track_files)
    if (file.file) plan.files.push_back({file.name, *file.file, file.init_file});
  for (const auto &process : config.track_processes)
    if (!process.process.empty()) plan.processes.push_back(process_plan(process));
  for (const auto &delay : config.interface_delays)
    plan.delays.push_back(
        {delay.interface, std::min(delay.down, longest_down_delay(delay.interface, config)), delay.up});
  plan.process_buffer = {config.global.process_monitor_rcv_bufs, config.global.process_monitor_rcv_bufs_force};
  return plan;
}

}  // namespace sempervivum::vrrp
