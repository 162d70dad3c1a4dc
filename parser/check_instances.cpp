// Identity, timing and state of each vrrp_instance.
#include <fmt/format.h>

#include <algorithm>

#include "parser/atoms.hpp"
#include "parser/checks.hpp"
#include "parser/defaults.hpp"

namespace sempervivum::parser {

namespace {

std::string in_seconds(base::Duration duration) {
  return write_decimal(std::chrono::duration_cast<std::chrono::microseconds>(duration).count(), 6);
}

class InstanceCheck {
 public:
  InstanceCheck(const Config &config, const VrrpInstance &instance, const HostFacts *host, Diagnostics &diagnostics)
      : config_{config}, instance_{instance}, host_{host}, diagnostics_{diagnostics} {}

  void run() {
    identity();
    loopback();
    version();
    interval();
    state();
    priority();
    strict();
    unicast();
    announcements();
    addresses();
    interfaces();
    tracked_interfaces();
  }

 private:
  void add(FindingId id, std::string message, std::string help = {}) {
    diagnostics_.add(id, instance_.span, fmt::format("({}) {}", instance_.name, message), std::move(help));
  }

  void identity() {
    if (!instance_.virtual_router_id)
      missing(FindingId::no_virtual_router_id, "virtual_router_id", "the virtual router ID is not set",
              "add `virtual_router_id 1..255`");
    if (!instance_.interface && !instance_.unicast_src_ip)
      missing(FindingId::no_interface, "interface", "no interface is named", "add `interface eth0` or the like");
  }

  void loopback() {
    if (instance_.interface == "lo") add(FindingId::loopback_interface, "VRRP does not work on the loopback interface");
  }

  void missing(FindingId id, std::string_view keyword, std::string message, std::string help) {
    const bool implied = is_explained(config_, instance_, keyword, diagnostics_);
    diagnostics_.add(id, instance_.span, fmt::format("({}) {}", instance_.name, message), std::move(help)).implied =
        implied;
  }

  void version() {
    const bool ipv6 = deduced_family(instance_) == base::Family::ipv6;
    if (ipv6 && instance_.version == VrrpVersion::v2)
      add(FindingId::version_conflict, "IPv6 needs VRRP version 3, which is used");
  }

  void interval() {
    if (!instance_.advert_int) return;
    const auto wanted = *instance_.advert_int;
    const auto version = deduced_version(config_, instance_);
    const auto used = rounded_interval(wanted, version);
    if (used == wanted) return;
    const bool limited = version == VrrpVersion::v3 && wanted > used;
    add(limited ? FindingId::advert_interval_range : FindingId::advert_interval_rounded,
        fmt::format("advert_int {} becomes {} in VRRP version {}", in_seconds(wanted), in_seconds(used),
                    static_cast<int>(version)),
        version == VrrpVersion::v2 ? "version 2 has whole seconds; `version 3` allows hundredths"
                                   : "version 3 has hundredths of a second up to 40.95");
  }

  void state() {
    const bool master = instance_.state == InitialState::master;
    const bool owner = instance_.priority == base::owner_priority || (master && !instance_.priority);
    const bool delayed = instance_.preempt_delay > base::Duration::zero();
    if (instance_.nopreempt && (master || owner))
      add(FindingId::preempt_with_master, "nopreempt has no effect with `state MASTER` or priority 255",
          "use `state BACKUP` and a priority below 255 on all routers");
    if (delayed && master)
      add(FindingId::preempt_delay_ignored, "preempt_delay has no effect with `state MASTER`",
          "use `state BACKUP` on all routers");
    else if (delayed && instance_.nopreempt)
      add(FindingId::preempt_delay_ignored, "preempt_delay has no effect with nopreempt");
    if (master && !owner && instance_.authentication && instance_.authentication->type == AuthType::ah)
      add(FindingId::ah_with_master, "auth_type AH does not go with `state MASTER`; BACKUP is used");
  }

  void priority() {
    if (instance_.state == InitialState::master && !instance_.priority)
      missing(FindingId::owner_priority, "priority",
              "`state MASTER` without a priority means priority 255, the address owner's",
              "set a priority from 1 to 254");
    else if (instance_.priority == base::owner_priority && !owns_addresses())
      add(FindingId::owner_priority, "priority 255 is for the router that owns the virtual addresses itself",
          "set a priority from 1 to 254 unless the addresses are configured on this host anyway");
  }

  bool is_own(const base::IpAddress &address) const {
    return instance_.unicast_src_ip == address || (host_ != nullptr && host_->has_address(address));
  }

  bool owns_addresses() const {
    return !instance_.virtual_ipaddress.empty() &&
           std::ranges::all_of(instance_.virtual_ipaddress, [this](const VirtualAddress &virtual_address) {
             return host_ != nullptr && host_->has_address(virtual_address.prefix.address);
           });
  }

  void strict() {
    if (!is_strict(config_, instance_)) return;
    const bool owner = instance_.priority == base::owner_priority;
    const bool master = instance_.state == InitialState::master;
    if (instance_.state && instance_.priority && owner != master)
      add(FindingId::strict_mode, "in strict mode the state is MASTER exactly for priority 255");
    if (instance_.authentication)
      add(FindingId::strict_mode, "in strict mode there is no authentication; it is ignored");
    if (instance_.preempt_delay > base::Duration::zero())
      add(FindingId::strict_mode, "in strict mode there is no preempt_delay; it is ignored");
    if (instance_.garp_lower_prio_repeat.value_or(0) != 0 ||
        instance_.garp_lower_prio_delay.value_or(base::Duration::zero()) != base::Duration::zero())
      add(FindingId::strict_mode, "in strict mode garp_lower_prio_delay and garp_lower_prio_repeat are 0");
    if (!instance_.accept && !instance_.virtual_ipaddress.empty())
      add(FindingId::strict_unreachable,
          fmt::format("{} will not answer: strict mode drops packets to virtual addresses",
                      instance_.virtual_ipaddress.front().prefix.address.to_string()),
          "add `accept`, or remove vrrp_strict");
  }

  void unicast() {
    const bool settings = instance_.unicast_src_ip || instance_.unicast_ttl || instance_.check_unicast_src ||
                          instance_.old_unicast_checksum != OldUnicastChecksum::automatic;
    if (settings && instance_.unicast_peer.empty())
      missing(FindingId::unicast_without_peers, "unicast_peer",
              "unicast settings without unicast peers: multicast is used", "add a `unicast_peer` block");
    if (!instance_.unicast_peer.empty() && instance_.use_vmac && !instance_.vmac_xmit_base)
      add(FindingId::vmac_without_xmit_base, "unicast adverts with a VMAC need vmac_xmit_base, which is set");
    for (const auto &peer : instance_.unicast_peer)
      if (is_own(peer.address))
        diagnostics_.add(FindingId::own_address_as_peer, peer.span,
                         fmt::format("{} is this router's own address", peer.address.to_string()));
  }

  void announcements() {
    if (instance_.garp_master_repeat == 0U || instance_.garp_master_refresh_repeat == 0U)
      add(FindingId::zero_repeat, "garp_master_repeat and garp_master_refresh_repeat are at least 1");
  }

  void addresses() {
    const auto family = deduced_family(instance_);
    if (instance_.mcast_src_ip && instance_.mcast_src_ip->family() != family)
      add(FindingId::address_family, "mcast_src_ip is of another family than the virtual addresses");
    if (instance_.mcast_dst_ip && instance_.mcast_dst_ip->family() != family)
      add(FindingId::address_family, "mcast_dst_ip is of another family than the virtual addresses");
    else if (instance_.mcast_dst_ip && !instance_.mcast_dst_ip->is_multicast())
      add(FindingId::bad_value, "mcast_dst_ip is not a multicast address");
    if (instance_.native_ipv6 && family == base::Family::ipv4)
      add(FindingId::address_family, "native_ipv6 does not go with IPv4 addresses");
  }

  void interfaces() {
    const auto &ipvlan = instance_.use_ipvlan;
    if (ipvlan && !ipvlan->address && !instance_.mcast_src_ip && deduced_family(instance_) == base::Family::ipv4)
      add(FindingId::ipvlan_without_source,
          "an IPv4 ipvlan needs a source address; without it the instance is in fault",
          "add one behind `use_ipvlan`, or mcast_src_ip");
    if (instance_.vmac_xmit_base && !instance_.use_vmac)
      add(FindingId::ignored_setting, "vmac_xmit_base has no effect without use_vmac");
    if (instance_.vrf && instance_.interface)
      add(FindingId::ignored_setting, "vrf is for instances without an interface");
  }

  void tracked_interfaces() {
    for (const auto &track : instance_.track_interface)
      if (track.name == instance_.interface)
        diagnostics_.add(
            FindingId::own_interface_tracked, track.span,
            fmt::format("({}) {} is the instance's own interface and tracked anyway", instance_.name, track.name),
            "remove it: an instance always follows its own interface");
  }

  const Config &config_;
  const VrrpInstance &instance_;
  const HostFacts *host_;
  Diagnostics &diagnostics_;
};

void check_global(const GlobalDefs &global, Diagnostics &diagnostics) {
  if (global.garp.master_repeat == 0U || global.garp.master_refresh_repeat == 0U)
    diagnostics.add(FindingId::zero_repeat, {},
                    "vrrp_garp_master_repeat and vrrp_garp_master_refresh_repeat are at least 1");
  if (global.smtp_connect_timeout == base::Duration::zero())
    diagnostics.add(FindingId::limited_value, {}, "smtp_connect_timeout is at least 1");
  for (const auto *tuning : {&global.vrrp_tuning, &global.checker_tuning, &global.bfd_tuning})
    if (tuning->rt_priority && (*tuning->rt_priority < 1 || *tuning->rt_priority > 99))
      diagnostics.add(FindingId::limited_value, {},
                      fmt::format("a realtime priority is within 1..99, not {}", *tuning->rt_priority));
}

}  // namespace

bool is_explained(const Config &config, const VrrpInstance &instance, std::string_view keyword,
                  const Diagnostics &diagnostics) {
  const bool last = &instance == &config.instances.back();
  const auto *next = last ? nullptr : &instance + 1;
  return diagnostics.explained(keyword, instance.span.line, next ? next->span.line : UINT32_MAX);
}

void check_instances(const Config &config, const HostFacts *host, Diagnostics &diagnostics) {
  check_global(config.global, diagnostics);
  for (const auto &instance : config.instances) InstanceCheck{config, instance, host, diagnostics}.run();
}

}  // namespace sempervivum::parser
