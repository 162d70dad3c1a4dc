#include "daemon/reading_record.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/dump.hpp"
#include "daemon/runtime_paths.hpp"

namespace sempervivum::daemon {

void ReadingRecord::note(const LoadedConfiguration &loaded, base::Log log) {
  if (loaded.configuration) {
    const auto &config = loaded.configuration->config;
    const auto &files = config.global.files;
    if (files.config_save_dir) save(*files.config_save_dir, loaded.text, log);
    reload_file_ = reload_file_path(options_, config);
  }
  if (reload_file_) unlink(reload_file_->c_str());
}

void ReadingRecord::save(const std::string &directory, const std::string &text, base::Log log) {
  constexpr mode_t own_only = 0700;
  // The umask takes away what makes a directory usable.
  if (mkdir(directory.c_str(), own_only) == 0) chmod(directory.c_str(), own_only);
  const auto done = write_dump(fmt::format("{}/keepalived.conf.{}.{}", directory, getpid(), number_++), text);
  if (!done) log.error("{}", done.error().message());
}

}  // namespace sempervivum::daemon
