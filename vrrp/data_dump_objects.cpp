#include "vrrp/data_dump_objects.hpp"

#include <linux/if_arp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "vrrp/dump_words.hpp"

namespace sempervivum::vrrp {
namespace {

using std::chrono::duration_cast;

constexpr std::array<std::string_view, 3> match_words{"", " initial", " partial"};

double in_seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// Which instances track the object, with which weight.
void write_users(DumpPage &page, const DumpView &view, RareList<TrackedScript> InstancePlan::*list,
                 std::string_view name) {
  page.line("   Tracking instances :");
  for (const auto &instance : view.instances)
    for (const auto &track : instance->plan().*list)
      if (track.name == name)
        page.line("     {}, weight {}{}", instance->plan().name, track.weight, track.reverse ? " reverse" : "");
}

void write_groups(DumpPage &page, const DumpView &view) {
  if (view.groups.all().empty()) return;
  page.section("VRRP Sync groups");
  for (const auto &group : view.groups.all()) {
    std::size_t faulty = 0;
    for (const auto *member : group->members()) faulty += member->health().faulted;
    page.line(" VRRP Sync Group = {}, {}", group->plan().name, to_words(group->state()));
    page.line("   Num member fault {}, num member init 0", faulty);
    page.line("   VRRP member instances :");
    for (const auto *member : group->members()) page.line("     {}", member->plan().name);
    page.line("   Using smtp notification = {}", yes_no(group->plan().notify.mails));
    write_scripts(page, group->plan().notify);
  }
}

std::string_view status_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "GOOD";
    case Verdict::bad: return "BAD";
    case Verdict::unknown:
    case Verdict::assumed_bad: break;
  }
  return "INIT";
}

void write_track_scripts(DumpPage &page, const DumpView &view) {
  if (view.plan.scripts.empty()) return;
  page.section("VRRP Scripts");
  for (const auto &script : view.plan.scripts) {
    const auto *given = parser::find_script(view.config, script.name);
    page.line(" VRRP Script = {}", script.name);
    page.line("   Command = {}", dump_words(script.command));
    page.line("   Interval = {} sec", seconds_in_words(script.interval));
    page.line("   Timeout = {} sec", seconds_in_words(script.timeout));
    page.line("   Weight = {}", given != nullptr ? given->weight.value : 0);
    page.line("   Rise = {}", script.rise);
    page.line("   Fall = {}", script.fall);
    page.line("   Result = {}", view.scripts.result(script.name));
    page.line("   Insecure = no");
    page.line("   Init state = {}", script.init_fail ? "failed" : "unknown");
    page.line("   Status = {}", status_words(view.scripts.verdict(script.name)));
    page.line("   Script uid:gid = {}:{}", script.command.user, script.command.group);
    page.line("   VRRP instances :");
    write_users(page, view, &InstancePlan::scripts, script.name);
    page.line("   State = {}", view.scripts.is_running(script.name) ? "running" : "idle");
  }
}

void write_track_files(DumpPage &page, const DumpView &view) {
  if (view.plan.trackers.files.empty()) return;
  page.section("VRRP Track files");
  for (const auto &file : view.config.track_files) {
    if (!file.file) continue;
    page.line(" Track file = {}", file.name);
    page.line("   File = {}", *file.file);
    page.line("   Status = {}", view.trackers.files().number(file.name).value_or(0));
    page.line("   Weight = {}", file.weight ? file.weight->value : 1);
    write_users(page, view, &InstancePlan::files, file.name);
  }
}

std::string parameters(const ProcessPlan &plan) {
  std::string words;
  for (std::size_t at = 1; at < plan.command.size(); ++at)
    words += fmt::format("{}{}", at > 1 ? " " : "", plan.command[at]);
  return words;
}

void write_track_process(DumpPage &page, const ProcessPlan &plan, const Quorum &quorum, int weight) {
  const bool good = quorum.verdict() == Verdict::good;
  page.line(" VRRP Track process = {}", plan.name);
  page.line("   Process = {}", plan.command.front());
  if (plan.command.size() > 1) page.line("   Parameters = {}", parameters(plan));
  if (plan.parameters) page.line("   Param match{}", match_words[static_cast<std::size_t>(*plan.parameters)]);
  page.line("   Min processes = {}", plan.least);
  if (plan.most < std::numeric_limits<unsigned>::max()) page.line("   Max processes = {}", plan.most);
  page.line("   Current processes = {}", quorum.count());
  page.line("   Have quorum = {}", true_false(good));
  page.line("   Weight = {}", weight);
  page.line("   Terminate delay = {:.6f}s", in_seconds(plan.terminate_delay));
  page.line("   Fork delay = {:.6f}s", in_seconds(plan.fork_delay));
  page.line("   Fork delay timer {}running", quorum.deadline() && !good ? "" : "not ");
  page.line("   Terminate delay timer {}running", quorum.deadline() && good ? "" : "not ");
  page.line("   Full command = {}", true_false(plan.full_command));
}

void write_track_processes(DumpPage &page, const DumpView &view) {
  if (view.plan.trackers.processes.empty()) return;
  page.section("VRRP Track processes");
  for (const auto &plan : view.plan.trackers.processes) {
    const auto *quorum = view.trackers.processes().quorum(plan.name);
    if (quorum == nullptr) continue;
    int weight = 0;
    for (const auto &given : view.config.track_processes)
      if (given.name == plan.name) weight = given.weight.value;
    write_track_process(page, plan, *quorum, weight);
    write_users(page, view, &InstancePlan::processes, plan.name);
  }
}

/// An interface's own addresses of a family; of IPv6 those adverts may come from.
std::vector<std::string> own_addresses(const DumpView &view, const netlink::Link &link, base::Family family) {
  std::vector<std::string> found;
  const auto is_virtual = [&](const base::IpAddress &address) {
    const auto is_it = [&](const PlannedAddress &planned) { return planned.address.address == address; };
    return std::ranges::any_of(view.instances, [&](const auto &instance) {
      const auto &plan = instance->plan();
      return std::ranges::any_of(plan.addresses, is_it) || std::ranges::any_of(plan.excluded, is_it);
    });
  };
  view.picture.for_each_address(link.index, [&](const netlink::Address &address) {
    const bool wanted =
        address.address.family() == family && (family == base::Family::ipv4 || address.address.is_link_local());
    if (wanted && !is_virtual(address.address)) found.push_back(address.address.to_string());
  });
  return found;
}

void write_addresses(DumpPage &page, const DumpView &view, const netlink::Link &link) {
  const auto four = own_addresses(view, link, base::Family::ipv4);
  const auto six = own_addresses(view, link, base::Family::ipv6);
  page.line("   IPv4 address = {}", four.empty() ? "(none)" : four.front());
  page.line("   IPv6 address = {}", six.empty() ? "(none)" : six.front());
  if (four.size() > 1) page.line("   Additional IPv4 addresses :");
  for (std::size_t at = 1; at < four.size(); ++at) page.line("     {}", four[at]);
  if (six.size() > 1) page.line("   Additional IPv6 addresses :");
  for (std::size_t at = 1; at < six.size(); ++at) page.line("     {}", six[at]);
}

std::string state_words(const netlink::Link &link) {
  using netlink::LinkFlag;
  std::string words{link.has(LinkFlag::up) ? "UP" : "not UP"};
  words += link.has(LinkFlag::running) ? ", RUNNING" : ", not RUNNING";
  if (!link.has(LinkFlag::broadcast)) words += ", no broadcast";
  if (link.has(LinkFlag::loopback)) words += ", loopback";
  if (link.has(LinkFlag::point_to_point)) words += ", point to point";
  if (link.has(LinkFlag::no_arp)) words += ", no arp";
  if (!link.has(LinkFlag::multicast)) words += ", no multicast";
  return words;
}

std::string_view hardware_words(std::uint16_t type) {
  switch (type) {
    case ARPHRD_LOOPBACK: return "LOOPBACK";
    case ARPHRD_ETHER: return "ETHERNET";
    case ARPHRD_INFINIBAND: return "INFINIBAND";
    default: return "UNKNOWN";
  }
}

base::Duration delay_of(const DumpView &view, const std::string &interface, base::Duration LinkDelay::*which) {
  for (const auto &delay : view.plan.trackers.delays)
    if (delay.interface == interface) return delay.*which;
  return {};
}

void write_interface_users(DumpPage &page, const DumpView &view, const std::string &name) {
  bool first = true;
  const auto user = [&](const std::string &instance, int weight) {
    if (std::exchange(first, false)) page.line("   Tracking VRRP instances :");
    page.line("     {}, weight {}", instance, weight);
  };
  for (const auto &instance : view.instances) {
    const auto &plan = instance->plan();
    if (plan.interface == name && plan.track_primary) user(plan.name, 0);
    for (const auto &track : plan.interfaces)
      if (track.name == name && !(plan.interface == name && plan.track_primary)) user(plan.name, track.weight);
  }
}

void write_interface(DumpPage &page, const DumpView &view, const netlink::Link &link) {
  const auto micro = [&](base::Duration LinkDelay::*which) {
    return duration_cast<std::chrono::microseconds>(delay_of(view, link.name, which)).count();
  };
  page.line(" Name = {}", link.name);
  page.line("   index = {}", link.index.value());
  write_addresses(page, view, link);
  if (link.hardware_type != ARPHRD_LOOPBACK) {
    page.line("   MAC = {}", link.address.to_string());
    page.line("   MAC broadcast = {}", link.broadcast.to_string());
  }
  page.line("   State = {}", state_words(link));
  page.line("   Seen up = {}", link.is_up() ? 1 : 0);
  page.line("   Delayed state change running = {}", true_false(view.trackers.is_up(link) != link.is_up()));
  page.line("   Up debounce timer = {}us", micro(&LinkDelay::up));
  page.line("   Down debounce timer = {}us", micro(&LinkDelay::down));
  page.line("   MTU = {}", link.mtu);
  page.line("   HW Type = {}", hardware_words(link.hardware_type));
  page.line("   NIC netlink status update");
  // keepalived's counts of the sysctls it has changed here; ours are not per interface.
  for (const auto *name : {"Reset ARP config counter", "Original arp_ignore", "Original arp_filter",
                           "Original promote_secondaries", "Reset promote_secondaries counter"})
    page.line("   {} 0", name);
  write_interface_users(page, view, link.name);
}

}  // namespace

void write_scripts(DumpPage &page, const NotifyPlan &notify) {
  const auto script = [&](std::string_view title, const base::Command *command) {
    if (command)
      page.line("   {} state transition script = {}, uid:gid {}:{}", title, dump_words(*command), command->user,
                command->group);
  };
  script("Backup", notify.of(Event::backup));
  script("Master", notify.of(Event::master));
  script("Fault", notify.of(Event::fault));
  script("Stop", notify.of(Event::stop));
  script("Deleted", notify.of(Event::deleted));
  script("Generic", notify.any());
  script("Master rx lower pri", notify.of(Event::master_rx_lower_priority));
}

void write_objects(DumpPage &page, const DumpView &view) {
  write_groups(page, view);
  write_track_scripts(page, view);
  write_track_files(page, view);
  write_track_processes(page, view);
  page.section("Interfaces");
  view.picture.for_each_link([&](const netlink::Link &link) { write_interface(page, view, link); });
}

}  // namespace sempervivum::vrrp
