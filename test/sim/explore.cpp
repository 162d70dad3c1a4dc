// Everything that can happen to a small cluster in a number of moves: every order
// of packets, losses, timers, crashes, restarts, changed priorities and faults.
// Ways that lead to the same are followed once.
#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/model.hpp"
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

class Explorer {
 public:
  explicit Explorer(unsigned deeper) : deeper_{deeper} {}

  /// Throws Violation; path() is then how it came about.
  void explore(const Setup &setup, Flaw flaw) {
    path_.clear();
    seen_.clear();
    visit(Model{setup, flaw}, setup.depth + deeper_);
  }
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

  unsigned deeper_;
  /// How many moves were looked ahead from each, and one.
  std::unordered_map<std::uint64_t, unsigned> seen_;
  std::vector<Move> path_;
};

struct Options {
  Flaw flaw = Flaw::none;
  unsigned deeper = 0;
};

std::optional<Flaw> flaw_named(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"none", "deaf", "apart", "meek"};
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names.at(at) == name) return static_cast<Flaw>(at);
  return std::nullopt;
}

std::optional<Options> parse(int argc, char *argv[]) {
  constexpr std::array<option, 3> known{
      {{"flaw", required_argument, nullptr, 'f'}, {"deeper", required_argument, nullptr, 'd'}, {}}};
  Options options;
  for (int letter; (letter = getopt_long(argc, argv, "", known.data(), nullptr)) != -1;) {
    if (letter == '?') return std::nullopt;
    const auto flaw = letter == 'f' ? flaw_named(optarg) : options.flaw;
    if (!flaw) return std::nullopt;
    options.flaw = *flaw;
    if (letter == 'd') options.deeper = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
  }
  return options;
}

/// Whether nothing was violated.
bool explore(const Setup &setup, const Options &options) {
  Explorer explorer{options.deeper};
  try {
    explorer.explore(setup, options.flaw);
    fmt::print("{}: {} states in {} moves: no invariant broken\n", setup.name, explorer.states(),
               setup.depth + options.deeper);
    return true;
  } catch (const Violation &violation) {
    fmt::print("{}: {}, after\n{}", setup.name, violation.what(), explorer.path());
    return false;
  }
}

}  // namespace

int main(int argc, char *argv[]) {
  const auto options = parse(argc, argv);
  if (!options) {
    fmt::print(stderr, "usage: explore [--deeper MOVES] [--flaw deaf|apart|meek]\n");
    return 2;
  }
  const auto holds = [&](const Setup &setup) { return explore(setup, *options); };
  const bool all_hold = std::ranges::all_of(setups, holds);
  // A flaw has to be noticed.
  return all_hold == (options->flaw == Flaw::none) ? EXIT_SUCCESS : EXIT_FAILURE;
}
