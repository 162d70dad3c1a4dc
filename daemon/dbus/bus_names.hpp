/// What is where on D-Bus: names and object paths (behaviour P2). Pure.
///
///   /org/keepalived/Vrrp1[/NETNS][/INSTANCE]/Vrrp                          general
///   /org/keepalived/Vrrp1[/NETNS][/INSTANCE]/Instance/IF/VRID/IPv4|IPv6    one vrrp_instance
///
/// In path elements, whatever D-Bus does not allow there is "_".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/strong.hpp"

namespace sempervivum::daemon {

namespace bus_names {
inline constexpr const char *service = "org.keepalived.Vrrp1";
inline constexpr const char *no_interface = "none";
inline constexpr const char *general_interface = "org.keepalived.Vrrp1.Vrrp";
inline constexpr const char *instance_interface = "org.keepalived.Vrrp1.Instance";
inline constexpr const char *started = "VrrpStarted";
inline constexpr const char *reloaded = "VrrpReloaded";
inline constexpr const char *stopped = "VrrpStopped";
inline constexpr const char *status_changed = "VrrpStatusChange";
}  // namespace bus_names

/// Where this process's objects are.
struct BusPlace {
  /// Empty: the host's own.
  std::string net_namespace;
  /// The keyword instance; empty: none.
  std::string instance;
  /// dbus_no_interface_name
  std::string no_interface = bus_names::no_interface;

  bool operator==(const BusPlace &) const = default;
};

std::string general_path(const BusPlace &place);
/// `interface` may be empty.
std::string instance_path(const BusPlace &place, std::string_view interface, base::Vrid vrid, base::Family family);

/// Numbers told of an instance: 0 Init, 1 Backup, 2 Master, 3 Fault, 97 Deleted, 98 Stop.
const char *bus_words(std::uint32_t status);

}  // namespace sempervivum::daemon
