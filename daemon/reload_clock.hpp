/// reload_time_file and reload_repeat: a reload at the time that stands in a file.
///
/// The file is followed through inotify on its directory, which must exist; the time is
/// the wall clock's, also after somebody has set that. A file whose time has come is
/// removed, but not with reload_repeat if it names a time of every day.
///
/// Thread: one, the parent's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "daemon/reload_time.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::daemon {

class ReloadClock {
 public:
  ReloadClock(boost::asio::io_context &io, base::Log log, std::function<void()> due);
  ReloadClock(const ReloadClock &) = delete;
  ReloadClock &operator=(const ReloadClock &) = delete;

  /// From now on the file these name, if they name one.
  void follow(const parser::FileSettings &files);

 private:
  bool watch(const std::string &path);
  void wait_for_news();
  void wait_for_time();
  void take_news();
  void take_time();
  void look();
  void schedule(const std::optional<ReloadTime> &time);
  void arm(std::optional<WallTime> moment);
  void set_timer();

  base::Log log_;
  std::function<void()> due_;
  /// Empty: none is followed.
  std::string path_;
  bool repeat_ = false;
  std::optional<ReloadTime> time_;
  std::optional<WallTime> moment_;
  boost::asio::posix::stream_descriptor inotify_;
  boost::asio::posix::stream_descriptor timer_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
