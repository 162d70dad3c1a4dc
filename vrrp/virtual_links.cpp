#include "vrrp/virtual_links.hpp"

#include <linux/rtnetlink.h>

#include <system_error>
#include <utility>

#include "netlink/sysctl.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

/// How long instances wait for their links at start.
constexpr auto patience = std::chrono::seconds{1};
/// keepalived's number in iproute2's rt_addrprotos.
constexpr std::uint8_t address_protocol = 18;

std::uint32_t detail_of(const netlink::Macvlan &macvlan) { return macvlan.mode; }
std::uint32_t detail_of(const netlink::Ipvlan &ipvlan) { return ipvlan.mode; }
std::string_view kind_of(const netlink::Macvlan &) { return "macvlan"; }
std::string_view kind_of(const netlink::Ipvlan &) { return "ipvlan"; }

/// Whether the link there is the one that is wanted.
bool fits(const VirtualLinkPlan &plan, const netlink::Link &link, const netlink::Link &base) {
  const auto same_kind = [&link](const auto &kind) {
    return link.kind == kind_of(kind) && link.detail == detail_of(kind);
  };
  const bool same_hardware = plan.hardware.bytes().empty() || plan.hardware == link.address;
  return std::visit(same_kind, plan.kind) && link.lower == base.index && same_hardware;
}

/// What keepalived sets on a VMAC (behaviour H2, H3).
netlink::LinkSettings settings_of(const VirtualLinkPlan &plan, const netlink::Link &base, const netlink::Link *master) {
  using enum netlink::Ipv4Setting;
  netlink::LinkSettings settings;
  if (!std::holds_alternative<netlink::Macvlan>(plan.kind)) return settings;
  settings.addresses = netlink::AddressGeneration::none;
  if (plan.family == base::Family::ipv4)
    settings.ipv4 = {{arp_ignore, 1}, {accept_local, 1}, {rp_filter, 0}, {promote_secondaries, 1}};
  const auto group = plan.group.value_or(base.group);
  if (group != 0) settings.group = group;
  if (master != nullptr && master->kind == "vrf") settings.master = master->index;
  return settings;
}

/// The base's link-local address as the source of adverts; nothing else chooses it.
PlannedAddress link_local_copy(const std::string &interface, const base::IpAddress &address) {
  constexpr std::uint8_t length = 64;
  auto copy = netlink::plain_address({}, address, length);
  copy.scope = RT_SCOPE_LINK;
  copy.preferred = 0;
  return {interface, copy, true};
}

PlannedAddress own_address(const std::string &interface, const netlink::Prefix &prefix) {
  auto address = netlink::plain_address({}, prefix.address, prefix.length);
  address.protocol = address_protocol;
  return {interface, address, true};
}

bool is_copied(const netlink::Address &address) {
  return address.address.family() == base::Family::ipv6 && address.address.is_link_local() && address.is_usable();
}

}  // namespace

/// A link that is wanted, and what has been done about it.
struct VirtualLinks::Holding {
  Holding(VirtualLinks &links, VirtualLinkPlan its_plan)
      : plan{std::move(its_plan)},
        again{links.timers_, [this, &links](base::Instant) { links.look(*this); }},
        addresses{links.keeper_, [](base::Instant) {}, Claim::Kind::fixture} {}

  VirtualLinkPlan plan;
  bool wanted = true;
  /// The kernel has been asked for it and it is not there yet.
  bool asked = false;
  bool failed = false;
  /// Of the link that has been made or taken over; 0: none.
  base::InterfaceIndex index;
  RestoreLimit limit;
  Alarm again;
  Claim addresses;
};

VirtualLinks::VirtualLinks(netlink::Socket &socket, netlink::Monitor &monitor, Keeper &keeper, Timers &timers,
                           base::Log log)
    : socket_{socket},
      monitor_{monitor},
      keeper_{keeper},
      timers_{timers},
      log_{log},
      impatience_{timers, [this](base::Instant) {
                    if (ready_) std::exchange(ready_, nullptr)();
                  }} {}

VirtualLinks::~VirtualLinks() = default;

void VirtualLinks::want(std::vector<VirtualLinkPlan> plans, std::function<void()> ready) {
  ready_ = std::move(ready);
  awaited_.clear();
  make_room(plans);
  for (const auto &[name, holding] : links_) holding->wanted = false;
  for (auto &plan : plans) {
    auto &holding = links_[plan.name];
    if (!holding)
      holding = std::make_unique<Holding>(*this, std::move(plan));
    else if (holding->plan != plan)
      adapt(*holding, std::move(plan));
    holding->wanted = true;
    look(*holding);
    if (!is_settled(*holding)) awaited_.insert(holding->plan.name);
  }
  if (ready_) impatience_.arm(base::Clock::now() + patience);
  tell_if_ready();
}

// The kernel lets no two of them have one hardware address, so what must go for
// another's sake cannot wait for drop_others().
void VirtualLinks::make_room(const std::vector<VirtualLinkPlan> &plans) {
  std::erase_if(links_, [&](const auto &entry) {
    const bool in_the_way = stands_in_the_way(entry.second->plan, plans);
    if (in_the_way) remove(*entry.second);
    return in_the_way;
  });
}

/// The same link, but otherwise set: as one that an earlier life left.
void VirtualLinks::adapt(Holding &holding, VirtualLinkPlan plan) {
  holding.plan = std::move(plan);
  holding.index = {};
}

void VirtualLinks::drop_others() {
  std::erase_if(links_, [this](const auto &entry) {
    if (!entry.second->wanted) remove(*entry.second);
    return !entry.second->wanted;
  });
}

void VirtualLinks::release(bool keep) {
  ready_ = nullptr;
  impatience_.cancel();
  for (const auto &[name, holding] : std::exchange(links_, {}))
    if (!keep) remove(*holding);
}

void VirtualLinks::remove(const Holding &holding) {
  if (holding.index.value() == 0 && !holding.asked) return;
  netlink::Batch batch;
  netlink::remove_link(batch, holding.plan.name);
  socket_.send(std::move(batch), [log = log_, owner = holding.plan.owner, name = holding.plan.name](auto errors) {
    if (errors.empty()) log.info(messages::vmac_removed, owner, name);
  });
}

// Making.

/// What there is to be done now.
void VirtualLinks::look(Holding &holding) {
  const auto *base = monitor_.link(holding.plan.base);
  if (base == nullptr || holding.asked || !holding.wanted) return;
  const auto *link = monitor_.link(holding.plan.name);
  if (link == nullptr) return make(holding);
  if (!fits(holding.plan, *link, *base)) return replace(holding, *link);
  if (link->index == holding.index) return;
  netlink::Batch batch;
  netlink::set_link(batch, link->index, settings_of(holding.plan, *base, monitor_.link(base->master)));
  socket_.send(std::move(batch), {});
  settle_ipv6(holding.plan);
  finish(holding, *link);
}

// Something of another kind that has the name is somebody's; a VMAC is what an
// earlier life left.
void VirtualLinks::replace(Holding &holding, const netlink::Link &link) {
  if (!is_virtual_mac(link.address) && link.kind != "ipvlan") {
    if (!std::exchange(holding.failed, true)) log_.error(messages::vmac_name_taken, holding.plan.owner, link.name);
    return;
  }
  netlink::Batch batch;
  netlink::remove_link(batch, link.index);
  socket_.send(std::move(batch), {});
  make(holding);
}

void VirtualLinks::make(Holding &holding) {
  const auto &plan = holding.plan;
  const auto *base = monitor_.link(plan.base);
  netlink::Batch batch;
  netlink::make_link(batch, {.name = plan.name, .lower = base->index, .kind = plan.kind, .address = plan.hardware});
  netlink::set_link(batch, plan.name, settings_of(plan, *base, monitor_.link(base->master)));
  holding.asked = true;
  socket_.send(std::move(batch), [weak = std::weak_ptr{self_}, name = plan.name](auto errors) {
    if (const auto self = weak.lock()) (*self)->set_up(name, errors);
  });
}

void VirtualLinks::set_up(const std::string &name, std::span<const netlink::RequestError> errors) {
  const auto at = links_.find(name);
  if (at == links_.end()) return;
  auto &holding = *at->second;
  const auto &plan = holding.plan;
  if (!errors.empty() && errors.front().index == 0) {
    log_.error(messages::vmac_failed, plan.owner, name, errors.front().message());
    holding.asked = false;
    holding.failed = true;
    settle(holding);
    return tell_if_ready();
  }
  log_.info(messages::vmac_made, plan.owner, name);
  settle_ipv6(plan);
  netlink::Batch batch;
  netlink::set_link_up(batch, name, true);
  const auto *base = plan.announces_base ? monitor_.link(plan.base) : nullptr;
  // Its group is what can be set again without a change. Some lower links, bridges among
  // them, become promiscuous by the virtual one without any message.
  if (base != nullptr) netlink::set_link(batch, base->index, {.group = base->group});
  socket_.send(std::move(batch), {});
}

// Before the link comes up: then it would make an address, join groups and listen
// to routers.
void VirtualLinks::settle_ipv6(const VirtualLinkPlan &plan) {
  const auto set = [&](const char *setting, std::int64_t value) {
    const auto done = netlink::write_sysctl(netlink::interface_setting(base::Family::ipv6, plan.name, setting), value);
    if (!done && done.error().code != ENOENT) log_.warning(messages::setting_failed, done.error().message());
  };
  set("disable_ipv6", plan.ipv6 ? 0 : 1);
  if (plan.copies_link_local) set("accept_ra", 0);
}

/// It is there: made by us, or left by an earlier life.
void VirtualLinks::finish(Holding &holding, const netlink::Link &link) {
  holding.index = link.index;
  holding.asked = holding.failed = false;
  hold_addresses(holding, link);
  if (link.has(netlink::LinkFlag::up)) return;
  netlink::Batch batch;
  netlink::set_link_up(batch, link.index, true);
  socket_.send(std::move(batch), {});
}

void VirtualLinks::hold_addresses(Holding &holding, const netlink::Link &link) {
  const auto &plan = holding.plan;
  Possessions wanted;
  if (plan.address) wanted.addresses.push_back(own_address(link.name, *plan.address));
  const auto *base = monitor_.link(plan.base);
  const auto *source =
      plan.copies_link_local && base != nullptr ? monitor_.picture().first_address(base->index, is_copied) : nullptr;
  if (source != nullptr) wanted.addresses.push_back(link_local_copy(link.name, source->address));
  holding.addresses.hold(wanted, plan.owner);
}

// News.

// There may be a thousand links and a thousand news of each: what does not concern
// a link costs it a comparison.
void VirtualLinks::note(const netlink::Change &change) {
  if (links_.empty()) return;
  if (const auto *added = std::get_if<netlink::LinkAdded>(&change)) note_link(added->link, false);
  if (const auto *changed = std::get_if<netlink::LinkChanged>(&change)) note_link(changed->after, false);
  if (const auto *removed = std::get_if<netlink::LinkRemoved>(&change)) note_link(removed->link, true);
  if (const auto *added = std::get_if<netlink::AddressAdded>(&change)) note_address(added->address);
  if (const auto *changed = std::get_if<netlink::AddressChanged>(&change)) note_address(changed->after);
  if (const auto *removed = std::get_if<netlink::AddressRemoved>(&change)) note_address(removed->address);
}

void VirtualLinks::note_link(const netlink::Link &link, bool removed) {
  for (const auto &[name, holding] : links_) {
    if (name != link.name && holding->plan.base != link.name && holding->index != link.index) continue;
    if (removed && holding->index == link.index)
      lost(*holding);
    else if (holding->asked && name == link.name && link.has(netlink::LinkFlag::up))
      finish(*holding, link);
    else if (holding->index.value() == 0)
      look(*holding);
    settle(*holding);
  }
  tell_if_ready();
}

void VirtualLinks::note_address(const netlink::Address &address) {
  if (!address.address.is_link_local() || address.address.family() != base::Family::ipv6) return;
  const auto *base = monitor_.link(address.link);
  for (const auto &[name, holding] : links_) {
    if (base == nullptr || holding->plan.base != base->name || !holding->plan.copies_link_local) continue;
    if (const auto *link = monitor_.link(holding->index)) hold_addresses(*holding, *link);
  }
}

void VirtualLinks::lost(Holding &holding) {
  const auto now = base::Clock::now();
  holding.index = {};
  if (!holding.wanted || monitor_.link(holding.plan.base) == nullptr) return;
  log_.warning(messages::vmac_lost, holding.plan.owner, holding.plan.name);
  if (holding.limit.removed(now) == Restore::put_back)
    look(holding);
  else
    holding.again.arm(now + RestoreLimit::window);
}

bool VirtualLinks::is_settled(const Holding &holding) const {
  const auto *base = monitor_.link(holding.plan.base);
  const auto *link = monitor_.link(holding.index);
  return !holding.wanted || holding.failed || base == nullptr || (link != nullptr && (link->is_up() || !base->is_up()));
}

void VirtualLinks::settle(const Holding &holding) {
  if (ready_ && is_settled(holding)) awaited_.erase(holding.plan.name);
}

void VirtualLinks::tell_if_ready() {
  if (!ready_ || !awaited_.empty()) return;
  impatience_.cancel();
  std::exchange(ready_, nullptr)();
}

}  // namespace sempervivum::vrrp
