#include "vrrp/interface_settings.hpp"

#include <cerrno>
#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {

WantedSettings wanted_settings(const std::vector<InstancePlan> &instances) {
  WantedSettings wanted;
  for (const auto &plan : instances)
    if (plan.promote_secondaries)
      wanted[netlink::interface_setting(base::Family::ipv4, plan.interface, "promote_secondaries")] = 1;
  return wanted;
}

void InterfaceSettings::want(WantedSettings wanted) {
  const auto before = std::exchange(held_, std::move(wanted));
  for (const auto &[path, value] : before)
    if (!held_.contains(path)) keeper_.release(path);
  for (const auto &[path, value] : held_)
    if (!before.contains(path)) hold(path, value);
}

void InterfaceSettings::renew(const std::string &interface) {
  for (const auto &[path, value] : held_) {
    if (path.find("/" + interface + "/") == std::string::npos) continue;
    keeper_.release(path);
    hold(path, value);
  }
}

// An interface that does not exist yet is none of the user's mistakes.
void InterfaceSettings::hold(const std::string &path, std::int64_t value) {
  const auto done = keeper_.hold(path, value);
  if (!done && done.error().code != ENOENT) log_.warning(messages::setting_failed, done.error().message());
}

}  // namespace sempervivum::vrrp
