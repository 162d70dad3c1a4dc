/// The files the dump signals ask for: their names, and writing them safely.
///
/// A dump is written beside its place under a name nobody can guess and then moved
/// there: whoever reads finds a whole file or none, and no link is followed. Its mode
/// is 0666 less the umask, by default 0600.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "daemon/options.hpp"
#include "daemon/side_thread.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

/// By signal: SIGUSR1, SIGUSR2, SIGRTMIN+2 and SIGRTMAX-1.
enum class DumpKind : std::uint8_t { data, statistics, json, statistics_and_clear };
std::optional<DumpKind> dump_of_signal(int number);

/// keepalived{who}.data and its like in TMPDIR (/tmp), with the instance's name under
/// data_use_instance; or where state_dump_file, stats_dump_file, json_dump_file say.
/// `who`: "", "_parent", "_check".
std::string dump_path(DumpKind kind, const std::string &who, const Options &options, const parser::Config &config);

base::SystemResult<void> write_dump(const std::string &path, const std::string &text);

/// Writes dumps from a thread of its own, so that a disk that hangs keeps nobody
/// waiting. Of dumps that wait for one file, the last is written.
class DumpWriter {
 public:
  DumpWriter(boost::asio::io_context &io, base::Log log) : io_{io}, log_{log} {}
  DumpWriter(const DumpWriter &) = delete;
  DumpWriter &operator=(const DumpWriter &) = delete;
  /// Leaves the thread to itself if it is stuck.
  ~DumpWriter();

  void write(std::string path, std::string text);

 private:
  struct Desk;

  base::SystemResult<void> open_desk();

  boost::asio::io_context &io_;
  base::Log log_;
  std::shared_ptr<Desk> desk_;
  SideThread thread_;
};

}  // namespace sempervivum::daemon
