#include "checkers/presence.hpp"

#include <utility>
#include <variant>

namespace sempervivum::checkers {
Presence::Presence(netlink::Monitor monitor, std::function<void()> changed)
    : monitor_{std::move(monitor)},
      subscription_{monitor_.observe([changed = std::move(changed)](const netlink::Change &change) {
        if (netlink::is_about_addresses(change)) changed();
      })} {}

base::SystemResult<Presence> Presence::open(boost::asio::io_context &loop, std::function<void()> changed) {
  auto monitor = netlink::Monitor::open(loop);
  if (!monitor) return base::unexpected(monitor.error());
  return Presence{std::move(*monitor), std::move(changed)};
}

bool Presence::has(const base::IpAddress &address) const {
  const auto &picture = monitor_.picture();
  bool found = false;
  picture.for_each_link([&](const netlink::Link &link) {
    picture.for_each_address(link.index,
                             [&](const netlink::Address &known) { found = found || known.address == address; });
  });
  return found;
}

}  // namespace sempervivum::checkers
