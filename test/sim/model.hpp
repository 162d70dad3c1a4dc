/// A cluster small enough to look at everything that can happen to it.
///
/// Two or three nodes, each a sync group of up to three virtual routers, with a
/// network whose packets may be lost and overtake one another but are all under
/// way for no time: the clock goes on only when none is. At any moment something
/// may befall a node: a crash, a restart, another priority, a fault that comes or
/// goes; how much of it in one run is limited by the Setup. A Model is a value; what
/// can happen next is moves(), and apply() makes one of them happen.
///
/// After every move, or it throws Violation:
///   * the members of a node are all in one state;
///   * addresses are held exactly by masters;
///   * a master that was told of a better one is a master no more;
///   * two nodes are both master, when no packet is under way, only if one between
///     the two was lost, or one of them was not scheduled, since they last were not;
///   * a master that was not scheduled for longer than its peers wait says nothing
///     before it has been backup.
/// And from wherever a run ends, settle() lets time pass with nothing going wrong:
/// then there is exactly one master, and none of the others has a higher priority.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vrrp/sync_group.hpp"

namespace sempervivum::sim {

/// A defect put in on purpose, to show that the model notices.
enum class Flaw : std::uint8_t {
  none,
  deaf,    // a master does not hear better ones
  apart,   // the members of a group do not wait for one another
  brazen,  // does not look at the clock after it stood still
  meek,    // a backup thinks it has heard a master whenever its turn comes
};

struct Setup {
  std::string name;
  std::size_t nodes = 2;
  /// Virtual routers in each node's sync group.
  std::size_t members = 1;
  std::array<std::uint8_t, 3> priorities{};
  /// How many packets may be lost, crashes and restarts happen, priorities or
  /// faults change, and processes stand still.
  unsigned losses = 0;
  unsigned crashes = 0;
  unsigned changes = 0;
  unsigned stalls = 0;
  /// Moves in a run.
  unsigned depth = 0;
};

enum class MoveKind : std::uint8_t { deliver, lose, expire, crash, restart, lower, raise, fault, clear, stall, wake };

struct Move {
  MoveKind kind;
  /// deliver, lose: place among the packets under way; otherwise a node.
  std::size_t which = 0;
  std::size_t member = 0;
  vrrp::Timer timer = vrrp::Timer::advert;
};
std::string to_words(const Move &move);

class Model {
 public:
  Model(const Setup &setup, Flaw flaw);

  std::vector<Move> moves() const;
  void apply(const Move &move);
  /// The same for two models exactly if the same can happen to them from now on;
  /// without stalls.
  std::uint64_t key() const;
  void settle();
  /// How often any virtual router has become master.
  unsigned elections() const { return elections_; }

 private:
  static constexpr std::size_t most_nodes = 3;
  static constexpr std::size_t most_members = 3;

  struct Packet {
    std::size_t from;
    std::size_t to;
    std::size_t member;
    std::uint8_t priority;

    auto operator<=>(const Packet &) const = default;
  };
  struct Node {
    /// None: it is down.
    std::vector<vrrp::Router> routers;
    std::array<bool, most_members> has_addresses{};
    std::array<bool, most_members> faulted{};
    /// When each member last sent an advert, and who must not send one yet.
    std::array<base::Instant, most_members> spoke{};
    std::array<bool, most_members> must_listen{};
    vrrp::State group = vrrp::State::init;
    bool lowered = false;
    /// Its process is not scheduled; what came for it meanwhile.
    bool stalled = false;
    std::vector<Packet> backlog;

    bool is_up() const { return !routers.empty(); }
    bool is_running() const { return is_up() && !stalled; }
  };

  void add_packet_moves(std::vector<Move> &moves) const;
  void add_timer_moves(std::vector<Move> &moves) const;
  void add_node_moves(std::vector<Move> &moves) const;
  base::Instant next_deadline() const;

  template <class Input>
  void drive(std::size_t node, Input input);
  void carry_out(std::size_t node, std::size_t member, const vrrp::Effect &effect);
  void boot(std::size_t node);
  void expire(const Move &move);
  Packet take(std::size_t at);
  void deliver(const Packet &packet);
  void lose(const Packet &packet);
  void set_priority(std::size_t node, bool lowered);
  void set_fault(std::size_t node, std::size_t member, bool faulted);
  void add_changes(std::size_t node, std::vector<Move> &moves) const;
  void wake(std::size_t node);
  std::uint8_t priority_of(std::size_t node) const;
  bool is_master(std::size_t node) const;
  bool may_serve(std::size_t node) const;

  void check();
  void check_node(Node &node) const;
  void check_pairs();
  void check_settled() const;

  const Setup *setup_;
  Flaw flaw_;
  std::vector<Node> nodes_;
  std::vector<Packet> under_way_;
  base::Instant now_{};
  unsigned losses_;
  unsigned crashes_;
  unsigned changes_;
  unsigned stalls_;
  unsigned elections_ = 0;
  /// Whether a packet between two nodes was lost, or one of them was not scheduled,
  /// since they were not both master.
  std::array<std::array<bool, most_nodes>, most_nodes> lost_{};
};

}  // namespace sempervivum::sim
