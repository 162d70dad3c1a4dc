/// Every line the VRRP process logs, once.
///
/// Those marked [k] are keepalived's own words, because monitoring greps them:
/// they must not change. The others explain; they may.
#pragma once

#include <string_view>

namespace sempervivum::vrrp::messages {

using Text = std::string_view;

// State of an instance.
inline constexpr Text entering_state = "({}) Entering {} STATE";                           // [k]
inline constexpr Text entering_init = "({}) Entering {} STATE (init)";                     // [k]
inline constexpr Text master_down = "({}) Receive advertisement timeout";                  // [k]
inline constexpr Text setting_vips = "({}) setting VIPs.";                                 // [k] -D
inline constexpr Text removing_vips = "({}) removing VIPs.";                               // [k] -D
inline constexpr Text sent_zero = "({}) sent 0 priority";                                  // [k]
inline constexpr Text priority_change = "({}) Changing effective priority from {} to {}";  // [k]
inline constexpr Text decision = "({}) {}";

// Adverts.
inline constexpr Text higher_priority = "({}) Master received advert from {} with higher priority {}, ours {}";  // [k]
inline constexpr Text higher_address =
    "({}) Master received advert from {} with same priority {} but higher IP address than ours";  // [k]
inline constexpr Text lower_priority_kept =
    "({}) Received advert from {} with lower priority {}, ours {}, forcing new election";  // [k]
inline constexpr Text lower_address_kept =
    "({}) Received advert from {} with same priority {} but lower IP address than ours, forcing new election";  // [k]
inline constexpr Text lower_priority_discarded =
    "({}) received lower priority ({}) advert from {} - discarding";                      // [k]
inline constexpr Text backup_resigned = "({}) Backup received priority 0 advertisement";  // [k]
inline constexpr Text master_resigned = "({}) Master received priority 0 message";        // [k]
inline constexpr Text second_master = "({}) split brain: {} is master as well ({}), our priority is {}";
inline constexpr Text own_address = "({}) received an advert from {}, which is our own address";
inline constexpr Text rejected = "({}) dropped an advert from {}: {}";
inline constexpr Text rejected_more = "({}) dropped {} more adverts since: {}";
inline constexpr Text addresses_differ = "({}) the address list of the adverts from {} is not ours";
inline constexpr Text interval_differs = "({}) {} advertises each {} s, we each {} s";
inline constexpr Text old_checksum = "({}) {} makes its checksums as keepalived before 1.3.6: doing so as well";
inline constexpr Text unknown_vrid = "Unknown VRID({}) received on interface from {}. ignoring...";
inline constexpr Text send_failed = "({}) cannot send an advert: {}";
inline constexpr Text send_works = "({}) adverts leave again";

// What follows the master.
inline constexpr Text setting_routes = "({}) setting Virtual Routes";    // [k] -D
inline constexpr Text removing_routes = "({}) removing Virtual Routes";  // [k] -D
inline constexpr Text setting_rules = "({}) setting Virtual Rules";      // [k] -D
inline constexpr Text removing_rules = "({}) removing Virtual Rules";    // [k] -D
/// The words before the parenthesis are keepalived's.
inline constexpr Text netlink_error = "Netlink: error: {}({}), type={} ({}) cannot {} {}{}";
inline constexpr Text interface_wanting = "({}) {} has no interface: there is no {}";
inline constexpr Text restored = "({}) {} was removed by somebody else: put back";
inline constexpr Text given_up = "({}) {} was removed by somebody else {} times within {} s: stepping down";
inline constexpr Text fixture_restored = "Restoring deleted static {}";  // [k]
inline constexpr Text fixture_waits =
    "Static {} was removed by somebody else {} times within {} s: put back after that time";
inline constexpr Text routes_not_followed = "Routes and rules that somebody else removes will not come back: {}";
inline constexpr Text setting_sysctl = "NOTICE: setting sysctl {} to {}";
inline constexpr Text setting_failed = "Cannot {}";
inline constexpr Text left_out = "{}; left out";

// Virtual links.
inline constexpr Text vmac_made = "({}): Success creating VMAC interface {}";    // [k]
inline constexpr Text vmac_removed = "({}) Success removing VMAC interface {}";  // [k]
inline constexpr Text vmac_failed = "({}): Error creating VMAC interface {}: {}";
inline constexpr Text vmac_name_taken = "({}): Error creating VMAC interface: there is another interface {}";
inline constexpr Text vmac_lost = "({}) VMAC interface {} was removed by somebody else";

// Packet filter.
inline constexpr Text firewall_failed = "Packets are not filtered as no_accept, strict mode or use_vmac want it: {}";
inline constexpr Text firewall_chosen =
    "use_vmac or no_accept/strict specified, but no firewall configured - using nftables";  // [k]

// Interfaces.
inline constexpr Text link_down = "Netlink reports {} down";                           // [k]
inline constexpr Text link_up = "Netlink reports {} up";                               // [k]
inline constexpr Text link_gone = "Interface {} deleted";                              // [k]
inline constexpr Text address_assigned = "Assigned address {} for interface {}";       // [k] -D
inline constexpr Text address_deassigned = "Deassigned address {} from interface {}";  // [k] -D
inline constexpr Text socket_failed = "({}) cannot open a VRRP socket on {}: {}";
inline constexpr Text fault_reasons = "({}) fault: {}";

// Sync groups.
inline constexpr Text group_syncing = "VRRP_Group({}) Syncing instances to {} state";  // [k]

// Trackers.
inline constexpr Text track_ignored = "({}) ignoring tracked {} {} with weights due to {}";    // [k]
inline constexpr Text track_unweighted = "({}) ignoring weight from tracked {} {} due to {}";  // [k]
inline constexpr Text due_to_group = "SYNC group";
inline constexpr Text due_to_owner = "priority 255";

// Scripts.
inline constexpr Text script_verdict = "VRRP_Script({}) {}";                                              // [k]
inline constexpr Text script_status = "Script `{}` now returning {}";                                     // [k]
inline constexpr Text script_skipped = "Track script {} is already running, expect idle - skipping run";  // [k]
inline constexpr Text script_carried_ok = "VRRP_Script({}) considered successful on reload";              // [k]
inline constexpr Text script_carried_failed = "VRRP_Script({}) considered unsuccessful on reload";        // [k]

// Other trackers.
inline constexpr Text file_no_directory = "Track file directory for {} does not exist - removing";  // [k]
inline constexpr Text file_unwatched = "Track file {} is not tracked: {}";
inline constexpr Text files_unwatched = "No track files are tracked: inotify: {}";
inline constexpr Text file_bad_number = "Invalid number {} read from {} - ignoring";  // [k]
inline constexpr Text processes_unheard = "Cannot {}; looking at all processes every {} s for tracked ones";
inline constexpr Text process_quorum = "Track process {}: quorum {}, {} running";

// Notify scripts.
inline constexpr Text notify_not_started = "({}) cannot run notify script {}: error {}";
inline constexpr Text notify_skipped = "({}) notify scripts are slower than events: {} older ones were skipped";
inline constexpr Text notify_overdue =
    "({}) notify script {} is still running while a later event has waited {} s: not waiting for it any longer";

}  // namespace sempervivum::vrrp::messages
