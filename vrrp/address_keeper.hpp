/// The addresses our masters hold, and putting back what others take away.
///
/// Each instance has a Claim. While it holds addresses, one that somebody else
/// deletes (a network manager, a person) is set again at once, without an
/// election; when that happens too often (restore_limit.hpp) the claim's owner is
/// told to step down. keepalived steps down the first time (behaviour E3).
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
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/restore_limit.hpp"

namespace sempervivum::vrrp {

class AddressKeeper;

class Claim {
 public:
  /// Somebody removes our addresses faster than it makes sense to put them back.
  using GiveUp = std::function<void(base::Instant now)>;

  Claim(AddressKeeper &keeper, GiveUp give_up);
  Claim(const Claim &) = delete;
  Claim &operator=(const Claim &) = delete;
  ~Claim();

  /// From now on these are held, and no others: adds what is missing, removes
  /// what is held and no longer named. `owner` names us in the log. Returns
  /// whether an address was added.
  bool hold(const std::vector<PlannedAddress> &addresses, const std::string &owner);
  /// Works out beforehand what hold() would ask for, so that a take-over need
  /// only send it. Good until an interface changes or until discard().
  void prepare(const std::vector<PlannedAddress> &addresses, const std::string &owner);
  bool is_prepared() const;
  void discard();
  /// hold() with what was prepared; false, and nothing done, if that is no longer good.
  bool hold_prepared();
  /// Removes what is held, and those of `addresses` that an earlier life left.
  void release(const std::vector<PlannedAddress> &addresses, const std::string &owner);

 private:
  friend class AddressKeeper;
  struct Prepared;

  AddressKeeper &keeper_;
  GiveUp give_up_;
  std::string owner_;
  std::map<netlink::AddressKey, PlannedAddress> held_;
  std::unique_ptr<Prepared> prepared_;
  std::map<netlink::AddressKey, RestoreLimit> limits_;
};

class AddressKeeper {
 public:
  AddressKeeper(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor, base::Log log);
  AddressKeeper(const AddressKeeper &) = delete;
  AddressKeeper &operator=(const AddressKeeper &) = delete;

  /// Whether the kernel has answered for everything asked of it.
  bool idle() const { return socket_.idle(); }
  /// Another number after each change of an interface.
  std::uint64_t generation() const { return generation_; }

 private:
  friend class Claim;
  using Addresses = std::map<netlink::AddressKey, PlannedAddress>;

  /// What one request of a batch is about, for the log if it fails.
  struct Asked {
    bool adding;
    PlannedAddress planned;
  };
  struct Request {
    netlink::Batch batch;
    std::shared_ptr<const std::vector<Asked>> asked;
  };

  static Request request(const Addresses &removed, const Addresses &added);
  void send(Request request, const std::string &owner);
  void log_failures(const std::string &owner, const std::vector<Asked> &asked,
                    std::span<const netlink::RequestError> errors) const;
  Addresses resolve(const std::vector<PlannedAddress> &addresses, const std::string &owner) const;
  void note(const netlink::Change &change);
  void note_removed(const netlink::Change &change);
  void restore_all();
  void restore(Claim &claim, const netlink::AddressKey &key, base::Instant now);

  boost::asio::io_context &io_;
  netlink::Socket &socket_;
  netlink::Monitor &monitor_;
  base::Log log_;
  std::map<netlink::AddressKey, Claim *> claims_;
  std::uint64_t generation_ = 1;
  /// Removed behind our back since the loop's last turn.
  std::vector<netlink::AddressKey> removed_;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<AddressKeeper *> self_ = std::make_shared<AddressKeeper *>(this);
  netlink::Subscription subscription_;
};

}  // namespace sempervivum::vrrp
