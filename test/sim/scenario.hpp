/// What a seed stands for: a cluster, its weather and what befalls it.
///
/// A scenario is rounds of storm and calm. In a storm packets are lost, doubled,
/// overtaken and corrupted, and nodes crash, restart, stop, lose their link or
/// their script, reload, step down, stand still, or are cut off from one another. In a calm
/// the network is whole and long enough undisturbed for everything to settle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/router.hpp"

namespace sempervivum::sim {

enum class Action : std::uint8_t {
  crash,
  restart,
  stop,
  script_fails,
  script_recovers,
  link_down,
  link_up,
  reload,
  yield,
  stall,
  partition,
  heal,
  storm,
  calm,
};
std::string_view to_words(Action action);

struct Disturbance {
  base::Instant at;
  Action action;
  std::size_t node = 0;
  /// partition: a bit per node that is cut off from the others.
  std::uint64_t detail = 0;
  /// reload: the new configuration.
  vrrp::RouterConfig config;
  /// stall: for how long the process is not scheduled.
  base::Duration length{};
  /// stall: whether it then looks at its timers before its sockets.
  bool timers_first = false;
};

struct NodePlan {
  vrrp::RouterConfig config;
  /// The tracked script's weight; none: no script.
  std::optional<int> script_weight;
};

/// What the network does to packets while it storms; chances in permille.
struct Weather {
  unsigned loss = 0;
  unsigned duplicate = 0;
  unsigned corrupt = 0;
};

/// How long the protocol may take, worked out from the configurations alone.
struct Bounds {
  /// The longest advert interval of any node at any time.
  base::Duration interval{};
  /// The longest way through the network.
  base::Duration delay{};
  /// The longest master down interval.
  base::Duration down{};
  /// The longest preempt_delay.
  base::Duration preempt_delay{};

  /// Two masters that hear each other: until the better one's next advert arrives.
  base::Duration overlap(base::Duration winners_interval) const { return winners_interval + delay; }
  /// No master: until a backup's timer, last restarted by an advert on its way, expires.
  base::Duration vacancy() const { return down + delay; }
  /// After the last disturbance: somebody takes over (down), a better one hears it
  /// (interval + delay), waits (preempt_delay) and takes over (down), and the
  /// first one hears that (interval + delay).
  base::Duration settled() const { return 2 * (down + interval + delay) + preempt_delay; }
};

struct Scenario {
  vrrp::Version version = vrrp::Version::v2;
  base::Family family = base::Family::ipv4;
  vrrp::AuthType auth = vrrp::AuthType::none;
  std::size_t address_count = 1;
  std::vector<NodePlan> nodes;
  Weather weather;
  base::Duration least_delay{};
  Bounds bounds;
  /// In order of time.
  std::vector<Disturbance> disturbances;
  base::Instant end;
};

Scenario make_scenario(std::uint64_t seed);

}  // namespace sempervivum::sim
