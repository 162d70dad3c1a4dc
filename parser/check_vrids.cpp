// Instances that cannot be told apart on the wire.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "parser/checks.hpp"
#include "parser/defaults.hpp"

namespace sempervivum::parser {

namespace {

/// Where adverts are heard. Unicast adverts come from each of an instance's
/// peers, multicast ones by its group, if it names one.
using WireKey = std::tuple<std::string_view, base::Vrid, base::Family, bool, std::optional<base::IpAddress>>;

class VridCheck {
 public:
  explicit VridCheck(Diagnostics &diagnostics) : diagnostics_{diagnostics} {}

  void run(const VrrpInstance &instance) {
    const bool unicast = !instance.unicast_peer.empty();
    const VrrpInstance *other = nullptr;
    const auto look = [&](const std::optional<base::IpAddress> &heard_by) {
      const WireKey key{*instance.interface, *instance.virtual_router_id, deduced_family(instance), unicast, heard_by};
      const auto entry = first_.try_emplace(key, &instance).first;
      // The first of the instances met, whichever peer it shares; a peer may be named twice.
      if (entry->second != &instance && (!other || entry->second < other)) other = entry->second;
    };
    if (!unicast) look(instance.mcast_dst_ip);
    for (const auto &peer : instance.unicast_peer) look(peer.address);
    if (other) complain(instance, *other);
  }

 private:
  void complain(const VrrpInstance &instance, const VrrpInstance &other) {
    auto &finding = diagnostics_.add(FindingId::duplicate_vrid, instance.span,
                                     fmt::format("({}) virtual_router_id {} is already used on {} by {}", instance.name,
                                                 instance.virtual_router_id->value(), *instance.interface, other.name),
                                     "each virtual router on a network needs an ID of its own");
    finding.related.push_back({other.span, "the other one is here"});
  }

  Diagnostics &diagnostics_;
  std::map<WireKey, const VrrpInstance *> first_;
};

}  // namespace

void check_vrids(const Config &config, Diagnostics &diagnostics) {
  VridCheck check{diagnostics};
  for (const auto &instance : config.instances)
    if (instance.virtual_router_id && instance.interface) check.run(instance);
}

}  // namespace sempervivum::parser
