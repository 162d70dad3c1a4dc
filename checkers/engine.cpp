#include "checkers/engine.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>
#include <utility>

#include "checkers/check_log.hpp"
#include "checkers/file_value.hpp"
#include "checkers/messages.hpp"
#include "checkers/plan_check.hpp"

namespace sempervivum::checkers {

/// A pool and the checks of its servers.
struct Engine::Service final : CheckListener {
  Service(Engine &engine, std::shared_ptr<const ServicePlan> plan, const Pool::Settings &settings)
      : owner{engine}, pool{std::move(plan), settings} {}

  const ServicePlan &plan() const { return pool.plan(); }
  const ServerPlan &server_of(const Checker &check) const { return plan().servers[check.id().server]; }
  void hear(CheckId id, const ProbeReport &report) override { owner.hear(*this, id, report); }

  Engine &owner;
  Pool pool;
  /// By the pool's numbers.
  std::vector<std::unique_ptr<Checker>> checks;
  /// ha_suspend: none of its addresses is here.
  bool suspended = false;
  /// Others that have one of its entries too (groups used twice).
  std::vector<Service *> sharing;
};

namespace {

/// What a service of one configuration is known by in the next.
using Identity = std::pair<std::string, netlink::IpvsServiceKey>;
Identity identity(const ServicePlan &plan) { return {plan.name, plan.entries.front().key}; }

bool pings(const Plan &plan) {
  const auto is_ping = [](const CheckPlan &check) { return std::holds_alternative<PingProbe>(check.probe); };
  return std::ranges::any_of(plan.services, [&](const ServicePlan &service) {
    return std::ranges::any_of(service.servers,
                               [&](const ServerPlan &server) { return std::ranges::any_of(server.checks, is_ping); });
  });
}

std::shared_ptr<const CheckPlan> check_plan(const std::shared_ptr<const Plan> &plan, const ServicePlan &service,
                                            CheckId id) {
  return {plan, &service.servers[id.server].checks[id.check]};
}

}  // namespace

base::SystemResult<std::unique_ptr<Engine>> Engine::open(const World &world, const Options &options) {
  auto table = netlink::IpvsTable::open(world.loop);
  if (!table) return base::unexpected(table.error());
  auto picture = netlink::IpvsTable::read();
  if (!picture) return base::unexpected(picture.error());
  return std::unique_ptr<Engine>{new Engine{world, options, std::move(*table), std::move(*picture)}};
}

Engine::Engine(const World &world, const Options &options, netlink::IpvsTable table, netlink::IpvsPicture picture)
    : world_{world},
      options_{options},
      tools_{world.loop, world.runner, tls_},
      table_{std::move(table), std::move(picture), world.log},
      scripts_{world.runner},
      files_{world.loop},
      drained_{world.loop},
      random_{std::random_device{}()} {}

Engine::~Engine() = default;

void Engine::start(Plan plan) {
  world_.log.info(messages::initializing_ipvs);
  plan_ = std::make_shared<const Plan>(std::move(plan));
  apply_settings(*plan_);
  if (plan_->flush_at_start) table_.flush();
  for (std::size_t index = 0; index < plan_->services.size(); ++index) services_.push_back(make_service(plan_, index));
  share_entries();
  Effects effects;
  for (const auto &service : services_) service->pool.start(effects);
  table_.want(whole_picture());
  carry_out(effects);
  // Thousands of checks would only slow down the table that they are about.
  table_.drain(lifeline_.guard([this] {
    if (stage_ == Stage::filling) start_checks(std::vector<Service *>(services_.size()));
  }));
}

void Engine::start_checks(const std::vector<Service *> &before) {
  stage_ = Stage::checking;
  for (std::size_t index = 0; index < services_.size(); ++index) start_checks(*services_[index], before[index]);
  follow_addresses();
  follow_files();
}

void Engine::apply_settings(const Plan &plan) {
  if (plan.timeouts) table_.set_timeouts(*plan.timeouts);
  if (const auto configured = tls_.configure(plan.tls); !configured) world_.log.error("{}", configured.error());
  ask_for_pings(plan);
}

void Engine::ask_for_pings(const Plan &plan) {
  if (!pings(plan)) return may_ping_.reset();
  if (may_ping_) return;
  auto permission = PingPermission::get();
  if (!permission) return world_.log.error(messages::no_pings, permission.error().message());
  may_ping_.emplace(std::move(*permission));
}

std::unique_ptr<Engine::Service> Engine::make_service(const std::shared_ptr<const Plan> &plan, std::size_t index) {
  const Pool::Settings settings{plan->notify_at_start, plan->no_checker_mails};
  return std::make_unique<Service>(*this, std::shared_ptr<const ServicePlan>{plan, &plan->services[index]}, settings);
}

void Engine::share_entries() {
  std::map<netlink::IpvsServiceKey, Service *> owners;
  for (const auto &service : services_) {
    for (const auto &entry : service->plan().entries) {
      const auto [owner, fresh] = owners.try_emplace(entry.key, service.get());
      if (fresh || owner->second == service.get()) continue;
      owner->second->sharing.push_back(service.get());
      service->sharing.push_back(owner->second);
    }
  }
}

netlink::IpvsPicture Engine::whole_picture() const {
  netlink::IpvsPicture picture;
  for (const auto &service : services_) service->pool.fill(picture);
  return picture;
}

void Engine::reload(Plan plan) {
  world_.log.info(messages::reinitializing_ipvs);
  auto before = std::exchange(services_, {});
  marked_.clear();
  files_.clear();
  plan_ = std::make_shared<const Plan>(std::move(plan));
  apply_settings(*plan_);
  const auto now = base::Clock::now();
  Effects effects;
  std::map<Identity, Service *> known;
  for (const auto &old : before) known.emplace(identity(old->plan()), old.get());
  std::vector<Service *> old_ones;
  for (std::size_t index = 0; index < plan_->services.size(); ++index) {
    services_.push_back(make_service(plan_, index));
    const auto found = known.find(identity(plan_->services[index]));
    auto *old = found == known.end() ? nullptr : std::exchange(found->second, nullptr);
    old_ones.push_back(stage_ == Stage::checking ? old : nullptr);
    if (old != nullptr)
      services_.back()->pool.succeed(old->pool, now, effects);
    else
      services_.back()->pool.start(effects);
  }
  for (const auto &[key, left] : known)
    if (left != nullptr) left->pool.remove(effects);
  share_entries();
  table_.want_only(whole_picture());
  carry_out(effects);
  start_checks(old_ones);
  await_drained();
}

// One timer for all: there are few of them, and seldom.
void Engine::await_drained() {
  std::optional<base::Instant> next;
  for (const auto &service : services_)
    if (const auto due = service->pool.next_forgotten()) next = std::min(*due, next.value_or(*due));
  if (!next) return drained_.cancel(), void();
  drained_.expires_at(*next);
  drained_.async_wait(lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error) forget_drained();
  }));
}

void Engine::forget_drained() {
  const auto now = base::Clock::now();
  Effects effects;
  for (const auto &service : services_) {
    const auto due = service->pool.next_forgotten();
    if (!due || *due > now) continue;
    service->pool.forget(now, effects);
    mark(*service);
  }
  carry_out(effects);
  await_drained();
}

void Engine::start_checks(Service &service, Service *before) {
  const auto &servers = service.plan().servers;
  service.suspended = before != nullptr && before->suspended && service.plan().ha_suspend;
  for (std::size_t server = 0; server < servers.size(); ++server)
    for (std::size_t check = 0; check < servers[server].checks.size(); ++check)
      start_check(service, {server, check}, before);
  service.checks.shrink_to_fit();
}

/// The same check before a reload, if there was one.
std::unique_ptr<Checker> Engine::taken_over(Service &service, CheckId id, Service *before) const {
  const auto server = before == nullptr ? Pool::npos : service.pool.origin(id.server);
  if (server == Pool::npos) return nullptr;
  const auto check = Pool::find(before->plan().servers[server], service.plan().servers[id.server].checks[id.check]);
  return check == Pool::npos ? nullptr : std::move(before->checks[before->pool.number({server, check})]);
}

void Engine::start_check(Service &service, CheckId id, Service *before) {
  const auto &server = service.plan().servers[id.server];
  auto plan = check_plan(plan_, service.plan(), id);
  auto &place = service.checks.emplace_back(taken_over(service, id, before));
  if (place) return place->reconfigure(std::move(plan), server.weight(), service, id);
  place = std::make_unique<Checker>(tools_, plan, server.weight(), service, id);
  if (!service.suspended) place->start(random_delay(plan->warmup));
  const auto name = server.name();
  world_.log.info(messages::activating, name, service.plan().name);
  if (const auto remark = not_run(*plan, name, service.plan().name)) world_.log.warning("{}", *remark);
}

base::Duration Engine::random_delay(base::Duration limit) {
  return base::Duration{std::uniform_int_distribution<base::Duration::rep>{0, limit.count()}(random_)};
}

void Engine::follow_files() {
  for (const auto &service : services_)
    for (const auto &check : service->checks)
      if (std::holds_alternative<FileProbe>(check->plan().probe)) follow_file(*service, *check);
}

void Engine::follow_file(Service &service, const Checker &check) {
  const auto id = check.id();
  const auto file = std::get<FileProbe>(check.plan().probe);
  const bool watched =
      files_.follow(file.path, [this, &service, id, name = file.name, weight = file.weight](std::int64_t number) {
        const auto effect = file_effect(number, weight);
        if (service.pool.check_up(id) != effect.up) {
          Effects lines;
          tell_file(service.plan().servers[id.server].name(), name, effect.up, lines);
          carry_out(lines);
        }
        change(service, id, effect.up);
        weigh(service, id, effect.contribution);
      });
  if (!watched) world_.log.warning(messages::file_not_watched, file.path);
}

void Engine::follow_addresses() {
  const bool wanted = std::ranges::any_of(services_, [](const auto &service) { return service->plan().ha_suspend; });
  if (!wanted) return presence_.reset();
  if (!presence_) {
    auto opened = Presence::open(world_.loop, [this] { review_presence(); });
    if (!opened) return world_.log.error(messages::no_presence, opened.error().message());
    presence_.emplace(std::move(*opened));
  }
  review_presence();
}

void Engine::review_presence() {
  for (const auto &service : services_)
    if (service->plan().ha_suspend) review_presence(*service);
}

void Engine::review_presence(Service &service) {
  const bool here = std::ranges::any_of(service.plan().entries, [this](const auto &entry) {
    return entry.key.fwmark == 0 && presence_->has(entry.key.address);
  });
  if (here != service.suspended) return;
  service.suspended = !here;
  for (const auto &check : service.checks) {
    const auto name = service.server_of(*check).name();
    if (here) world_.log.info(messages::activating, name, service.plan().name);
    if (!here) world_.log.info(messages::suspending, name, service.plan().name);
    if (here) check->start(random_delay(check->plan().warmup));
    if (!here) check->suspend();
  }
}

void Engine::hear(Service &service, CheckId id, const ProbeReport &report) {
  if (report.is_more_of_the_same()) return;
  const auto &server = service.plan().servers[id.server];
  const auto name = server.name();
  Effects lines;
  tell_report(report, {server.checks[id.check], name, service.plan().name}, lines);
  if (report.first && !report.changed && !report.up) service.pool.confirm(id, lines);
  carry_out(lines);
  change(service, id, report.up);
  if (report.outcome.contribution) weigh(service, id, *report.outcome.contribution);
}

void Engine::weigh(Service &service, CheckId id, std::int64_t contribution) {
  if (service.pool.contribution(id) == contribution) return;
  Effects effects;
  service.pool.weigh(id, contribution, effects);
  mark(service);
  carry_out(effects);
}

void Engine::set_weight(std::size_t service, std::size_t server, std::int32_t weight) {
  auto &chosen = *services_.at(service);
  Effects effects;
  chosen.pool.set_weight(server, weight, effects);
  mark(chosen);
  carry_out(effects);
}

Status Engine::status() const {
  Status status{.plan = plan_, .services = {}};
  for (const auto &service : services_) status.services.push_back(service->pool.status());
  return status;
}

void Engine::change(Service &service, CheckId id, bool up) {
  if (service.pool.check_up(id) == up) return;
  Effects effects;
  service.pool.note(id, up, effects);
  mark(service);
  carry_out(effects);
}

void Engine::note_bfd(std::string_view session, bool up) {
  for (const auto &service : services_)
    for (const auto &check : service->checks) {
      const auto *probe = std::get_if<BfdProbe>(&check->plan().probe);
      if (probe != nullptr && probe->name == session) change(*service, check->id(), up);
    }
}

namespace {

/// Gives each effect to whom it is for.
struct Carrier {
  const Engine::World &world;
  ScriptQueue &scripts;

  void operator()(const WriteLog &effect) const { world.log.write(effect.severity, "{}", effect.line); }
  void operator()(const RunScript &effect) const { scripts.add(effect.subject, effect.command); }
  void operator()(const WriteLine &effect) const { world.messenger.write_line(effect.line); }
  void operator()(const SendMail &effect) const { world.messenger.send(effect.mail); }
  void operator()(const TellManagers &effect) const {
    if (world.tell_managers) world.tell_managers(effect);
  }
};

}  // namespace

void Engine::carry_out(const Effects &effects) {
  for (const auto &effect : effects) std::visit(Carrier{world_, scripts_}, effect);
}

// Everything that changes in one turn of the loop goes to the kernel at once.
void Engine::mark(Service &service) {
  const bool first = marked_.empty();
  marked_.insert(&service);
  marked_.insert(service.sharing.begin(), service.sharing.end());
  if (first) boost::asio::post(world_.loop, lifeline_.guard([this] { update_marked(); }));
}

void Engine::update_marked() {
  netlink::IpvsPicture picture;
  for (const auto *service : std::exchange(marked_, {})) service->pool.fill(picture);
  table_.want(std::move(picture));
}

void Engine::stop(std::function<void()> done) {
  stage_ = Stage::stopped;
  for (const auto &service : services_)
    for (const auto &check : service->checks) check->suspend();
  files_.clear();
  presence_.reset();
  drained_.cancel();
  marked_.clear();
  Effects effects;
  for (const auto &service : services_) service->pool.stop(effects);
  carry_out(effects);
  scripts_.release();
  if (!options_.keep_table_at_stop && plan_) {
    if (plan_->flush_on_stop == parser::FlushOnStop::everything)
      table_.flush();
    else
      table_.want_only({});
  }
  table_.drain(lifeline_.guard(std::move(done)));
}

}  // namespace sempervivum::checkers
