/// The machine's processes as /proc shows them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace sempervivum::vrrp {

struct ListedProcess {
  std::string name;
  /// Only if it was asked for.
  std::string command_line;
};

/// Every process there is.
std::vector<pid_t> list_processes();

/// Nothing if it has ended, be it a zombie.
std::optional<ListedProcess> look_at_process(pid_t process, bool with_command_line);

}  // namespace sempervivum::vrrp
