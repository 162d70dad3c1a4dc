/// What a virtual router asks its driver to do: plain values, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/strong.hpp"

namespace sempervivum::vrrp {

/// `init`: before start() or while a tracker has not reported yet.
enum class State : std::uint8_t { init, backup, master, fault };
inline constexpr std::size_t state_count = 4;
/// "MASTER", as notify scripts and the log say it.
std::string_view to_words(State state);

enum class Timer : std::uint8_t {
  advert,
  master_down,
  preempt_delay,
  announce_again,
  announce_refresh,
  announce_lower
};
inline constexpr std::size_t timer_count = 6;

/// Send one advert now: with the effective priority, or 0 to resign.
struct SendAdvert {
  base::Priority priority;
};

/// (Re)arm a timer; a timer has at most one deadline.
struct SetTimer {
  Timer timer;
  base::Instant deadline;
};

struct CancelTimer {
  Timer timer;
};

struct AddAddresses {};
struct RemoveAddresses {};

/// Gratuitous ARP and unsolicited neighbour advertisements, `rounds` times over
/// all addresses.
struct Announce {
  unsigned rounds;
};

/// What notify scripts, FIFOs and mail are told. `stop` and `deleted` end an instance;
/// of a second master (rival_watch.hpp) only FIFOs are told.
enum class Event : std::uint8_t { master, backup, fault, stop, deleted, master_rx_lower_priority, second_master };
inline constexpr std::size_t event_count = 7;

/// What entering a state tells; init tells nothing.
std::optional<Event> event_of(State state);

struct Notify {
  Event event;
};

/// Why something was decided, for exactly one log line.
enum class Why : std::uint8_t {
  started,              // -> backup
  owner,                // -> master at once: priority 255
  master_silent,        // -> master: the master down timer expired
  preempted,            // -> master: it expired while a lower priority master went on
  master_resigned,      // backup heard priority 0 and waits its skew time only
  higher_priority,      // master -> backup
  higher_address,       // master -> backup: equal priority
  kept_lower_priority,  // stays master against this sender
  kept_lower_address,   // stays master: equal priority
  rival_resigned,       // master heard priority 0
  preempting,           // backup ignores a lower priority master
  following,            // backup accepted a (new) master
  priority_changed,
  faulted,    // -> fault
  recovered,  // fault -> backup
  yielded,    // master -> backup: asked to step down
  stopped,
  stalled,         // master -> backup: silent for so long that a peer may be master
  woke_late,       // backup: waits once more, adverts may be unread
  awaiting_group,  // backup would be master, but not all of its sync group
  group_faulted,   // -> fault: another member is
  group_left,      // master -> backup: another member stepped down
  group_lost,      // master -> backup: another member lost to a better master
  inherited,       // -> whatever it was in the process before
  nearly_silent,   // backup: one more missed advert, and it would have taken over
};
inline constexpr std::size_t why_count = static_cast<std::size_t>(Why::nearly_silent) + 1;

/// One decision. `sender` and `their_priority` are set where an advert caused it.
struct Explain {
  Why why;
  State from;
  State to;
  base::Priority own_priority;
  base::Priority their_priority;
  std::optional<base::IpAddress> sender;
};

using Effect =
    std::variant<SendAdvert, SetTimer, CancelTimer, AddAddresses, RemoveAddresses, Announce, Notify, Explain>;

/// What cannot wait: what peers are told, and when to look again. See errands.hpp.
inline bool is_urgent(const Effect &effect) {
  return std::holds_alternative<SendAdvert>(effect) || std::holds_alternative<SetTimer>(effect) ||
         std::holds_alternative<CancelTimer>(effect);
}

/// Reused by its owner from input to input: cleared, not freed.
using Effects = std::vector<Effect>;

/// "lost to 10.0.0.8: priority 102 > 101"
std::string to_words(const Explain &decision);

}  // namespace sempervivum::vrrp
