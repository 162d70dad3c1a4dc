#include "sim/scenario.hpp"

#include <algorithm>
#include <array>

#include "sim/random.hpp"

namespace sempervivum::sim {
namespace {

using base::Duration;
using vrrp::RouterConfig;
using vrrp::Version;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 14> action_words{
    "crashes",
    "restarts",
    "stops",
    "script fails",
    "script recovers",
    "loses its link",
    "has its link again",
    "reloads",
    "is made to yield",
    "is not scheduled",
    "is cut off from others",
    "network is whole again",
    "storm begins",
    "calm begins",
};

constexpr std::array<Duration, 2> v2_intervals{1s, 2s};
constexpr std::array<Duration, 5> v3_intervals{10ms, 50ms, 100ms, 1s, 2500ms};
constexpr std::size_t rounds = 5;

/// Grows a scenario; holds what its steps share.
class Author {
 public:
  explicit Author(std::uint64_t seed) : random_{seed} {}

  Scenario write();

 private:
  void choose_protocol();
  void choose_intervals();
  RouterConfig choose_config();
  base::Priority choose_priority();
  NodePlan choose_node();
  void choose_weather();
  void bound();
  void start_everybody();
  void write_round();
  void write_disturbance(base::Instant from, Duration length);
  Disturbance partition(base::Instant at);
  Disturbance reload(base::Instant at, std::size_t node);
  Disturbance stall(base::Instant at, std::size_t node);
  void end_storm();
  void add(base::Instant at, Action action, std::size_t node = 0);

  Random random_;
  Scenario scenario_;
  /// v2 clusters have one interval; v3 ones up to two.
  std::array<Duration, 2> intervals_{};
  bool has_owner_ = false;
  /// What every node is configured to be after the reloads so far.
  std::vector<RouterConfig> configs_;
  base::Instant now_{};
};

void Author::choose_protocol() {
  scenario_.version = random_.chance(400) ? Version::v2 : Version::v3;
  const bool ipv6 = scenario_.version == Version::v3 && random_.chance(400);
  scenario_.family = ipv6 ? base::Family::ipv6 : base::Family::ipv4;
  const bool password = scenario_.version == Version::v2 && random_.chance(500);
  scenario_.auth = password ? vrrp::AuthType::pass : vrrp::AuthType::none;
  scenario_.address_count = random_.between(1U, 3U);
}

void Author::choose_intervals() {
  const bool v2 = scenario_.version == Version::v2;
  const auto first = v2 ? random_.pick<Duration>(v2_intervals) : random_.pick<Duration>(v3_intervals);
  const bool mixed = !v2 && random_.chance(200);
  intervals_ = {first, mixed ? 2 * first : first};
}

base::Priority Author::choose_priority() {
  const bool owner = !has_owner_ && random_.chance(50);
  has_owner_ = has_owner_ || owner;
  if (owner) return base::owner_priority;
  // A narrow range makes ties.
  return base::Priority{
      static_cast<std::uint8_t>(random_.chance(500) ? random_.between(100, 102) : random_.between(1, 254))};
}

RouterConfig Author::choose_config() {
  RouterConfig config;
  config.version = scenario_.version;
  config.vrid = base::Vrid{51};
  config.advert_interval = random_.pick<Duration>(intervals_);
  config.down_timer_adverts = random_.chance(800) ? 3 : random_.between(2U, 5U);
  config.nopreempt = random_.chance(250);
  config.preempt_delay = random_.chance(200) ? config.advert_interval * random_.between(1U, 5U) : 0s;
  config.lower_priority_no_advert = random_.chance(200);
  config.higher_priority_send_advert = random_.chance(200);
  config.priority = choose_priority();
  return config;
}

NodePlan Author::choose_node() {
  NodePlan node;
  node.config = choose_config();
  if (!random_.chance(600)) return node;
  constexpr std::array<int, 6> weights{0, 0, 2, 50, -2, -50};
  node.script_weight = random_.pick<int>(weights);
  return node;
}

void Author::choose_weather() {
  constexpr std::array<unsigned, 5> losses{0, 10, 100, 300, 600};
  scenario_.weather = {.loss = random_.pick<unsigned>(losses),
                       .duplicate = random_.chance(300) ? 100U : 0U,
                       .corrupt = random_.chance(300) ? 50U : 0U};
  const auto interval = std::min(intervals_[0], intervals_[1]);
  scenario_.least_delay = interval / 1000;
  constexpr std::array<int, 4> divisors{500, 100, 10, 2};
  scenario_.bounds.delay = interval / random_.pick<int>(divisors);
}

void Author::bound() {
  auto &bounds = scenario_.bounds;
  bounds.interval = std::max(intervals_[0], intervals_[1]);
  const auto skew = scenario_.version == Version::v2 ? Duration{1s} : bounds.interval;
  constexpr unsigned most_adverts = 5;
  bounds.down = bounds.interval * most_adverts + skew;
  bounds.preempt_delay = bounds.interval * most_adverts;
}

void Author::add(base::Instant at, Action action, std::size_t node) {
  scenario_.disturbances.push_back(
      {.at = at, .action = action, .node = node, .detail = 0, .config = {}, .length = {}, .timers_first = false});
}

void Author::start_everybody() {
  for (std::size_t node = 0; node < scenario_.nodes.size(); ++node)
    add(now_ + random_.between(Duration{0}, 3 * scenario_.bounds.interval), Action::restart, node);
  now_ += 3 * scenario_.bounds.interval;
}

Disturbance Author::partition(base::Instant at) {
  const auto everybody = (std::uint64_t{1} << scenario_.nodes.size()) - 1;
  return {.at = at,
          .action = Action::partition,
          .node = 0,
          .detail = 1 + random_.below(everybody - 1),
          .config = {},
          .length = {},
          .timers_first = false};
}

Disturbance Author::reload(base::Instant at, std::size_t node) {
  auto &config = configs_[node];
  // An owner stays one and nobody becomes one: two would be a configuration error.
  const auto priority = config.priority;
  config = choose_config();
  if (priority == base::owner_priority || config.priority == base::owner_priority) config.priority = priority;
  return {.at = at,
          .action = Action::reload,
          .node = node,
          .detail = 0,
          .config = config,
          .length = {},
          .timers_first = false};
}

/// From less than an interval to longer than any peer waits.
Disturbance Author::stall(base::Instant at, std::size_t node) {
  const auto &bounds = scenario_.bounds;
  const auto longest = random_.chance(300) ? bounds.interval : 2 * bounds.down;
  return {.at = at,
          .action = Action::stall,
          .node = node,
          .detail = 0,
          .config = {},
          .length = random_.between(Duration{1}, longest),
          .timers_first = random_.chance(500)};
}

void Author::write_disturbance(base::Instant from, Duration length) {
  constexpr std::array<Action, 16> actions{
      Action::crash,        Action::restart,      Action::restart,         Action::stop,
      Action::script_fails, Action::script_fails, Action::script_recovers, Action::link_down,
      Action::link_up,      Action::reload,       Action::reload,          Action::yield,
      Action::stall,        Action::stall,        Action::partition,       Action::heal};
  const auto at = from + random_.between(Duration{0}, length);
  const auto action = random_.pick<Action>(actions);
  const auto node = static_cast<std::size_t>(random_.below(scenario_.nodes.size()));
  if (action == Action::partition) return scenario_.disturbances.push_back(partition(at));
  if (action == Action::stall) return scenario_.disturbances.push_back(stall(at, node));
  if (action == Action::reload) return scenario_.disturbances.push_back(reload(at, node));
  add(at, action, node);
}

/// Most nodes are well again when the calm begins, so that it has something to show.
void Author::end_storm() {
  add(now_, Action::calm);
  add(now_, Action::heal);
  for (std::size_t node = 0; node < scenario_.nodes.size(); ++node) {
    if (random_.chance(700)) add(now_, Action::restart, node);
    if (random_.chance(700)) add(now_, Action::link_up, node);
    if (random_.chance(700)) add(now_, Action::script_recovers, node);
  }
}

void Author::write_round() {
  const auto &bounds = scenario_.bounds;
  add(now_, Action::storm);
  const auto length = bounds.interval * random_.between(4U, 16U);
  for (auto count = random_.between(1U, 8U); count > 0; --count) write_disturbance(now_, length);
  now_ += length;
  end_storm();
  now_ += bounds.settled() + 3 * bounds.interval;
}

Scenario Author::write() {
  choose_protocol();
  choose_intervals();
  choose_weather();
  for (auto count = random_.between(2U, 5U); count > 0; --count) scenario_.nodes.push_back(choose_node());
  for (const auto &node : scenario_.nodes) configs_.push_back(node.config);
  bound();
  start_everybody();
  for (std::size_t round = 0; round < rounds; ++round) write_round();
  std::ranges::stable_sort(scenario_.disturbances, {}, &Disturbance::at);
  scenario_.end = now_;
  return std::move(scenario_);
}

}  // namespace

std::string_view to_words(Action action) { return action_words[static_cast<std::size_t>(action)]; }

Scenario make_scenario(std::uint64_t seed) { return Author{seed}.write(); }

}  // namespace sempervivum::sim
