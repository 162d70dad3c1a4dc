/// What is watched besides scripts and kernel links: files, processes, how long a
/// link must stay as it is. Plain values made of the parsed file.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "parser/model.hpp"

namespace sempervivum::vrrp {

/// track_file, vrrp_track_file.
struct FilePlan {
  std::string name;
  /// Absolute.
  std::string path;
  std::optional<parser::InitFile> init;

  bool operator==(const FilePlan &) const = default;
};

/// vrrp_track_process.
struct ProcessPlan {
  std::string name;
  /// The program, by name or path, then its parameters.
  std::vector<std::string> command;
  /// How parameters are compared; nothing: they are not.
  std::optional<parser::ParamMatch> parameters;
  /// The whole command line is looked at, not only the process's name.
  bool full_command = false;
  unsigned least = 1;
  unsigned most = std::numeric_limits<unsigned>::max();
  /// How long enough must run, or too few, before it counts.
  base::Duration fork_delay{0};
  base::Duration terminate_delay{0};

  bool operator==(const ProcessPlan &) const = default;
};

/// A line of interface_up_down_delays.
struct LinkDelay {
  std::string interface;
  base::Duration down{0};
  base::Duration up{0};

  bool operator==(const LinkDelay &) const = default;
};

/// The receive buffer for process events (process_monitor_rcv_bufs).
struct ProcessBuffer {
  std::optional<std::uint32_t> bytes;
  /// Beyond the kernel's limit.
  bool force = false;

  bool operator==(const ProcessBuffer &) const = default;
};

struct TrackerPlan {
  std::vector<FilePlan> files;
  std::vector<ProcessPlan> processes;
  std::vector<LinkDelay> delays;
  ProcessBuffer process_buffer;

  bool operator==(const TrackerPlan &) const = default;
};

/// Incomplete trackers are left out. A down delay is shortened so that no instance
/// on that interface misses more than down_timer_adverts - 1 adverts by it (R3).
TrackerPlan tracker_plan(const parser::Config &config);

}  // namespace sempervivum::vrrp
