#include "sim/referee.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "sim/trace.hpp"

namespace sempervivum::sim {
namespace {

using base::Instant;

bool is_better(const Node &left, const Node &right) {
  return std::make_tuple(left.priority(), left.address()) > std::make_tuple(right.priority(), right.address());
}

}  // namespace

void Referee::missed(std::size_t from, std::size_t to, bool connected, Instant now) {
  missed_[from][to] = now;
  if (connected) lost_at_ = now;
}

void Referee::check(const std::vector<Node> &nodes, const Network &network, Instant now) {
  check_schedule(nodes, now);
  check_overlap(nodes, network, now);
  std::array<Part, 2> parts;
  for (std::size_t node = 0; node < nodes.size(); ++node)
    if (nodes[node].takes_part()) parts[network.side(node) ? 1 : 0].push_back(node);
  for (std::size_t side = 0; side < parts.size(); ++side) check_part(nodes, parts[side], side, now);
}

void Referee::check_schedule(const std::vector<Node> &nodes, Instant now) const {
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (!nodes[node].is_master()) continue;
    const auto since = std::max(nodes[node].last_sent(), nodes[node].changed_at());
    if (now - since > nodes[node].config().advert_interval)
      throw Violation{fmt::format("node {} is master and has been silent for {:.6f} s", node, seconds(now - since))};
  }
}

void Referee::check_overlap(const std::vector<Node> &nodes, const Network &network, Instant now) const {
  for (std::size_t one = 0; one < nodes.size(); ++one) {
    for (std::size_t other = one + 1; other < nodes.size(); ++other) {
      if (!nodes[one].is_master() || !nodes[other].is_master() || !network.connected(one, other)) continue;
      if (is_better(nodes[one], nodes[other]))
        check_pair(nodes[one], nodes[other], missed_[one][other], now);
      else
        check_pair(nodes[other], nodes[one], missed_[other][one], now);
    }
  }
}

void Referee::check_pair(const Node &better, const Node &worse, Instant missed, Instant now) const {
  const auto since = std::max(
      {better.master_since(), worse.master_since(), better.changed_at(), worse.changed_at(), missed, reconnected_at_});
  if (now - since <= bounds_->overlap(better.config().advert_interval)) return;
  throw Violation{fmt::format("{} and {} have both been master for {:.6f} s", better.address().to_string(),
                              worse.address().to_string(), seconds(now - since))};
}

void Referee::check_part(const std::vector<Node> &nodes, const Part &part, std::size_t side, Instant now) {
  Part masters;
  std::ranges::copy_if(part, std::back_inserter(masters), [&](std::size_t node) { return nodes[node].is_master(); });
  if (part.empty() || !masters.empty()) had_master_[side] = now;
  const auto changed = last_change(nodes);
  const auto vacant = now - std::max(had_master_[side], changed);
  if (vacant > bounds_->vacancy())
    throw Violation{fmt::format("there has been no master for {:.6f} s", seconds(vacant))};
  if (!part.empty() && now - std::max(changed, lost_at_) > bounds_->settled()) check_settled(nodes, part, masters);
}

void Referee::check_settled(const std::vector<Node> &nodes, const Part &part, const Part &masters) const {
  if (masters.size() != 1) throw Violation{fmt::format("there are {} masters although all is calm", masters.size())};
  const auto &master = nodes[masters.front()];
  for (const auto node : part) {
    if (nodes[node].config().nopreempt || nodes[node].priority() <= master.priority()) continue;
    throw Violation{fmt::format("node {} has priority {} and leaves mastership to {}", node,
                                nodes[node].priority().value(), master.priority().value())};
  }
}

Instant Referee::last_change(const std::vector<Node> &nodes) const {
  auto latest = reconnected_at_;
  for (const auto &node : nodes) latest = std::max(latest, node.changed_at());
  return latest;
}

}  // namespace sempervivum::sim
