/// One virtual server at work: which of its real servers are alive, whether it has
/// quorum, and what the kernel's table should be. A pure state machine.
///
/// A server is alive while none of its checks has failed. The service has quorum
/// from the moment its live servers weigh quorum + hysteresis until they weigh less
/// than quorum - hysteresis, or nothing. Without quorum the sorry server, if there
/// is one, takes the place of all others; without one they stay (behaviour facts
/// M3-M6, M15). Every change ends in effects; the table it wants is fill()ed afresh.
/// A server that a reload removes drains if the service says so: it stays in the
/// table with weight 0 until forget() is told that its time is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkers/check_id.hpp"
#include "checkers/effect.hpp"
#include "checkers/plan.hpp"
#include "checkers/status.hpp"
#include "netlink/ipvs_table.hpp"

namespace sempervivum::checkers {

class Pool {
 public:
  struct Settings {
    bool notify_at_start = false;
    bool no_checker_mails = false;
  };

  /// As it is before start(): servers are what their checks assume.
  Pool(std::shared_ptr<const ServicePlan> plan, const Settings &settings);

  /// The beginning of a new service.
  void start(Effects &effects);
  /// After a reload: takes over from the same service's pool under the plan before.
  void succeed(const Pool &before, base::Instant now, Effects &effects);
  /// When the next draining server has to go, and letting those go whose time it is.
  std::optional<base::Instant> next_forgotten() const;
  void forget(base::Instant now, Effects &effects);

  /// A check has come to another verdict.
  void note(CheckId id, bool up, Effects &effects);
  /// A check's first result is what alpha had assumed: that is told all the same.
  void confirm(CheckId id, Effects &effects) const;
  /// What a check adds to its server's weight.
  void weigh(CheckId id, std::int64_t contribution, Effects &effects);
  /// Another weight than the configured one, until the next reload.
  void set_weight(std::size_t server, std::int32_t weight, Effects &effects);

  /// The end of the daemon; tells those who asked for it (omega).
  void stop(Effects &effects);
  /// The service is no longer in the configuration.
  void remove(Effects &effects);

  /// Adds what the kernel should have of this service.
  void fill(netlink::IpvsPicture &picture) const;

  const ServicePlan &plan() const { return *plan_; }
  bool has_quorum() const { return quorum_; }
  bool alive(std::size_t server) const { return servers_[server].alive; }
  bool check_up(CheckId id) const { return checks_[number(id)].up; }
  std::int64_t contribution(CheckId id) const { return checks_[number(id)].contribution; }
  /// Which of all checks of the service it is.
  std::size_t number(CheckId id) const { return servers_[id.server].first_check + id.check; }
  /// The effective weight.
  std::int32_t weight(std::size_t server) const;
  std::int64_t live_weight() const;
  ServiceStatus status() const;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  /// Which server of the pool before this one was; npos: none, it is new.
  std::size_t origin(std::size_t server) const {
    const auto origin = servers_[server].origin;
    return origin == no_origin ? npos : origin;
  }
  /// The same check in a server's plan; npos: there is none.
  static std::size_t find(const ServerPlan &server, const CheckPlan &check);

 private:
  struct Check {
    bool up = true;
    std::int64_t contribution = 0;
  };
  static constexpr std::uint32_t no_origin = static_cast<std::uint32_t>(-1);
  /// There are thousands: its checks are among those of all.
  struct Server {
    std::uint32_t first_check = 0;
    std::uint32_t origin = no_origin;
    std::int32_t weight = 1;
    bool alive = false;
  };

  /// One that is no longer configured.
  struct Draining {
    std::string name;
    netlink::IpvsDestination destination;
    base::Instant until;
  };

  std::span<const Check> checks_of(std::size_t server) const;
  std::size_t failed_checks(std::size_t server) const;
  void judge(std::size_t server);
  void set_alive(Server &server, bool alive);
  void tell_weight(std::size_t server, std::int32_t before, Effects &effects);
  void tell_managers(std::optional<std::size_t> server, bool up, bool stopping, Effects &effects) const;
  void take_draining(const Pool &before);
  bool configures(const netlink::IpvsDestinationKey &key) const;
  void change_server(std::size_t index, bool alive, Effects &effects);
  void tell_server(const ServerPlan &server, bool up, Effects &effects) const;
  void tell_check(CheckId id, bool up, Effects &effects) const;
  void tell_quorum(bool up, Effects &effects) const;
  /// Scripts, FIFOs and mails of it.
  void announce_server(const ServerPlan &server, bool up, Effects &effects) const;
  void announce_quorum(bool up, Effects &effects) const;
  void mail_quorum(bool up, Effects &effects) const;
  void begin_quorum(Effects &effects);
  void update_quorum(Effects &effects);
  void gain_quorum(Effects &effects);
  void lose_quorum(Effects &effects);
  void bring_sorry(Effects &effects) const;
  void put_sorry_away(Effects &effects) const;
  void tell_removed(const ServerPlan &server, bool alive, Effects &effects) const;
  bool enough() const { return live_weight() >= gain_level(); }
  bool too_little() const { return live_weight() == 0 || live_weight() < loss_level(); }
  std::int64_t gain_level() const { return std::int64_t{plan_->quorum} + plan_->hysteresis; }
  std::int64_t loss_level() const { return std::int64_t{plan_->quorum} - plan_->hysteresis; }
  bool sorry_works() const { return plan_->sorry && !quorum_; }
  void fill(const netlink::IpvsService &entry, netlink::IpvsEntry &target) const;

  std::shared_ptr<const ServicePlan> plan_;
  Settings settings_;
  std::vector<Server> servers_;
  /// Server by server.
  std::vector<Check> checks_;
  std::size_t servers_up_ = 0;
  std::vector<Draining> draining_;
  bool quorum_ = true;
};

}  // namespace sempervivum::checkers
