/// How the parser reaches files: an interface, so that tests need none.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace sempervivum::parser {

struct FileFailure {
  enum class Kind : std::uint8_t { missing, directory, not_regular, executable, unreadable, too_large };
  Kind kind = Kind::missing;
  int error = 0;  // errno

  /// As the incumbent says it: "Config files missing '/etc/x'."
  std::string message(std::string_view path) const;
};

class FileReader {
 public:
  FileReader() = default;
  FileReader(const FileReader &) = delete;
  FileReader &operator=(const FileReader &) = delete;
  virtual ~FileReader() = default;

  /// The file's bytes. Only regular files without any execute bit are read.
  virtual base::Expected<std::string, FileFailure> read(const std::string &path) = 0;
  /// glob(3) with braces, in its order. No match gives an empty list.
  virtual std::vector<std::string> glob(const std::string &pattern) = 0;
};

/// The real thing. Reads at most `limit` bytes of a file; never waits on a FIFO.
class DiskFiles final : public FileReader {
 public:
  static constexpr std::size_t limit = 256UL << 20U;

  base::Expected<std::string, FileFailure> read(const std::string &path) override;
  std::vector<std::string> glob(const std::string &pattern) override;
};

/// Files in memory, for tests, fuzzing and text that is no file.
class MemoryFiles final : public FileReader {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_{std::move(files)} {}

  base::Expected<std::string, FileFailure> read(const std::string &path) override;
  /// Understands `*` and `?` through fnmatch(3), not braces.
  std::vector<std::string> glob(const std::string &pattern) override;

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace sempervivum::parser
