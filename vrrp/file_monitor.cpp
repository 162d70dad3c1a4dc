#include "vrrp/file_monitor.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "vrrp/file_number.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr std::uint32_t watched_events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;

/// File systems that do not tell who else writes there.
constexpr std::array<std::uint32_t, 13> deaf_file_systems{
    PROC_SUPER_MAGIC, SYSFS_MAGIC,      CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, DEBUGFS_MAGIC,
    TRACEFS_MAGIC,    BPF_FS_MAGIC,     NFS_SUPER_MAGIC,    SMB_SUPER_MAGIC,     SMB2_SUPER_MAGIC,
    CIFS_SUPER_MAGIC, FUSE_SUPER_MAGIC, DEVPTS_SUPER_MAGIC};

bool is_deaf(const std::string &directory) {
  struct statfs facts {};
  if (statfs(directory.c_str(), &facts) != 0) return false;
  return std::ranges::find(deaf_file_systems, static_cast<std::uint32_t>(facts.f_type)) != deaf_file_systems.end();
}

std::pair<std::string, std::string> split(const std::string &path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

/// What a file begins with; nothing if there is none.
std::string beginning_of(const std::string &path) {
  const base::UniqueFd file{open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
  std::string contents(64, '\0');
  const auto size = read(file.number(), contents.data(), contents.size());
  contents.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return contents;
}

bool is_regular(const std::string &path) {
  struct stat facts {};
  return lstat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

base::SystemResult<void> initialise(const std::string &path, const parser::InitFile &init) {
  if (access(path.c_str(), F_OK) == 0 && !(init.overwrite && is_regular(path))) return {};
  const base::UniqueFd file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666)};
  const auto text = fmt::format("{}\n", init.value);
  if (!file || write(file.number(), text.data(), text.size()) < 0)
    return base::unexpected(base::SystemError{errno, "initialise " + path});
  return {};
}

}  // namespace

FileMonitor::FileMonitor(boost::asio::io_context &io, base::Log log, Changed changed)
    : log_{log}, changed_{std::move(changed)}, inotify_{io} {}

void FileMonitor::watch(const std::vector<FilePlan> &files, bool at_start) {
  const auto before = std::exchange(files_, {});
  inotify_.close();
  if (files.empty() || !open()) return;
  for (const auto &file : files) {
    if (at_start && file.init)
      if (const auto done = initialise(file.path, *file.init); !done) log_.warning("{}", done.error().message());
    if (auto watched = start_watching(file)) files_.emplace(file.name, std::move(*watched));
  }
  for (auto &[name, file] : files_) {
    const auto old = before.find(name);
    if (old != before.end() && old->second.path == file.path) file.number = old->second.number;
    look_at(name, file);
  }
  wait();
}

bool FileMonitor::open() {
  const int inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify < 0)
    log_.error(messages::files_unwatched, std::generic_category().message(errno));
  else
    inotify_.assign(inotify);
  return inotify >= 0;
}

std::optional<FileMonitor::Watched> FileMonitor::start_watching(const FilePlan &file) {
  auto [directory, leaf] = split(file.path);
  const int number = inotify_add_watch(inotify_.native_handle(), directory.c_str(), watched_events | IN_ONLYDIR);
  if (number < 0 && errno == ENOENT)
    log_.warning(messages::file_no_directory, file.name);
  else if (number < 0)
    log_.warning(messages::file_unwatched, file.name, std::generic_category().message(errno));
  else if (is_deaf(directory))
    log_.warning(messages::file_unwatched, file.name, "its file system does not tell of changes");
  else
    return Watched{file.path, number, std::move(leaf)};
  return std::nullopt;
}

std::optional<int> FileMonitor::number(const std::string &tracker) const {
  const auto at = files_.find(tracker);
  return at == files_.end() ? std::nullopt : std::optional{at->second.number};
}

void FileMonitor::wait() {
  inotify_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      lifeline_.guard([this](const boost::system::error_code &error) {
                        if (error) return;
                        wait();
                        read_events();
                      }));
}

void FileMonitor::read_events() {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  const auto size = read(inotify_.native_handle(), buffer.data(), buffer.size());
  std::size_t at = 0;
  while (size > 0 && at < static_cast<std::size_t>(size)) {
    inotify_event event{};
    std::memcpy(&event, buffer.data() + at, sizeof event);
    if ((event.mask & IN_Q_OVERFLOW) != 0) return look_at_all();
    if (event.len > 0) take(event.wd, buffer.data() + at + sizeof event);
    at += sizeof event + event.len;
  }
}

void FileMonitor::take(int directory, std::string_view leaf) {
  for (auto &[name, file] : files_)
    if (file.directory == directory && file.leaf == leaf) look_at(name, file);
}

void FileMonitor::look_at_all() {
  for (auto &[name, file] : files_) look_at(name, file);
}

void FileMonitor::look_at(const std::string &name, Watched &file) {
  const auto contents = beginning_of(file.path);
  const auto number = file_number(contents);
  if (!number) return log_.warning(messages::file_bad_number, contents, file.path);
  if (std::exchange(file.number, *number) != *number) changed_(name);
}

}  // namespace sempervivum::vrrp
