/// Pid files: decimal pid and newline, mode 0644 whatever the umask.
///
/// The file is locked as long as its PidFile lives and removed at its end, but
/// only by the process that wrote it: a forked child destroys its copy without
/// effect on the file.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "base/expected.hpp"
#include "base/fd.hpp"

namespace sempervivum::daemon {

class PidFile {
 public:
  /// Names no file.
  PidFile() = default;
  PidFile(PidFile &&other) noexcept;
  PidFile &operator=(PidFile &&other) noexcept;
  PidFile(const PidFile &) = delete;
  PidFile &operator=(const PidFile &) = delete;
  ~PidFile() { remove(); }

  /// Writes this process's pid, replacing an older one. Fails with EWOULDBLOCK
  /// if another process holds the lock. Creates missing directories (0755).
  static base::SystemResult<PidFile> write(const std::string &path);
  const std::string &path() const { return path_; }

 private:
  PidFile(std::string path, base::UniqueFd file, pid_t writer);
  void remove() noexcept;

  std::string path_;
  base::UniqueFd file_;
  pid_t writer_ = 0;
};

/// Waits until the process that holds the lock on the file at `path`, if any, has
/// ended, but not longer than `limit`. Blocks: before the protocol starts.
void wait_for_predecessor(const std::string &path, std::chrono::milliseconds limit);

/// Whether the process named in the file at `path` is alive and a keepalived
/// (theirs or ours).
bool is_running(const std::string &path);

}  // namespace sempervivum::daemon
