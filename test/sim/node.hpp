/// One simulated daemon: a Router, its timers, its script and its interface, with
/// the real codec between it and the network.
///
/// Besides carrying out effects a Node holds the router to its contract, after
/// every input: addresses are held exactly while master, each transition is
/// explained exactly once, giving up mastership of one's own accord sends exactly
/// one priority 0 advert, and only the timers of the state are armed.
///
/// A process that is not scheduled neither takes part nor is master; nothing but a
/// crash or its waking befalls it meanwhile. When it wakes, having looked at its
/// timers and its sockets in whatever order:
///   * one that as master had been silent for longer than its peers wait has sent
///     nothing, and is backup;
///   * one that as backup is an advert interval late for the first time, and had an
///     advert waiting of a master it follows, follows it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/network.hpp"
#include "sim/scenario.hpp"
#include "sim/trace.hpp"
#include "vrrp/deadline_queue.hpp"
#include "vrrp/router.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::sim {

/// A defect put in on purpose, to show that the referee notices.
enum class Break : std::uint8_t {
  nothing,
  tie_break,    // both sides of a tie think they have won
  deaf,         // a master does not hear better ones
  meek,         // a backup never takes over
  hasty,        // a backup waits for one advert instead of its three
  mute,         // a master sends its first advert only
  clinging,     // addresses stay after mastership
  silent_stop,  // no priority 0 advert at the end
  brazen,       // does not look at the clock after a stall
};
std::optional<Break> break_named(std::string_view name);

struct Message {
  std::size_t size = 0;
  std::array<std::byte, max_packet> bytes{};
};

class Node {
 public:
  Node(const Scenario &scenario, std::size_t index, Break broken, const Trace &trace);

  // What befalls it.
  void restart(base::Instant now);
  void crash(base::Instant now);
  void stop(base::Instant now);
  void set_link(bool up, base::Instant now);
  /// Whether the script succeeds from now on; it reports at once.
  void set_script(bool success, base::Instant now);
  void reload(const vrrp::RouterConfig &config, base::Instant now);
  void yield(base::Instant now);
  /// The process is not scheduled until then.
  void stall(base::Instant until, bool timers_first, base::Instant now);

  /// Returns whether the advert reached the router.
  bool receive(const Packet &packet, base::Instant now);
  std::optional<base::Instant> next_deadline() { return stall_ ? stall_->until : timers_.next(); }
  /// What is due; or wakes, if that is what is.
  void fire(base::Instant now);
  /// What is to be sent since the last call; valid until the next input.
  std::vector<Message> &outbox() { return outbox_; }

  // What the referee sees.
  bool takes_part() const;
  bool is_master() const { return router_ && !stall_ && router_->state() == vrrp::State::master; }
  const vrrp::RouterConfig &config() const { return config_; }
  base::Priority priority() const { return router_->priority(); }
  const base::IpAddress &address() const { return address_; }
  base::Instant master_since() const { return master_since_; }
  base::Instant last_sent() const { return last_sent_; }
  /// When anything but an advert or a timer last acted on it.
  base::Instant changed_at() const { return changed_at_; }
  unsigned elections() const { return elections_; }

 private:
  /// After an advert we take over exactly when it and its like have been silent
  /// for `wait`; worked out here from the RFC, independently of Router.
  struct Claim {
    base::Instant at;
    base::Duration wait;
    /// The master's interval as learned.
    base::Duration interval;
  };

  /// Where a process stood when it was last scheduled.
  struct Stall {
    base::Instant until;
    bool timers_first;
    /// Until when no peer of a master takes over; none if a change came in between.
    std::optional<base::Instant> patience_ends;
    std::vector<Packet> backlog;
  };

  void wake(base::Instant now);
  void fire_timers(base::Instant now);
  bool has_word_of_master(const std::vector<Packet> &backlog) const;
  bool is_follow_worthy(const Packet &packet) const;
  bool is_running() const { return router_ && !stall_; }
  vrrp::Standing stand() const;
  void apply_standing(base::Instant now);
  void run_script(base::Instant now);
  vrrp::Expectation expectation() const;
  void note_claim(const vrrp::Advert &advert, base::Instant now);
  void note_resignation(base::Instant now);
  void hear(vrrp::HeardAdvert advert, base::Instant now);
  vrrp::RouterConfig broken_config() const;
  void changed(base::Instant now);

  void carry_out(base::Instant now, unsigned expected_resignations);
  void carry_out(const vrrp::Effect &effect, base::Instant now);
  void send(base::Priority priority, base::Instant now);
  void entered(vrrp::State from, base::Instant now);
  void check_contract(vrrp::State from, unsigned expected_resignations) const;
  void check_timers() const;
  unsigned transitions_explained() const;
  unsigned resignations() const;
  bool found_itself_stalled() const;
  [[noreturn]] void violate(std::string_view what) const;

  const Scenario *scenario_;
  Break broken_;
  const Trace *trace_;
  std::string name_;
  base::IpAddress address_;
  base::IpAddress group_;
  std::vector<std::byte> packed_;
  vrrp::AuthData password_{};
  vrrp::RouterConfig config_;
  std::optional<int> script_weight_;

  // The world.
  bool link_up_ = true;
  bool script_succeeds_ = true;

  // The daemon.
  std::unique_ptr<vrrp::Router> router_;
  vrrp::ScriptTracker script_{1, 1, false};
  vrrp::DeadlineQueue timers_;
  vrrp::Effects effects_;
  std::vector<Message> outbox_;
  bool has_addresses_ = false;
  std::optional<Stall> stall_;

  // The record.
  vrrp::State state_ = vrrp::State::init;
  base::Instant master_since_{};
  base::Instant last_sent_{};
  base::Instant changed_at_{};
  std::optional<Claim> claim_;
  unsigned elections_ = 0;
  /// It was late once since it is what it is; it does not listen twice.
  bool late_before_ = false;
};

}  // namespace sempervivum::sim
