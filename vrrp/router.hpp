/// The virtual router: RFC 9568 section 6.4 as a pure state machine.
///
/// Time and events come in as arguments, effects go out as values; there is no
/// clock, socket or allocation of its own. One Router is one vrrp_instance. It
/// is driven by engine.cpp in the daemon and by test/sim under a virtual clock.
///
/// Times (RFC 9568 section 6.1; keepalived behaviour facts B2, C14):
///   skew time            v2: (256 - priority) / 256 s
///                        v3: (256 - priority) * master advert interval / 256
///   master down interval down_timer_adverts * master advert interval + skew
/// v3 backups use the master's interval as heard, v2 ones their own.
///
/// Order on becoming master: SendAdvert, AddAddresses, Announce, then Notify.
/// On leaving it for a fault or stop: one SendAdvert{0}, RemoveAddresses, Notify;
/// to a better master: RemoveAddresses, Notify, no resignation.
#pragma once

#include <array>
#include <optional>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/strong.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/effect.hpp"

namespace sempervivum::vrrp {

/// When and how often addresses are announced (garp_* keywords).
struct AnnouncePolicy {
  unsigned repeat = 5;                             // rounds in a burst, at least 1
  base::Duration delay = std::chrono::seconds{5};  // to the second burst; 0: none
  base::Duration refresh{0};                       // between refreshes; 0: none
  unsigned refresh_repeat = 1;
  base::Duration lower_priority_delay = std::chrono::seconds{5};
  unsigned lower_priority_repeat = 5;

  bool operator==(const AnnouncePolicy &) const = default;
};

struct RouterConfig {
  Version version = Version::v2;
  base::Vrid vrid;
  base::Priority priority{100};
  base::Duration advert_interval = std::chrono::seconds{1};
  unsigned down_timer_adverts = 3;
  bool nopreempt = false;
  base::Duration preempt_delay{0};
  bool lower_priority_no_advert = false;     // lower_prio_no_advert
  bool higher_priority_send_advert = false;  // higher_prio_send_advert
  AnnouncePolicy announce;

  bool operator==(const RouterConfig &) const = default;
};

/// What the state machine needs of an advert that passed all checks.
struct HeardAdvert {
  base::IpAddress sender;
  base::Priority priority;
  base::Duration interval;
};

class Router {
 public:
  /// `own_address` is the source address of our adverts, for the tie-break; it
  /// may be replaced by set_own_address() when the interface's changes.
  Router(const RouterConfig &config, const base::IpAddress &own_address);

  /// Begins the protocol; `ready` is false while a weight-0 script has not yet
  /// reported (the instance stays in init until set_ready()).
  void start(bool ready, bool faulted, base::Instant now, Effects &effects);
  void set_ready(base::Instant now, Effects &effects);

  void hear(const HeardAdvert &advert, base::Instant now, Effects &effects);
  /// The driver's timer fired; one that was cancelled or re-armed since is ignored.
  void expire(Timer timer, base::Instant now, Effects &effects);

  /// A new effective priority (1..254; an owner's 255 never changes).
  void set_priority(base::Priority effective, base::Instant now, Effects &effects);
  void set_fault(bool faulted, base::Instant now, Effects &effects);
  void set_own_address(const base::IpAddress &address) { own_address_ = address; }

  /// Steps down from master although nothing is wrong with us: resigns, removes
  /// the addresses and waits a full election. Ignored in other states.
  void yield(base::Instant now, Effects &effects);

  /// Ends the protocol: resigns if master. `event` is stop or deleted.
  void stop(Event event, base::Instant now, Effects &effects);

  /// A reload. State and running timers stay; what depends on changed values
  /// (interval, skew) is moved by the difference.
  void reconfigure(const RouterConfig &config, base::Instant now, Effects &effects);

  State state() const { return state_; }
  base::Priority priority() const { return effective_priority_; }
  const RouterConfig &config() const { return config_; }
  std::optional<base::Instant> deadline(Timer timer) const { return deadlines_[static_cast<std::size_t>(timer)]; }
  /// The master last heard (priority 0 in the pair while none).
  const std::optional<HeardAdvert> &master() const { return master_; }
  base::Duration skew_time() const;
  base::Duration master_down_interval() const;

 private:
  RouterConfig config_;
  base::IpAddress own_address_;
  State state_ = State::init;
  base::Priority effective_priority_;
  base::Duration master_interval_;
  std::optional<HeardAdvert> master_;
  std::array<std::optional<base::Instant>, timer_count> deadlines_{};
};

}  // namespace sempervivum::vrrp
