#include "daemon/waited_script.hpp"

#include <boost/asio/io_context.hpp>

#include "daemon/messages.hpp"
#include "daemon/script_runner.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds standard_timeout{10};

std::string_view ending(const base::RunResult &result) {
  switch (result.kind) {
    case base::RunResult::Kind::exited: return "exited with status";
    case base::RunResult::Kind::signalled: return "was ended by signal";
    case base::RunResult::Kind::timed_out: return "was too slow; its end was";
    case base::RunResult::Kind::not_started: return "could not be started: error";
  }
  return {};
}

}  // namespace

void run_and_wait(std::string_view what, const parser::OptionalCommand &script,
                  const std::optional<base::Duration> &timeout, const CommandBook &commands, base::Log log) {
  const auto command = script ? commands.find(*script, std::nullopt) : std::nullopt;
  if (!command) return;
  boost::asio::io_context io{1};
  ScriptRunner runner{io};
  runner.run(*command, timeout.value_or(standard_timeout), [&](const base::RunResult &result) {
    if (!result.ok()) log.warning(messages::waited_script_failed, what, command->path, ending(result), result.code);
  });
  io.run();
}

}  // namespace sempervivum::daemon
