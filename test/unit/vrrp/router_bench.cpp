#include "router_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <stdexcept>

#include "packets.hpp"

namespace sempervivum::vrrp::test {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::array<std::string_view, timer_count> timer_names{"advert",         "master_down",      "preempt_delay",
                                                                "announce_again", "announce_refresh", "announce_lower"};
constexpr std::array<std::string_view, event_count> event_names{"master", "backup",  "fault",
                                                                "stop",   "deleted", "rx_lower"};
constexpr std::array<std::string_view, why_count> why_names{"started",
                                                            "owner",
                                                            "master_silent",
                                                            "preempted",
                                                            "master_resigned",
                                                            "higher_priority",
                                                            "higher_address",
                                                            "kept_lower_priority",
                                                            "kept_lower_address",
                                                            "rival_resigned",
                                                            "preempting",
                                                            "following",
                                                            "priority_changed",
                                                            "faulted",
                                                            "recovered",
                                                            "yielded",
                                                            "stopped",
                                                            "stalled",
                                                            "woke_late",
                                                            "awaiting_group",
                                                            "group_faulted",
                                                            "group_left",
                                                            "group_lost",
                                                            "inherited",
                                                            "nearly_silent"};

template <class Names, class Enum>
std::string_view name_of(const Names &names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

Timer timer_named(std::string_view name) {
  for (std::size_t timer = 0; timer < timer_count; ++timer)
    if (timer_names.at(timer) == name) return static_cast<Timer>(timer);
  throw std::invalid_argument{fmt::format("no timer {}", name)};
}

double milliseconds(base::Instant instant) { return Milliseconds{instant.time_since_epoch()}.count(); }

base::Duration duration(const std::string &text) {
  return std::chrono::duration_cast<base::Duration>(Milliseconds{std::stod(text)});
}

struct Text {
  std::string operator()(const SendAdvert &effect) const { return fmt::format("send {}", effect.priority.value()); }
  std::string operator()(const SetTimer &effect) const {
    return fmt::format("{}@{:g}", name_of(timer_names, effect.timer), milliseconds(effect.deadline));
  }
  std::string operator()(const CancelTimer &effect) const {
    return fmt::format("-{}", name_of(timer_names, effect.timer));
  }
  std::string operator()(const AddAddresses &) const { return "+addresses"; }
  std::string operator()(const RemoveAddresses &) const { return "-addresses"; }
  std::string operator()(const Announce &effect) const { return fmt::format("announce {}", effect.rounds); }
  std::string operator()(const Notify &effect) const {
    return fmt::format("notify {}", name_of(event_names, effect.event));
  }
  std::string operator()(const Explain &effect) const {
    return fmt::format("{} {}>{}", name_of(why_names, effect.why), to_words(effect.from), to_words(effect.to));
  }
};

std::vector<std::string> split(std::string_view line) {
  std::istringstream stream{std::string{line}};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

RouterConfig tweaked(const Tweak &tweak) {
  auto config = bench_config();
  if (tweak) tweak(config);
  return config;
}

std::string joined(const Effects &effects) {
  std::string text;
  for (const auto &effect : effects) text += (text.empty() ? "" : "; ") + to_text(effect);
  return text;
}

}  // namespace

std::string to_text(const Effect &effect) { return std::visit(Text{}, effect); }

RouterConfig bench_config() {
  RouterConfig config;
  config.vrid = base::Vrid{51};
  return config;
}

Bench::Bench(const Tweak &tweak, std::string_view own_address) : router_{tweaked(tweak), address(own_address)} {}

std::string Bench::run(std::string_view inputs) {
  while (!inputs.empty()) {
    const auto line = inputs.substr(0, inputs.find("; "));
    inputs.remove_prefix(std::min(inputs.size(), line.size() + 2));
    effects_.clear();
    input(line);
  }
  return joined(effects_);
}

std::string Bench::reconfigure(const Tweak &tweak) {
  effects_.clear();
  router_.reconfigure(tweaked(tweak), now_, effects_);
  return joined(effects_);
}

double Bench::due(Timer timer) const {
  const auto deadline = router_.deadline(timer);
  return deadline ? milliseconds(*deadline) : -1;
}

void Bench::input(std::string_view line) {
  const auto words = split(line);
  const std::map<std::string_view, std::function<void()>> commands{
      {"start", [&] { router_.start(words.back() != "unready", words.back() == "faulted", now_, effects_); }},
      {"ready", [&] { router_.set_ready(now_, effects_); }},
      {"fault", [&] { router_.set_fault(true, now_, effects_); }},
      {"clear", [&] { router_.set_fault(false, now_, effects_); }},
      {"hear", [&] { hear(words); }},
      {"wait", [&] { now_ += duration(words.at(1)); }},
      {"expire", [&] { expire(words); }},
      {"priority",
       [&] {
         router_.set_priority(base::Priority{static_cast<std::uint8_t>(std::stoi(words.at(1)))}, now_, effects_);
       }},
      {"yield", [&] { router_.yield(now_, effects_); }},
      {"stop", [&] { router_.stop(Event::stop, now_, effects_); }},
      {"delete", [&] { router_.stop(Event::deleted, now_, effects_); }},
  };
  commands.at(words.at(0))();
}

void Bench::expire(const std::vector<std::string> &words) {
  const auto timer = timer_named(words.at(1));
  serve_until(router_.deadline(timer).value_or(now_));
  if (const auto deadline = router_.deadline(timer)) now_ = std::max(now_, *deadline);
  if (words.size() > 2) now_ += duration(words.at(2));
  router_.expire(timer, now_, effects_);
}

void Bench::serve_until(base::Instant end) {
  const auto due = [&] { return router_.deadline(Timer::advert).value_or(end); };
  while (due() < end) {
    now_ = std::max(now_, due());
    router_.expire(Timer::advert, now_, effects_);
    effects_.clear();
  }
}

void Bench::hear(const std::vector<std::string> &words) {
  const HeardAdvert advert{.sender = address(words.at(1)),
                           .priority = base::Priority{static_cast<std::uint8_t>(std::stoi(words.at(2)))},
                           .interval = duration(words.size() > 3 ? words[3] : "1000")};
  router_.hear(advert, now_, effects_);
}

}  // namespace sempervivum::vrrp::test
