#include "base/log.hpp"

#include <iterator>

namespace sempervivum::base {
namespace {

class NullSink final : public LogSink {
 public:
  void write(Severity, std::string_view) noexcept override {}
};

}  // namespace

LogSink::~LogSink() = default;

LogSink &null_sink() noexcept {
  static NullSink sink;
  return sink;
}

// A line that cannot be formatted is worth less than the state it would report
// on: it is dropped, and the caller goes on.
void Log::put(Severity severity, fmt::string_view format, fmt::format_args args) const noexcept {
  try {
    fmt::memory_buffer line;
    fmt::vformat_to(std::back_inserter(line), format, args);
    sink_->write(severity, {line.data(), line.size()});
  } catch (...) {
    sink_->write(severity, {format.data(), format.size()});
  }
}

}  // namespace sempervivum::base
