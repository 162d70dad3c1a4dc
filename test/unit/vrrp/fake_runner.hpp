/// A script runner that starts nothing and ends runs when the test says so.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/script.hpp"

namespace test {

class FakeRunner final : public sempervivum::base::ScriptRunner {
 public:
  using Command = sempervivum::base::Command;
  using Result = sempervivum::base::RunResult;

  void run(const Command &command, sempervivum::base::Duration, Done done) override {
    started.push_back(command.path);
    running_.push_back(std::move(done));
  }

  /// Ends the run started first of those still going.
  void end(Result result = {}) {
    const auto done = std::move(running_.front());
    running_.erase(running_.begin());
    done(result);
  }

  std::size_t running() const { return running_.size(); }

  std::vector<std::string> started;

 private:
  std::vector<Done> running_;
};

/// Remembers what was logged.
class LogBook final : public sempervivum::base::LogSink {
 public:
  void write(sempervivum::base::Severity, std::string_view line) noexcept override { lines.emplace_back(line); }
  bool has(std::string_view line) const { return count(line) > 0; }
  std::size_t count(std::string_view line) const { return static_cast<std::size_t>(std::ranges::count(lines, line)); }

  std::vector<std::string> lines;
};

}  // namespace test
