#include "daemon/dump.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include "base/fd.hpp"
#include "daemon/messages.hpp"
#include "daemon/runtime_paths.hpp"

namespace sempervivum::daemon {
namespace {

/// For what is being written when the process ends.
constexpr std::chrono::milliseconds patience{100};

std::string temporary_directory() {
  const char *given = std::getenv("TMPDIR");
  return given != nullptr && *given == '/' ? given : "/tmp";
}

std::string_view extension_of(DumpKind kind) {
  switch (kind) {
    case DumpKind::data: return ".data";
    case DumpKind::json: return ".json";
    case DumpKind::statistics:
    case DumpKind::statistics_and_clear: break;
  }
  return ".stats";
}

const std::optional<std::string> &configured(DumpKind kind, const parser::FileSettings &files) {
  switch (kind) {
    case DumpKind::data: return files.state_dump_file;
    case DumpKind::json: return files.json_dump_file;
    case DumpKind::statistics:
    case DumpKind::statistics_and_clear: break;
  }
  return files.stats_dump_file;
}

std::string instance_part(const Options &options, const parser::Config &config) {
  if (!config.global.files.data_use_instance) return {};
  const auto space = network_namespace(options, config.process);
  const auto &name = config.process.instance;
  if (space.empty() && !name) return {};
  return fmt::format(".{}{}{}", space, space.empty() || !name ? "" : "_", name.value_or(""));
}

base::SystemError failed(const std::string &path) { return {errno, "write " + path}; }

bool write_all(base::Fd file, std::string_view text) {
  while (!text.empty()) {
    const auto size = write(file.number(), text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace

std::optional<DumpKind> dump_of_signal(int number) {
  if (number == SIGUSR1) return DumpKind::data;
  if (number == SIGUSR2) return DumpKind::statistics;
  if (number == SIGRTMIN + 2) return DumpKind::json;
  if (number == SIGRTMAX - 1) return DumpKind::statistics_and_clear;
  return std::nullopt;
}

std::string dump_path(DumpKind kind, const std::string &who, const Options &options, const parser::Config &config) {
  if (auto path = configured(kind, config.global.files)) {
    const auto dot = path->rfind('.');
    const bool has_extension = dot != std::string::npos && path->find('/', dot) == std::string::npos;
    return path->insert(has_extension ? dot : path->size(), who), *path;
  }
  return fmt::format("{}/keepalived{}{}{}", temporary_directory(), who, instance_part(options, config),
                     extension_of(kind));
}

base::SystemResult<void> write_dump(const std::string &path, const std::string &text) {
  auto temporary = path + ".XXXXXX";
  const base::UniqueFd file{mkostemp(temporary.data(), O_CLOEXEC)};
  if (!file) return base::unexpected(failed(path));
  const auto mask = umask(0);
  umask(mask);
  const bool done = fchmod(file.number(), 0666 & ~mask) == 0 && write_all(file.borrow(), text) &&
                    rename(temporary.c_str(), path.c_str()) == 0;
  if (done) return {};
  const auto error = failed(path);
  unlink(temporary.c_str());
  return base::unexpected(base::SystemError{error});
}

/// What the writer and its thread share; the thread may outlive the writer.
struct DumpWriter::Desk {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::string> waiting;
  bool writing = false;
  bool closed = false;
  /// Called with what went wrong, from the thread, unless closed.
  std::function<void(std::string)> complain;

  void run() {
    std::unique_lock lock{mutex};
    while (true) {
      changed.wait(lock, [this] { return closed || !waiting.empty(); });
      if (waiting.empty()) return;
      const auto [path, text] = *waiting.begin();
      waiting.erase(waiting.begin());
      writing = true;
      lock.unlock();
      const auto done = write_dump(path, text);
      lock.lock();
      if (!done && !closed) complain(done.error().message());
      writing = false;
      changed.notify_all();
    }
  }
};

DumpWriter::~DumpWriter() {
  if (!thread_.begun()) return;
  std::unique_lock lock{desk_->mutex};
  desk_->changed.wait_for(lock, patience, [this] { return desk_->waiting.empty() && !desk_->writing; });
  desk_->closed = true;
  desk_->changed.notify_all();
}

base::SystemResult<void> DumpWriter::open_desk() {
  desk_ = std::make_shared<Desk>();
  desk_->complain = [this](std::string failure) {
    boost::asio::post(io_, [log = log_, failure = std::move(failure)] { log.error("{}", failure); });
  };
  return thread_.begin([desk = desk_] { desk->run(); });
}

void DumpWriter::write(std::string path, std::string text) {
  if (!thread_.begun()) {
    const auto begun = open_desk();
    if (!begun) return log_.error(messages::dump_thread_missing, path, begun.error().message());
  }
  const std::lock_guard lock{desk_->mutex};
  desk_->waiting[std::move(path)] = std::move(text);
  desk_->changed.notify_all();
}

}  // namespace sempervivum::daemon
