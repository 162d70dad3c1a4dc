/// What others see of a configuration that has been read: a copy of it under config_save_dir,
/// and that reload_file is gone, which whoever changed the configuration made before.
#pragma once

#include <optional>
#include <string>

#include "base/log.hpp"
#include "daemon/configuration.hpp"
#include "daemon/options.hpp"

namespace sempervivum::daemon {

/// The parent's; counts from the start.
class ReadingRecord {
 public:
  explicit ReadingRecord(const Options &options) : options_{options} {}

  /// Writes DIRECTORY/keepalived.conf.PID.NUMBER; the directory is made if there is none. Of a
  /// configuration that is refused the reload_file of the one before is removed.
  void note(const LoadedConfiguration &loaded, base::Log log);

 private:
  void save(const std::string &directory, const std::string &text, base::Log log);

  const Options &options_;
  std::optional<std::string> reload_file_;
  unsigned number_ = 0;
};

}  // namespace sempervivum::daemon
