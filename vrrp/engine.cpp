#include "vrrp/engine.hpp"

#include <time.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "vrrp/interface_facts.hpp"
#include "vrrp/judge.hpp"
#include "vrrp/messages.hpp"
#include "vrrp/plan_diff.hpp"

namespace sempervivum::vrrp {
namespace {

/// How long stop scripts may keep the process alive.
constexpr auto stop_grace = std::chrono::seconds{1};
/// Those whose adverts leave together, in one or two system calls.
constexpr unsigned routers_in_a_turn = 64;

const netlink::Link *changed_link(const netlink::Change &change) {
  if (const auto *added = std::get_if<netlink::LinkAdded>(&change)) return &added->link;
  const auto *changed = std::get_if<netlink::LinkChanged>(&change);
  return changed == nullptr ? nullptr : &changed->after;
}

base::Duration since_boot() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// What is left of vrrp_startup_delay and vrrp_delay_after_boot.
base::Duration startup_wait(const Plan &plan) {
  return std::max({plan.startup_delay, plan.delay_after_boot - since_boot(), base::Duration::zero()});
}

}  // namespace

base::SystemResult<std::unique_ptr<Engine>> Engine::open(boost::asio::io_context &io, base::Log log,
                                                         base::ScriptRunner &runner, const Options &options) {
  netlink::Monitor::Options hearing;
  hearing.receive_buffer = std::max(hearing.receive_buffer, static_cast<int>(options.monitor_buffer));
  auto monitor = netlink::Monitor::open(io, hearing);
  if (!monitor) return base::unexpected(std::move(monitor.error()));
  netlink::Socket::Options asking;
  asking.receive_buffer = std::max(asking.receive_buffer, static_cast<int>(options.command_buffer));
  auto socket = netlink::Socket::open(io, asking);
  if (!socket) return base::unexpected(std::move(socket.error()));
  auto announcer = Announcer::open(io);
  if (!announcer) return base::unexpected(std::move(announcer.error()));
  Parts parts{std::move(*monitor), std::move(*socket), std::move(*announcer)};
  return std::unique_ptr<Engine>{new Engine{io, log, runner, options, std::move(parts)}};
}

Engine::Engine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner, const Options &options,
               Parts parts)
    : io_{io},
      log_{log},
      options_{options},
      monitor_{std::move(parts.monitor)},
      socket_{std::move(parts.socket)},
      timers_{io},
      sockets_{io, [this](base::Vrid vrid, const Arrival &arrival) { note_unknown(vrid, arrival); }},
      errands_{io, [this] { sockets_.flush(); }},
      neighbours_{socket_},
      keeper_{io, socket_, monitor_, log},
      surroundings_{io, socket_, monitor_, keeper_, timers_, log},
      announcer_{std::move(parts.announcer)},
      pacer_{timers_, announcer_, monitor_.picture()},
      notifier_{runner, timers_, log},
      herald_{notifier_, options.messenger, options.audience},
      board_{io, options.report, options.follower},
      services_{.log = log_,
                .timers = timers_,
                .errands = errands_,
                .monitor = monitor_,
                .sockets = sockets_,
                .neighbours = neighbours_,
                .keeper = keeper_,
                .pacer = pacer_,
                .herald = herald_,
                .board = board_,
                .late = options_.late,
                .effects = effects_},
      scripts_{runner, timers_, log,
               [this](const std::string &script) { refresh_trackers(TrackKind::script, script); }},
      trackers_{io, timers_, log, [this](TrackKind kind, const std::string &name) { refresh_trackers(kind, name); }},
      groups_{Group::Services{.log = log, .herald = herald_, .errands = errands_}},
      stop_limit_{io},
      subscription_{monitor_.observe([this](const netlink::Change &change) { note_change(change); })} {
  errands_.when_relieved(options_.relieved);
  timers_.when_served([this] {
    sockets_.flush();
    errands_.run();
  });
}

void Engine::start(Plan plan) {
  const auto held = std::make_shared<Plan>(std::move(plan));
  surroundings_.prepare(*held, [this, held] { start_instances(std::move(*held)); });
}

void Engine::start_instances(Plan plan) {
  const auto now = base::Clock::now();
  log_remarks(std::move(plan.remarks));
  watch(plan.trackers, true);
  logs_unknown_vrids_ = plan.logs_unknown_vrids;
  pacer_.set(plan.paces);
  held_back_until_ = now + startup_wait(plan);
  options_.audience.meet(plan);
  for (auto &instance : plan.instances) instances_.push_back(make_instance(std::move(instance)));
  for (const auto &instance : instances_) take_place(*instance);
  // From here to the end nobody sends the adverts of what is inherited.
  const auto estate = options_.inherit();
  if (estate) scripts_.recall(estate->scripts);
  for (const auto &instance : instances_) instance->get_ready(standing(instance->plan()), now);
  if (estate) take_over(*estate, now);
  groups_.arrange(std::move(plan.groups), instances_, now);
  for (const auto &instance : instances_) {
    if (instance->group() != nullptr) continue;
    instance->router().started() ? instance->go_alone(now) : instance->start(now);
  }
  scripts_.watch(plan.scripts, now);
  keep(std::move(plan));
}

/// What has gone into instances takes no room here.
void Engine::keep(Plan plan) {
  plan.instances = std::vector<InstancePlan>{};
  plan_ = std::move(plan);
}

void Engine::note_unknown(base::Vrid vrid, const Arrival &arrival) const {
  if (logs_unknown_vrids_) log_.info(messages::unknown_vrid, vrid.value(), arrival.source.to_string());
}

void Engine::log_remarks(std::vector<std::string> remarks) {
  if (remarks == remarks_) return;
  remarks_ = std::move(remarks);
  for (const auto &line : remarks_) log_.info("{}", line);
}

std::unique_ptr<Instance> Engine::make_instance(InstancePlan plan) {
  auto instance = std::make_unique<Instance>(std::move(plan), services_);
  instance->router().hold_back(held_back_until_);
  instance->router().set_turn(made_++ / routers_in_a_turn);
  return instance;
}

void Engine::make_ready(Instance &instance, base::Instant now) {
  take_place(instance);
  instance.get_ready(standing(instance.plan()), now);
}

void Engine::take_place(Instance &instance) {
  const auto &picture = monitor_.picture();
  instance.take_place(instance_link(instance.plan(), picture), source_address(instance.plan(), picture));
}

Standing Engine::standing(const InstancePlan &plan) const {
  return judge(plan, monitor_.picture(), trackers_.sightings(scripts_));
}

/// Returns whether anything is watched otherwise than before.
bool Engine::watch(const TrackerPlan &plan, bool at_start) {
  if (!at_start && plan == plan_.trackers) return false;
  trackers_.watch(plan, at_start);
  const auto now = base::Clock::now();
  monitor_.picture().for_each_link([&](const netlink::Link &link) { trackers_.note(link, now); });
  return true;
}

// Stop.

void Engine::stop(std::function<void()> done) {
  stopped_ = std::move(done);
  scripts_.stop();
  const auto now = base::Clock::now();
  const bool quietly = options_.keep_addresses_at_stop;
  if (!options_.log_addresses && !log_.detailed()) monitor_.rest();
  for (const auto &instance : instances_)
    if (instance->group() == nullptr) quietly ? instance->leave() : instance->stop(Event::stop, now);
  quietly ? groups_.leave() : groups_.stop(Event::stop, now);
  errands_.then([this, quietly] { await_end(quietly); });
}

void Engine::await_end(bool quietly) {
  surroundings_.release(quietly);
  notifier_.when_idle([this] { finish_stop(); });
  socket_.send({}, [this](auto) { finish_stop(); });
  limit_stop();
}

// Addresses are not left behind because there are many: the kernel's answers are
// awaited in any case, as long as our parent waits for us.
void Engine::limit_stop() {
  stop_limit_.expires_after(stop_grace);
  stop_limit_.async_wait([this](const boost::system::error_code &error) {
    if (error || !stopped_) return;
    if (!socket_.idle()) return limit_stop();
    std::exchange(stopped_, nullptr)();
  });
}

void Engine::finish_stop() {
  if (!stopped_ || !socket_.idle() || !notifier_.idle()) return;
  stop_limit_.cancel();
  std::exchange(stopped_, nullptr)();
}

// Reload.

void Engine::reload(Plan plan) {
  const auto held = std::make_shared<Plan>(std::move(plan));
  surroundings_.prepare(*held, [this, held] { change_instances(std::move(*held)); });
}

void Engine::change_instances(Plan plan) {
  errands_.finish();
  const auto now = base::Clock::now();
  logs_unknown_vrids_ = plan.logs_unknown_vrids;
  pacer_.set(plan.paces);
  log_remarks(std::move(plan.remarks));
  const bool retracked = watch(plan.trackers, false);
  std::vector<InstancePlan> running;
  for (const auto &instance : instances_) running.push_back(instance->plan());
  const auto difference = diff(running, plan.instances);
  auto before = std::exchange(instances_, {});
  for (const auto at : difference.removed) {
    groups_.take_out(*before[at]);
    before[at]->stop(Event::deleted, now);
  }
  errands_.finish();
  options_.audience.meet(plan);
  scripts_.watch(plan.scripts, now);
  instances_.resize(plan.instances.size());
  std::vector<Instance *> changed;
  for (const auto &[old, fresh] : difference.kept)
    if (plan.instances[fresh] != before[old]->plan()) before[old]->shed(plan.instances[fresh]);
  for (const auto &[old, fresh] : difference.kept) {
    auto &instance = instances_[fresh] = std::move(before[old]);
    if (plan.instances[fresh] == instance->plan()) continue;
    instance->reconfigure(std::move(plan.instances[fresh]), now);
    changed.push_back(instance.get());
  }
  for (const auto at : difference.added) {
    instances_[at] = make_instance(std::move(plan.instances[at]));
    make_ready(*instances_[at], now);
  }
  groups_.arrange(std::move(plan.groups), instances_, now);
  for (const auto at : difference.added)
    if (instances_[at]->group() == nullptr) instances_[at]->start(now);
  for (auto *instance : changed) refresh(*instance, now);
  for (const auto &instance : instances_)
    if (retracked) refresh(*instance, now);
  surroundings_.settle();
  if (plan.repeats_states_at_reload) repeat_states(difference.kept);
  keep(std::move(plan));
}

void Engine::repeat_states(const std::vector<std::pair<std::size_t, std::size_t>> &kept) {
  for (const auto &[old, fresh] : kept) instances_[fresh]->repeat_state();
  groups_.repeat_states();
}

const Instance *Engine::find(std::string_view instance) const {
  const auto at = std::ranges::find(instances_, instance, [](const auto &one) { return one->plan().name; });
  return at == instances_.end() ? nullptr : at->get();
}

DumpView Engine::view(const parser::Config &config) const {
  return {.instances = instances_,
          .groups = groups_,
          .scripts = scripts_,
          .trackers = trackers_,
          .picture = monitor_.picture(),
          .plan = plan_,
          .config = config};
}

void Engine::announce(std::string_view instance) {
  const auto at = std::ranges::find(instances_, instance, [](const auto &one) { return one->plan().name; });
  if (at != instances_.end()) (*at)->announce_once();
}

void Engine::clear_counters() {
  for (const auto &instance : instances_) instance->clear_counters();
}

// News.

void Engine::note_change(const netlink::Change &change) {
  log_change(log_, change, monitor_.picture(), options_.log_addresses || log_.detailed());
  if (const auto *link = changed_link(change)) trackers_.note(*link, base::Clock::now());
  surroundings_.note(change);
  news_.note(change, monitor_.picture());
  look_soon();
}

void Engine::look_soon() {
  if (std::exchange(look_posted_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) (*self)->look_at_news();
  });
}

void Engine::look_at_news() {
  look_posted_ = false;
  const auto now = base::Clock::now();
  const auto news = std::exchange(news_, {});
  for (const auto &instance : instances_)
    if (news.concern(instance->plan(), instance->source())) refresh(*instance, now);
}

void Engine::refresh_trackers(TrackKind kind, const std::string &name) {
  if (kind == TrackKind::interface) {
    news_.mark(name);
    return look_soon();
  }
  const auto now = base::Clock::now();
  for (const auto &instance : instances_)
    if (instance->plan().tracks(kind, name)) refresh(*instance, now);
}

void Engine::refresh(Instance &instance, base::Instant now) {
  take_place(instance);
  instance.set_standing(standing(instance.plan()), now);
  instance.complete();
  look_around();
}

void Engine::look_around() {
  surroundings_.look([this](const std::string &name) {
    const auto *instance = find(name);
    return instance == nullptr || instance->router().state() == State::fault;
  });
}

}  // namespace sempervivum::vrrp
