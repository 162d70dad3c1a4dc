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
/// What each state makes of each input is the table in router.cpp; an input
/// without a row entry is ignored on purpose. Every decision yields exactly one
/// Explain; what only keeps things as they are (an advert of the known master, a
/// periodic advert) yields none.
///
/// Order on becoming master: SendAdvert, AddAddresses, Announce, timers, Explain,
/// then Notify. On leaving it for a fault or stop: one SendAdvert{0},
/// RemoveAddresses, timers, Explain, Notify; to a better master: no resignation.
/// A member of a sync group becomes master only through its gate; see sync_group.hpp.
///
/// A process that was not scheduled may wake to a world that went on without it.
/// A master that has been silent for so long that a peer may have taken over falls
/// back to backup, in silence, before it does anything else: it listens before it
/// speaks (E11). A backup that wakes an advert interval or more after its master
/// down timer was due waits its skew time once more: the adverts that came
/// meanwhile may be unread.
///
/// A backup that hears its master again when only the next advert's loss was missing
/// says so (nearly_silent): a network or a master that is close to a take-over.
///
/// Two owners (priority 255) of one address are a mistake that the protocol cannot
/// settle. The one with the lower address yields; if it does not, the other one
/// lowers itself to 254 after two adverts of its own and a bit, and is owner again
/// when it becomes master or hears anything else (C13).
///
/// RemoveAddresses is also the first effect of start() unless the router becomes
/// master at once: an earlier life may have left them behind (B6).
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
  bool owner_ignore_adverts = false;         // only with priority 255
  /// timer_expired_backup: the priority of the peer that would have taken over first.
  base::Priority rival_priority{254};
  AnnouncePolicy announce;

  bool operator==(const RouterConfig &) const = default;
};

/// What the state machine needs of an advert that passed all checks.
struct HeardAdvert {
  base::IpAddress sender;
  base::Priority priority;
  base::Duration interval;

  bool operator==(const HeardAdvert &) const = default;
};

/// What another process needs to go on as this router did.
struct RouterMemory {
  State state = State::init;
  base::Duration master_interval{0};
  std::optional<HeardAdvert> master;
  std::array<std::optional<base::Instant>, timer_count> deadlines{};
  base::Instant patience_ends{};
  bool resigned = false;
  bool may_preempt = false;
};

class Router {
 public:
  /// `own_address` is the source address of our adverts, for the tie-break; it
  /// may be replaced by set_own_address() when the interface's changes.
  Router(const RouterConfig &config, const base::IpAddress &own_address);

  /// vrrp_startup_delay: until `end` adverts are not heard, and nobody becomes master
  /// before it has waited from then on: a backup its master down interval, an owner
  /// one advert interval (B5). To be said before start().
  void hold_back(base::Instant end) { held_back_until_ = end; }

  /// Of thousands that become masters together, all would for ever send at one time, and
  /// whatever keeps the machine busy just then would delay them all. So they have turns:
  /// the second advert of those of a later turn leaves earlier, by less than half an
  /// interval, and the following at times of their own.
  void set_turn(unsigned turn) { turn_ = static_cast<std::uint8_t>(turn % turn_count); }

  /// Begins the protocol; `ready` is false while a weight-0 script has not yet
  /// reported (the instance stays in init, or in fault, until set_ready()).
  /// Before start() adverts, timers, yield() and stop() are ignored, and what is
  /// set has no effects yet.
  void start(bool ready, bool faulted, base::Instant now, Effects &effects);
  void set_ready(base::Instant now, Effects &effects);

  /// At any time after start(); of init there is nothing to remember.
  RouterMemory memory() const;
  /// Instead of start(), in a process that takes over: as if nothing had been. The
  /// addresses of a master are where they were. Health follows with set_fault().
  void resume(const RouterMemory &memory, base::Instant now, Effects &effects);

  [[gnu::hot]] void hear(const HeardAdvert &advert, base::Instant now, Effects &effects);
  /// The driver's timer fired; one that was cancelled or re-armed since is ignored.
  void expire(Timer timer, base::Instant now, Effects &effects);

  /// A new effective priority (1..254; an owner's 255 never changes).
  void set_priority(base::Priority effective, base::Instant now, Effects &effects);
  /// `why`: faulted, or group_faulted where another member is.
  void set_fault(bool faulted, base::Instant now, Effects &effects, Why why = Why::faulted);
  void set_own_address(const base::IpAddress &address) {
    own_address_ = address;
    routine_.reset();
  }

  /// Steps down from master although nothing is wrong with us: resigns, removes
  /// the addresses and waits a full election. Ignored in other states. `why`:
  /// yielded, or group_left where another member did.
  void yield(base::Instant now, Effects &effects, Why why = Why::yielded);

  // For sync groups.

  /// Whether it may become master when its turn comes. Behind a closed gate it
  /// notes that it wants to and goes on as backup; an owner as well.
  void set_gate(bool open) { gate_open_ = open; }
  /// Backup whose turn has come, and who has heard nobody to follow since.
  bool wants_master() const { return wants_master_; }
  bool started() const { return started_; }
  /// The group becomes master: from backup to master. Ignored in other states.
  void join_master(base::Instant now, Effects &effects);
  /// The group has lost mastership: from master to backup, without resigning, for
  /// somebody else is master already. Ignored in other states.
  void join_backup(base::Instant now, Effects &effects);
  /// Another member heard a lower priority rival: announces the addresses as for
  /// a rival of its own. Ignored in other states.
  void join_announcement(base::Instant now, Effects &effects);

  /// Ends the protocol: resigns if master. `event` is stop or deleted.
  void stop(Event event, base::Instant now, Effects &effects);

  /// A reload. State and running timers stay; what depends on changed values
  /// (interval, skew) is moved by the difference. A new base priority shifts the
  /// effective one alike; where weights clamp it, set_priority() follows.
  void reconfigure(const RouterConfig &config, base::Instant now, Effects &effects);

  State state() const { return state_; }
  base::Priority priority() const { return effective_priority_; }
  const RouterConfig &config() const { return config_; }
  std::optional<base::Instant> deadline(Timer timer) const {
    const auto at = deadlines_[static_cast<std::size_t>(timer)];
    return at == never ? std::nullopt : std::optional{at};
  }
  /// The master followed; none while we are master or have heard nobody.
  const std::optional<HeardAdvert> &master() const { return master_; }
  base::Duration skew_time() const;
  base::Duration master_down_interval() const;

 private:
  /// The rows of the state table. How an advert ranks against our own
  /// priority decides its row; a tie is decided by address where it matters.
  enum class Input : std::uint8_t {
    start,
    fault,
    hear_resignation,
    hear_lower,
    hear_equal,
    hear_higher,
    advert_due,
    master_down,
    preempt_delay_over,
    announce_again_due,
    announce_refresh_due,
    announce_lower_due,
    yield,
    join_master,
    join_backup,
    join_announcement,
    stop,
  };
  static constexpr std::size_t input_count = static_cast<std::size_t>(Input::stop) + 1;

  /// One input with what came along; lives for one call.
  struct Step {
    base::Instant now;
    Effects &effects;
    const HeardAdvert *advert = nullptr;
    /// When the timer that fired was due.
    base::Instant due{};
    Event ending = Event::stop;
    /// For faults and for yielding: whose it is.
    Why why = Why::faulted;
  };
  /// Another owner of our address.
  struct OwnerConflict {
    base::IpAddress rival;
    base::Instant patience_ends;
    base::Instant last_heard;
  };
  /// What adverts of the master do from now on, if they are as its last and nothing
  /// else happens: they move its deadline.
  struct Routine {
    base::Duration wait;
    /// With less than this left, it nearly came too late.
    base::Duration spare;
  };
  static constexpr auto never = base::Instant::max();
  static constexpr unsigned turn_count = 64;

  using Handler = void (Router::*)(Step &);
  /// Per input, what init, backup, master and fault do.
  using Table = std::array<std::array<Handler, state_count>, input_count>;
  static const Table table;

  void take(Input input, Step step);
  void settle(Step step);
  Input rank(const HeardAdvert &advert) const;
  bool is_of_use(const HeardAdvert &advert) const;
  bool is_owner() const { return effective_priority_ == base::owner_priority; }
  bool is_held_back(const Step &step) const { return step.now < held_back_until_; }
  base::Duration first_wait(const Step &step) const;

  // Initial and faulty.
  void begin(Step &step);
  void enter_fault(Step &step);
  void end(Step &step);

  // Backup.
  void await_resigned(Step &step);
  void follow(Step &step);
  void weigh_lower(Step &step);
  void accept(Step &step);
  base::Duration spare() const;
  bool nearly_took_over(const Step &step) const;
  [[gnu::hot]] bool is_routine(const HeardAdvert &advert, base::Instant now) const;
  void allow_preemption(Step &step);
  void master_is_down(Step &step);
  void await_group(Step &step);
  void take_over(Step &step);

  // Master.
  void answer_resignation(Step &step);
  void stay_master(Step &step);
  void announce_against_rival(Step &step);
  void settle_tie(Step &step);
  bool outlasts_us(const Step &step);
  void restore_ownership(const HeardAdvert &advert, Step &step);
  void lose(Step &step);
  void send_scheduled(Step &step);
  void announce_again(Step &step);
  void announce_refresh(Step &step);
  void announce_lower(Step &step);
  void step_down(Step &step);
  void fall_back(Step &step);
  void listen_first(Step &step);

  // Entry and exit actions.
  void become_master(Step &step, Why why);
  void become_backup(Step &step, Why why);
  void arm_announcements(Step &step);
  void resign(Step &step);
  void speak(Step &step);
  base::Duration patience() const;
  base::Duration skew_of(base::Priority priority, base::Duration interval) const;
  void change_priority(base::Priority effective, Step &step);
  void leave_master(Step &step);

  // Reload.
  base::Priority rebased(base::Priority old_base) const;
  void move_refresh(base::Duration old_refresh, Step &step);
  void move_preempt_delay(base::Duration old_delay, Step &step);

  bool has_learned_interval() const;
  void learn(const HeardAdvert &advert);
  base::Duration down_wait() const { return resigned_ ? skew_time() : master_down_interval(); }
  void note(Step &step, Why why, State from) const;
  void announce(unsigned rounds, Step &step) const;
  [[gnu::hot]] void arm(Timer timer, base::Instant deadline, Step &step);
  void shift(Timer timer, base::Duration by, Step &step);
  void disarm(Timer timer, Step &step);
  void disarm_all(Step &step);
  base::Instant &deadline_of(Timer timer) { return deadlines_[static_cast<std::size_t>(timer)]; }

  RouterConfig config_;
  base::IpAddress own_address_;
  State state_ = State::init;
  base::Priority effective_priority_;
  std::uint8_t turn_ = 0;
  /// v3: as heard from the master, else our own.
  base::Duration master_interval_;
  std::optional<HeardAdvert> master_;
  /// Ended by every other input.
  std::optional<Routine> routine_;
  /// Of timers; `never` where one does not run.
  std::array<base::Instant, timer_count> deadlines_;
  bool started_ = false;
  /// No weight-0 script is without a result.
  bool ready_ = false;
  bool faulted_ = false;
  /// The master resigned: only the skew time is left to wait.
  bool resigned_ = false;
  /// preempt_delay has passed since a lower priority master was first heard.
  bool may_preempt_ = false;
  bool gate_open_ = true;
  bool wants_master_ = false;
  /// A late wake-up has been granted its second wait.
  bool listened_ = false;
  /// Until when no peer can have taken over from us as master.
  base::Instant patience_ends_{};
  base::Instant held_back_until_{};
  std::optional<OwnerConflict> owner_conflict_;
  /// The lower priority master that the running master down timer ends.
  std::optional<HeardAdvert> preempting_;
};

}  // namespace sempervivum::vrrp
