/// What our masters hold in the kernel, and putting back what others take away.
///
/// Each instance has a Claim. While it holds addresses, routes and rules, one that
/// somebody else deletes (a network manager, a person) is set again at once,
/// without an election; when that happens too often (restore_limit.hpp) the
/// claim's owner is told to step down. keepalived steps down the first time
/// (behaviour E3, E4). What is not tracked is left alone; what went because its
/// interface was set down comes back with the interface.
///
/// All changes of one call leave in one netlink batch. The kernel has carried out
/// a batch of ordinary size when the call returns; failures are logged later.
///
/// Thread: the protocol thread only. A Claim must not outlive its keeper.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/rare.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"
#include "vrrp/holding_request.hpp"
#include "vrrp/possessions.hpp"
#include "vrrp/restore_limit.hpp"

namespace sempervivum::vrrp {

class Keeper;

class Claim {
 public:
  /// Somebody removes what is ours faster than it makes sense to put it back.
  using GiveUp = std::function<void(base::Instant now)>;

  /// Whether what is held follows a master or is always there: for the words of the log.
  enum class Kind : std::uint8_t { possession, fixture };

  Claim(Keeper &keeper, GiveUp give_up, Kind kind = Kind::possession);
  Claim(const Claim &) = delete;
  Claim &operator=(const Claim &) = delete;
  ~Claim();

  /// From now on these are held, and no others: sets what is missing, removes
  /// what is held and no longer named. `owner` names us in the log, and outlives
  /// the claim. Returns whether an address was added.
  bool hold(const Possessions &wanted, const std::string &owner);
  /// Removes what is held and not among `wanted`; the first half of hold().
  void shed(const Possessions &wanted, const std::string &owner);
  /// Works out beforehand what hold() would ask for, so that a take-over need
  /// only send it. Good until an interface changes or until discard(). Of many claims
  /// only so many are prepared: where thousands take over, the queue is what they wait for.
  /// Returns whether it was.
  bool prepare(const Possessions &wanted, const std::string &owner);
  bool is_prepared() const;
  /// Whether an interface has changed since hold(): it may be another one of the same
  /// name, and then hold() sets again what went with the old one.
  bool is_outdated() const;
  void discard();
  /// hold() with what was prepared; false, and nothing done, if that is no longer good.
  bool hold_prepared();
  /// Removes what is held, and those of `possessions` that an earlier life left.
  void release(const Possessions &possessions, const std::string &owner);
  /// Sets again what is held, tracked and missing, however often it was removed.
  void complete();
  /// Calls `then` when the kernel has carried out what was asked for: at once if it has.
  /// Only the last one given is called, and none after release() or the claim's end.
  void when_carried_out(std::function<void()> then);
  /// Whether what others remove is put back; once it is again, all that is missing.
  void set_insistent(bool insistent);

 private:
  friend class Keeper;
  struct Prepared;
  struct Asked;
  void take(Holdings held);
  const Possessions &held() const { return contents(held_); }
  RestoreLimit &limit(const std::string &what);

  Keeper &keeper_;
  GiveUp give_up_;
  Kind kind_;
  bool insistent_ = true;
  const std::string *owner_ = nullptr;
  Holdings held_;
  std::uint64_t generation_ = 0;
  std::unique_ptr<Prepared> prepared_;
  /// The last one; null when the answer has come.
  Asked *asked_ = nullptr;
  /// By describe().
  base::Rare<std::map<std::string, RestoreLimit>> limits_;
};

class Keeper {
 public:
  Keeper(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor, base::Log log);
  Keeper(const Keeper &) = delete;
  Keeper &operator=(const Keeper &) = delete;

  /// Whether the kernel has answered for everything asked of it.
  bool idle() const { return socket_.idle(); }
  /// Another number after each change of an interface.
  std::uint64_t generation() const { return generation_; }

 private:
  friend class Claim;

  static constexpr std::size_t most_prepared = 256;

  /// What has gone since the loop's last turn, whoever removed it.
  struct Gone {
    std::set<netlink::AddressKey> addresses{};
    std::set<netlink::RouteKey> routes{};
    std::set<netlink::Rule> rules{};
    /// An interface has come up: anything may be missing.
    bool link_up = false;
  };

  Holdings resolve(const Possessions &wanted, const std::string &owner);
  void send(Claim &claim, HoldingRequest request, const std::string &owner);
  void log_failures(const std::string &owner, const HoldingRequest::Subjects &subjects,
                    std::span<const netlink::RequestError> errors) const;
  void follow_routes();
  bool is_there(const PlannedAddress &planned) const;
  bool is_there(const PlannedRoute &planned) const;
  bool is_there(const PlannedRule &planned) const;
  bool can_be(const PlannedAddress &planned) const;
  bool can_be(const PlannedRoute &planned) const;
  static bool can_be(const PlannedRule &) { return true; }
  void note(const netlink::Change &change);
  void note(const netlink::RouteChange &change);
  void look_soon();
  void restore_all();
  template <class Planned, class IsGone>
  void gather(const std::vector<Planned> &held, IsGone is_gone, std::vector<Planned> &missing) const;
  Possessions missing(const Possessions &held, const Gone &gone) const;
  void restore(Claim &claim, const Possessions &missing, bool link_up, base::Instant now);
  bool insist(Claim &claim, const std::string &what, base::Instant now);

  boost::asio::io_context &io_;
  netlink::Socket &socket_;
  netlink::Monitor &monitor_;
  base::Log log_;
  /// Those that hold something.
  std::set<Claim *> claims_;
  std::uint64_t generation_ = 1;
  std::size_t prepared_ = 0;
  Gone gone_;
  bool look_posted_ = false;
  bool follow_failed_ = false;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<Keeper *> self_ = std::make_shared<Keeper *>(this);
  netlink::Subscription subscription_;
  netlink::Subscription route_subscription_;
};

}  // namespace sempervivum::vrrp
