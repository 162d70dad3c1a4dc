/// Lines to the console or a file, each with its date in front.
///
/// Writing may block: this is for the parent, and for the worker thread behind
/// an AsyncSink.
#pragma once

#include <string_view>

#include "base/fd.hpp"
#include "base/log.hpp"

namespace sempervivum::daemon {

class StreamSink final : public base::LogSink {
 public:
  /// Writes to a descriptor somebody else owns (stderr).
  explicit StreamSink(base::Fd borrowed) : target_{borrowed} {}
  explicit StreamSink(base::UniqueFd owned) : owned_{std::move(owned)}, target_{owned_.borrow()} {}

  void write(base::Severity severity, std::string_view line) noexcept override;
  /// Writes a line that has its stamp and newline already.
  void write_raw(std::string_view bytes) noexcept;

 private:
  base::UniqueFd owned_;
  base::Fd target_;
};

}  // namespace sempervivum::daemon
