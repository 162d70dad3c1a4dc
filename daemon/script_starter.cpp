#include "daemon/script_starter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "daemon/inbox.hpp"
#include "daemon/script_runner.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds patience{1};

struct Order {
  base::Command command;
  std::chrono::seconds life;
  bool want_pidfd;
};

}  // namespace

/// What both threads work on.
struct ScriptStarter::Desk {
  /// None: there will be no more.
  Inbox<std::optional<Order>> orders;
  Inbox<base::SystemResult<base::Spawned>> results;
  std::unique_ptr<base::Environment> environment = script_environment();
  base::UniqueFd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  base::Spawner spawner;

  /// False when there will be no more.
  bool carry_out(const std::optional<Order> &order) {
    if (!order) return false;
    results.put(spawner.spawn({&order->command, environment.get(), null.borrow(), order->life, order->want_pidfd}));
    return true;
  }

  void work() {
    for (bool open = true; open;) {
      orders.wait();
      for (const auto &order : orders.take()) open = carry_out(order);
    }
  }
};

ScriptStarter::ScriptStarter(boost::asio::io_context &io)
    : desk_{std::make_shared<Desk>()}, results_{io, dup(desk_->results.descriptor().number())} {}

ScriptStarter::~ScriptStarter() {
  desk_->orders.put(std::nullopt);
  thread_.ended_within(patience);
  tell();
}

void ScriptStarter::start(const base::Command &command, std::chrono::seconds life, bool want_pidfd, Started started) {
  if (asked_.empty()) listen();
  asked_.push_back(std::move(started));
  const auto begun = begin_work();
  if (begun)
    desk_->orders.put(Order{command, life, want_pidfd});
  else
    desk_->results.put(base::unexpected(begun.error()));
}

/// Where there can be no thread there is no script either, this time.
base::SystemResult<void> ScriptStarter::begin_work() {
  if (thread_.begun()) return {};
  return thread_.begin([desk = desk_] { desk->work(); });
}

void ScriptStarter::listen() {
  results_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      lifeline_.guard([this](const boost::system::error_code &error) {
                        if (!error) tell();
                      }));
}

// The loop has work as long as a program is being started. Who is called may ask for more.
void ScriptStarter::tell() {
  auto results = desk_->results.take();
  const auto end = asked_.begin() + static_cast<std::ptrdiff_t>(results.size());
  const std::vector<Started> told{std::make_move_iterator(asked_.begin()), std::make_move_iterator(end)};
  asked_.erase(asked_.begin(), end);
  if (!asked_.empty()) listen();
  for (std::size_t at = 0; at < told.size(); ++at) told[at](std::move(results[at]));
}

}  // namespace sempervivum::daemon
