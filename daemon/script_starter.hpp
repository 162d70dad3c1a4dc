/// Starts programs in a thread of its own, beside the protocol's.
///
/// Who starts a program stands still until the new process has executed it
/// (base::Spawner): on a busy machine, or from a slow disk, longer than an advert may
/// be late. So the protocol thread leaves a job for a side thread, which is made with
/// the first one, and hears from it through the event loop. No lock is shared: the
/// protocol thread never waits for the other, which may not be scheduled either.
///
/// Jobs are started one after the other in the order of their asking.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>

#include "base/lifeline.hpp"
#include "base/process.hpp"
#include "daemon/side_thread.hpp"

namespace sempervivum::daemon {

class ScriptStarter {
 public:
  using Started = std::function<void(base::SystemResult<base::Spawned> spawned)>;

  explicit ScriptStarter(boost::asio::io_context &io);
  ScriptStarter(const ScriptStarter &) = delete;
  ScriptStarter &operator=(const ScriptStarter &) = delete;
  /// All that was asked for is started, and told, if that does not take longer than a
  /// second.
  ~ScriptStarter();

  /// `started` is called once, from the event loop or the destructor. `life` and `want_pidfd` as in
  /// base::SpawnRequest.
  void start(const base::Command &command, std::chrono::seconds life, bool want_pidfd, Started started);

 private:
  struct Desk;

  base::SystemResult<void> begin_work();
  void listen();
  void tell();

  std::shared_ptr<Desk> desk_;
  boost::asio::posix::stream_descriptor results_;
  /// Who waits for a result, in order.
  std::deque<Started> asked_;
  SideThread thread_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
