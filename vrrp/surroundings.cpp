#include "vrrp/surroundings.hpp"

#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {

Surroundings::Surroundings(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor,
                           Keeper &keeper, Timers &timers, base::Log log)
    : log_{log},
      settings_{log},
      fixtures_{keeper, timers},
      links_{socket, monitor, keeper, timers, log},
      firewall_{io, monitor, log} {}

void Surroundings::prepare(const Plan &plan, std::function<void()> ready) {
  for (const auto &what : plan.left_out) log_.error(messages::left_out, what);
  settings_.want(wanted_settings(plan));
  settings_.spread_path_filter(needs_no_path_filter(plan));
  fixtures_.want(plan.fixtures);
  firewall_.want(plan.firewall);
  links_.want(plan.links, std::move(ready));
}

void Surroundings::note(const netlink::Change &change) {
  if (const auto *added = std::get_if<netlink::LinkAdded>(&change)) settings_.renew(added->link.name);
  if (netlink::changes_names(change)) fixtures_.renew();
  links_.note(change);
  firewall_.note(change);
}

void Surroundings::release(bool keep) {
  if (!keep) fixtures_.release();
  links_.release(keep);
  if (!keep) firewall_.release();
}

}  // namespace sempervivum::vrrp
