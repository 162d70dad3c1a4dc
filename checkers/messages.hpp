/// Every line the checkers log, once.
///
/// Those marked [k] are keepalived's own words, because monitoring greps them:
/// they must not change. The others explain; they may.
#pragma once

#include <string_view>

namespace sempervivum::checkers::messages {

using Text = std::string_view;

// Servers and quorum.
inline constexpr Text adding_service = "Adding service {} to VS {}";                                 // [k]
inline constexpr Text removing_service = "Removing service {} from VS {}";                           // [k]
inline constexpr Text enabling_service = "Enabling service {} of VS {}";                             // [k]
inline constexpr Text disabling_service = "Disabling service {} of VS {}";                           // [k]
inline constexpr Text gained_quorum = "Gained quorum {}+{}={} <= {} for VS {}";                      // [k]
inline constexpr Text lost_quorum = "Lost quorum {}-{}={} > {} for VS {}";                           // [k]
inline constexpr Text starting_down = "Starting with quorum down {}-{}={} > {} for VS {}";           // [k]
inline constexpr Text adding_sorry = "Adding sorry server {} to VS {}";                              // [k]
inline constexpr Text removing_sorry = "Removing sorry server {} from VS {}";                        // [k]
inline constexpr Text enabling_sorry = "Enabling sorry server {} to VS {}";                          // [k]
inline constexpr Text disabling_sorry = "Disabling sorry server {} from VS {}";                      // [k]
inline constexpr Text adding_alive = "Adding alive servers to the pool for VS {}";                   // [k]
inline constexpr Text removing_alive = "Removing alive servers from the pool for VS {}";             // [k]
inline constexpr Text changing_weight = "Changing weight from {} to {} for {} service {} of VS {}";  // [k]
inline constexpr Text shutting_down = "Shutting down {}service {} from VS {}";                       // [k]
inline constexpr Text inhibited = "(inhibited) ";                                                    // [k]
inline constexpr Text server_gone = "service {} no longer exist";                                    // [k]
inline constexpr Text removing_virtual_server = "Removing Virtual Server {}";                        // [k]
inline constexpr Text draining = "Draining service {} of VS {}";
inline constexpr Text drained = "Service {} of VS {} is drained";

// Checks.
inline constexpr Text activating = "Activating healthchecker for service {} for VS {}";  // [k]
inline constexpr Text suspending = "Suspending healthchecker for service {} for VS {}";  // [k]
inline constexpr Text bfd_not_run =
    "BFD_CHECK {} of service {} of VS {}: this version does not run BFD, so the check counts as {} for good";
inline constexpr Text tcp_succeeded = "TCP connection to {} success.";                        // [k]
inline constexpr Text udp_succeeded = "UDP connection to {} success.";                        // [k]
inline constexpr Text ping_succeeded = "ICMP connection to {} success.";                      // [k]
inline constexpr Text http_succeeded = "Remote Web server {} succeed on service.";            // [k]
inline constexpr Text smtp_succeeded = "Remote SMTP server {} succeed on service.";           // [k]
inline constexpr Text misc_succeeded = "Misc check for [{} VS {}] by [{}] succeeded.";        // [k]
inline constexpr Text misc_failed = "Misc check for [{} VS {}] by [{}] failed{} ({}).";       // [k]
inline constexpr Text check_failed = "{} on service {} failed.";                              // [k]
inline constexpr Text check_failed_after = "{} on service {} failed after {} retries.";       // [k]
inline constexpr Text host_failed = "{} on service {} of {} failed.";                         // [k]
inline constexpr Text host_failed_after = "{} on service {} of {} failed after {} retries.";  // [k]
inline constexpr Text smtp_failed = "SMTP_CHECK {} [{}]:{}";                                  // [k]
inline constexpr Text smtp_unreachable = "Could not connect to server";                       // [k]
inline constexpr Text dns_failed = "DNS_CHECK ({}) {}";                                       // [k]
inline constexpr Text dns_failed_after = "DNS_CHECK ({}) {} after {} retries";                // [k]
inline constexpr Text file_down = "({}): tracked file {} now FAULT state";                    // [k]
inline constexpr Text file_up = "({}): tracked file {} leaving FAULT state";                  // [k]
inline constexpr Text probe_explained = "{} of service {} of VS {}: {}";

inline constexpr Text file_not_watched = "FILE_CHECK: the directory of {} cannot be watched";
inline constexpr Text no_pings = "PING_CHECK: cannot {}";
inline constexpr Text no_presence = "ha_suspend: cannot follow addresses: {}";

// IPVS.
inline constexpr Text initializing_ipvs = "Initializing ipvs";      // [k]
inline constexpr Text reinitializing_ipvs = "Reinitializing ipvs";  // [k]
inline constexpr Text no_ipvs = "IPVS: Can't initialize ipvs: {}";  // [k]
inline constexpr Text no_ipvs_hint = "this kernel has no ip_vs, or it could not be loaded (modprobe ip_vs)";
inline constexpr Text ipvs_failed = "IPVS: cannot {}: {}";

// Mails.
inline constexpr Text server_subject = "Realserver {} of virtual server {} - {}";  // [k]
inline constexpr Text quorum_subject = "Virtualserver {} - {}";                    // [k]
inline constexpr Text quorum_body = "=> {} {}+{}={} <= {} <=";                     // [k]
inline constexpr Text check_body_up = "=> {} succeed on service <=";               // [k]
inline constexpr Text check_body_down = "=> {} failed on service <=";              // [k]
inline constexpr Text shutting_down_body = "=> Shutting down <=";                  // [k]
inline constexpr Text removing_body = "=> Removing <=";                            // [k]

}  // namespace sempervivum::checkers::messages
