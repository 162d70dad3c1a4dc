/// Kernel settings of the network (proc_sys_net(5), sysctl(8)), and putting them
/// back.
///
/// A setting is named by its path below /proc/sys/net, and belongs to the network
/// namespace of the calling process. Reading and writing it is a system call or
/// three of some microseconds that wait for no device. Settings that take the
/// kernel's big network lock (disable_ipv6, forwarding) wait for whoever holds
/// it: set these when interfaces are made, not in a transition.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "base/expected.hpp"

namespace sempervivum::netlink {

/// "ipv4/conf/INTERFACE/SETTING"; the interfaces "all" and "default" are none.
std::string interface_setting(base::Family family, std::string_view interface, std::string_view setting);

/// ENOENT: no such setting or interface; EINVAL: it is not one whole number.
base::SystemResult<std::int64_t> read_sysctl(const std::string &path);
/// EINVAL: out of the setting's range; EACCES, EROFS: not allowed here.
base::SystemResult<void> write_sysctl(const std::string &path, std::int64_t value);

/// Settings changed for as long as somebody needs them.
///
/// hold() and release() come in pairs for each user of a path; the last release
/// puts the first value back, unless somebody else has changed it since or its
/// interface is gone. Destruction releases all.
class SysctlKeeper {
 public:
  SysctlKeeper() = default;
  SysctlKeeper(SysctlKeeper &&) noexcept = default;
  SysctlKeeper &operator=(SysctlKeeper &&) = delete;
  SysctlKeeper(const SysctlKeeper &) = delete;
  SysctlKeeper &operator=(const SysctlKeeper &) = delete;
  ~SysctlKeeper() { release_all(); }

  /// Writes only if the value is another. On failure nothing is held. Holding a
  /// path with a second value changes it for all its users.
  base::SystemResult<void> hold(const std::string &path, std::int64_t value);
  void release(const std::string &path);
  void release_all();
  /// Ours since a process before us set it, when `original` was its value.
  void inherit(const std::string &path, std::int64_t original);
  /// By path, what each was.
  std::map<std::string, std::int64_t> originals() const;
  /// Somebody else puts them back.
  void forget() { held_.clear(); }

  bool holds(const std::string &path) const { return held_.contains(path); }

 private:
  struct Held {
    std::int64_t original = 0;
    std::int64_t ours = 0;
    std::size_t users = 0;
  };
  static void put_back(const std::string &path, const Held &held);

  std::map<std::string, Held> held_;
};

}  // namespace sempervivum::netlink
