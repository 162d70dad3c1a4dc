// Everything that can happen to a small cluster in a number of moves: every order
// of packets, losses, timers, crashes, restarts, changed priorities and faults.
// Ways that lead to the same are followed once. With --walks: long ways through
// bigger clusters, which stand still at times, by chance.
#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/model.hpp"
#include "sim/random.hpp"
#include "sim/trace.hpp"

namespace {

using namespace sempervivum::sim;

const std::array setups{
    Setup{.name = "two nodes",
          .nodes = 2,
          .priorities = {150, 100},
          .losses = 4,
          .crashes = 3,
          .changes = 3,
          .depth = 15},
    Setup{.name = "two equal nodes", .nodes = 2, .priorities = {100, 100}, .losses = 4, .crashes = 3, .depth = 16},
    Setup{.name = "three nodes",
          .nodes = 3,
          .priorities = {150, 120, 100},
          .losses = 2,
          .crashes = 2,
          .changes = 2,
          .depth = 11},
    Setup{.name = "two nodes with a sync group",
          .nodes = 2,
          .members = 2,
          .priorities = {150, 100},
          .losses = 3,
          .crashes = 2,
          .changes = 2,
          .depth = 13},
    Setup{.name = "two equal nodes with a sync group",
          .nodes = 2,
          .members = 2,
          .priorities = {100, 100},
          .losses = 3,
          .crashes = 2,
          .depth = 14},
    Setup{.name = "three nodes with a sync group",
          .nodes = 3,
          .members = 2,
          .priorities = {150, 120, 100},
          .losses = 1,
          .crashes = 1,
          .changes = 1,
          .depth = 10},
};

/// As much mishap as there are moves.
Setup to_walk(std::string name, std::size_t members, std::array<std::uint8_t, 3> priorities) {
  constexpr unsigned moves = 600;
  return {.name = std::move(name),
          .nodes = 3,
          .members = members,
          .priorities = priorities,
          .losses = moves,
          .crashes = moves,
          .changes = moves,
          .stalls = moves,
          .depth = moves};
}

const std::array walked{
    to_walk("three nodes", 1, {150, 120, 100}),
    to_walk("three equal nodes with a sync group of three", 3, {100, 100, 100}),
    to_walk("three nodes with a sync group of two", 2, {150, 120, 100}),
};

enum class Kind : std::uint8_t { ordinary, mishap, repair };

Kind kind_of(const Move &move) {
  switch (move.kind) {
    case MoveKind::deliver:
    case MoveKind::expire: return Kind::ordinary;
    case MoveKind::restart:
    case MoveKind::raise:
    case MoveKind::clear:
    case MoveKind::wake: return Kind::repair;
    default: return Kind::mishap;
  }
}

/// Mostly what is ordinary, in any order; sometimes what is not, and rather more
/// often what mends it.
Move choose(const std::vector<Move> &moves, Random &random) {
  const auto dice = random.below(100);
  const auto kind = dice < 4 ? Kind::mishap : dice < 14 ? Kind::repair : Kind::ordinary;
  std::vector<Move> fitting;
  std::ranges::copy_if(moves, std::back_inserter(fitting), [&](const Move &move) { return kind_of(move) == kind; });
  return random.pick<Move>(fitting.empty() ? moves : fitting);
}

class Explorer {
 public:
  explicit Explorer(int deeper) : deeper_{deeper} {}

  /// Throws Violation; path() is then how it came about.
  void explore(const Setup &setup, Flaw flaw) {
    path_.clear();
    seen_.clear();
    visit(Model{setup, flaw}, static_cast<unsigned>(static_cast<int>(setup.depth) + deeper_));
  }
  /// The same for one long way.
  void walk(const Setup &setup, Flaw flaw, std::uint64_t seed) {
    path_.clear();
    Random random{seed};
    Model model{setup, flaw};
    for (unsigned count = 0; count < setup.depth; ++count) {
      const auto moves = model.moves();
      if (moves.empty()) break;
      path_.push_back(choose(moves, random));
      model.apply(path_.back());
    }
    elections_ += model.elections();
    model.settle();
  }
  std::uint64_t elections() const { return elections_; }
  std::size_t states() const { return seen_.size(); }
  std::string path() const {
    std::string text;
    for (const auto &move : path_) text += "  " + to_words(move) + "\n";
    return text;
  }

 private:
  void visit(const Model &model, unsigned moves_left) {
    auto &looked = seen_[model.key()];
    if (looked > moves_left) return;
    const bool first = looked == 0;
    looked = moves_left + 1;
    if (moves_left == 0) return settle(model, first);
    for (const auto &move : model.moves()) {
      path_.push_back(move);
      auto next = model;
      next.apply(move);
      visit(next, moves_left - 1);
      path_.pop_back();
    }
  }

  static void settle(Model model, bool first) {
    if (first) model.settle();
  }

  int deeper_;
  /// How many moves were looked ahead from each, and one.
  std::unordered_map<std::uint64_t, unsigned> seen_;
  std::vector<Move> path_;
  std::uint64_t elections_ = 0;
};

struct Options {
  Flaw flaw = Flaw::none;
  /// Moves more than the setups have, or less.
  int deeper = 0;
  /// None: everything is explored.
  std::uint64_t walks = 0;
};

std::optional<Flaw> flaw_named(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"none", "deaf", "apart", "brazen", "meek"};
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names.at(at) == name) return static_cast<Flaw>(at);
  return std::nullopt;
}

std::optional<Options> parse(int argc, char *argv[]) {
  constexpr std::array<option, 4> known{{{"flaw", required_argument, nullptr, 'f'},
                                         {"deeper", required_argument, nullptr, 'd'},
                                         {"walks", required_argument, nullptr, 'w'},
                                         {}}};
  Options options;
  for (int letter; (letter = getopt_long(argc, argv, "", known.data(), nullptr)) != -1;) {
    if (letter == '?') return std::nullopt;
    const auto flaw = letter == 'f' ? flaw_named(optarg) : options.flaw;
    if (!flaw) return std::nullopt;
    options.flaw = *flaw;
    if (letter == 'w') options.walks = std::strtoull(optarg, nullptr, 10);
    if (letter == 'd') options.deeper = std::atoi(optarg);
  }
  return options;
}

/// Whether nothing was violated.
bool explore(const Setup &setup, const Options &options) {
  Explorer explorer{options.deeper};
  try {
    explorer.explore(setup, options.flaw);
    fmt::print("{}: {} states in {} moves: no invariant broken\n", setup.name, explorer.states(),
               static_cast<int>(setup.depth) + options.deeper);
    return true;
  } catch (const Violation &violation) {
    fmt::print("{}: {}, after\n{}", setup.name, violation.what(), explorer.path());
    return false;
  }
}

/// Whether nothing was violated on any way.
bool walk(const Setup &setup, const Options &options) {
  Explorer explorer{0};
  for (std::uint64_t seed = 0; seed < options.walks; ++seed) {
    try {
      explorer.walk(setup, options.flaw, seed);
    } catch (const Violation &violation) {
      fmt::print("{}, seed {}: {}, after\n{}", setup.name, seed, violation.what(), explorer.path());
      return false;
    }
  }
  fmt::print("{}: {} ways of {} moves, {} elections: no invariant broken\n", setup.name, options.walks, setup.depth,
             explorer.elections());
  return true;
}

}  // namespace

int main(int argc, char *argv[]) {
  const auto options = parse(argc, argv);
  if (!options) {
    fmt::print(stderr, "usage: explore [--deeper MOVES | --walks COUNT] [--flaw deaf|apart|brazen|meek]\n");
    return 2;
  }
  const auto is_sound = [&](const Setup &setup) { return explore(setup, *options); };
  const auto is_walkable = [&](const Setup &setup) { return walk(setup, *options); };
  const bool all_hold =
      options->walks > 0 ? std::ranges::all_of(walked, is_walkable) : std::ranges::all_of(setups, is_sound);
  // A flaw has to be noticed.
  return all_hold == (options->flaw == Flaw::none) ? EXIT_SUCCESS : EXIT_FAILURE;
}
