/// Which addresses this host has: what ha_suspend goes by (M12).
///
/// Thread: that of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>

#include "base/address.hpp"
#include "base/expected.hpp"
#include "netlink/monitor.hpp"

namespace sempervivum::checkers {

class Presence {
 public:
  /// `changed` is called after any address has come or gone.
  static base::SystemResult<Presence> open(boost::asio::io_context &loop, std::function<void()> changed);

  bool has(const base::IpAddress &address) const;

 private:
  Presence(netlink::Monitor monitor, std::function<void()> changed);

  netlink::Monitor monitor_;
  netlink::Subscription subscription_;
};

}  // namespace sempervivum::checkers
