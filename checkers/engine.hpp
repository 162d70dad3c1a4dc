/// Load balancing at work: pools, their checks, the kernel's table.
///
/// start() reads what the kernel has, adds what is configured and begins to check.
/// reload() keeps the state of every unchanged check and changes in the table only
/// what differs. stop() tells those who want to know and takes our services away.
///
/// Thread: that of the io_context. Never blocks but in open().
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string_view>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "base/messenger.hpp"
#include "base/script.hpp"
#include "checkers/checker.hpp"
#include "checkers/file_watch.hpp"
#include "checkers/ping_permission.hpp"
#include "checkers/pool.hpp"
#include "checkers/presence.hpp"
#include "checkers/script_queue.hpp"
#include "checkers/status.hpp"
#include "checkers/table_keeper.hpp"
#include "checkers/tls.hpp"

namespace sempervivum::checkers {

class Engine {
 public:
  struct Options {
    /// -I: the table stays as it is at stop.
    bool keep_table_at_stop = false;
  };
  struct World {
    boost::asio::io_context &loop;
    base::Log log;
    base::ScriptRunner &runner;
    base::Messenger &messenger;
    /// May be empty.
    std::function<void(const TellManagers &)> tell_managers;
  };

  /// ENOENT: this kernel has no ip_vs.
  static base::SystemResult<std::unique_ptr<Engine>> open(const World &world, const Options &options);
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;
  ~Engine();

  void start(Plan plan);
  void reload(Plan plan);
  void stop(std::function<void()> done);
  /// Calls `done` once the kernel's table is as start() or reload() want it.
  void when_settled(std::function<void()> done) { table_.drain(lifeline_.guard(std::move(done))); }

  Status status() const;
  /// Of a server, by the places of the plan, until the next reload.
  void set_weight(std::size_t service, std::size_t server, std::int32_t weight);

  /// A BFD session has changed.
  void note_bfd(std::string_view session, bool up);

 private:
  struct Service;

  Engine(const World &world, const Options &options, netlink::IpvsTable table, netlink::IpvsPicture picture);

  std::unique_ptr<Service> make_service(const std::shared_ptr<const Plan> &plan, std::size_t index);
  /// `before`: what each service was before a reload, if it was.
  void start_checks(const std::vector<Service *> &before);
  void start_checks(Service &service, Service *before);
  void start_check(Service &service, CheckId id, Service *before);
  std::unique_ptr<Checker> taken_over(Service &service, CheckId id, Service *before) const;
  void follow_files();
  void follow_file(Service &service, const Checker &check);
  void follow_addresses();
  void review_presence();
  void review_presence(Service &service);
  base::Duration random_delay(base::Duration limit);

  void hear(Service &service, CheckId id, const ProbeReport &report);
  void weigh(Service &service, CheckId id, std::int64_t contribution);
  void change(Service &service, CheckId id, bool up);
  void carry_out(const Effects &effects);
  void mark(Service &service);
  void update_marked();
  void await_drained();
  void forget_drained();
  void share_entries();
  netlink::IpvsPicture whole_picture() const;
  void apply_settings(const Plan &plan);
  void ask_for_pings(const Plan &plan);

  /// Checks begin when the table is there.
  enum class Stage : std::uint8_t { filling, checking, stopped };

  World world_;
  Options options_;
  Stage stage_ = Stage::filling;
  TlsContext tls_;
  ProbeTools tools_;
  TableKeeper table_;
  ScriptQueue scripts_;
  FileWatch files_;
  std::optional<Presence> presence_;
  std::optional<PingPermission> may_ping_;
  std::shared_ptr<const Plan> plan_;
  std::vector<std::unique_ptr<Service>> services_;
  std::set<Service *> marked_;
  boost::asio::steady_timer drained_;
  std::minstd_rand random_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::checkers
