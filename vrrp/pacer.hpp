/// Announcements one at a time where they must not come at once: keywords
/// garp_interval and gna_interval, globally (for each interface) or in a garp_group
/// (for its interfaces together). Behaviour fact D8.
///
/// A lane is what shares one spacing: IPv4 and IPv6 have their own. In a lane every
/// address that waits is announced once before any is announced again. What has no
/// lane goes at once (announce.hpp).
///
/// Thread: the protocol thread only.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "netlink/picture.hpp"
#include "vrrp/announce.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/rare_list.hpp"
#include "vrrp/timers.hpp"

namespace sempervivum::vrrp {

class Pacer {
 private:
  struct Job;

 public:
  /// The right to a burst, as Announcer::Burst: what has not been sent when it ends
  /// is not sent any more.
  struct Burst {
    Announcer::Burst now;
    RareList<std::shared_ptr<Job>> later;
  };

  Pacer(Timers &timers, Announcer &announcer, const netlink::Picture &picture);
  Pacer(const Pacer &) = delete;
  Pacer &operator=(const Pacer &) = delete;
  ~Pacer();

  /// From now on. What waits goes on waiting only if nothing changes.
  void set(std::vector<Pace> paces);
  [[nodiscard]] Burst announce(const Announcer::Addresses &addresses, unsigned rounds);

 private:
  class Lane;
  /// Of a pace's place and the interface, where each has its own, and the family.
  struct Key {
    std::size_t pace;
    std::string interface;
    base::Family family;

    auto operator<=>(const Key &) const = default;
  };

  const Pace *pace_of(const std::string &interface) const;
  Lane *lane_of(const Announcement &announcement);

  Timers &timers_;
  Announcer &announcer_;
  const netlink::Picture &picture_;
  std::vector<Pace> paces_;
  std::map<Key, std::unique_ptr<Lane>> lanes_;
};

}  // namespace sempervivum::vrrp
