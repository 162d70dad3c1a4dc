#include "vrrp/process_list.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <string_view>

#include "base/fd.hpp"

namespace sempervivum::vrrp {
namespace {

/// Longer command lines are compared by their beginning.
constexpr std::size_t longest_read = 16384;

std::string contents(pid_t process, const char *leaf) {
  const base::UniqueFd file{open(fmt::format("/proc/{}/{}", process, leaf).c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text(longest_read, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto size = read(file.number(), text.data() + filled, text.size() - filled);
    if (size <= 0) break;
    filled += static_cast<std::size_t>(size);
  }
  text.resize(filled);
  return text;
}

}  // namespace

std::vector<pid_t> list_processes() {
  std::vector<pid_t> processes;
  const std::unique_ptr<DIR, int (*)(DIR *)> directory{opendir("/proc"), closedir};
  while (directory) {
    const auto *entry = readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name{entry->d_name};
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error == std::errc{} && end == name.data() + name.size()) processes.push_back(process);
  }
  return processes;
}

// /proc/PID/stat begins with "PID (NAME) STATE"; the name may contain brackets.
std::optional<ListedProcess> look_at_process(pid_t process, bool with_command_line) {
  const auto stat = contents(process, "stat");
  const auto open = stat.find('(');
  const auto close = stat.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 2 >= stat.size()) return std::nullopt;
  const char state = stat[close + 2];
  if (state == 'Z' || state == 'X') return std::nullopt;
  return ListedProcess{stat.substr(open + 1, close - open - 1),
                       with_command_line ? contents(process, "cmdline") : std::string{}};
}

}  // namespace sempervivum::vrrp
