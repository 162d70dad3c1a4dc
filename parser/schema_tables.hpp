/// The places that several tables share, and the names tables use.
#pragma once

#include "parser/fields.hpp"
#include "parser/model.hpp"
#include "parser/schema.hpp"

namespace sempervivum::parser {

extern const Place global_place;
extern const Place instance_place;
extern const Place script_place;
extern const Place sync_group_place;
extern const Place track_group_place;
extern const Place track_file_place;
extern const Place track_process_place;
extern const Place garp_group_place;

// Lines.
extern const Place virtual_address_place;
extern const Place static_address_place;
extern const Place track_interface_line;
extern const Place track_script_line;
extern const Place track_file_line;
extern const Place track_process_line;
extern const Place track_bfd_line;
extern const Place unicast_peer_line;
extern const Place interface_delay_line;
extern const Place linkbeat_line;
extern const Place extra_interfaces_line;
extern const Place default_extra_interfaces_line;
extern const Place smtp_server_line;
extern const Place fifo_line;
extern const Place timeouts_line;
extern const Place sync_line;
extern const Place rx_line;
extern const Place vmac_line;
extern const Place ipvlan_line;
extern const Place hmac_place;
extern const Place route_line;
extern const Place static_route_line;
extern const Place rule_line;
extern const Place static_rule_line;

// Later parts.
extern const Place bfd_place;
extern const Place ssl_place;
extern const Place virtual_server_place;
extern const Place virtual_server_group_place;

/// A positional NAME that fills `name`.
template <class Object>
constexpr Keyword name_row(std::string_view help, std::int64_t longest = INT64_MAX) {
  return {
      .name = "NAME", .takes = word("NAME", longest), .fills = member<&Object::name>, .help = help, .positional = true};
}

/// A keyword that stands alone.
constexpr Keyword flag(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = nothing(), .fills = fills, .help = help};
}

/// A keyword with one value.
constexpr Keyword value(std::string_view name, Argument takes, Binding fills, std::string_view help,
                        std::string_view otherwise = {}, std::string_view since = "2.2.7") {
  return {.name = name, .takes = takes, .fills = fills, .help = help, .otherwise = otherwise, .since = since};
}

/// Without its value the statement is only dropped.
constexpr Keyword mild(Keyword row) {
  row.mild = true;
  return row;
}

/// The incumbent goes on without a word when its value is wrong or missing.
constexpr Keyword silent(Keyword row) {
  row.silent = true;
  return row;
}

/// The row, read and kept, but without effect in this version.
constexpr Keyword dormant(Keyword row) {
  row.dormant = true;
  return row;
}

/// The row, read and kept, and there is nothing to do for it.
constexpr Keyword needless(Keyword row, std::string_view why) {
  row.needless = why;
  return row;
}
inline constexpr std::string_view nothing_polled = "link states are told by the kernel; nothing is polled";

inline constexpr std::int64_t uint32_limit = 4294967295;
inline constexpr std::int64_t int32_limit = 2147483647;
/// The longest time the incumbent's timers take, in seconds and millionths.
inline constexpr std::int64_t timer_limit = 4294;
inline constexpr std::int64_t timer_limit_micro = 4294967295;
/// Delays of checks are not bound by that.
inline constexpr std::int64_t delay_limit_micro = uint32_limit * 1000000;

}  // namespace sempervivum::parser
