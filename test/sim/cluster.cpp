#include "sim/cluster.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::sim {

using base::Instant;

Tally &Tally::operator+=(const Tally &other) {
  steps += other.steps;
  adverts += other.adverts;
  missed += other.missed;
  elections += other.elections;
  return *this;
}

Cluster::Cluster(std::uint64_t seed, Break broken, const Trace &trace)
    : scenario_{make_scenario(seed)},
      random_{~seed},
      trace_{&trace},
      network_{scenario_, random_},
      referee_{scenario_} {
  for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
    const auto &config = scenario_.nodes[node].config;
    trace.line(Instant{}, "node {}: version {} priority {} interval {:g} s{}{}", node, static_cast<int>(config.version),
               config.priority.value(), seconds(config.advert_interval), config.nopreempt ? " nopreempt" : "",
               config.preempt_delay.count() > 0 ? " preempt_delay" : "");
    nodes_.emplace_back(scenario_, node, broken, trace);
  }
}

Tally Cluster::run() {
  // A reload may move a deadline into the past; the clock still only goes forward.
  for (auto now = next_event(); now <= scenario_.end; now = std::max(now, next_event())) {
    referee_.check(nodes_, network_, now);
    step(now);
    referee_.check(nodes_, network_, now);
    ++tally_.steps;
  }
  referee_.check(nodes_, network_, scenario_.end);
  for (const auto &node : nodes_) tally_.elections += node.elections();
  return tally_;
}

Instant Cluster::next_event() {
  auto earliest = Instant::max();
  if (next_disturbance_ < scenario_.disturbances.size()) earliest = scenario_.disturbances[next_disturbance_].at;
  earliest = std::min(earliest, network_.next_arrival().value_or(Instant::max()));
  for (auto &node : nodes_) earliest = std::min(earliest, node.next_deadline().value_or(Instant::max()));
  return earliest;
}

/// One thing of those due at `now`.
void Cluster::step(Instant now) {
  const auto &disturbances = scenario_.disturbances;
  if (next_disturbance_ < disturbances.size() && disturbances[next_disturbance_].at <= now)
    befall(disturbances[next_disturbance_++]);
  else if (network_.next_arrival() <= now && network_.next_arrival())
    deliver(now);
  else
    fire(now);
}

void Cluster::befall(const Disturbance &disturbance) {
  const auto now = disturbance.at;
  trace_->line(now, "node {} {}", disturbance.node, to_words(disturbance.action));
  switch (disturbance.action) {
    case Action::partition: return partition(disturbance.detail, now);
    case Action::heal: return partition(0, now);
    case Action::storm: return network_.set_storm(true);
    case Action::calm: return network_.set_storm(false);
    default: strike(disturbance);
  }
}

void Cluster::strike(const Disturbance &disturbance) {
  auto &node = nodes_[disturbance.node];
  const auto now = disturbance.at;
  switch (disturbance.action) {
    case Action::crash: node.crash(now); break;
    case Action::restart: node.restart(now); break;
    case Action::stop: node.stop(now); break;
    case Action::script_fails: node.set_script(false, now); break;
    case Action::script_recovers: node.set_script(true, now); break;
    case Action::link_down: node.set_link(false, now); break;
    case Action::link_up: node.set_link(true, now); break;
    case Action::reload: node.reload(disturbance.config, now); break;
    case Action::yield: node.yield(now); break;
    case Action::stall: node.stall(now + disturbance.length, disturbance.timers_first, now); break;
    default: break;
  }
  post(disturbance.node, now);
}

void Cluster::partition(std::uint64_t cut_off, Instant now) {
  network_.partition(cut_off);
  referee_.reconnected(now);
}

void Cluster::deliver(Instant now) {
  const auto packet = network_.take();
  if (!nodes_[packet.to].receive(packet, now)) missed(packet.from, packet.to, now);
  post(packet.to, now);
}

void Cluster::fire(Instant now) {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    nodes_[node].fire(now);
    post(node, now);
  }
}

void Cluster::post(std::size_t from, Instant now) {
  for (const auto &message : nodes_[from].outbox()) {
    ++tally_.adverts;
    for (std::size_t to = 0; to < nodes_.size(); ++to)
      if (to != from && !network_.send(from, to, std::span{message.bytes}.first(message.size), now))
        missed(from, to, now);
  }
  nodes_[from].outbox().clear();
}

/// What a dead or faulty receiver misses is no fault of the network.
void Cluster::missed(std::size_t from, std::size_t to, Instant now) {
  ++tally_.missed;
  referee_.missed(from, to, network_.connected(from, to) && nodes_[to].takes_part(), now);
}

}  // namespace sempervivum::sim
