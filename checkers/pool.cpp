#include "checkers/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checkers/messages.hpp"
#include "checkers/probe_name.hpp"

namespace sempervivum::checkers {
namespace {

template <class... Args>
void log(Effects &effects, fmt::format_string<Args...> text, Args &&...args) {
  effects.emplace_back(WriteLog{base::Severity::info, fmt::format(text, std::forward<Args>(args)...)});
}

void run(Effects &effects, const std::string &subject, const base::Rare<base::Command> &command) {
  if (command) effects.emplace_back(RunScript{subject, *command});
}

constexpr std::string_view up_word(bool up) { return up ? "UP" : "DOWN"; }

constexpr std::uint32_t sorry_weight = 1;

}  // namespace

Pool::Pool(std::shared_ptr<const ServicePlan> plan, const Settings &settings)
    : plan_{std::move(plan)}, settings_{settings} {
  servers_.reserve(plan_->servers.size());
  for (const auto &server : plan_->servers) {
    servers_.push_back({static_cast<std::uint32_t>(checks_.size()), no_origin, server.weight(), false});
    for (const auto &check : server.checks) checks_.push_back({!check.verdict.alpha, 0});
    judge(servers_.size() - 1);
  }
  checks_.shrink_to_fit();
}

std::span<const Pool::Check> Pool::checks_of(std::size_t server) const {
  return std::span{checks_}.subspan(servers_[server].first_check, plan_->servers[server].checks.size());
}

std::size_t Pool::failed_checks(std::size_t server) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(checks_of(server), [](const Check &check) { return !check.up; }));
}

void Pool::judge(std::size_t server) { set_alive(servers_[server], failed_checks(server) == 0); }

void Pool::set_alive(Server &server, bool alive) {
  if (server.alive != alive) alive ? ++servers_up_ : --servers_up_;
  server.alive = alive;
}

void Pool::start(Effects &effects) {
  for (std::size_t index = 0; index < servers_.size(); ++index)
    if (settings_.notify_at_start) tell_server(plan_->servers[index], servers_[index].alive, effects);
  begin_quorum(effects);
}

void Pool::begin_quorum(Effects &effects) {
  if (enough()) return gain_quorum(effects);
  quorum_ = false;
  log(effects, messages::starting_down, plan_->quorum, plan_->hysteresis, gain_level(), live_weight(), plan_->name);
  if (plan_->sorry) bring_sorry(effects);
  tell_quorum(false, effects);
}

std::size_t Pool::find(const ServerPlan &server, const CheckPlan &check) {
  const auto found =
      std::ranges::find_if(server.checks, [&](const auto &candidate) { return candidate.probe == check.probe; });
  return found == server.checks.end() ? npos : static_cast<std::size_t>(found - server.checks.begin());
}

void Pool::succeed(const Pool &before, base::Instant now, Effects &effects) {
  std::map<netlink::IpvsDestinationKey, std::size_t> known;
  for (std::size_t index = 0; index < before.servers_.size(); ++index)
    known.emplace(before.plan_->servers[index].destination.key, index);
  std::vector<bool> kept(before.servers_.size());
  for (std::size_t index = 0; index < servers_.size(); ++index) {
    const auto &plan = plan_->servers[index];
    const auto found = known.find(plan.destination.key);
    if (found == known.end()) continue;
    const auto old = found->second;
    servers_[index].origin = static_cast<std::uint32_t>(old);
    kept[old] = true;
    for (std::size_t check = 0; check < plan.checks.size(); ++check)
      if (const auto same = find(before.plan_->servers[old], plan.checks[check]); same != npos)
        checks_[number({index, check})] = before.checks_[before.number({old, same})];
    judge(index);
  }
  take_draining(before);
  for (std::size_t index = 0; index < kept.size(); ++index) {
    if (kept[index]) continue;
    const auto &gone = before.plan_->servers[index];
    before.tell_removed(gone, before.servers_[index].alive, effects);
    if (before.servers_[index].alive && plan_->drain > base::Duration::zero()) {
      draining_.push_back({gone.name(), gone.destination, now + plan_->drain});
      log(effects, messages::draining, gone.name(), plan_->name);
    }
  }
  quorum_ = before.quorum_;
  update_quorum(effects);
}

bool Pool::configures(const netlink::IpvsDestinationKey &key) const {
  return std::ranges::any_of(plan_->servers, [&](const auto &server) { return server.destination.key == key; });
}

void Pool::take_draining(const Pool &before) {
  if (plan_->drain == base::Duration::zero()) return;
  std::ranges::copy_if(before.draining_, std::back_inserter(draining_),
                       [this](const Draining &server) { return !configures(server.destination.key); });
}

std::optional<base::Instant> Pool::next_forgotten() const {
  if (draining_.empty()) return std::nullopt;
  return std::ranges::min(draining_, {}, &Draining::until).until;
}

void Pool::forget(base::Instant now, Effects &effects) {
  for (const auto &server : draining_)
    if (server.until <= now) log(effects, messages::drained, server.name, plan_->name);
  std::erase_if(draining_, [now](const Draining &server) { return server.until <= now; });
}

void Pool::tell_removed(const ServerPlan &server, bool alive, Effects &effects) const {
  log(effects, messages::server_gone, server.name());
  log(effects, messages::removing_service, server.name(), plan_->name);
  if (alive) tell_server(server, false, effects);
}

void Pool::note(CheckId id, bool up, Effects &effects) {
  if (check_up(id) == up) return;
  checks_[number(id)].up = up;
  tell_check(id, up, effects);
  const bool was = alive(id.server);
  judge(id.server);
  if (alive(id.server) != was) change_server(id.server, !was, effects);
}

void Pool::confirm(CheckId id, Effects &effects) const {
  tell_server(plan_->servers[id.server], servers_[id.server].alive, effects);
}

void Pool::change_server(std::size_t index, bool alive, Effects &effects) {
  const auto &server = plan_->servers[index];
  const auto name = server.name();
  if (server.inhibit && alive) log(effects, messages::enabling_service, name, plan_->name);
  if (server.inhibit && !alive) log(effects, messages::disabling_service, name, plan_->name);
  if (!server.inhibit && alive) log(effects, messages::adding_service, name, plan_->name);
  if (!server.inhibit && !alive) log(effects, messages::removing_service, name, plan_->name);
  tell_server(server, alive, effects);
  update_quorum(effects);
}

void Pool::tell_server(const ServerPlan &server, bool up, Effects &effects) const {
  announce_server(server, up, effects);
  tell_managers(static_cast<std::size_t>(&server - plan_->servers.data()), up, false, effects);
}

void Pool::announce_server(const ServerPlan &server, bool up, Effects &effects) const {
  const auto name = server.name();
  run(effects, plan_->name + ' ' + name, up ? server.notify_up : server.notify_down);
  effects.emplace_back(WriteLine{fmt::format("RS {} {} {}", name, plan_->name, up_word(up))});
}

void Pool::tell_check(CheckId id, bool up, Effects &effects) const {
  const auto &server = plan_->servers[id.server];
  const bool last = failed_checks(id.server) == (up ? 0 : 1);
  if (!server.smtp_alert || (settings_.no_checker_mails && !last)) return;
  const auto name = probe_name(server.checks[id.check].probe).mail;
  effects.emplace_back(
      SendMail{{fmt::format(messages::server_subject, server.name(), plan_->name, up_word(up)),
                fmt::format(fmt::runtime(up ? messages::check_body_up : messages::check_body_down), name)}});
}

void Pool::weigh(CheckId id, std::int64_t contribution, Effects &effects) {
  const auto before = weight(id.server);
  checks_[number(id)].contribution = contribution;
  tell_weight(id.server, before, effects);
}

void Pool::set_weight(std::size_t server, std::int32_t weight, Effects &effects) {
  const auto before = this->weight(server);
  servers_[server].weight = weight;
  tell_weight(server, before, effects);
}

void Pool::tell_weight(std::size_t server, std::int32_t before, Effects &effects) {
  const auto after = weight(server);
  if (before == after) return;
  log(effects, messages::changing_weight, before, after, servers_[server].alive ? "active" : "inactive",
      plan_->servers[server].name(), plan_->name);
  update_quorum(effects);
}

void Pool::tell_managers(std::optional<std::size_t> server, bool up, bool stopping, Effects &effects) const {
  effects.emplace_back(TellManagers{plan_, server, up, stopping, servers_up_});
}

ServiceStatus Pool::status() const {
  ServiceStatus status{.quorum = quorum_, .servers = {}};
  for (std::size_t index = 0; index < servers_.size(); ++index)
    status.servers.push_back(
        {servers_[index].alive, servers_[index].weight, static_cast<std::uint32_t>(failed_checks(index))});
  return status;
}

std::int32_t Pool::weight(std::size_t server) const {
  std::int64_t sum = 0;
  for (const auto &check : checks_of(server)) sum += check.contribution;
  return effective_weight(servers_[server].weight, {&sum, 1});
}

std::int64_t Pool::live_weight() const {
  std::int64_t sum = 0;
  for (std::size_t index = 0; index < servers_.size(); ++index)
    if (servers_[index].alive) sum += weight(index);
  return sum;
}

void Pool::update_quorum(Effects &effects) {
  if (!quorum_ && enough()) return gain_quorum(effects);
  if (quorum_ && too_little()) lose_quorum(effects);
}

void Pool::gain_quorum(Effects &effects) {
  const bool was_without = !quorum_;
  quorum_ = true;
  log(effects, messages::gained_quorum, plan_->quorum, plan_->hysteresis, gain_level(), live_weight(), plan_->name);
  if (was_without && plan_->sorry) put_sorry_away(effects);
  tell_quorum(true, effects);
}

void Pool::lose_quorum(Effects &effects) {
  quorum_ = false;
  log(effects, messages::lost_quorum, plan_->quorum, plan_->hysteresis, loss_level(), live_weight(), plan_->name);
  if (plan_->sorry) bring_sorry(effects);
  tell_quorum(false, effects);
}

void Pool::bring_sorry(Effects &effects) const {
  const auto &sorry = *plan_->sorry;
  if (sorry.inhibit)
    log(effects, messages::enabling_sorry, sorry.name, plan_->name);
  else
    log(effects, messages::adding_sorry, sorry.name, plan_->name);
  log(effects, messages::removing_alive, plan_->name);
}

void Pool::put_sorry_away(Effects &effects) const {
  const auto &sorry = *plan_->sorry;
  if (sorry.inhibit)
    log(effects, messages::disabling_sorry, sorry.name, plan_->name);
  else
    log(effects, messages::removing_sorry, sorry.name, plan_->name);
  log(effects, messages::adding_alive, plan_->name);
}

void Pool::tell_quorum(bool up, Effects &effects) const {
  announce_quorum(up, effects);
  tell_managers(std::nullopt, up, false, effects);
}

void Pool::announce_quorum(bool up, Effects &effects) const {
  run(effects, plan_->name, up ? plan_->quorum_up : plan_->quorum_down);
  effects.emplace_back(WriteLine{fmt::format("VS {} {}", plan_->name, up_word(up))});
  if (plan_->smtp_alert) mail_quorum(up, effects);
}

void Pool::mail_quorum(bool up, Effects &effects) const {
  const auto level = up ? gain_level() : loss_level();
  effects.emplace_back(SendMail{{fmt::format(messages::quorum_subject, plan_->name, up_word(up)),
                                 fmt::format(messages::quorum_body, up ? "Gained quorum" : "Lost quorum", plan_->quorum,
                                             plan_->hysteresis, level, live_weight())}});
}

void Pool::stop(Effects &effects) {
  for (std::size_t index = 0; index < servers_.size(); ++index) {
    const auto &server = plan_->servers[index];
    const bool alive = servers_[index].alive;
    log(effects, messages::shutting_down, server.inhibit && !alive ? messages::inhibited : "", server.name(),
        plan_->name);
    if (!alive) continue;
    set_alive(servers_[index], false);
    if (plan_->omega) announce_server(server, false, effects);
    tell_managers(index, false, true, effects);
  }
  if (!quorum_) return;
  if (plan_->omega) announce_quorum(false, effects);
  tell_managers(std::nullopt, false, true, effects);
}

void Pool::remove(Effects &effects) {
  for (std::size_t index = 0; index < servers_.size(); ++index) {
    const auto &server = plan_->servers[index];
    log(effects, messages::removing_service, server.name(), plan_->name);
    if (servers_[index].alive) tell_server(server, false, effects);
  }
  if (quorum_) tell_quorum(false, effects);
  log(effects, messages::removing_virtual_server, plan_->name);
}

void Pool::fill(netlink::IpvsPicture &picture) const {
  for (const auto &entry : plan_->entries) {
    auto &target = picture[entry.key];
    target.service = entry;
    fill(entry, target);
  }
}

void Pool::fill(const netlink::IpvsService &entry, netlink::IpvsEntry &target) const {
  netlink::IpvsEntry::Destinations::sequence_type wanted;
  wanted.reserve(draining_.size() + 1 + servers_.size());
  const auto put = [&](const netlink::IpvsDestination &planned, std::uint32_t weight) {
    const bool tunnelled = planned.forwarding == netlink::IpvsForwarding::tunnel;
    if (!tunnelled && planned.key.address.family() != entry.key.family) return;
    wanted.push_back(destination_for(planned, entry.key));
    wanted.back().weight = weight;
  };
  for (const auto &server : draining_) put(server.destination, 0);
  if (plan_->sorry && (sorry_works() || plan_->sorry->inhibit))
    put(plan_->sorry->destination, sorry_works() ? sorry_weight : 0);
  for (std::size_t index = 0; index < servers_.size(); ++index) {
    const auto &server = plan_->servers[index];
    const bool used = servers_[index].alive && !sorry_works();
    if (used) put(server.destination, static_cast<std::uint32_t>(weight(index)));
    if (!used && server.inhibit) put(server.destination, 0);
  }
  target.put(std::move(wanted));
}

}  // namespace sempervivum::checkers
