#include "vrrp/interface_settings.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {

namespace {

bool is_ipv4_vmac(const VirtualLinkPlan &link) {
  return link.family == base::Family::ipv4 && std::holds_alternative<netlink::Macvlan>(link.kind);
}

std::string path_filter(const std::string &interface) {
  return netlink::interface_setting(base::Family::ipv4, interface, "rp_filter");
}

/// "default", which new ones inherit from, among them.
std::vector<std::string> configurable_interfaces() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto &entry : std::filesystem::directory_iterator{"/proc/sys/net/ipv4/conf", error})
    names.push_back(entry.path().filename());
  return names;
}

}  // namespace

bool needs_no_path_filter(const Plan &plan) { return std::ranges::any_of(plan.links, is_ipv4_vmac); }

WantedSettings wanted_settings(const Plan &plan) {
  WantedSettings wanted;
  const auto want = [&wanted](const std::string &interface, const char *setting) {
    wanted[netlink::interface_setting(base::Family::ipv4, interface, setting)] = 1;
  };
  for (const auto &instance : plan.instances)
    if (instance.promote_secondaries) want(instance.interface.text(), "promote_secondaries");
  for (const auto &link : plan.links) {
    if (!is_ipv4_vmac(link)) continue;
    want(link.base, "arp_ignore");
    want(link.base, "arp_filter");
  }
  if (plan.reports_no_local_groups) wanted["ipv4/igmp_link_local_mcast_reports"] = 0;
  return wanted;
}

void InterfaceSettings::want(WantedSettings wanted) {
  const auto before = std::exchange(held_, std::move(wanted));
  for (const auto &[path, value] : before)
    if (!held_.contains(path)) keeper_.release(path);
  for (const auto &[path, value] : held_)
    if (!before.contains(path)) hold(path, value);
}

void InterfaceSettings::spread_path_filter(bool needed) {
  if (!needed)
    for (const auto &[path, value] : std::exchange(path_filters_, {})) keeper_.release(path);
  const auto everywhere = path_filter("all");
  const auto current = netlink::read_sysctl(everywhere);
  if (!needed || !path_filters_.empty() || !current || *current == 0) return;
  for (const auto &interface : configurable_interfaces()) {
    const auto path = path_filter(interface);
    if (path == everywhere || netlink::read_sysctl(path).value_or(*current) >= *current) continue;
    path_filters_[path] = *current;
  }
  path_filters_[everywhere] = 0;
  for (const auto &[path, value] : path_filters_) {
    log_.info(messages::setting_sysctl, path, value);
    hold(path, value);
  }
}

void InterfaceSettings::renew(const std::string &interface) {
  for (const auto &[path, value] : held_) {
    if (path.find("/" + interface + "/") == std::string::npos) continue;
    keeper_.release(path);
    hold(path, value);
  }
}

void InterfaceSettings::inherit(const std::map<std::string, std::int64_t> &originals) {
  for (const auto &[path, original] : originals) {
    const bool ours = keeper_.holds(path);
    keeper_.inherit(path, original);
    if (!ours) path_filters_[path] = original;
  }
}

// An interface that does not exist yet is none of the user's mistakes.
void InterfaceSettings::hold(const std::string &path, std::int64_t value) {
  const auto done = keeper_.hold(path, value);
  if (!done && done.error().code != ENOENT) log_.warning(messages::setting_failed, done.error().message());
}

}  // namespace sempervivum::vrrp
