/// Keeps the kernel's table as the pools want it: remembers what it is, sends the
/// difference.
///
/// Thread: that of the io_context.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <vector>

#include "base/log.hpp"
#include "netlink/ipvs_table.hpp"

namespace sempervivum::checkers {

class TableKeeper {
 public:
  /// `picture` is what the table is now.
  TableKeeper(netlink::IpvsTable table, netlink::IpvsPicture picture, base::Log log)
      : table_{std::move(table)}, actual_{std::move(picture)}, log_{log} {}

  /// Makes the services of `desired` so; others stay.
  void want(netlink::IpvsPicture desired);
  /// Makes `desired` all that is left of ours.
  void want_only(netlink::IpvsPicture desired);

  void flush();
  void set_timeouts(const netlink::IpvsTimeouts &timeouts);

  /// Calls `done` once everything asked for so far is answered.
  void drain(std::function<void()> done);

 private:
  void take_over(netlink::IpvsPicture desired);
  void carry_out(std::vector<netlink::IpvsChange> changes);
  void settle(std::span<const netlink::IpvsChange> changes, std::span<const netlink::RequestError> errors);
  void settle(const netlink::IpvsChange &change, const netlink::RequestError &error);
  netlink::Socket::Done explained(std::string action);

  netlink::IpvsTable table_;
  netlink::IpvsPicture actual_;
  std::set<netlink::IpvsServiceKey> ours_;
  base::Log log_;
};

}  // namespace sempervivum::checkers
