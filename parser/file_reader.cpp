#include "parser/file_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>

#include "base/fd.hpp"

namespace sempervivum::parser {

namespace {

using Kind = FileFailure::Kind;

std::optional<FileFailure> unsuitable(const struct stat &status) {
  if (S_ISDIR(status.st_mode)) return FileFailure{Kind::directory, EISDIR};
  if (!S_ISREG(status.st_mode)) return FileFailure{Kind::not_regular, 0};
  if (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) return FileFailure{Kind::executable, 0};
  if (static_cast<std::size_t>(status.st_size) > DiskFiles::limit) return FileFailure{Kind::too_large, 0};
  return std::nullopt;
}

base::Expected<std::string, FileFailure> read_all(base::Fd fd, std::size_t expected_size) {
  std::string bytes;
  bytes.resize(expected_size + 1);  // one more, so that the end is seen without growing
  std::size_t used = 0;
  for (;;) {
    const auto got = ::read(fd.number(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::unexpected(FileFailure{Kind::unreadable, errno});
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > DiskFiles::limit) return base::unexpected(FileFailure{Kind::too_large, 0});
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace

std::string FileFailure::message(std::string_view path) const {
  switch (kind) {
    case Kind::missing: return fmt::format("Config files missing '{}'.", path);
    case Kind::directory: return fmt::format("Configuration file '{}' is a directory - skipping", path);
    case Kind::not_regular:
    case Kind::executable:
      return fmt::format("Configuration file '{}' is not a regular non-executable file - skipping", path);
    case Kind::too_large: return fmt::format("Configuration file '{}' is too large - skipping", path);
    case Kind::unreadable: break;
  }
  return fmt::format("Configuration file '{}' cannot be read: {}", path, std::generic_category().message(error));
}

base::Expected<std::string, FileFailure> DiskFiles::read(const std::string &path) {
  struct stat status {};
  // Before it is opened: opening some devices already does something.
  if (::stat(path.c_str(), &status) == 0)
    if (const auto failure = unsuitable(status)) return base::unexpected(*failure);
  const base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!fd) return base::unexpected(FileFailure{errno == ENOENT ? Kind::missing : Kind::unreadable, errno});
  if (::fstat(fd.number(), &status) < 0) return base::unexpected(FileFailure{Kind::unreadable, errno});
  if (const auto failure = unsuitable(status)) return base::unexpected(*failure);
  return read_all(fd.borrow(), static_cast<std::size_t>(status.st_size));
}

std::vector<std::string> DiskFiles::glob(const std::string &pattern) {
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&::globfree)> guard{&found, &::globfree};
  if (::glob(pattern.c_str(), GLOB_BRACE, nullptr, &found) != 0) return {};
  return {found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

base::Expected<std::string, FileFailure> MemoryFiles::read(const std::string &path) {
  const auto found = files_.find(path);
  if (found == files_.end()) return base::unexpected(FileFailure{Kind::missing, ENOENT});
  return found->second;
}

std::vector<std::string> MemoryFiles::glob(const std::string &pattern) {
  std::vector<std::string> matches;
  for (const auto &[name, text] : files_)
    if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0) matches.push_back(name);
  return matches;
}

}  // namespace sempervivum::parser
