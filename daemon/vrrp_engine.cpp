#include "daemon/vrrp_engine.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "daemon/exit_code.hpp"
#include "daemon/global_dump.hpp"
#include "daemon/iproute_directories.hpp"
#include "daemon/key_file.hpp"
#include "daemon/messages.hpp"
#include "daemon/process_tuning.hpp"
#include "daemon/runtime_paths.hpp"

namespace sempervivum::daemon {
namespace {

std::string_view dump_message(DumpKind kind) {
  switch (kind) {
    case DumpKind::data: return messages::printing_data;
    case DumpKind::json: return messages::printing_json;
    case DumpKind::statistics: return messages::printing_statistics;
    case DumpKind::statistics_and_clear: break;
  }
  return messages::clearing_statistics;
}

bool is_missing(const std::string &interface) { return if_nametoindex(interface.c_str()) == 0; }

/// iproute2's own files and those of this host; read only if a line may name something of them.
netlink::IprouteNames route_names(const parser::Config &config) {
  const auto has_lines = [](const parser::VrrpInstance &instance) {
    return !instance.virtual_routes.empty() || !instance.virtual_rules.empty();
  };
  if (config.static_routes.empty() && config.static_rules.empty() && std::ranges::none_of(config.instances, has_lines))
    return {};
  return netlink::IprouteNames::read(iproute_directories(config.global.files));
}

}  // namespace

VrrpEngine::VrrpEngine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner, Messenger &messenger,
                       const Options &options)
    : io_{io}, log_{log}, runner_{runner}, messenger_{messenger}, options_{options} {}

int VrrpEngine::start(const Configuration &configuration) {
  const auto obstacle = unrunnable(configuration.config);
  if (!obstacle.empty()) {
    log_.error(messages::cannot_run, obstacle);
    return exit_config;
  }
  const auto &buffers = configuration.config.global.vrrp_netlink;
  auto engine = vrrp::Engine::open(
      io_, log_, runner_,
      {.keep_addresses_at_stop = !options_.release_vrrp,
       .log_addresses = options_.log_addresses,
       .late = priority_raiser(configuration.config.global),
       .command_buffer = buffers.cmd.value_or(0),
       .monitor_buffer = buffers.monitor.value_or(0),
       .messenger = messenger_,
       .audience = audience_,
       .report = show_,
       .inherit = [this] { return inherit(); },
       .relieved = [this] { return_later(); },
       .follower = [this](std::string_view instance, vrrp::State state) { sync_.note(instance, state); }});
  if (!engine) {
    log_.error(messages::cannot_run, engine.error().message());
    return engine.error().code == EPERM ? exit_permission : exit_fatal;
  }
  engine_ = std::move(*engine);
  configuration_ = &configuration;
  inheritance_ = Inheritance::find(child_pid_path(ChildKind::vrrp, options_, configuration.config.process));
  if (inheritance_ && !inheritance_->agree(configuration.snapshot.bytes())) {
    log_.warning(messages::not_taken_over, inheritance_->predecessor());
    inheritance_->outlast();
    inheritance_.reset();
  }
  set_up_messenger(configuration);
  audience_.configure(configuration);
  set_up_sync(configuration);
  engine_->start(plan(configuration));
  return_later();
  return exit_ok;
}

/// What reading and beginning took, or a thousand take-overs: once that is over.
void VrrpEngine::return_later() {
  rest_.expires_after(std::chrono::seconds{2});
  rest_.async_wait([](boost::system::error_code cancelled) {
    if (cancelled) return;
    return_memory();
    return_program();
  });
}

std::optional<vrrp::Estate> VrrpEngine::inherit() {
  if (!inheritance_) return std::nullopt;
  auto estate = vrrp::decode_estate(inheritance_->claim());
  if (estate)
    log_.info(messages::taking_over, inheritance_->predecessor(), estate->instances.size());
  else
    log_.warning(messages::not_taken_over, inheritance_->predecessor());
  if (!estate) inheritance_->outlast();
  inheritance_.reset();
  return estate;
}

std::string VrrpEngine::bequeath() { return engine_ ? vrrp::encode(engine_->bequeath()) : std::string{}; }

std::function<void(base::Duration lag)> VrrpEngine::priority_raiser(const parser::GlobalDefs &global) {
  auto_priority_.emplace(global, global.vrrp_tuning.rt_priority.value_or(0), log_);
  if (!auto_priority_->is_wanted()) return {};
  return [this](base::Duration lag) { auto_priority_->note(lag); };
}

base::Expected<void, std::string> VrrpEngine::reload(const Configuration &configuration) {
  auto obstacle = unrunnable(configuration.config);
  if (!obstacle.empty()) return base::unexpected(std::move(obstacle));
  set_up_messenger(configuration);
  configuration_ = &configuration;
  audience_.configure(configuration);
  engine_->reload(plan(configuration));
  set_up_sync(configuration);
  return_later();
  return {};
}

void VrrpEngine::stop(std::function<void()> done) {
  sync_.stop();
  if (engine_) return engine_->stop(std::move(done));
  boost::asio::post(io_, std::move(done));
}

void VrrpEngine::dump(DumpKind kind) {
  if (!engine_) return;
  log_.info(fmt::runtime(dump_message(kind)), getpid());
  auto text = dump_text(kind);
  if (!text.empty()) dumps_.write(dump_path(kind, "", options_, configuration_->config), std::move(text));
  if (kind == DumpKind::statistics_and_clear) engine_->clear_counters();
}

VrrpAudience::Handlers VrrpEngine::audience_handlers() {
  return {.bus = {.request = [this](BusRequest request) { answer(request); },
                  .announce = [this](const std::string &instance) { engine_->announce(instance); }},
          .status = [this] { return vrrp::take_status(engine_->view(configuration_->config)); }};
}

void VrrpEngine::answer(BusRequest request) {
  switch (request) {
    case BusRequest::print_data: return dump(DumpKind::data);
    case BusRequest::print_statistics: return dump(DumpKind::statistics);
    case BusRequest::print_statistics_and_clear: return dump(DumpKind::statistics_and_clear);
    case BusRequest::reload: break;
  }
  kill(getppid(), SIGHUP);
}

std::string VrrpEngine::dump_text(DumpKind kind) const {
  const auto view = engine_->view(configuration_->config);
  switch (kind) {
    case DumpKind::data: return global_dump(*configuration_, options_, true) + vrrp::data_dump(view);
    case DumpKind::json: return vrrp::json_dump(view);
    case DumpKind::statistics:
    case DumpKind::statistics_and_clear: break;
  }
  return vrrp::statistics_dump(view);
}

// The script of notify_fifo is run once: by the checker process where there is one.
void VrrpEngine::set_up_messenger(const Configuration &configuration) {
  const auto &config = configuration.config;
  const bool checkers = options_.run_checkers && (options_.run_all || !config.virtual_servers.empty());
  messenger_.configure(messenger_settings(configuration, config.global.vrrp_notify_fifo, !checkers));
}

void VrrpEngine::set_up_sync(const Configuration &configuration) {
  sync_.configure(configuration.config, [this](std::string_view name) {
    const auto *instance = engine_->find(name);
    return instance == nullptr ? std::nullopt : std::optional{instance->router().state()};
  });
}

vrrp::Plan VrrpEngine::plan(const Configuration &configuration) {
  const auto resolve = [&commands = configuration.commands](const parser::Command &command,
                                                            const std::optional<parser::Identity> &user) {
    return commands.find(command, user);
  };
  return vrrp::make_plan(configuration.config, resolve, route_names(configuration.config), read_key_file);
}

std::string VrrpEngine::unrunnable(const parser::Config &config) {
  if (config.global.dynamic_interfaces != parser::DynamicInterfaces::no) return {};
  for (const auto &instance : config.instances)
    if (instance.interface && is_missing(*instance.interface))
      return fmt::format(messages::no_such_interface, *instance.interface, instance.name);
  return {};
}

}  // namespace sempervivum::daemon
