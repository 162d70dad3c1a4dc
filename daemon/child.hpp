/// What the parent knows about its children: kinds, deaths, restarts. Pure.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace sempervivum::daemon {

enum class ChildKind : unsigned char { checkers, vrrp };

struct ChildTraits {
  ChildKind kind;
  /// In log lines.
  std::string_view name;
  /// In syslog.
  std::string_view ident;
  /// The comm under process_names.
  std::string_view process_name;
  /// Of its pid file, without ".pid".
  std::string_view pid_file;
};

/// In the order in which they are started.
inline constexpr std::array child_table{
    ChildTraits{ChildKind::checkers, "Healthcheck", "Keepalived_healthcheckers", "keepalived_lvs", "checkers"},
    ChildTraits{ChildKind::vrrp, "VRRP", "Keepalived_vrrp", "keepalived_vrrp", "vrrp"},
};
const ChildTraits &traits(ChildKind kind);

/// How long to wait before each restart of a child: 0, 1, 2, 4 ... 60 s (behaviour A4).
class RespawnDelay {
 public:
  std::chrono::seconds next();

 private:
  std::chrono::seconds delay_{0};
};

/// What the end of a child means.
struct ChildDeath {
  /// The line that tells it; empty for a normal exit.
  std::string text;
  /// The status to leave with when a restart cannot help (behaviour A5); else 0.
  int permanent = 0;
};

/// Reads a status as waitpid() gives it.
ChildDeath judge_death(int pid, int wait_status);

}  // namespace sempervivum::daemon
