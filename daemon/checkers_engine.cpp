#include "daemon/checkers_engine.hpp"

#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "checkers/messages.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/ipvs_access.hpp"
#include "daemon/process_tuning.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds first_round{5};

checkers::Plan plan(const Configuration &configuration) {
  return checkers::make_plan(configuration.config,
                             [&commands = configuration.commands](const auto &command, const auto &user) {
                               return commands.find(command, user);
                             });
}

}  // namespace

CheckersEngine::CheckersEngine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner,
                               Messenger &messenger, const Options &options)
    : io_{io},
      log_{log},
      runner_{runner},
      messenger_{messenger},
      options_{options},
      calm_{io},
      audience_{io, log, options,
                CheckersAudience::Handlers{[this] { return engine_->status(); },
                                           [this](std::size_t service, std::size_t server, std::int32_t weight) {
                                             engine_->set_weight(service, server, weight);
                                           }}} {}

int CheckersEngine::start(const Configuration &configuration) {
  auto engine = open(configuration.config);
  if (!engine) {
    log_.error(checkers::messages::no_ipvs, engine.error().message());
    if (engine.error().code == ENOENT) log_.error(checkers::messages::no_ipvs_hint);
    return engine.error().code == EPERM ? exit_permission : exit_fatal;
  }
  engine_ = std::move(*engine);
  meet(configuration);
  engine_->start(plan(configuration));
  return_later();
  return exit_ok;
}

base::SystemResult<std::unique_ptr<checkers::Engine>> CheckersEngine::open(const parser::Config &config) {
  const checkers::Engine::World world{io_, log_, runner_, messenger_,
                                      [this](const checkers::TellManagers &change) { audience_.note(change); }};
  const checkers::Engine::Options options{.keep_table_at_stop = !options_.release_ipvs};
  return open_for_ipvs(config, [&] { return checkers::Engine::open(world, options); });
}

base::Expected<void, std::string> CheckersEngine::reload(const Configuration &configuration) {
  meet(configuration);
  engine_->reload(plan(configuration));
  return_later();
  return {};
}

/// What reading and beginning took, and what the first round of checks did: there is a
/// line for each server.
void CheckersEngine::return_later() {
  engine_->when_settled([this] {
    calm_.expires_after(first_round);
    calm_.async_wait([](const boost::system::error_code &error) {
      if (!error) return_memory();
    });
  });
}

void CheckersEngine::meet(const Configuration &configuration) {
  messenger_.configure(messenger_settings(configuration, configuration.config.global.lvs_notify_fifo, true));
  audience_.configure(configuration);
}

void CheckersEngine::stop(std::function<void()> done) {
  calm_.cancel();
  if (engine_) return engine_->stop(std::move(done));
  boost::asio::post(io_, std::move(done));
}

}  // namespace sempervivum::daemon
