#include "daemon/stream_sink.hpp"

#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "daemon/line_stamp.hpp"

namespace sempervivum::daemon {

void StreamSink::write(base::Severity, std::string_view line) noexcept {
  try {
    write_raw(stamped_line(std::time(nullptr), line));
  } catch (...) {
    write_raw(line);
  }
}

void StreamSink::write_raw(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const auto written = ::write(target_.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace sempervivum::daemon
