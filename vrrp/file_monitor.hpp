/// Watches tracked files through inotify: nothing is polled.
///
/// A file is looked at when it was written and closed, moved here or away, or
/// deleted; for that its directory is watched, which must exist. Files on file
/// systems that do not tell of changes (proc, sysfs, cgroup, network ones) are
/// refused. What is refused has no number, and is not tracked.
///
/// Thread: one. Reads at most a line of a local file at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "vrrp/tracker_plan.hpp"

namespace sempervivum::vrrp {

class FileMonitor {
 public:
  /// Told the name of a tracker whose number changed.
  using Changed = std::function<void(const std::string &tracker)>;

  FileMonitor(boost::asio::io_context &io, base::Log log, Changed changed);
  FileMonitor(const FileMonitor &) = delete;
  FileMonitor &operator=(const FileMonitor &) = delete;

  /// Watches these from now on; `at_start` also initialises them (init_file).
  void watch(const std::vector<FilePlan> &files, bool at_start);

  /// Nothing if it cannot be watched.
  std::optional<int> number(const std::string &tracker) const;

 private:
  struct Watched {
    std::string path;
    /// inotify's number of its directory.
    int directory = -1;
    std::string leaf;
    int number = 0;
  };

  bool open();
  std::optional<Watched> start_watching(const FilePlan &file);
  void wait();
  void read_events();
  void take(int directory, std::string_view leaf);
  void look_at_all();
  void look_at(const std::string &name, Watched &file);

  base::Log log_;
  Changed changed_;
  std::map<std::string, Watched> files_;
  boost::asio::posix::stream_descriptor inotify_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::vrrp
