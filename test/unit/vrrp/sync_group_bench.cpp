#include "sync_group_bench.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "packets.hpp"

namespace sempervivum::vrrp::test {
namespace {

std::vector<std::string> split(std::string_view line) {
  std::istringstream stream{std::string{line}};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

base::Duration milliseconds(const std::string &text) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double, std::milli>{std::stod(text)});
}

Timer timer_named(std::string_view name) { return name == "advert" ? Timer::advert : Timer::master_down; }

std::size_t member_named(const std::vector<std::string> &words) {
  return words.size() < 2 ? 0 : static_cast<std::size_t>(words[1].front() - 'a');
}

bool is_shown(const Effect &effect) {
  return !std::holds_alternative<SetTimer>(effect) && !std::holds_alternative<CancelTimer>(effect) &&
         !std::holds_alternative<Announce>(effect);
}

std::vector<SyncGroup::Member> enlist(std::deque<Router> &routers, const std::vector<Tweak> &tweaks) {
  std::vector<SyncGroup::Member> members;
  for (const auto &tweak : tweaks) {
    auto config = bench_config();
    if (tweak) tweak(config);
    members.push_back({&routers.emplace_back(config, address("10.0.0.5")), {}});
  }
  return members;
}

}  // namespace

GroupBench::GroupBench(const std::vector<Tweak> &members)
    : health_(members.size()), group_{enlist(routers_, members)} {}

std::string GroupBench::run(std::string_view inputs) {
  while (!inputs.empty()) {
    const auto line = inputs.substr(0, inputs.find("; "));
    inputs.remove_prefix(std::min(inputs.size(), line.size() + 2));
    effects_.clear();
    input(split(line));
  }
  return text(effects_);
}

std::string GroupBench::text(const GroupEffects &effects) const {
  std::string text;
  for (const auto &[member, effect] : effects) {
    if (!is_shown(effect)) continue;
    const auto who = member ? std::string{static_cast<char>('a' + *member)} : std::string{"group"};
    text += (text.empty() ? "" : "; ") + who + " " + to_text(effect);
  }
  return text;
}

std::string GroupBench::states() const {
  std::string text;
  for (const auto &router : routers_) text += (text.empty() ? "" : " ") + std::string{to_words(router.state())};
  return text;
}

void GroupBench::input(const std::vector<std::string> &words) {
  const auto &verb = words.front();
  const auto member = member_named(words);
  const auto health = member < health_.size() ? health_[member] : Health{};
  if (verb == "start") return start(words);
  if (verb == "stop") return group_.stop(Event::stop, now_, effects_);
  if (verb == "wait") return void(now_ += milliseconds(words.at(1)));
  if (verb == "expire") return expire(member, words);
  if (verb == "yield") return group_.yield(member, now_, effects_);
  if (verb == "fault") return set_health(member, {health.ready, true});
  if (verb == "clear") return set_health(member, {health.ready, false});
  if (verb == "ready") return set_health(member, {true, health.faulted});
  if (verb != "hear") throw std::invalid_argument{verb};
  const HeardAdvert advert{address(words.at(2)), base::Priority{static_cast<std::uint8_t>(std::stoi(words.at(3)))},
                           std::chrono::seconds{1}};
  group_.hear(member, advert, now_, effects_);
}

void GroupBench::start(const std::vector<std::string> &words) {
  for (std::size_t at = 1; at + 1 < words.size(); at += 2) {
    const auto member = static_cast<std::size_t>(words[at].front() - 'a');
    health_[member] = {words[at + 1] != "unready", words[at + 1] == "faulted"};
    group_.set_health(member, health_[member], now_, effects_);
  }
  effects_.clear();
  group_.start(now_, effects_);
}

void GroupBench::set_health(std::size_t member, const Health &health) {
  health_[member] = health;
  group_.set_health(member, health, now_, effects_);
}

void GroupBench::expire(std::size_t member, const std::vector<std::string> &words) {
  const auto timer = timer_named(words.at(2));
  const auto due = routers_[member].deadline(timer).value_or(now_);
  serve_until(due);
  now_ = std::max(now_, due);
  if (words.size() > 3) now_ += milliseconds(words[3]);
  group_.expire(member, timer, now_, effects_);
}

void GroupBench::serve_until(base::Instant end) {
  for (bool served = true; served;) {
    served = false;
    for (std::size_t member = 0; member < routers_.size(); ++member) {
      const auto due = routers_[member].deadline(Timer::advert);
      if (!due || *due >= end) continue;
      now_ = std::max(now_, *due);
      group_.expire(member, Timer::advert, now_, effects_);
      served = true;
    }
  }
  effects_.clear();
}

}  // namespace sempervivum::vrrp::test
