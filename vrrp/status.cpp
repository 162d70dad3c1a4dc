#include "vrrp/status.hpp"

namespace sempervivum::vrrp {
namespace {

InstanceStatus status_of(const Instance &instance) {
  const auto &router = instance.router();
  InstanceStatus status{.state = router.state(),
                        .priority = router.priority(),
                        .source = instance.source(),
                        .master = base::IpAddress::any(instance.plan().family),
                        .counters = instance.counters(),
                        .mastered_by = instance.mastered_by(),
                        .group = {}};
  if (router.state() == State::master) status.master = instance.source();
  if (const auto &followed = router.master()) status.master = followed->sender;
  if (const auto *group = instance.group()) status.group = group->plan().name;
  return status;
}

}  // namespace

Status take_status(const DumpView &view) {
  Status status;
  for (const auto &instance : view.instances) status.instances.push_back(status_of(*instance));
  for (const auto &group : view.groups.all()) status.groups[group->plan().name] = group->state();
  for (const auto &script : view.plan.scripts) status.scripts[script.name] = {view.scripts.verdict(script.name)};
  for (const auto &file : view.plan.trackers.files)
    if (const auto number = view.trackers.files().number(file.name)) status.files[file.name] = *number;
  for (const auto &process : view.plan.trackers.processes)
    if (const auto *quorum = view.trackers.processes().quorum(process.name))
      status.processes[process.name] = {quorum->count(), quorum->verdict() == Verdict::good};
  view.picture.for_each_link([&](const netlink::Link &link) {
    status.links[link.name] = {static_cast<std::uint32_t>(link.index.value()), link.address};
  });
  return status;
}

}  // namespace sempervivum::vrrp
