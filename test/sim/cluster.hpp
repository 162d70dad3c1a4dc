/// Runs one scenario from its beginning to its end under a virtual clock.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/network.hpp"
#include "sim/node.hpp"
#include "sim/random.hpp"
#include "sim/referee.hpp"
#include "sim/scenario.hpp"
#include "sim/trace.hpp"

namespace sempervivum::sim {

/// What a run was worth: figures of all seeds together show that the scenarios bite.
struct Tally {
  std::uint64_t steps = 0;
  std::uint64_t adverts = 0;
  std::uint64_t missed = 0;
  std::uint64_t elections = 0;

  Tally &operator+=(const Tally &other);
};

class Cluster {
 public:
  Cluster(std::uint64_t seed, Break broken, const Trace &trace);
  Cluster(const Cluster &) = delete;
  Cluster &operator=(const Cluster &) = delete;

  /// Throws Violation.
  Tally run();

 private:
  base::Instant next_event();
  void step(base::Instant now);
  void befall(const Disturbance &disturbance);
  void strike(const Disturbance &disturbance);
  void partition(std::uint64_t cut_off, base::Instant now);
  void deliver(base::Instant now);
  void fire(base::Instant now);
  void post(std::size_t from, base::Instant now);
  void missed(std::size_t from, std::size_t to, base::Instant now);

  Scenario scenario_;
  Random random_;
  const Trace *trace_;
  Network network_;
  Referee referee_;
  std::vector<Node> nodes_;
  std::size_t next_disturbance_ = 0;
  Tally tally_;
};

}  // namespace sempervivum::sim
