#include "vrrp/interface_facts.hpp"

#include <algorithm>
#include <variant>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

using netlink::Address;
using netlink::AddressFlag;
using netlink::Link;
using netlink::Picture;

const Link *link_with_address(const base::IpAddress &wanted, const Picture &picture) {
  const Link *found = nullptr;
  picture.for_each_link([&](const Link &link) {
    picture.for_each_address(link.index, [&](const Address &address) {
      if (address.address == wanted) found = picture.link(link.index);
    });
  });
  return found;
}

bool is_virtual(const InstancePlan &plan, const base::IpAddress &address) {
  const auto same = [&](const PlannedAddress &planned) { return planned.address.address == address; };
  return std::ranges::any_of(plan.addresses, same) || std::ranges::any_of(plan.excluded, same);
}

bool can_be_source(const InstancePlan &plan, const Address &address) {
  if (address.address.family() != plan.family || !address.is_usable()) return false;
  const bool fits =
      plan.family == base::Family::ipv6 ? address.address.is_link_local() : !address.has(AddressFlag::secondary);
  return fits && !is_virtual(plan, address.address);
}

std::string link_name(base::InterfaceIndex index, const Picture &picture) {
  const auto *link = picture.link(index);
  return link == nullptr ? std::string{} : link->name;
}

/// One row per kind of change.
struct Names {
  const Picture &picture;
  using List = std::vector<std::string>;

  List operator()(const netlink::LinkAdded &change) const { return {change.link.name}; }
  List operator()(const netlink::LinkRemoved &change) const { return {change.link.name}; }
  List operator()(const netlink::LinkChanged &change) const {
    if (change.before.name == change.after.name) return {change.after.name};
    return {change.before.name, change.after.name};
  }
  List operator()(const netlink::AddressAdded &change) const { return {link_name(change.address.link, picture)}; }
  List operator()(const netlink::AddressRemoved &change) const { return {link_name(change.address.link, picture)}; }
  List operator()(const netlink::AddressChanged &change) const { return {link_name(change.after.link, picture)}; }
};

struct Report {
  const base::Log &log;
  const Picture &picture;
  bool addresses;

  void operator()(const netlink::LinkRemoved &change) const { log.info(messages::link_gone, change.link.name); }
  void operator()(const netlink::LinkAdded &) const {}
  void operator()(const netlink::LinkChanged &change) const {
    if (change.before.is_up() == change.after.is_up()) return;
    log.info(fmt::runtime(change.after.is_up() ? messages::link_up : messages::link_down), change.after.name);
  }
  void operator()(const netlink::AddressAdded &change) const { report(messages::address_assigned, change.address); }
  void operator()(const netlink::AddressRemoved &change) const { report(messages::address_deassigned, change.address); }
  void operator()(const netlink::AddressChanged &) const {}

  void report(messages::Text text, const Address &address) const {
    if (!addresses) return;
    log.write(base::Severity::info, fmt::runtime(text), address.address.to_string(), link_name(address.link, picture));
  }
};

}  // namespace

const Link *instance_link(const InstancePlan &plan, const Picture &picture) {
  if (!plan.interface.empty()) return picture.link(plan.interface);
  return plan.source ? link_with_address(*plan.source, picture) : nullptr;
}

std::optional<base::IpAddress> source_address(const InstancePlan &plan, const Picture &picture) {
  if (plan.source) return plan.source;
  const auto *link = plan.base_interface.empty() ? instance_link(plan, picture) : picture.link(plan.base_interface);
  if (link == nullptr) return std::nullopt;
  const auto *found =
      picture.first_address(link->index, [&](const Address &address) { return can_be_source(plan, address); });
  return found == nullptr ? std::nullopt : std::optional{found->address};
}

std::vector<std::string> changed_interfaces(const netlink::Change &change, const Picture &picture) {
  return std::visit(Names{picture}, change);
}

void log_change(const base::Log &log, const netlink::Change &change, const Picture &picture, bool log_addresses) {
  std::visit(Report{log, picture, log_addresses}, change);
}

}  // namespace sempervivum::vrrp
