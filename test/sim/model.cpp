#include "sim/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/trace.hpp"

namespace sempervivum::sim {
namespace {

using base::Instant;
using vrrp::Router;
using vrrp::State;
using vrrp::SyncGroup;
using vrrp::Timer;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 11> move_words{
    "deliver packet", "lose packet", "expire", "crash", "restart", "lower", "raise", "fault", "clear", "stall", "wake"};
constexpr base::Duration interval = 1s;
/// How far a tracker lowers a priority.
constexpr int weight = 60;
/// An election, a preemption and some: whatever can still happen has happened.
constexpr base::Duration settling_time = 12s;
/// Three adverts, and the skew time of the highest priority that is no owner's.
constexpr base::Duration peers_patience = 3 * interval + interval * 2 / 256;
constexpr std::array timers{Timer::advert, Timer::master_down};

base::IpAddress address_of(std::size_t node) {
  const std::array bytes{std::byte{10}, std::byte{0}, std::byte{0}, static_cast<std::byte>(node + 1)};
  return base::IpAddress{base::Family::ipv4, bytes};
}

vrrp::RouterConfig config_of(std::uint8_t priority) {
  vrrp::RouterConfig config;
  config.version = vrrp::Version::v3;
  config.priority = base::Priority{priority};
  config.advert_interval = interval;
  config.announce = {.repeat = 1,
                     .delay = 0s,
                     .refresh = 0s,
                     .refresh_repeat = 1,
                     .lower_priority_delay = 0s,
                     .lower_priority_repeat = 0};
  return config;
}

/// FNV-1a over whole numbers.
class Hash {
 public:
  void add(std::int64_t number) { value_ = (value_ ^ static_cast<std::uint64_t>(number)) * 0x100000001b3; }
  std::uint64_t value() const { return value_ ^ value_ >> 29; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

void add(const Router &router, Instant now, Hash &hash) {
  hash.add(static_cast<std::int64_t>(router.state()));
  hash.add(router.priority().value());
  hash.add(router.wants_master() ? 1 : 0);
  hash.add(router.skew_time().count());
  for (const auto timer : timers) {
    const auto deadline = router.deadline(timer);
    hash.add(deadline ? (*deadline - now).count() : -1);
  }
  const auto &master = router.master();
  hash.add(master ? std::to_integer<int>(master->sender.bytes()[3]) : 0);
}

}  // namespace

std::string to_words(const Move &move) {
  const auto words = move_words[static_cast<std::size_t>(move.kind)];
  if (move.kind == MoveKind::fault || move.kind == MoveKind::clear)
    return fmt::format("{} node {} member {}", words, move.which, move.member);
  if (move.kind != MoveKind::expire) return fmt::format("{} {}", words, move.which);
  return fmt::format("{} node {} member {} {}", words, move.which, move.member,
                     move.timer == Timer::advert ? "advert" : "master down");
}

Model::Model(const Setup &setup, Flaw flaw)
    : setup_{&setup},
      flaw_{flaw},
      nodes_(setup.nodes),
      losses_{setup.losses},
      crashes_{setup.crashes},
      changes_{setup.changes},
      stalls_{setup.stalls} {
  for (std::size_t node = 0; node < setup.nodes; ++node) boot(node);
}

// What can happen.

std::vector<Move> Model::moves() const {
  std::vector<Move> moves;
  add_packet_moves(moves);
  add_timer_moves(moves);
  add_node_moves(moves);
  return moves;
}

void Model::add_packet_moves(std::vector<Move> &moves) const {
  for (std::size_t at = 0; at < under_way_.size(); ++at) {
    // They are sorted: packets alike stand side by side, and one of them is enough.
    if (at > 0 && under_way_[at] == under_way_[at - 1]) continue;
    moves.push_back({.kind = MoveKind::deliver, .which = at});
    if (losses_ > 0) moves.push_back({.kind = MoveKind::lose, .which = at});
  }
}

void Model::add_timer_moves(std::vector<Move> &moves) const {
  const auto next = next_deadline();
  if (next == Instant::max() || (next > now_ && !under_way_.empty())) return;
  // After a stall some may be overdue: then whatever is due may come first.
  const auto due = std::max(next, now_);
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    for (std::size_t member = 0; nodes_[node].is_running() && member < setup_->members; ++member)
      for (const auto timer : timers)
        if (nodes_[node].routers[member].deadline(timer).value_or(Instant::max()) <= due)
          moves.push_back({.kind = MoveKind::expire, .which = node, .member = member, .timer = timer});
}

void Model::add_node_moves(std::vector<Move> &moves) const {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    const auto &one = nodes_[node];
    if (crashes_ > 0) moves.push_back({.kind = one.is_up() ? MoveKind::crash : MoveKind::restart, .which = node});
    if (changes_ > 0 && one.is_running()) add_changes(node, moves);
    if (stalls_ > 0 && one.is_running()) moves.push_back({.kind = MoveKind::stall, .which = node});
    if (one.stalled) moves.push_back({.kind = MoveKind::wake, .which = node});
  }
}

void Model::add_changes(std::size_t node, std::vector<Move> &moves) const {
  const auto &one = nodes_[node];
  moves.push_back({.kind = one.lowered ? MoveKind::raise : MoveKind::lower, .which = node});
  for (std::size_t member = 0; member < setup_->members; ++member)
    moves.push_back({.kind = one.faulted[member] ? MoveKind::clear : MoveKind::fault, .which = node, .member = member});
}

Instant Model::next_deadline() const {
  auto next = Instant::max();
  for (const auto &node : nodes_)
    for (std::size_t member = 0; node.is_running() && member < setup_->members; ++member)
      for (const auto timer : timers) next = std::min(next, node.routers[member].deadline(timer).value_or(next));
  return next;
}

// What happens.

void Model::apply(const Move &move) {
  switch (move.kind) {
    case MoveKind::deliver: deliver(take(move.which)); break;
    case MoveKind::lose: lose(take(move.which)); break;
    case MoveKind::expire: expire(move); break;
    case MoveKind::crash: nodes_[move.which] = {}, --crashes_; break;
    case MoveKind::restart: boot(move.which), --crashes_; break;
    case MoveKind::lower:
    case MoveKind::raise: set_priority(move.which, move.kind == MoveKind::lower), --changes_; break;
    case MoveKind::fault:
    case MoveKind::clear: set_fault(move.which, move.member, move.kind == MoveKind::fault), --changes_; break;
    case MoveKind::stall: nodes_[move.which].stalled = true, --stalls_; break;
    case MoveKind::wake: wake(move.which); break;
  }
  std::ranges::sort(under_way_);
  check();
  if (under_way_.empty()) check_pairs();
}

/// Drives a node's group, which is made anew each time: a Model can be copied, and
/// a group only borrows its routers.
template <class Input>
void Model::drive(std::size_t at, Input input) {
  auto &node = nodes_[at];
  std::vector<SyncGroup::Member> members;
  for (std::size_t member = 0; member < node.routers.size(); ++member)
    members.push_back({&node.routers[member], {.ready = true, .faulted = node.faulted[member]}});
  SyncGroup group{std::move(members), node.group};
  vrrp::GroupEffects effects;
  input(group, effects);
  node.group = group.state();
  for (const auto &[member, effect] : effects)
    if (member) carry_out(at, *member, effect);
}

void Model::carry_out(std::size_t node, std::size_t member, const vrrp::Effect &effect) {
  if (std::holds_alternative<vrrp::AddAddresses>(effect)) nodes_[node].has_addresses[member] = true, ++elections_;
  if (std::holds_alternative<vrrp::RemoveAddresses>(effect)) nodes_[node].has_addresses[member] = false;
  const auto *advert = std::get_if<vrrp::SendAdvert>(&effect);
  if (advert == nullptr) return;
  if (nodes_[node].must_listen[member]) throw Violation{fmt::format("node {} speaks before it has listened", node)};
  nodes_[node].spoke[member] = now_;
  for (std::size_t to = 0; to < nodes_.size(); ++to)
    if (to != node && nodes_[to].is_up()) under_way_.push_back({node, to, member, advert->priority.value()});
}

void Model::boot(std::size_t at) {
  auto &node = nodes_[at];
  const auto config = config_of(setup_->priorities[at]);
  node.routers.assign(setup_->members, Router{config, address_of(at)});
  drive(at, [&](SyncGroup &group, vrrp::GroupEffects &effects) { group.start(now_, effects); });
}

void Model::expire(const Move &move) {
  now_ = std::max(now_, next_deadline());
  const auto due = nodes_[move.which].routers[move.member].deadline(move.timer).value_or(now_);
  auto &router = nodes_[move.which].routers[move.member];
  if (flaw_ == Flaw::apart) {
    vrrp::Effects effects;
    router.set_gate(true);
    router.expire(move.timer, now_, effects);
    for (const auto &effect : effects) carry_out(move.which, move.member, effect);
    return;
  }
  drive(move.which, [&](SyncGroup &group, vrrp::GroupEffects &effects) {
    const vrrp::HeardAdvert nobodys{address_of(most_nodes), base::owner_priority, interval};
    if (flaw_ == Flaw::meek && move.timer == Timer::master_down)
      group.hear(move.member, nobodys, now_, effects);
    else
      group.expire(move.member, move.timer, flaw_ == Flaw::brazen ? due : now_, effects);
  });
}

Model::Packet Model::take(std::size_t at) {
  const auto packet = under_way_[at];
  under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(at));
  return packet;
}

void Model::deliver(const Packet &packet) {
  if (nodes_[packet.to].stalled) return nodes_[packet.to].backlog.push_back(packet);
  if (!nodes_[packet.to].is_up()) return;
  auto &router = nodes_[packet.to].routers[packet.member];
  const auto sender = address_of(packet.from);
  const auto ours = router.priority().value();
  const bool better = packet.priority > ours || (packet.priority == ours && sender > address_of(packet.to));
  const bool was_master = router.state() == State::master;
  if (flaw_ == Flaw::deaf && was_master && better) return;
  drive(packet.to, [&](SyncGroup &group, vrrp::GroupEffects &effects) {
    group.hear(packet.member, {sender, base::Priority{packet.priority}, interval}, now_, effects);
  });
  if (was_master && better && router.state() == State::master)
    throw Violation{fmt::format("node {} stays master although {} says {}", packet.to, packet.from, packet.priority)};
}

void Model::lose(const Packet &packet) {
  lost_[packet.from][packet.to] = lost_[packet.to][packet.from] = true;
  --losses_;
}

void Model::set_priority(std::size_t at, bool lowered) {
  nodes_[at].lowered = lowered;
  drive(at, [&](SyncGroup &group, vrrp::GroupEffects &effects) {
    for (std::size_t member = 0; member < setup_->members; ++member)
      group.set_priority(member, base::Priority{priority_of(at)}, now_, effects);
  });
}

void Model::set_fault(std::size_t at, std::size_t member, bool faulted) {
  drive(at, [&](SyncGroup &group, vrrp::GroupEffects &effects) {
    group.set_health(member, {.ready = true, .faulted = faulted}, now_, effects);
  });
  nodes_[at].faulted[member] = faulted;
}

/// Its timers may be overdue and its packets old; which it looks at first is a move.
void Model::wake(std::size_t at) {
  auto &node = nodes_[at];
  node.stalled = false;
  const auto backlog = std::exchange(node.backlog, {});
  under_way_.insert(under_way_.end(), backlog.begin(), backlog.end());
  for (std::size_t member = 0; member < setup_->members; ++member)
    node.must_listen[member] =
        node.routers[member].state() == State::master && now_ - node.spoke[member] >= peers_patience;
  for (std::size_t other = 0; other < nodes_.size(); ++other) lost_[at][other] = lost_[other][at] = true;
}

bool Model::may_serve(std::size_t node) const {
  return nodes_[node].is_running() && std::ranges::none_of(nodes_[node].faulted, std::identity{});
}

std::uint8_t Model::priority_of(std::size_t node) const {
  const auto base = setup_->priorities[node];
  return static_cast<std::uint8_t>(nodes_[node].lowered ? base - weight : base);
}

bool Model::is_master(std::size_t node) const {
  return nodes_[node].is_running() && nodes_[node].routers.front().state() == State::master;
}

std::uint64_t Model::key() const {
  Hash hash;
  for (const auto &node : nodes_) {
    hash.add(static_cast<std::int64_t>(node.routers.size() * 2 + (node.lowered ? 1 : 0)));
    for (const bool faulted : node.faulted) hash.add(faulted ? 1 : 0);
    for (const auto &router : node.routers) add(router, now_, hash);
  }
  for (const auto &[from, to, member, priority] : under_way_)
    hash.add(static_cast<std::int64_t>(1 + from + 4 * to + 16 * member + 64U * priority));
  hash.add(losses_ + 16U * crashes_ + 256U * changes_);
  for (const auto &row : lost_)
    for (const bool lost : row) hash.add(lost ? 1 : 0);
  return hash.value();
}

// What must hold.

void Model::check() {
  for (auto &node : nodes_) check_node(node);
}

void Model::check_node(Node &node) const {
  for (std::size_t member = 0; member < node.routers.size(); ++member) {
    const auto state = node.routers[member].state();
    if (state != node.routers.front().state()) throw Violation{"members of a sync group are in different states"};
    if (node.has_addresses[member] != (state == State::master)) throw Violation{"addresses without a master"};
    if (state != State::master) node.must_listen[member] = false;
  }
}

void Model::check_pairs() {
  for (std::size_t one = 0; one < nodes_.size(); ++one) {
    for (std::size_t other = one + 1; other < nodes_.size(); ++other) {
      const bool both = is_master(one) && is_master(other);
      if (both && !lost_[one][other])
        throw Violation{fmt::format("nodes {} and {} are both master, and nothing was lost", one, other)};
      if (!both) lost_[one][other] = lost_[other][one] = false;
    }
  }
}

void Model::settle() {
  const auto end = now_ + settling_time;
  losses_ = crashes_ = changes_ = stalls_ = 0;
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (nodes_[node].stalled) wake(node);
  for (auto next = moves(); !next.empty(); next = moves()) {
    if (next.front().kind == MoveKind::expire && next_deadline() > end) break;
    apply(next.front());
  }
  check_settled();
}

void Model::check_settled() const {
  std::size_t masters = 0;
  std::uint8_t best = 0;
  std::uint8_t masters_priority = 0;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (!may_serve(node)) continue;
    best = std::max(best, priority_of(node));
    if (!is_master(node)) continue;
    ++masters;
    masters_priority = priority_of(node);
  }
  if (best == 0) return;
  if (masters != 1) throw Violation{fmt::format("left alone, {} nodes are master", masters)};
  if (masters_priority < best)
    throw Violation{fmt::format("left alone, priority {} is master although {} is there", masters_priority, best)};
}

}  // namespace sempervivum::sim
