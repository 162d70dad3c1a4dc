/// Every line the parent, the script runner and the security checks log, once.
///
/// Those marked [k] are keepalived's own words, because monitoring greps them:
/// they must not change. The others explain; they may.
#pragma once

#include <string_view>

namespace sempervivum::daemon::messages {

using Text = std::string_view;

// The parent's life.
inline constexpr Text starting = "Starting {}";                                             // [k]
inline constexpr Text running_on = "Running on {}";                                         // [k]
inline constexpr Text command_line = "Command line:{}";                                     // [k]
inline constexpr Text configuration_file = "Configuration file {}";                         // [k]
inline constexpr Text missing_file = "Config files missing '{}'.";                          // [k]
inline constexpr Text already_running = "daemon is already running";                        // [k]
inline constexpr Text nothing_to_run = "Warning - keepalived has no configuration to run";  // [k]
inline constexpr Text startup_complete = "Startup complete";                                // [k]
inline constexpr Text stopping = "Stopping";                                                // [k]
inline constexpr Text stopped = "Stopped {}";                                               // [k]
inline constexpr Text child_stopped = "Stopped";                                            // [k]
inline constexpr Text pid_file_failed = "pidfile_write : Cannot open {} pidfile ({})";      // [k]
inline constexpr Text log_file_failed = "Cannot open log file {}: {}";
inline constexpr Text option_without_effect = "Option --{} has no effect in this version";

// Its children.
inline constexpr Text starting_child = "Starting {} child process, pid={}";                              // [k]
inline constexpr Text child_killed = "pid {} exited due to signal {} ({})";                              // [k]
inline constexpr Text child_ended = "pid {} exited with status {}";                                      // [k]
inline constexpr Text child_permanent = "pid {} exited with permanent error {}. Terminating";            // [k]
inline constexpr Text child_respawning = "{} child process({}) died: Respawning";                        // [k]
inline constexpr Text child_exiting = "{} child process({}) died: Exiting";                              // [k]
inline constexpr Text child_delayed = "Restart of {} process delayed {} seconds to limit respawn rate";  // [k]
inline constexpr Text child_not_started = "Cannot start the {} child process: {}";
inline constexpr Text child_left = "{} child process({}) stays for a successor";
inline constexpr Text awaiting_successor = "Waiting up to {} s for a process that takes over";
inline constexpr Text handed_over = "Handed over to process {}";
inline constexpr Text no_successor = "Nobody takes over: stopping";
inline constexpr Text cannot_hand_over = "Cannot wait for a process that takes over: {}";
inline constexpr Text taking_over = "Taking over from process {}: {} instances as they are";
inline constexpr Text not_taken_over = "Process {} could not hand over: starting anew";
inline constexpr Text child_hangs = "{} child process({}) has not answered for {} s: killed";
inline constexpr Text child_unstoppable = "{} child process({}) did not stop within {} s: killed";

// Reload.
inline constexpr Text reloading = "Reloading ...";          // [k] parent
inline constexpr Text child_reloading = "Reloading";        // [k] child
inline constexpr Text reload_complete = "Reload complete";  // [k]
inline constexpr Text reload_refused = "Reload refused: the new configuration has {} error{}; the running one stays";
inline constexpr Text reload_failed = "Reload failed: {}; the running configuration stays";
inline constexpr Text reload_queued = "Reload requested while one is in progress: queued";
inline constexpr Text reload_needs_restart = "Reload refused: {} can only be changed by a restart";
inline constexpr Text reload_scheduled = "Scheduling reload for {}";                      // [k]
inline constexpr Text reload_moved = "Reload time updated from {} to {}";                 // [k]
inline constexpr Text reload_unscheduled = "Cancelling reload scheduled for {}";          // [k]
inline constexpr Text reload_time_bad = "Invalid reload time '{}' specified - ignoring";  // [k]
inline constexpr Text reload_time_past = "Reload date/time is in the past - ignoring";    // [k]
inline constexpr Text reload_time_unwatched = "Cannot follow reload_time_file {}: {}";
inline constexpr Text reload_time_stays = "Cannot remove reload_time_file {}: {}";

// The process as a whole.
inline constexpr Text priority_raised = "A timer was served {:.3f} s late: realtime priority is now {}";
inline constexpr Text tuning_failed = "Cannot {}: {}";
inline constexpr Text realtime_exceeded = "This process ran longer at realtime priority than its limit allows";
inline constexpr Text waited_script_failed = "{} {} {} {}";

// Permissions.
inline constexpr Text cannot_daemonise = "Cannot go to the background: {}";
inline constexpr Text cannot_enter_namespace = "Cannot {}";
inline constexpr Text missing_capabilities = "Missing {}: run as root or grant it";

// D-Bus and SNMP.
inline constexpr Text bus_library_missing = "DBus: there is no {}";
inline constexpr Text dump_thread_missing = "No dump to {}, there is no thread for it: {}";
inline constexpr Text bus_thread_missing = "DBus: none, there is no thread for it: {}";
inline constexpr Text bus_failed = "DBus: cannot offer {}: {}";
inline constexpr Text bus_lost = "DBus: the connection is lost: {}";
inline constexpr Text snmp_library_missing = "SNMP: there is no {}";
inline constexpr Text snmp_thread_missing = "SNMP: none, there is no thread for it: {}";
inline constexpr Text snmp_needs_restart = "SNMP: what is served, and where, can only be changed by a restart";
inline constexpr Text snmp_absent = "SNMP: this build has none (meson option snmp)";
inline constexpr Text bus_absent = "DBus: this build has none (meson option dbus)";

// Dumps.
inline constexpr Text printing_data = "Printing VRRP data for process({}) on signal";         // [k]
inline constexpr Text printing_statistics = "Printing VRRP stats for process({}) on signal";  // [k]
inline constexpr Text printing_json = "Printing VRRP as json for process({}) on signal";      // [k]
inline constexpr Text clearing_statistics = "Clearing VRRP stats for process({}) on signal";
inline constexpr Text printing_parent = "Printing parent data for process({}) on signal";  // [k]

// IPVS connection synchronisation.
inline constexpr Text sync_failed = "IPVS: lvs_sync_daemon: {}";
inline constexpr Text sync_without_instance = "lvs_sync_daemon follows {}, which is no vrrp_instance; it is not run";

// FIFOs and mails.
inline constexpr Text fifo_failed = "Cannot use notify FIFO {}: cannot {}";
inline constexpr Text fifo_owner_unknown = "Notify FIFO {} is not used: its user or group does not exist";
inline constexpr Text fifo_full = "Nobody reads notify FIFO {}: lines are being lost";
inline constexpr Text fifo_lost = "{1} lines to notify FIFO {0} were lost";
inline constexpr Text fifo_script_not_started = "Cannot start notify FIFO script {}: {}";
inline constexpr Text fifo_script_ended = "notify FIFO script {} has ended";
inline constexpr Text mail_server_unknown = "No mails are sent: the address of smtp_server {} is not known";
inline constexpr Text mail_connected = "Remote SMTP server [{}]:{} connected.";  // [k] -D
inline constexpr Text mail_sent = "SMTP alert successfully sent.";               // [k] -D
inline constexpr Text mail_failed = "Cannot send mail through [{}]:{}: {}";
inline constexpr Text mail_queue_full = "More than {} mails are waiting: the oldest are being lost";
inline constexpr Text mails_lost = "{} mails were lost";

// What cannot run here.
inline constexpr Text cannot_run = "Cannot run: {}";
inline constexpr Text no_such_interface = "interface {} of vrrp_instance {} does not exist";

// Script security.
inline constexpr Text script_inaccessible = "Script {} cannot be accessed - {}";         // [k]
inline constexpr Text script_not_in_path = "Cannot find script {} in path - disabling";  // [k]
inline constexpr Text script_by_path =
    "WARNING - script `{}` resolved by path search to `{}`. Please specify full path.";  // [k]
inline constexpr Text script_not_executable =
    "WARNING - script '{}' is not executable for uid:gid {}:{} - disabling.";                            // [k]
inline constexpr Text script_unsafe = "Unsafe permissions found for script '{}'.";                       // [k]
inline constexpr Text script_unsafe_disabled = "Unsafe permissions found for script '{}' - disabling.";  // [k]
inline constexpr Text script_unsafe_where = "Script '{}': {}";
inline constexpr Text script_identity_unknown = "Unable to set uid/gid for script '{}'";                  // [k]
inline constexpr Text script_user_unknown = "Error setting global script uid/gid";                        // [k]
inline constexpr Text default_user_refused = "Unable to set default user keepalived_script for script";   // [k]
inline constexpr Text misc_script_not_found = "Disabling misc script {} since not found/accessible";      // [k]
inline constexpr Text misc_script_insecure = "Disabling misc script {} due to insecure";                  // [k]
inline constexpr Text misc_script_no_user = "Unable to set default user for misc script {} - removing";   // [k]
inline constexpr Text track_script_not_found = "Disabling track script {} since not found/accessible";    // [k]
inline constexpr Text track_script_insecure = "Disabling track script {} due to insecure";                // [k]
inline constexpr Text track_script_no_user = "Unable to set default user for vrrp script {} - removing";  // [k]
inline constexpr Text default_user_missing = "Script user 'keepalived_script' does not exist";            // [k]
inline constexpr Text security_violation =
    "SECURITY VIOLATION - scripts are being executed but script_security not enabled.";  // [k]
inline constexpr Text security_violation_insecure = " There are insecure scripts.";      // [k]

}  // namespace sempervivum::daemon::messages
