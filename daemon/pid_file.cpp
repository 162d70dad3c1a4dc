#include "daemon/pid_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <utility>

namespace sempervivum::daemon {
namespace {

constexpr mode_t file_mode = 0644;
constexpr mode_t directory_mode = 0755;

base::SystemError failed(const std::string &action) { return {errno, action}; }

void create_directory_of(const std::string &path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return;
  const auto directory = path.substr(0, slash);
  if (mkdir(directory.c_str(), directory_mode) == 0) {
    chmod(directory.c_str(), directory_mode);
  } else if (errno == ENOENT) {
    create_directory_of(directory);
    if (mkdir(directory.c_str(), directory_mode) == 0) chmod(directory.c_str(), directory_mode);
  }
}

/// The pid a file holds; 0: none.
pid_t read_pid(const std::string &path) {
  const base::UniqueFd file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file) return 0;
  std::array<char, 16> text{};
  const auto size = read(file.number(), text.data(), text.size());
  pid_t pid = 0;
  if (size > 0) std::from_chars(text.data(), text.data() + size, pid);
  return pid;
}

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// By the first word of its command line: its comm may have been renamed.
bool is_keepalived(pid_t pid) {
  const base::UniqueFd file{open(fmt::format("/proc/{}/cmdline", pid).c_str(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 4096> text{};
  if (!file || read(file.number(), text.data(), text.size() - 1) <= 0) return false;
  return last_component(text.data()) == "keepalived";
}

bool put(const base::UniqueFd &file, std::string_view text) {
  return ftruncate(file.number(), 0) == 0 && pwrite(file.number(), text.data(), text.size(), 0) == std::ssize(text);
}

}  // namespace

PidFile::PidFile(std::string path, base::UniqueFd file, pid_t writer)
    : path_{std::move(path)}, file_{std::move(file)}, writer_{writer} {}

PidFile::PidFile(PidFile &&other) noexcept
    : path_{std::move(other.path_)}, file_{std::move(other.file_)}, writer_{std::exchange(other.writer_, 0)} {}

PidFile &PidFile::operator=(PidFile &&other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::move(other.path_);
    file_ = std::move(other.file_);
    writer_ = std::exchange(other.writer_, 0);
  }
  return *this;
}

base::SystemResult<PidFile> PidFile::write(const std::string &path) {
  create_directory_of(path);
  base::UniqueFd file{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, file_mode)};
  if (!file) return base::unexpected(failed("open " + path));
  if (flock(file.number(), LOCK_EX | LOCK_NB) != 0) return base::unexpected(failed("lock " + path));
  if (fchmod(file.number(), file_mode) != 0 || !put(file, fmt::format("{}\n", getpid())))
    return base::unexpected(failed("write " + path));
  return PidFile{path, std::move(file), getpid()};
}

void PidFile::remove() noexcept {
  if (writer_ != 0 && writer_ == getpid()) unlink(path_.c_str());
  writer_ = 0;
}

void wait_for_predecessor(const std::string &path, std::chrono::milliseconds limit) {
  const base::UniqueFd file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file || flock(file.number(), LOCK_SH | LOCK_NB) == 0) return;
  const base::UniqueFd process{static_cast<int>(syscall(SYS_pidfd_open, read_pid(path), 0))};
  if (!process) return;
  pollfd wanted{process.number(), POLLIN, 0};
  poll(&wanted, 1, static_cast<int>(limit.count()));
}

bool is_running(const std::string &path) {
  const auto pid = read_pid(path);
  return pid > 0 && pid != getpid() && (kill(pid, 0) == 0 || errno == EPERM) && is_keepalived(pid);
}

}  // namespace sempervivum::daemon
