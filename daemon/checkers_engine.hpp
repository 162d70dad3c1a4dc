/// Load balancing as a child process runs it: daemon::Engine over checkers::Engine.
///
/// start() has ip_vs loaded if the kernel does not have it yet, and refuses with one
/// clear line where there is none.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/script.hpp"
#include "checkers/engine.hpp"
#include "daemon/checkers_audience.hpp"
#include "daemon/child_process.hpp"
#include "daemon/messenger.hpp"
#include "daemon/options.hpp"

namespace sempervivum::daemon {

class CheckersEngine final : public Engine {
 public:
  /// The messenger is set up from the configuration.
  CheckersEngine(boost::asio::io_context &io, base::Log log, base::ScriptRunner &runner, Messenger &messenger,
                 const Options &options);

  int start(const Configuration &configuration) override;
  base::Expected<void, std::string> reload(const Configuration &configuration) override;
  void stop(std::function<void()> done) override;
  void when_settled(std::function<void()> done) override { engine_->when_settled(std::move(done)); }

 private:
  base::SystemResult<std::unique_ptr<checkers::Engine>> open(const parser::Config &config);
  void meet(const Configuration &configuration);
  void return_later();

  boost::asio::io_context &io_;
  base::Log log_;
  base::ScriptRunner &runner_;
  Messenger &messenger_;
  const Options &options_;
  boost::asio::steady_timer calm_;
  CheckersAudience audience_;
  std::unique_ptr<checkers::Engine> engine_;
};

}  // namespace sempervivum::daemon
