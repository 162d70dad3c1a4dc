/// What is wrong or doubtful in a configuration, collected and never printed here.
///
/// Every kind of finding has one row in the table of finding_kinds.cpp: a stable
/// name ("unknown-keyword"), its severity, and the class by which the incumbent
/// would have counted it, from which `-t` takes its exit code (language.md 55).
///
///   error    the daemon would not run, or drops the statement because it is wrong
///   warning  accepted, but hardly what was meant
///   note     worth knowing
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/span.hpp"

namespace sempervivum::parser {

enum class Severity : std::uint8_t { note, warning, error };
std::string_view to_words(Severity severity);

/// keepalived's classes, in its numerical order: the largest one seen decides
/// the exit code of `-t`. `none` never changes that code, and neither does
/// `said`, about which it has a line nevertheless.
enum class IncumbentClass : std::uint8_t {
  none,
  said,
  file_not_found,
  bad_interface,
  fatal,
  multiple_files,
  unknown_keyword,
  brace,
  quote,
  missing_parameter,
  missing_value,
  number,
  general,
  warning,
  deprecated,
  security,
};

enum class FindingId : std::uint8_t {
  // reading lines
  file_unreadable,
  include_unreadable,
  include_no_match,
  include_skipped,
  include_too_deep,
  several_files,
  expansion_too_large,
  recursive_parameter,
  unknown_parameter,
  bad_repetition,
  unterminated_quote,
  nul_byte,
  long_line,
  // blocks
  unknown_keyword,
  missing_open_brace,
  missing_close_brace,
  extra_open_brace,
  extra_close_brace,
  misplaced_keyword,
  // values
  missing_parameter,
  missing_value,
  superfluous_word,
  swallowed_keyword,
  bad_number,
  lenient_number,
  out_of_range,
  too_many_places,
  bad_boolean,
  bad_address,
  bad_word,
  bad_value,
  too_long,
  ignored_value,
  bad_command,
  unknown_option,
  deprecated,
  discouraged,
  duplicate,
  duplicate_ignored,
  empty_list,
  repeated_name,
  // cross checks: vrrp
  no_virtual_router_id,
  no_interface,
  loopback_interface,
  duplicate_vrid,
  no_script_command,
  unknown_tracked_object,
  defined_later,
  unused_script,
  weight_range,
  weight_without_effect,
  weight_ignored,
  address_family,
  no_virtual_address,
  no_address_v3,
  no_prefix_length,
  preempt_with_master,
  preempt_delay_ignored,
  owner_priority,
  long_password,
  password_v3,
  authentication_incomplete,
  advert_interval_rounded,
  advert_interval_range,
  version_conflict,
  strict_mode,
  strict_unreachable,
  interval_shorter_than_timeout,
  own_address_as_peer,
  own_interface_tracked,
  hmac_key,
  ipvlan_without_source,
  vmac_without_xmit_base,
  ah_with_master,
  zero_repeat,
  limited_value,
  ignored_setting,
  no_auth_type,
  unicast_without_peers,
  sync_group_member,
  sync_group_small,
  // cross checks: virtual servers
  quorum_unreachable,
  hysteresis_too_large,
  service_incomplete,
  service_conflict,
  no_real_servers,
  duplicate_real_server,
  incomplete_check,
  empty_group,
  // cross checks: the rest
  incomplete_bfd,
  incomplete_tracker,
  route_not_tracked,
  rule_without_preference,
  rule_conflict,
  unknown_name,
  garp_group,
  iptables_not_supported,
  // the host
  unknown_namespace,
  hidden_namespace,
  unknown_interface,
  no_such_interface,
  unknown_user,
  script_not_found,
  notify_not_found,
  script_not_executable,
  script_unsafe,
  notify_unsafe,
  script_security_off,
  not_supported_yet,
  needless_setting,
};

struct FindingKind {
  FindingId id;
  std::string_view name;
  Severity severity;
  IncumbentClass incumbent;
  /// The daemon cannot run with it (language.md 49, 59).
  bool fatal;
  /// A sentence, for the manual and for SARIF.
  std::string_view meaning;
};
const FindingKind &kind_of(FindingId id);
std::span<const FindingKind> all_finding_kinds();

/// A second place that belongs to a finding: "opened here".
struct Related {
  SourceSpan span;
  std::string message;
};

struct Finding {
  FindingId id{};
  /// Not set for findings about no place in particular.
  SourceSpan span{};
  std::string message{};
  /// What to do about it: "did you mean `priority`?", a range, an example.
  std::string help{};
  std::vector<Related> related{};
  /// The keyword or name that `help` suggests instead; empty without one.
  std::string_view meant{};
  /// The keyword whose value or content is wrong; empty if it is about something else.
  std::string_view about{};
  /// Only follows from another finding (a misspelt keyword is also a missing
  /// one): decides the verdict too, but is not shown to people.
  bool implied = false;

  const FindingKind &kind() const { return kind_of(id); }
};

/// How many kinds of findings there are.
inline constexpr std::size_t finding_kinds = static_cast<std::size_t>(FindingId::needless_setting) + 1;

class Diagnostics {
 public:
  /// More findings of one severity than this are counted but not kept, so that
  /// no number of notes hides an error.
  static constexpr std::size_t capacity = 5000;
  /// Messages and help are cut to so many bytes: they quote words of any size.
  static constexpr std::size_t longest_text = 1000;

  Finding &add(FindingId id, SourceSpan span, std::string message, std::string help = {});

  std::span<const Finding> findings() const { return findings_; }
  bool empty() const { return findings_.empty(); }
  /// Whether further findings of a severity are only counted: no need to word them well.
  bool full(Severity severity) const { return kept_[index_of(severity)] >= capacity; }
  /// Whether there are so many that looking for suggestions is not worth its time.
  bool crowded() const { return findings_.size() >= 500; }
  /// Those to be shown of that severity, and those beyond the capacity.
  std::size_t count(Severity severity) const;
  /// Whether there was such a finding, kept or not.
  bool seen(FindingId id) const { return seen_.test(static_cast<std::size_t>(id)); }
  /// Whether it is said already that `keyword` is misspelt or its value is wrong, behind line `begin`
  /// and before line `end`.
  bool explained(std::string_view keyword, std::uint32_t begin, std::uint32_t end = UINT32_MAX) const;
  /// Whether there is such a finding at this very place.
  bool found(FindingId id, SourceSpan span) const;
  /// The last finding is about this keyword.
  void blame(std::string_view keyword);
  /// Those that were not kept.
  std::size_t dropped() const;
  /// Whether the daemon cannot run with this configuration.
  bool fatal() const;
  /// The largest class seen.
  IncumbentClass worst_class() const;

  /// In the order of the lines, each finding once.
  void sort();

 private:
  static constexpr std::size_t index_of(Severity severity) { return static_cast<std::size_t>(severity); }
  using PerSeverity = std::array<std::size_t, 3>;

  std::vector<Finding> findings_;
  PerSeverity kept_{};
  PerSeverity dropped_{};
  std::bitset<finding_kinds> seen_;
  Finding overflow_{};
};

}  // namespace sempervivum::parser
