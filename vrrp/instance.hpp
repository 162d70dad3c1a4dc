/// One running vrrp_instance: the Router with its hands.
///
/// An Instance turns what happens (a packet, a deadline, a changed fact) into an
/// input of its Router and carries out the effects: adverts and timers at once, then,
/// in the order they come (errands.hpp), addresses to netlink, announcements, log
/// lines, notify scripts. It decides nothing itself. A member of a sync group passes its inputs on to the
/// group (group.hpp), and carries out what the group says.
///
/// Thread: the protocol thread only. Allocates nothing per packet.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "vrrp/advert_port.hpp"
#include "vrrp/announce.hpp"
#include "vrrp/counters.hpp"
#include "vrrp/errands.hpp"
#include "vrrp/estate.hpp"
#include "vrrp/extra_announcements.hpp"
#include "vrrp/herald.hpp"
#include "vrrp/keeper.hpp"
#include "vrrp/neighbours.hpp"
#include "vrrp/pacer.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/rival_watch.hpp"
#include "vrrp/router.hpp"
#include "vrrp/socket_pool.hpp"
#include "vrrp/state_board.hpp"
#include "vrrp/sync_group.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

class Group;

/// What all instances share; outlives them.
struct Services {
  base::Log log;
  Timers &timers;
  Errands &errands;
  netlink::Monitor &monitor;
  SocketPool &sockets;
  Neighbours &neighbours;
  Keeper &keeper;
  Pacer &pacer;
  Herald &herald;
  StateBoard &board;
  const std::function<void(base::Duration lag)> &late;
  /// For the effects of one input; all take turns with it.
  Effects &effects;
};

class Instance final : private Errands::Doer, private AdvertPort::Listener {
 public:
  /// `services` outlives it.
  Instance(InstancePlan plan, const Services &services);
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;
  ~Instance() override;

  const InstancePlan &plan() const { return plan_; }
  const Router &router() const { return router_; }
  Router &router() { return router_; }
  Health health() const { return {.ready = standing_.ready, .faulted = !standing_.faults.empty()}; }
  const Counters &counters() const { return counters_; }
  void clear_counters() { counters_ = {}; }
  const Standing &standing() const { return standing_; }
  /// Of its adverts.
  const base::IpAddress &source() const { return port_.source(); }
  /// Of its socket; -1 without one.
  int descriptor() const { return port_.descriptor(); }
  /// When the state changed last, in seconds since 1970; 0: never.
  double last_transition() const { return last_transition_; }
  /// Why it became master last (master_resigned: it did not have to wait long);
  /// nothing: it never did.
  std::optional<Why> mastered_by() const { return mastered_by_; }

  /// Sets what start() needs; a member of a group is then started by its group.
  void get_ready(const Standing &standing, base::Instant now);
  void start(base::Instant now);
  /// Instead of start(): goes on as the same instance did in another process.
  void resume(const Estate::Instance &before, base::Instant now);
  Estate::Instance remembered() const;
  /// As master: one advert out of turn, from which the peers' patience begins anew.
  void reassure();
  /// New facts about interfaces and scripts.
  void set_standing(const Standing &standing, base::Instant now);
  /// As master: sets again what went with an interface that has been replaced.
  void complete();
  /// See AdvertPort::take_place.
  void take_place(const netlink::Link *link, const std::optional<base::IpAddress> &source);
  /// Steps down although nothing is wrong: somebody keeps removing our addresses.
  void yield(base::Instant now);
  void stop(Event event, base::Instant now);
  /// Ends without a word to the peers and leaves the addresses (option -V); only
  /// the stop scripts are run.
  void leave() { carry_out(Notify{Event::stop}); }
  /// Gives up what it will not have under `fresh`. All instances do so before any of
  /// them is reconfigured: what one gives up another may get.
  void shed(const InstancePlan &fresh);
  void reconfigure(InstancePlan plan, base::Instant now);
  /// Somebody asked for it; only a master has something to announce.
  void announce_once();
  /// Writes the state to the FIFOs once more.
  void repeat_state();

  // For its sync group, which takes its inputs to the routers of all members.

  void join(Group &group, std::size_t place);
  void leave_group() { group_ = nullptr; }
  Group *group() const { return group_; }
  /// No group took it again after a reload: it goes on with its own health.
  void go_alone(base::Instant now);
  [[gnu::hot]] void carry_out(const Effect &effect);
  /// What there is to do after all effects of an input.
  [[gnu::hot]] void settle();

 private:
  [[gnu::hot]] void run_errand(const Effect &effect, base::Priority priority) override;
  /// As backup: works out what a take-over will need.
  void prepare() override;
  template <class Input>
  void drive(Input input);
  template <class Alone, class Together>
  void pass(Alone alone, Together together);
  void expire(Timer timer, base::Instant now);
  void note_lag(base::Duration lag);
  [[gnu::hot]] void hear(const HeardAdvert &advert, base::Instant now) override;
  void note_refused(RejectReason reason, const Arrival &arrival) override;
  void note_second_master(const base::IpAddress &sender, std::string_view how, base::Instant now);
  void count(const Explain &decision);
  void hold();
  void announce_extra();
  // The priority is what it was when the effect was asked for.
  void apply(const SendAdvert &effect, base::Priority priority);
  [[gnu::hot]] void apply(const SetTimer &effect, base::Priority priority);
  void apply(const CancelTimer &effect, base::Priority priority);
  void apply(const AddAddresses &effect, base::Priority priority);
  void apply(const RemoveAddresses &effect, base::Priority priority);
  void apply(const Announce &effect, base::Priority priority);
  void apply(const Notify &effect, base::Priority priority);
  void apply(const Explain &effect, base::Priority priority);
  void announce(unsigned rounds);
  void remember(const Explain &decision);

  void adopt(InstancePlan plan);
  void renew_announcements();

  const Services &services_;
  InstancePlan plan_;
  Router router_;
  Group *group_ = nullptr;
  std::size_t place_ = 0;
  Standing standing_;
  Claim claim_;
  Pacer::Burst burst_;
  /// What will be announced next, once that is known, and of which generation of
  /// interfaces it is.
  Announcer::Addresses announcements_;
  std::uint64_t announced_generation_ = 0;
  /// The generation a take-over is, or is about to be, prepared for; 0: none.
  std::uint64_t prepared_generation_ = 0;
  /// Those that have been armed before.
  std::array<std::unique_ptr<Alarm>, timer_count> alarms_;
  Counters counters_;
  RivalWatch rivals_;
  LineLimit near_lines_;
  std::unique_ptr<ExtraAnnouncements> extra_;
  double last_transition_ = 0;
  std::optional<Why> mastered_by_;
  /// The last decision as backup was to await a master that has resigned.
  bool awaits_resigned_ = false;
  AdvertPort port_;
};

}  // namespace sempervivum::vrrp
