#include "vrrp/effect.hpp"

#include <fmt/format.h>

#include <array>

namespace sempervivum::vrrp {
namespace {

constexpr std::array<std::string_view, state_count> state_words{"INIT", "BACKUP", "MASTER", "FAULT"};

/// One row per Why.
constexpr std::array<std::string_view, why_count> why_words{
    "started with priority {own}",
    "owns the addresses: priority 255",
    "master is silent: taking over with priority {own}",
    "preempts {sender}: priority {their} < {own}",
    "master {sender} resigned: taking over after the skew time",
    "lost to {sender}: priority {their} > {own}",
    "lost to {sender}: equal priority {own}, higher address",
    "stays master against {sender}: priority {their} < {own}",
    "stays master against {sender}: equal priority {own}, lower address",
    "stays master: {sender} resigned",
    "will preempt {sender}: priority {their} < {own}",
    "follows {sender}: priority {their}, own {own}",
    "priority is now {own}",
    "cannot take part: fault",
    "fault is gone: waiting for a master with priority {own}",
    "stepped down of its own accord with priority {own}",
    "stopped",
    "was not scheduled for so long that a peer may be master: listening with priority {own}",
    "was not scheduled in time: waiting for adverts that may be unread",
    "would take over with priority {own}, but not all of its sync group can",
    "cannot take part: a fault in its sync group",
    "stepped down with its sync group, with priority {own}",
    "gave up mastership with its sync group, with priority {own}",
    "goes on as {state} with priority {own}, as in the process before",
    "hears {sender} again: one more missed advert and it would have taken over",
};

}  // namespace

std::string_view to_words(State state) { return state_words[static_cast<std::size_t>(state)]; }

std::optional<Event> event_of(State state) {
  switch (state) {
    case State::init: return std::nullopt;
    case State::backup: return Event::backup;
    case State::master: return Event::master;
    case State::fault: return Event::fault;
  }
  return std::nullopt;
}

std::string to_words(const Explain &decision) {
  const auto text = why_words[static_cast<std::size_t>(decision.why)];
  const auto sender = decision.sender ? decision.sender->to_string() : std::string{};
  return fmt::format(fmt::runtime(text), fmt::arg("state", to_words(decision.to)), fmt::arg("sender", sender),
                     fmt::arg("own", decision.own_priority.value()),
                     fmt::arg("their", decision.their_priority.value()));
}

}  // namespace sempervivum::vrrp
