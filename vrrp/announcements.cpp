#include "vrrp/announcements.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.hpp"

namespace sempervivum::vrrp {
namespace {

bool has_hardware_address(const netlink::Link &link) {
  return !link.has(netlink::LinkFlag::no_arp) && !link.address.bytes().empty() && !link.broadcast.bytes().empty();
}

/// The router flag of a neighbour advertisement follows the interface's
/// forwarding setting (RFC 4861 section 4.4).
bool forwards_ipv6(const std::string &interface) {
  const auto path = "/proc/sys/net/ipv6/conf/" + interface + "/forwarding";
  const base::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  char digit = '0';
  return file && ::read(file.number(), &digit, 1) == 1 && digit != '0';
}

class Builder {
 public:
  Builder(const netlink::Picture &picture, std::size_t most) : picture_{picture} { list_.reserve(most); }

  void add(const PlannedAddress &planned) {
    const auto *link = look_up(planned.interface);
    if (link == nullptr || !has_hardware_address(*link)) return;
    const auto &address = planned.address.address;
    list_.push_back({.address = address,
                     .link = link->index,
                     .hardware_type = link->hardware_type,
                     .hardware = link->address,
                     .broadcast = link->broadcast,
                     .router = address.family() == base::Family::ipv6 && forwards(planned.interface)});
  }

  std::vector<Announcement> take() { return std::move(list_); }

 private:
  const netlink::Link *look_up(std::string_view interface) {
    if (link_ == nullptr || link_->name != interface) {
      link_ = picture_.link(interface);
      asked_ = false;
    }
    return link_;
  }

  bool forwards(const base::InterfaceName &interface) {
    if (!std::exchange(asked_, true)) forwards_ = forwards_ipv6(interface.text());
    return forwards_;
  }

  const netlink::Picture &picture_;
  const netlink::Link *link_ = nullptr;
  bool forwards_ = false;
  bool asked_ = false;
  std::vector<Announcement> list_;
};

}  // namespace

Announcer::Addresses announcements(const InstancePlan &plan, const netlink::Picture &picture) {
  Builder builder{picture, plan.addresses.size() + plan.excluded.size()};
  for (const auto &planned : plan.addresses) builder.add(planned);
  for (const auto &planned : plan.excluded) builder.add(planned);
  return std::make_shared<const std::vector<Announcement>>(builder.take());
}

}  // namespace sempervivum::vrrp
