#include "checkers/file_watch.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>

#include "base/fd.hpp"
#include "checkers/file_value.hpp"

namespace sempervivum::checkers {
namespace {

constexpr std::uint32_t watched = IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_MASK_ADD;

std::int64_t number_in(const std::string &path) {
  const base::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  std::array<char, FileWatch::longest> room{};
  const auto size = file ? ::read(file.number(), room.data(), room.size()) : 0;
  return size > 0 ? file_number({room.data(), static_cast<std::size_t>(size)}) : 0;
}

}  // namespace

bool FileWatch::open() {
  if (events_.is_open()) return true;
  const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return false;
  events_.assign(fd);
  wait();
  return true;
}

bool FileWatch::follow(const std::string &path, Listener listener) {
  const std::filesystem::path whole{path};
  const auto folder = whole.has_parent_path() ? whole.parent_path().string() : std::string{"."};
  Followed file;
  file.path = path;
  file.name = whole.filename().string();
  file.listener = std::move(listener);
  if (open()) file.watch = inotify_add_watch(events_.native_handle(), folder.c_str(), watched);
  file.listener(number_in(path));
  files_.push_back(std::move(file));
  return files_.back().watch >= 0;
}

void FileWatch::clear() {
  boost::system::error_code ignored;
  events_.close(ignored);
  files_.clear();
}

void FileWatch::wait() {
  events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     lifeline_.guard([this](const boost::system::error_code &error) {
                       if (error || !events_.is_open()) return;
                       read_events();
                       if (events_.is_open()) wait();
                     }));
}

void FileWatch::read_events() {
  alignas(inotify_event) std::array<char, 4096> room{};
  const auto size = ::read(events_.native_handle(), room.data(), room.size());
  for (std::size_t at = 0; size > 0 && at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
    inotify_event event{};
    std::memcpy(&event, room.data() + at, sizeof event);
    changed(event.wd, event.len != 0 ? room.data() + at + sizeof event : "");
    at += sizeof event + event.len;
  }
}

// The list may be replaced by what a listener does: by index, and with a copy.
void FileWatch::changed(int watch, std::string_view name) {
  for (std::size_t index = 0; index < files_.size(); ++index) {
    if (files_[index].watch != watch || files_[index].name != name) continue;
    const auto listener = files_[index].listener;
    listener(number_in(files_[index].path));
  }
}

}  // namespace sempervivum::checkers
