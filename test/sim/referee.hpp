/// The invariants of a cluster, checked before and after every step.
///
/// Overlap. Two masters that are connected are both masters at once for at most
/// the better one's advert interval plus the network's delay, counted from the
/// latest of: the later of them becoming master, either of them being changed
/// (reload, priority), their being connected again, and the last advert of the
/// better one that the network did not bring to the other. In words: as soon as
/// one advert comes through, the worse one has stepped down.
///
/// Vacancy. In a connected part of the network in which somebody takes part there
/// is a master, except for at most the longest master down interval plus the
/// delay since there last was one, or since anybody was last changed. Lost
/// packets are no excuse.
///
/// Settled. When nothing was changed and no packet was lost for the settling time
/// (see Bounds), each connected part has exactly one master, and nobody in it who
/// may preempt has a higher priority.
///
/// Schedule. A master's adverts are never further apart than its interval.
///
/// The exact moment of taking over and the contract of the effects are checked in Node.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "sim/network.hpp"
#include "sim/node.hpp"
#include "sim/scenario.hpp"

namespace sempervivum::sim {

class Referee {
 public:
  explicit Referee(const Scenario &scenario) : bounds_{&scenario.bounds} {}

  /// An advert from one node did not reach the other; `connected`: although it could have.
  void missed(std::size_t from, std::size_t to, bool connected, base::Instant now);
  void reconnected(base::Instant now) { reconnected_at_ = now; }

  /// Throws Violation.
  void check(const std::vector<Node> &nodes, const Network &network, base::Instant now);

 private:
  static constexpr std::size_t most_nodes = 5;
  using Part = std::vector<std::size_t>;

  void check_schedule(const std::vector<Node> &nodes, base::Instant now) const;
  void check_overlap(const std::vector<Node> &nodes, const Network &network, base::Instant now) const;
  void check_pair(const Node &better, const Node &worse, base::Instant missed, base::Instant now) const;
  void check_part(const std::vector<Node> &nodes, const Part &part, std::size_t side, base::Instant now);
  void check_settled(const std::vector<Node> &nodes, const Part &part, const Part &masters) const;
  base::Instant last_change(const std::vector<Node> &nodes) const;

  const Bounds *bounds_;
  std::array<std::array<base::Instant, most_nodes>, most_nodes> missed_{};
  base::Instant lost_at_{};
  base::Instant reconnected_at_{};
  /// Per side of the partition, when there last was a master.
  std::array<base::Instant, 2> had_master_{};
};

}  // namespace sempervivum::sim
