// The simulation's command line. Without --seed it runs a range of seeds and, if
// one breaks an invariant, runs it again and prints everything that happened.
#include <getopt.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "sim/cluster.hpp"

namespace {

using namespace sempervivum::sim;

constexpr auto usage =
    "usage: sim [--seeds COUNT] [--first SEED] [--break DEFECT [--must-break]]\n"
    "       sim --seed SEED [--trace] [--break DEFECT]\n";

struct Options {
  std::uint64_t first = 0;
  std::uint64_t count = 10'000;
  bool trace = false;
  bool must_break = false;
  Break broken = Break::nothing;
};

std::optional<Options> parse(int argc, char *argv[]) {
  constexpr std::array<option, 7> known{{{"seeds", required_argument, nullptr, 'n'},
                                         {"first", required_argument, nullptr, 'f'},
                                         {"seed", required_argument, nullptr, 's'},
                                         {"trace", no_argument, nullptr, 't'},
                                         {"break", required_argument, nullptr, 'b'},
                                         {"must-break", no_argument, nullptr, 'm'},
                                         {}}};
  Options options;
  for (int letter; (letter = getopt_long(argc, argv, "", known.data(), nullptr)) != -1;) {
    switch (letter) {
      case 'n': options.count = std::strtoull(optarg, nullptr, 10); break;
      case 'f': options.first = std::strtoull(optarg, nullptr, 10); break;
      case 's': options.first = std::strtoull(optarg, nullptr, 10), options.count = 1; break;
      case 't': options.trace = true; break;
      case 'm': options.must_break = true; break;
      case 'b': {
        const auto broken = break_named(optarg);
        if (!broken) return std::nullopt;
        options.broken = *broken;
        break;
      }
      default: return std::nullopt;
    }
  }
  return options;
}

/// What was violated, if anything.
std::optional<std::string> run(std::uint64_t seed, const Options &options, bool trace, Tally &total) {
  try {
    total += Cluster{seed, options.broken, Trace{trace}}.run();
    return std::nullopt;
  } catch (const Violation &violation) {
    return violation.what();
  }
}

int report(std::uint64_t seed, const std::string &what, const Options &options) {
  if (options.must_break) {
    fmt::print("seed {} noticed the defect: {}\n", seed, what);
    return EXIT_SUCCESS;
  }
  Tally unused;
  if (!options.trace) run(seed, options, true, unused);
  fmt::print("seed {}: {}\nreplay: sim --seed {} --trace\n", seed, what, seed);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char *argv[]) {
  const auto options = parse(argc, argv);
  if (!options) {
    std::fputs(usage, stderr);
    return 2;
  }
  Tally total;
  for (auto seed = options->first; seed < options->first + options->count; ++seed)
    if (const auto what = run(seed, *options, options->trace, total)) return report(seed, *what, *options);
  fmt::print("{} seeds: {} steps, {} adverts, {} not heard, {} elections: no invariant broken\n", options->count,
             total.steps, total.adverts, total.missed, total.elections);
  return options->must_break ? EXIT_FAILURE : EXIT_SUCCESS;
}
