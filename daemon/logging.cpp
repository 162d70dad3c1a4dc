#include "daemon/logging.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/fd.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {

Logging::Logging(const Options &options, std::string ident, Delivery delivery) : detailed_{options.log_detail > 0} {
  if (options.syslog) {
    auto sink = std::make_unique<SyslogSink>(std::move(ident), options.facility);
    syslog_ = sink.get();
    targets_.push_back(std::move(sink));
  }
  if (options.log_console) add_stream(std::make_unique<StreamSink>(base::Fd{STDERR_FILENO}), delivery);
  if (options.log_file) add_file(*options.log_file, delivery);
}

void Logging::write(base::Severity severity, std::string_view line) noexcept {
  for (const auto &target : targets_) target->write(severity, line);
}

void Logging::rename(std::string ident) {
  if (syslog_ != nullptr) syslog_->rename(std::move(ident));
}

bool Logging::drain(std::chrono::milliseconds limit) {
  if (syslog_ != nullptr) syslog_->drain(limit);  // what is left there blocks nobody
  return std::ranges::all_of(queues_, [limit](AsyncSink *queue) { return queue->drain(limit); });
}

void Logging::add_stream(std::unique_ptr<StreamSink> stream, Delivery delivery) {
  if (delivery == Delivery::direct) {
    targets_.push_back(std::move(stream));
    return;
  }
  auto queue = std::make_unique<AsyncSink>(std::move(stream));
  queues_.push_back(queue.get());
  targets_.push_back(std::move(queue));
}

void Logging::add_file(const std::string &path, Delivery delivery) {
  base::UniqueFd file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0644)};
  if (!file) {
    log().error(messages::log_file_failed, path, std::generic_category().message(errno));
    return;
  }
  add_stream(std::make_unique<StreamSink>(std::move(file)), delivery);
}

}  // namespace sempervivum::daemon
