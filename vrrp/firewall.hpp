/// The packet filter as the plan wants it, kept by a thread of its own.
///
/// Only the latest wish counts: what has not been begun when another comes is never
/// done. Destruction waits until the last one is.
///
/// Thread: the protocol thread; nothing here waits but the destructor.
#pragma once

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/log.hpp"
#include "netlink/monitor.hpp"
#include "vrrp/firewall_plan.hpp"

namespace sempervivum::vrrp {

class Firewall {
 public:
  Firewall(boost::asio::io_context &io, const netlink::Monitor &monitor, base::Log log);
  Firewall(const Firewall &) = delete;
  Firewall &operator=(const Firewall &) = delete;
  ~Firewall();

  void want(FirewallPlan plan);
  /// To be told of every change: rules name interfaces by their indices.
  void note(const netlink::Change &change);
  /// Removes our tables.
  void release();

 private:
  void apply();
  void order(std::string commands);
  void begin_work();
  void work();
  void report(const std::string &error);

  boost::asio::io_context &io_;
  const netlink::Monitor &monitor_;
  base::Log log_;
  FirewallPlan plan_;
  /// Removes the tables of another name.
  std::string former_;
  /// What the filter has been told last.
  std::string commands_;
  bool apply_posted_ = false;

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::optional<std::string> order_;  // guarded, as is ending_
  bool ending_ = false;
  std::thread worker_;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<Firewall *> self_ = std::make_shared<Firewall *>(this);
};

}  // namespace sempervivum::vrrp
