#include "parser/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace sempervivum::parser {

namespace {

using enum FindingId;
using enum Severity;
using C = IncumbentClass;

constexpr auto kinds = std::to_array<FindingKind>({
    {file_unreadable, "file-unreadable", error, C::file_not_found, true},
    {include_unreadable, "include-unreadable", error, C::said, true},
    {include_no_match, "include-no-match", warning, C::said, false},
    {include_skipped, "include-skipped", warning, C::said, false},
    {include_too_deep, "include-too-deep", error, C::general, false},
    {several_files, "several-files", warning, C::multiple_files, false},
    {expansion_too_large, "expansion-too-large", error, C::general, false},
    {recursive_parameter, "recursive-parameter", error, C::general, false},
    {unknown_parameter, "unknown-parameter", error, C::unknown_keyword, false},
    {bad_repetition, "bad-repetition", error, C::general, false},
    {unterminated_quote, "unterminated-quote", error, C::quote, false},
    {nul_byte, "nul-byte", error, C::general, false},
    {long_line, "long-line", warning, C::none, false},
    {unknown_keyword, "unknown-keyword", error, C::unknown_keyword, false},
    {missing_open_brace, "missing-open-brace", error, C::brace, false},
    {missing_close_brace, "missing-close-brace", error, C::brace, false},
    {extra_open_brace, "extra-open-brace", error, C::brace, false},
    {extra_close_brace, "extra-close-brace", error, C::brace, false},
    {misplaced_keyword, "misplaced-keyword", error, C::unknown_keyword, false},
    {missing_parameter, "missing-parameter", error, C::missing_parameter, true},
    {missing_value, "missing-value", error, C::general, false},
    {superfluous_word, "superfluous-word", warning, C::none, false},
    {swallowed_keyword, "swallowed-keyword", warning, C::none, false},
    {bad_number, "bad-number", error, C::number, false},
    {lenient_number, "lenient-number", warning, C::number, false},
    {out_of_range, "out-of-range", error, C::number, false},
    {too_many_places, "too-many-places", warning, C::number, false},
    {bad_boolean, "bad-boolean", error, C::general, false},
    {bad_address, "bad-address", error, C::general, false},
    {bad_word, "bad-word", error, C::general, false},
    {bad_value, "bad-value", error, C::general, false},
    {too_long, "too-long", error, C::general, false},
    {ignored_value, "ignored-value", warning, C::none, false},
    {bad_command, "bad-command", error, C::quote, false},
    {unknown_option, "unknown-option", error, C::general, false},
    {deprecated, "deprecated", warning, C::deprecated, false},
    {discouraged, "discouraged", warning, C::none, false},
    {duplicate, "duplicate", error, C::general, false},
    {duplicate_ignored, "duplicate-ignored", warning, C::general, false},
    {empty_list, "empty-list", warning, C::general, false},
    {repeated_name, "repeated-name", warning, C::none, false},
    {no_virtual_router_id, "no-virtual-router-id", error, C::general, true},
    {no_interface, "no-interface", error, C::general, true},
    {loopback_interface, "loopback-interface", error, C::general, true},
    {duplicate_vrid, "duplicate-vrid", error, C::general, true},
    {no_script_command, "no-script-command", error, C::general, false},
    {unknown_tracked_object, "unknown-tracked-object", error, C::general, false},
    {defined_later, "defined-later", error, C::general, false},
    {unused_script, "unused-script", warning, C::none, false},
    {weight_range, "weight-range", error, C::general, false},
    {weight_without_effect, "weight-without-effect", warning, C::none, false},
    {address_family, "address-family", error, C::general, false},
    {no_virtual_address, "no-virtual-address", warning, C::general, false},
    {no_address_v3, "no-address-v3", error, C::general, true},
    {no_prefix_length, "no-prefix-length", note, C::none, false},
    {preempt_with_master, "preempt-with-master", warning, C::general, false},
    {preempt_delay_ignored, "preempt-delay-ignored", warning, C::general, false},
    {owner_priority, "owner-priority", warning, C::none, false},
    {long_password, "long-password", warning, C::general, false},
    {password_v3, "password-v3", warning, C::general, false},
    {authentication_incomplete, "authentication-incomplete", warning, C::general, false},
    {advert_interval_rounded, "advert-interval-rounded", warning, C::general, false},
    {advert_interval_range, "advert-interval-range", warning, C::general, false},
    {version_conflict, "version-conflict", error, C::general, false},
    {strict_mode, "strict-mode", warning, C::general, false},
    {strict_unreachable, "strict-unreachable", warning, C::none, false},
    {interval_shorter_than_timeout, "interval-shorter-than-timeout", warning, C::none, false},
    {own_address_as_peer, "own-address-as-peer", warning, C::none, false},
    {own_interface_tracked, "own-interface-tracked", warning, C::general, false},
    {hmac_key, "hmac-key", error, C::general, false},
    {ipvlan_without_source, "ipvlan-without-source", warning, C::general, false},
    {vmac_without_xmit_base, "vmac-without-xmit-base", warning, C::general, false},
    {ah_with_master, "ah-with-master", warning, C::general, false},
    {zero_repeat, "zero-repeat", warning, C::general, false},
    {limited_value, "limited-value", warning, C::general, false},
    {ignored_setting, "ignored-setting", warning, C::general, false},
    {no_auth_type, "no-auth-type", warning, C::none, false},
    {unicast_without_peers, "unicast-without-peers", warning, C::general, false},
    {sync_group_member, "sync-group-member", error, C::general, false},
    {sync_group_small, "sync-group-small", warning, C::general, false},
    {quorum_unreachable, "quorum-unreachable", warning, C::general, false},
    {hysteresis_too_large, "hysteresis-too-large", warning, C::general, false},
    {service_incomplete, "service-incomplete", warning, C::general, false},
    {service_conflict, "service-conflict", warning, C::general, false},
    {no_real_servers, "no-real-servers", warning, C::general, false},
    {duplicate_real_server, "duplicate-real-server", error, C::general, false},
    {incomplete_check, "incomplete-check", error, C::general, false},
    {empty_group, "empty-group", warning, C::general, false},
    {incomplete_bfd, "incomplete-bfd", error, C::general, false},
    {incomplete_tracker, "incomplete-tracker", error, C::general, false},
    {route_not_tracked, "route-not-tracked", warning, C::general, false},
    {rule_without_preference, "rule-without-preference", warning, C::general, false},
    {rule_conflict, "rule-conflict", error, C::general, false},
    {unknown_name, "unknown-name", error, C::general, false},
    {garp_group, "garp-group", warning, C::general, false},
    {iptables_not_supported, "iptables-not-supported", warning, C::general, false},
    {unknown_namespace, "unknown-namespace", error, C::none, true},
    {unknown_interface, "unknown-interface", warning, C::general, true},
    {no_such_interface, "no-such-interface", error, C::bad_interface, true},
    {unknown_user, "unknown-user", error, C::general, false},
    {script_not_found, "script-not-found", warning, C::general, false},
    {notify_not_found, "notify-not-found", warning, C::none, false},
    {script_not_executable, "script-not-executable", warning, C::none, false},
    {script_unsafe, "script-unsafe", warning, C::general, false},
    {notify_unsafe, "notify-unsafe", warning, C::none, false},
    {script_security_off, "script-security-off", warning, C::security, false},
    {not_supported_yet, "not-supported-yet", note, C::none, false},
    {needless_setting, "needless-setting", note, C::none, false},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (static_cast<std::size_t>(kinds[i].id) != i) return false;
  return true;
}
static_assert(in_order(), "the table follows the enumerators");

}  // namespace

std::string_view to_words(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: break;
  }
  return "error";
}

const FindingKind &kind_of(FindingId id) { return kinds[static_cast<std::size_t>(id)]; }

std::span<const FindingKind> all_finding_kinds() { return kinds; }

Finding &Diagnostics::add(FindingId id, SourceSpan span, std::string message, std::string help) {
  if (findings_.size() >= capacity) {
    ++dropped_;
    return overflow_ = Finding{.id = id, .span = span};
  }
  return findings_.emplace_back(
      Finding{.id = id, .span = span, .message = std::move(message), .help = std::move(help)});
}

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings_, [=](const Finding &f) { return !f.implied && f.kind().severity == severity; }));
}

bool Diagnostics::misspelt(std::string_view keyword, std::uint32_t line) const {
  return std::ranges::any_of(findings_, [=](const Finding &f) {
    return f.id == FindingId::unknown_keyword && f.meant == keyword && f.span.line > line;
  });
}

bool Diagnostics::fatal() const {
  return std::ranges::any_of(findings_, [](const Finding &f) { return f.kind().fatal; });
}

IncumbentClass Diagnostics::worst_class() const {
  auto worst = IncumbentClass::none;
  for (const auto &finding : findings_) worst = std::max(worst, finding.kind().incumbent);
  return worst;
}

void Diagnostics::sort() {
  const auto key = [](const Finding &f) {
    return std::tuple{f.span.line, f.span.offset, f.span.length, f.id, std::string_view{f.message}};
  };
  std::ranges::stable_sort(findings_, {}, key);
  const auto repeated = std::ranges::unique(findings_, {}, key);
  findings_.erase(repeated.begin(), repeated.end());
}

}  // namespace sempervivum::parser
