#include "sim/node.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::sim {
namespace {

using base::Instant;
using vrrp::State;
using vrrp::Timer;

constexpr std::array<std::string_view, 9> break_names{"nothing", "tie-break", "deaf",        "meek",  "hasty",
                                                      "mute",    "clinging",  "silent-stop", "brazen"};
/// The script's first result is a deadline beside the router's timers.
constexpr auto script_key = static_cast<vrrp::DeadlineQueue::Key>(vrrp::timer_count);

vrrp::DeadlineQueue::Key key_of(Timer timer) { return static_cast<vrrp::DeadlineQueue::Key>(timer); }

base::IpAddress nth_address(base::Family family, std::size_t node) {
  std::array<std::byte, 16> bytes{};
  const bool ipv4 = family == base::Family::ipv4;
  bytes[0] = ipv4 ? std::byte{10} : std::byte{0xfe};
  bytes[1] = ipv4 ? std::byte{0} : std::byte{0x80};
  bytes[base::address_size(family) - 1] = static_cast<std::byte>(node + 1);
  return base::IpAddress{family, bytes};
}

base::IpAddress multicast_group(base::Family family) {
  return base::IpAddress::parse(family == base::Family::ipv4 ? "224.0.0.18" : "ff02::12").value();
}

std::vector<std::byte> virtual_addresses(const Scenario &scenario) {
  std::vector<std::byte> packed;
  for (std::size_t count = 0; count < scenario.address_count; ++count) {
    const auto address = nth_address(scenario.family, 99 + count);
    packed.insert(packed.end(), address.bytes().begin(), address.bytes().end());
  }
  return packed;
}

base::Duration skew(const vrrp::RouterConfig &config, base::Priority priority, base::Duration interval) {
  const base::Duration unit = config.version == vrrp::Version::v2 ? base::Duration{std::chrono::seconds{1}} : interval;
  return unit * (256 - priority.value()) / 256;
}

}  // namespace

std::optional<Break> break_named(std::string_view name) {
  const auto found = std::ranges::find(break_names, name);
  if (found == break_names.end()) return std::nullopt;
  return static_cast<Break>(found - break_names.begin());
}

Node::Node(const Scenario &scenario, std::size_t index, Break broken, const Trace &trace)
    : scenario_{&scenario},
      broken_{broken},
      trace_{&trace},
      name_{fmt::format("node {}", index)},
      address_{nth_address(scenario.family, index)},
      group_{multicast_group(scenario.family)},
      packed_{virtual_addresses(scenario)},
      config_{scenario.nodes[index].config},
      script_weight_{scenario.nodes[index].script_weight} {
  if (scenario.auth == vrrp::AuthType::pass) password_.fill(std::byte{'x'});
}

// What befalls it.

void Node::restart(Instant now) {
  if (router_) return;
  changed(now);
  script_ = vrrp::ScriptTracker{1, 1, false};
  router_ = std::make_unique<vrrp::Router>(broken_config(), address_);
  const auto standing = stand();
  router_->set_priority(standing.priority, now, effects_);
  router_->start(standing.ready, !standing.faults.empty(), now, effects_);
  if (script_weight_) timers_.arm(script_key, now + config_.advert_interval / 4);
  carry_out(now, 0);
}

void Node::crash(Instant now) {
  if (!router_) return;
  changed(now);
  router_.reset();
  stall_.reset();
  timers_ = {};
  has_addresses_ = false;
  state_ = State::init;
}

void Node::stop(Instant now) {
  if (!is_running()) return;
  changed(now);
  router_->stop(vrrp::Event::stop, now, effects_);
  carry_out(now, 1);
  crash(now);
}

void Node::set_link(bool up, Instant now) {
  if (stall_ || std::exchange(link_up_, up) == up || !router_) return;
  apply_standing(now);
}

void Node::set_script(bool success, Instant now) {
  if (stall_ || !script_weight_ || std::exchange(script_succeeds_, success) == success || !router_) return;
  run_script(now);
}

void Node::reload(const vrrp::RouterConfig &config, Instant now) {
  if (stall_) return;
  config_ = config;
  if (!router_) return;
  changed(now);
  router_->reconfigure(broken_config(), now, effects_);
  carry_out(now, 0);
  apply_standing(now);
}

void Node::yield(Instant now) {
  if (!is_running()) return;
  changed(now);
  router_->yield(now, effects_);
  carry_out(now, 1);
}

void Node::stall(Instant until, bool timers_first, Instant now) {
  if (!is_running()) return;
  const auto patience = config_.advert_interval * config_.down_timer_adverts +
                        skew(config_, base::Priority{254}, config_.advert_interval);
  const bool known = state_ == State::master && changed_at_ <= last_sent_;
  stall_ = Stall{until, timers_first, known ? std::optional{last_sent_ + patience} : std::nullopt, {}};
  changed(now);
}

void Node::wake(Instant now) {
  const auto stall = *std::exchange(stall_, std::nullopt);
  changed(now);
  const bool listens = stall.patience_ends && now >= *stall.patience_ends;
  const auto due = router_->deadline(Timer::master_down);
  const bool late = state_ == State::backup && due && now - *due >= scenario_->bounds.interval;
  const bool follows = late && !std::exchange(late_before_, late) && has_word_of_master(stall.backlog);
  if (stall.timers_first) fire_timers(now);
  for (const auto &packet : stall.backlog) receive(packet, now);
  if (!stall.timers_first) fire_timers(now);
  if (listens && (state_ == State::master || !outbox_.empty())) violate("speaks after a stall before it has listened");
  if (follows && state_ == State::master) violate("takes over after a stall although it was told of a master");
}

/// Whether the last word was that there is a master to follow.
bool Node::has_word_of_master(const std::vector<Packet> &backlog) const {
  return !backlog.empty() && is_follow_worthy(backlog.back());
}

bool Node::is_follow_worthy(const Packet &packet) const {
  const vrrp::Arrival arrival{.source = nth_address(scenario_->family, packet.from), .destination = group_};
  const auto advert = vrrp::decode(packet.message(), arrival);
  return advert && !vrrp::mismatch(*advert, arrival, expectation()).reject && advert->priority >= router_->priority();
}

void Node::run_script(Instant now) {
  script_.report(script_succeeds_);
  apply_standing(now);
}

vrrp::Standing Node::stand() const {
  const vrrp::Track script{.reason = vrrp::FaultReason::tracked_script_failed,
                           .subject = "script",
                           .weight = script_weight_.value_or(0),
                           .reverse = false,
                           .verdict = script_.verdict()};
  const std::span<const vrrp::Track> tracks{&script, script_weight_ ? 1U : 0U};
  return vrrp::evaluate({.base_priority = config_.priority,
                         .interface = {.name = "eth0", .up = link_up_},
                         .tracks = tracks,
                         .standing = {}});
}

void Node::apply_standing(Instant now) {
  changed(now);
  const auto standing = stand();
  router_->set_priority(standing.priority, now, effects_);
  router_->set_fault(!standing.faults.empty(), now, effects_);
  if (standing.ready) router_->set_ready(now, effects_);
  carry_out(now, 1);
}

void Node::changed(Instant now) {
  changed_at_ = now;
  claim_.reset();
}

vrrp::RouterConfig Node::broken_config() const {
  auto config = config_;
  if (broken_ == Break::hasty) config.down_timer_adverts = 1;
  return config;
}

// Adverts and timers.

vrrp::Expectation Node::expectation() const {
  return {.version = config_.version,
          .family = scenario_->family,
          .interval = std::chrono::duration_cast<base::Centiseconds>(config_.advert_interval),
          .auth = scenario_->auth,
          .auth_data = password_,
          .own_address = address_,
          .unicast = false,
          .peers = {},
          .addresses = vrrp::AddressList{scenario_->family, packed_},
          .check_addresses = true};
}

bool Node::receive(const Packet &packet, Instant now) {
  if (!router_ || !link_up_) return false;
  if (stall_) return stall_->backlog.push_back(packet), false;
  const vrrp::Arrival arrival{.source = nth_address(scenario_->family, packet.from), .destination = group_};
  const auto advert = vrrp::decode(packet.message(), arrival);
  if (!advert || vrrp::mismatch(*advert, arrival, expectation()).reject) {
    if (!packet.corrupted) violate("refuses a sound advert");
    return false;
  }
  if (packet.corrupted) violate("uses a corrupted advert");
  trace_->line(now, "{} hears {} from {}", name_, advert->priority.value(), packet.from);
  note_claim(*advert, now);
  hear({.sender = arrival.source, .priority = advert->priority, .interval = advert->interval}, now);
  return takes_part();
}

void Node::note_claim(const vrrp::Advert &advert, Instant now) {
  if (advert.priority == base::resign_priority) return note_resignation(now);
  const bool preempts = advert.priority < router_->priority() && !config_.nopreempt;
  // A lower advert heard during preempt_delay may ask for less patience than the last.
  if (preempts && config_.preempt_delay.count() > 0) return claim_.reset();
  if (preempts) return;
  const auto interval =
      config_.version == vrrp::Version::v3 ? base::Duration{advert.interval} : config_.advert_interval;
  claim_ = Claim{now, interval * config_.down_timer_adverts + skew(config_, router_->priority(), interval), interval};
}

void Node::note_resignation(Instant now) {
  if (!claim_) return;
  const auto interval = claim_->interval;
  claim_ = Claim{now, skew(config_, router_->priority(), interval), interval};
}

void Node::hear(vrrp::HeardAdvert advert, Instant now) {
  if (broken_ == Break::tie_break && advert.priority == router_->priority())
    advert.sender = base::IpAddress::any(scenario_->family);
  if (broken_ == Break::deaf && is_master() && advert.priority > router_->priority()) return;
  router_->hear(advert, now, effects_);
  carry_out(now, 0);
}

void Node::fire(Instant now) {
  if (!stall_) return fire_timers(now);
  if (stall_->until <= now) wake(now);
}

void Node::fire_timers(Instant now) {
  while (const auto key = timers_.pop_due(now)) {
    if (*key == script_key) {
      run_script(now);
      continue;
    }
    const auto timer = static_cast<Timer>(*key);
    if (broken_ == Break::meek && timer == Timer::master_down) continue;
    const auto due = router_->deadline(timer);
    router_->expire(timer, broken_ == Break::brazen && due ? *due : now, effects_);
    if (broken_ == Break::mute && timer == Timer::advert) effects_.erase(effects_.begin());
    carry_out(now, 0);
  }
}

// Effects.

void Node::carry_out(Instant now, unsigned expected_resignations) {
  const auto from = state_;
  for (const auto &effect : effects_) carry_out(effect, now);
  state_ = router_->state();
  if (state_ != from) entered(from, now);
  check_contract(from, expected_resignations);
  effects_.clear();
}

void Node::carry_out(const vrrp::Effect &effect, Instant now) {
  if (const auto *advert = std::get_if<vrrp::SendAdvert>(&effect)) return send(advert->priority, now);
  if (const auto *set = std::get_if<vrrp::SetTimer>(&effect)) return timers_.arm(key_of(set->timer), set->deadline);
  if (const auto *cancel = std::get_if<vrrp::CancelTimer>(&effect)) return timers_.cancel(key_of(cancel->timer));
  if (std::holds_alternative<vrrp::AddAddresses>(effect)) has_addresses_ = true;
  if (std::holds_alternative<vrrp::RemoveAddresses>(effect)) has_addresses_ = broken_ == Break::clinging;
  if (const auto *decision = std::get_if<vrrp::Explain>(&effect))
    trace_->line(now, "{} {} -> {}: {}", name_, to_words(decision->from), to_words(decision->to), to_words(*decision));
}

void Node::send(base::Priority priority, Instant now) {
  last_sent_ = now;
  if (!link_up_) return;
  if (broken_ == Break::silent_stop && priority == base::resign_priority) return;
  trace_->line(now, "{} sends {}", name_, priority.value());
  vrrp::Advert advert;
  advert.version = config_.version;
  advert.vrid = config_.vrid;
  advert.priority = priority;
  advert.interval = std::chrono::duration_cast<base::Centiseconds>(config_.advert_interval);
  advert.auth = scenario_->auth;
  advert.auth_data = password_;
  advert.addresses = vrrp::AddressList{scenario_->family, packed_};
  auto &message = outbox_.emplace_back();
  message.size = vrrp::encode(advert, address_, group_, message.bytes);
}

void Node::entered(State from, Instant now) {
  late_before_ = false;
  if (state_ != State::master) return;
  master_since_ = now;
  ++elections_;
  if (from == State::backup && claim_ && now != claim_->at + claim_->wait)
    violate(fmt::format("takes over {:.6f} s after an advert that asks for {:.6f} s of patience",
                        seconds(now - claim_->at), seconds(claim_->wait)));
}

// The contract.

bool Node::takes_part() const {
  return is_running() && (router_->state() == State::backup || router_->state() == State::master);
}

unsigned Node::transitions_explained() const {
  const auto is_transition = [](const vrrp::Effect &effect) {
    const auto *decision = std::get_if<vrrp::Explain>(&effect);
    return decision != nullptr && decision->from != decision->to;
  };
  return static_cast<unsigned>(std::ranges::count_if(effects_, is_transition));
}

/// Then it has fallen to backup, in silence, before it did anything else.
bool Node::found_itself_stalled() const {
  return std::ranges::any_of(effects_, [](const vrrp::Effect &effect) {
    const auto *decision = std::get_if<vrrp::Explain>(&effect);
    return decision != nullptr && decision->why == vrrp::Why::stalled;
  });
}

unsigned Node::resignations() const {
  if (broken_ == Break::silent_stop) return 0;
  const auto is_resignation = [](const vrrp::Effect &effect) {
    const auto *advert = std::get_if<vrrp::SendAdvert>(&effect);
    return advert != nullptr && advert->priority == base::resign_priority;
  };
  return static_cast<unsigned>(std::ranges::count_if(effects_, is_resignation));
}

void Node::check_contract(State from, unsigned expected_resignations) const {
  const bool left_master = from == State::master && state_ != State::master && !found_itself_stalled();
  if (transitions_explained() != (from != state_ ? 1U : 0U) && !found_itself_stalled())
    violate("does not explain a transition exactly once");
  if (resignations() != (left_master ? expected_resignations : 0U))
    violate("resigns when it should not, or the other way");
  if (has_addresses_ != (state_ == State::master)) violate("holds addresses without being master, or the other way");
  check_timers();
}

void Node::check_timers() const {
  const bool master = state_ == State::master;
  const bool backup = state_ == State::backup;
  for (std::size_t index = 0; index < vrrp::timer_count; ++index) {
    const auto timer = static_cast<Timer>(index);
    const bool armed = router_->deadline(timer).has_value();
    const bool backups = timer == Timer::master_down || timer == Timer::preempt_delay;
    if (armed && !(backups ? backup : master)) violate("has a timer armed that its state has no use for");
    if (backup && timer == Timer::master_down && !armed) violate("is backup and waits for nothing");
    if (master && timer == Timer::advert && !armed) violate("is master and will not say so");
  }
}

void Node::violate(std::string_view what) const { throw Violation{fmt::format("{} {}", name_, what)}; }

}  // namespace sempervivum::sim
