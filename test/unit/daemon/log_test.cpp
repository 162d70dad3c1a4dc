#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "base/fd.hpp"
#include "catch.hpp"
#include "daemon/async_sink.hpp"
#include "daemon/line_stamp.hpp"
#include "daemon/logging.hpp"
#include "daemon/stream_sink.hpp"
#include "daemon/syslog_pump.hpp"
#include "daemon/syslog_sink.hpp"
#include "daemon/temporary_directory.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using base::Severity;

namespace {

/// A log daemon that reads only when told to.
class FakeLogDaemon {
 public:
  explicit FakeLogDaemon(const std::string &path) : socket_{socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    unlink(path.c_str());
    REQUIRE(bind(socket_.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
  }

  /// The next line; empty: none.
  std::string next() {
    std::array<char, 2048> line{};
    const auto size = recv(socket_.number(), line.data(), line.size(), 0);
    return size > 0 ? std::string{line.data(), static_cast<std::size_t>(size)} : std::string{};
  }

 private:
  base::UniqueFd socket_;
};

std::string contents(const std::string &path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::unique_ptr<daemon::StreamSink> file_stream(const std::string &path) {
  return std::make_unique<daemon::StreamSink>(base::UniqueFd{open(path.c_str(), O_WRONLY | O_CREAT, 0600)});
}

/// What a line ends with, behind its stamp.
bool ends_with(const std::string &text, const std::string &end) { return text.ends_with(end); }

}  // namespace

TEST_CASE("stamps have the forms keepalived and syslog use") {
  setenv("TZ", "UTC", 1);
  tzset();
  CHECK(daemon::stamped_line(1795417406, "text") == "Mon Nov 23 07:03:26 2026: text\n");
  CHECK(daemon::stamped_line(0, "") == "Thu Jan  1 00:00:00 1970: \n");
  CHECK(daemon::syslog_stamp(1795417406) == "Nov 23 07:03:26");
  CHECK(daemon::syslog_stamp(0) == "Jan  1 00:00:00");
}

TEST_CASE("a syslog line carries priority, time, name and pid") {
  const test::TemporaryDirectory directory;
  FakeLogDaemon log_daemon{directory.path("log")};
  daemon::SyslogSink sink{"Keepalived_vrrp", LOG_LOCAL1, directory.path("log")};
  sink.write(Severity::warning, "hello");
  const auto line = log_daemon.next();
  CHECK(line.starts_with(fmt::format("<{}>", LOG_LOCAL1 | LOG_WARNING)));
  CHECK(ends_with(line, fmt::format(" Keepalived_vrrp[{}]: hello", getpid())));
}

TEST_CASE("lines that do not fit wait, and leave in their order when there is room") {
  const test::TemporaryDirectory directory;
  FakeLogDaemon log_daemon{directory.path("log")};
  daemon::SyslogSink sink{"K", LOG_DAEMON, directory.path("log")};
  boost::asio::io_context io;
  const daemon::SyslogPump pump{io, sink};
  int written = 0;
  while (sink.waiting() < 30) {
    sink.write(Severity::info, fmt::format("line {}", written));
    REQUIRE(++written < 100000);
  }
  for (int line = 0; line < written; ++line) {
    auto next = log_daemon.next();
    for (int turn = 0; next.empty() && turn < 1000; ++turn) {
      io.restart();
      io.run_for(10ms);
      next = log_daemon.next();
    }
    REQUIRE(ends_with(next, fmt::format("]: line {}", line)));
  }
  CHECK(sink.waiting() == 0);
}

TEST_CASE("of lines that wait the oldest are lost in the end, and that is told") {
  const test::TemporaryDirectory directory;
  FakeLogDaemon log_daemon{directory.path("log")};
  daemon::SyslogSink sink{"K", LOG_DAEMON, directory.path("log")};
  while (sink.lost() < 3) sink.write(Severity::info, "line");
  CHECK(sink.waiting() == daemon::SyslogSink::most_waiting);
  while (sink.waiting() > 0) {
    while (!log_daemon.next().empty()) {
    }
    sink.flush();
  }
  std::string last;
  for (auto line = log_daemon.next(); !line.empty(); line = log_daemon.next()) last = line;
  CHECK(ends_with(last, "]: 3 lines were not logged"));
  CHECK(sink.lost() == 0);
}

TEST_CASE("a restarted log daemon is found again") {
  const test::TemporaryDirectory directory;
  daemon::SyslogSink sink{"K", LOG_DAEMON, directory.path("log")};
  sink.write(Severity::info, "nobody listens");
  CHECK(sink.lost() == 1);
  {
    FakeLogDaemon first{directory.path("log")};
    sink.write(Severity::info, "one");
    CHECK(ends_with(first.next(), "1 lines were not logged"));
    CHECK(ends_with(first.next(), "one"));
  }
  FakeLogDaemon second{directory.path("log")};
  sink.write(Severity::info, "two");
  CHECK(ends_with(second.next(), "two"));
}

TEST_CASE("where there is no log daemon, lines are counted over one socket until there is one") {
  const test::TemporaryDirectory directory;
  daemon::SyslogSink sink{"K", LOG_DAEMON, directory.path("log")};
  const auto descriptor = sink.socket().number();
  for (std::uint64_t line = 1; line <= 3; ++line) {
    sink.write(Severity::info, "nobody listens");
    CHECK(sink.lost() == line);
  }
  CHECK(sink.socket().number() == descriptor);
  FakeLogDaemon log_daemon{directory.path("log")};
  sink.write(Severity::info, "heard");
  CHECK(ends_with(log_daemon.next(), "3 lines were not logged"));
  CHECK(ends_with(log_daemon.next(), "heard"));
  CHECK(sink.lost() == 0);
}

TEST_CASE("queued lines come out in order once drained") {
  const test::TemporaryDirectory directory;
  daemon::AsyncSink sink{file_stream(directory.path("log"))};
  for (int line = 0; line < 100; ++line) sink.write(Severity::info, "line " + std::to_string(line));
  REQUIRE(sink.drain(5s));
  const auto text = contents(directory.path("log"));
  CHECK(std::ranges::count(text, '\n') == 100);
  CHECK(ends_with(text, ": line 99\n"));
  CHECK(text.find("line 7\n") < text.find("line 8\n"));
}

TEST_CASE("a stuck target stops nobody and drain says so") {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  base::UniqueFd read_end{ends[0]};
  daemon::AsyncSink sink{std::make_unique<daemon::StreamSink>(base::UniqueFd{ends[1]})};
  const std::string line(1000, 'x');
  for (int count = 0; count < 2000; ++count) sink.write(Severity::info, line);
  CHECK_FALSE(sink.drain(50ms));
  read_end.close();  // lets the worker end
}

TEST_CASE("the log goes to every target asked for") {
  const test::TemporaryDirectory directory;
  daemon::Options options;
  options.syslog = false;
  options.log_file = directory.path("file");
  options.log_detail = 1;
  for (const auto delivery : {daemon::Delivery::direct, daemon::Delivery::queued}) {
    daemon::Logging logging{options, "K", delivery};
    logging.log().info("number {}", 5);
    logging.log().detail("more");
    REQUIRE(logging.drain(5s));
  }
  const auto text = contents(directory.path("file"));
  CHECK(std::ranges::count(text, '\n') == 4);
  CHECK(ends_with(text, ": more\n"));
}

TEST_CASE("a log file is never reached through a link") {
  const test::TemporaryDirectory directory;
  directory.write("victim", "");
  REQUIRE(symlink(directory.path("victim").c_str(), directory.path("link").c_str()) == 0);
  daemon::Options options;
  options.syslog = false;
  options.log_file = directory.path("link");
  daemon::Logging logging{options, "K", daemon::Delivery::direct};
  logging.log().info("text");
  CHECK(contents(directory.path("victim")).empty());
}
