/// What one VRRP process leaves to the next at a handover (option --handover).
///
/// Both run the same configuration, and steady_clock is the same in both: what is
/// left is the state of the routers, what the trackers said last, and which kernel
/// settings have to be put back one day. Addresses, routes, virtual links and
/// packet filters stay in the kernel, where the heir finds them.
///
/// On the wire it is text: fields that end in NUL, the first of which names the
/// version. Another version, or anything that is not whole, is no estate.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/strong.hpp"
#include "vrrp/router.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

struct Estate {
  struct Instance {
    std::string name;
    base::Vrid vrid;
    RouterMemory memory;
    /// Of the authentication header.
    std::uint32_t sequence = 0;
  };

  std::vector<Instance> instances;
  /// Of sync groups.
  std::map<std::string, State> groups;
  std::map<std::string, Verdict> scripts;
  /// By path below /proc/sys/net: what each was before we set it.
  std::map<std::string, std::int64_t> settings;

  const Instance *find(std::string_view name, base::Vrid vrid) const;
};

std::string encode(const Estate &estate);
std::optional<Estate> decode_estate(std::string_view text);

}  // namespace sempervivum::vrrp
