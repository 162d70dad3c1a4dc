/// Follows files through inotify on their directories, and tells their numbers.
///
/// Files need not exist; those that are missing, unreadable or without a number
/// count as 0. At most `longest` bytes are read.
///
/// Thread: that of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/lifeline.hpp"

namespace sempervivum::checkers {

class FileWatch {
 public:
  static constexpr std::size_t longest = 128;
  using Listener = std::function<void(std::int64_t number)>;

  explicit FileWatch(boost::asio::io_context &loop) : events_{loop} {}

  /// Tells the number at once, and whenever the file changes. False: its directory
  /// cannot be watched; the number it has was told.
  bool follow(const std::string &path, Listener listener);
  /// Follows nothing any more.
  void clear();

 private:
  struct Followed {
    int watch = -1;
    std::string path;
    std::string name;
    Listener listener;
  };
  bool open();
  void wait();
  void read_events();
  void changed(int watch, std::string_view name);

  boost::asio::posix::stream_descriptor events_;
  std::vector<Followed> files_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::checkers
