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

/// A positional NAME that fills `name`.
template <class Object>
constexpr Keyword name_row(std::string_view help, std::int64_t longest = INT64_MAX) {
  return {
      .name = "NAME", .takes = word("NAME", longest), .fills = member<&Object::name>, .help = help, .positional = true};
}

/// The same row as one that stands further down: it fills another member of the same kind.
constexpr Keyword flag(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = nothing(), .fills = fills, .help = help};
}

inline constexpr std::int64_t uint32_limit = 4294967295;
inline constexpr std::int64_t int32_limit = 2147483647;
/// The longest time the incumbent's timers take, in seconds and millionths.
inline constexpr std::int64_t timer_limit = 4294;
inline constexpr std::int64_t timer_limit_micro = 4294967295;

}  // namespace sempervivum::parser
