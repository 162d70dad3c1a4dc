/// lvs_sync_daemon: the kernel's IPVS connection synchronisation, whose end follows
/// an instance: this router sends while the instance is master and listens
/// otherwise (behaviour fact N5).
///
/// The daemons are kernel threads. They are changed in the turn of the loop after
/// the instance's state did, so that adverts and addresses go first. What a process
/// before us has left running is ended at the start.
///
/// Thread: that of the io_context. Nothing blocks but configure(), which may open a socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "netlink/ipvs_table.hpp"
#include "parser/model.hpp"
#include "vrrp/effect.hpp"

namespace sempervivum::daemon {

/// What lvs_sync_daemon asks for: the instance, and the daemon but for its role.
struct SyncPlan {
  std::string instance;
  netlink::IpvsSyncDaemon daemon;

  bool operator==(const SyncPlan &) const = default;
};

/// Nothing where it is not configured. `id` is the VRID of the instance by default;
/// an instance that does not exist leaves it at 0.
std::optional<SyncPlan> sync_plan(const parser::Config &config);

class SyncDaemon {
 public:
  /// The state of an instance of this name, or nothing.
  using StateOf = std::function<std::optional<vrrp::State>(std::string_view instance)>;

  SyncDaemon(boost::asio::io_context &io, base::Log log) : io_{io}, log_{log} {}

  /// At start and at reload; what cannot be had is logged, and there is none.
  void configure(const parser::Config &config, const StateOf &state_of);
  /// An instance has entered a state.
  void note(std::string_view instance, vrrp::State state);
  /// Ends it for good.
  void stop();

 private:
  void want(std::optional<netlink::IpvsSyncDaemon> daemon);
  void change();
  bool open(const parser::Config &config);

  boost::asio::io_context &io_;
  base::Log log_;
  std::optional<netlink::IpvsTable> kernel_;
  std::optional<SyncPlan> plan_;
  std::optional<netlink::IpvsSyncDaemon> wanted_;
  std::optional<netlink::IpvsSyncDaemon> running_;
  bool due_ = false;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
