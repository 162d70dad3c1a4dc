/// What several parts of the model share: commands, weights, trackers, addresses.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/rare.hpp"
#include "base/strong.hpp"
#include "parser/span.hpp"

namespace sempervivum::parser {

/// A user and group by name, as written; daemon/ resolves them.
struct Identity {
  std::string user;
  std::optional<std::string> group;

  bool operator==(const Identity &) const = default;
};

/// A command line after quoting and escapes. argv is never empty.
struct Command {
  std::vector<std::string> argv;
  std::optional<Identity> run_as;
  SourceSpan span;

  bool operator==(const Command &) const = default;
};

/// Most keywords that take a command are not there.
using OptionalCommand = base::Rare<Command>;

/// What a tracker adds to the priority; value 0 means "fault instead".
struct Weight {
  int value = 0;
  bool reverse = false;

  bool operator==(const Weight &) const = default;
};

/// One line of track_script, track_interface, track_file, track_process or track_bfd.
struct Track {
  std::string name;
  /// Not set: the tracked object's own weight (interfaces: 0).
  std::optional<Weight> weight;
  SourceSpan span;

  bool operator==(const Track &) const = default;
};

/// An address with the length of its prefix.
struct Prefix {
  base::IpAddress address;
  /// Not set: the family's full length.
  std::optional<std::uint8_t> length;

  std::uint8_t effective_length() const { return length.value_or(base::full_prefix(address.family())); }
  bool operator==(const Prefix &) const = default;
};

/// `brd +` sets the host bits, `brd -` clears them; both are worked out by the user of the model.
struct Broadcast {
  enum class Kind : std::uint8_t { host_bits_set, host_bits_clear, given };
  Kind kind = Kind::given;
  base::IpAddress address;

  bool operator==(const Broadcast &) const = default;
};

/// One line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress.
struct VirtualAddress {
  Prefix prefix;
  std::optional<std::string> dev;  // not set: the instance's interface
  /// RTA scope number: 0 global, 200 site, 253 link, 254 host, 255 nowhere.
  std::optional<std::uint8_t> scope;
  std::optional<Broadcast> brd;
  std::optional<std::string> label;
  std::optional<Prefix> peer;
  bool home = false;
  bool nodad = false;  // -nodad
  bool mngtmpaddr = false;
  bool noprefixroute = false;
  bool autojoin = false;
  bool no_track = false;
  bool use_vmac = false;
  /// Seconds; 0xffffffff is "forever". Not set: 0 for an IPv6 /128, else forever.
  std::optional<std::uint32_t> preferred_lft;
  std::optional<std::string> track_group;  // static addresses only
  SourceSpan span;

  bool operator==(const VirtualAddress &) const = default;
};

using StaticAddress = VirtualAddress;

inline constexpr std::uint32_t lifetime_forever = 0xffffffff;

/// All scripts told about state changes. `notify` gets the state as an argument.
struct NotifyScripts {
  OptionalCommand notify_master;
  OptionalCommand notify_backup;
  OptionalCommand notify_fault;
  OptionalCommand notify_stop;
  OptionalCommand notify;

  bool operator==(const NotifyScripts &) const = default;
};

/// A value of the configuration's own and where it stands, for checks that come later.
struct Named {
  std::string name;
  SourceSpan span;

  bool operator==(const Named &) const = default;
};

}  // namespace sempervivum::parser
