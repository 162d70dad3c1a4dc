#include "netlink/virtual_link.hpp"

#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <span>
#include <string_view>

namespace sempervivum::netlink {
namespace {

constexpr bool is(Ipv4Setting setting, int number) { return static_cast<int>(setting) == number; }
static_assert(is(Ipv4Setting::rp_filter, IPV4_DEVCONF_RP_FILTER) &&
              is(Ipv4Setting::arp_filter, IPV4_DEVCONF_ARPFILTER) &&
              is(Ipv4Setting::arp_ignore, IPV4_DEVCONF_ARP_IGNORE) &&
              is(Ipv4Setting::promote_secondaries, IPV4_DEVCONF_PROMOTE_SECONDARIES) &&
              is(Ipv4Setting::accept_local, IPV4_DEVCONF_ACCEPT_LOCAL));

std::string_view name_of(const Macvlan &) { return "macvlan"; }
std::string_view name_of(const Ipvlan &) { return "ipvlan"; }

void put_data(Batch &batch, const Macvlan &macvlan) { batch.put(IFLA_MACVLAN_MODE, macvlan.mode); }

void put_data(Batch &batch, const Ipvlan &ipvlan) {
  batch.put(IFLA_IPVLAN_MODE, ipvlan.mode);
  batch.put(IFLA_IPVLAN_FLAGS, ipvlan.flags);
}

template <class Kind>
void put_kind(Batch &batch, const Kind &kind) {
  const auto info = batch.nest_unmarked(IFLA_LINKINFO);
  batch.put(IFLA_INFO_KIND, std::as_bytes(std::span{name_of(kind)}));
  const auto data = batch.nest_unmarked(IFLA_INFO_DATA);
  put_data(batch, kind);
}

void begin(Batch &batch, std::uint16_t type, const LinkReference &link, unsigned flags = 0, unsigned change = 0) {
  ifinfomsg header{};
  const auto *index = std::get_if<base::InterfaceIndex>(&link);
  if (index != nullptr) header.ifi_index = static_cast<int>(index->value());
  header.ifi_flags = flags;
  header.ifi_change = change;
  batch.begin(type, 0, header);
  if (index == nullptr) batch.put_text(IFLA_IFNAME, std::get<std::string>(link));
}

void put_ipv4(Batch &batch, const Ipv4Settings &settings) {
  if (settings.empty()) return;
  const auto family = batch.nest_unmarked(AF_INET);
  const auto values = batch.nest_unmarked(IFLA_INET_CONF);
  for (const auto &[setting, value] : settings) batch.put(static_cast<std::uint16_t>(setting), value);
}

void put_ipv6(Batch &batch, const std::optional<AddressGeneration> &generation) {
  if (!generation) return;
  const auto family = batch.nest_unmarked(AF_INET6);
  batch.put(IFLA_INET6_ADDR_GEN_MODE, static_cast<std::uint8_t>(*generation));
}

void put_families(Batch &batch, const LinkSettings &settings) {
  if (settings.ipv4.empty() && !settings.addresses) return;
  const auto families = batch.nest_unmarked(IFLA_AF_SPEC);
  put_ipv4(batch, settings.ipv4);
  put_ipv6(batch, settings.addresses);
}

}  // namespace

void make_link(Batch &batch, const NewLink &link) {
  batch.begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  std::visit([&batch](const auto &kind) { put_kind(batch, kind); }, link.kind);
  batch.put(IFLA_LINK, link.lower.value());
  batch.put_text(IFLA_IFNAME, link.name);
  if (!link.address.bytes().empty()) batch.put(IFLA_ADDRESS, link.address.bytes());
}

void set_link(Batch &batch, const LinkReference &link, const LinkSettings &settings) {
  begin(batch, RTM_NEWLINK, link);
  if (settings.group) batch.put(IFLA_GROUP, *settings.group);
  if (settings.master) batch.put(IFLA_MASTER, settings.master->value());
  put_families(batch, settings);
}

void set_link_up(Batch &batch, const LinkReference &link, bool up) {
  begin(batch, RTM_NEWLINK, link, up ? IFF_UP : 0, IFF_UP);
}

void remove_link(Batch &batch, const LinkReference &link) { begin(batch, RTM_DELLINK, link); }

}  // namespace sempervivum::netlink
