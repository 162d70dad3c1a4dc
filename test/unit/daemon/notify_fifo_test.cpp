#include "daemon/notify_fifo.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "catch.hpp"
#include "temporary_directory.hpp"
#include "vrrp/fake_runner.hpp"

using namespace sempervivum;
using daemon::NotifyFifo;

namespace {

struct Office {
  sempervivum::test::TemporaryDirectory directory;
  boost::asio::io_context io;
  ::test::LogBook book;
  daemon::ScriptStarter starter{io};
  std::string path = directory.path("fifo");

  daemon::FifoSettings settings() const { return {path, {geteuid(), getegid()}, std::nullopt}; }
  NotifyFifo make() { return {io, base::Log{book}, starter, settings()}; }
};

std::string read_all(const base::UniqueFd &fifo) {
  std::string text(1 << 20, '\0');
  const auto size = read(fifo.number(), text.data(), text.size());
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

base::UniqueFd open_reader(const std::string &path) {
  return base::UniqueFd{open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
}

}  // namespace

TEST_CASE("lines go through in order, and the FIFO goes with its maker") {
  Office office;
  {
    auto fifo = office.make();
    const auto reader = open_reader(office.path);
    fifo.write("one");
    fifo.write("two");
    CHECK(read_all(reader) == "one\ntwo\n");
  }
  CHECK_FALSE(std::filesystem::exists(office.path));
  CHECK(office.book.lines.empty());
}

TEST_CASE("while the FIFO is full lines wait, and the newest survive") {
  Office office;
  auto fifo = office.make();
  const std::string padding(1000, 'x');
  const auto count = NotifyFifo::most_waiting + 200;
  for (std::size_t line = 0; line < count; ++line) fifo.write(std::to_string(line) + padding);
  CHECK(office.book.lines.size() == 1);
  const auto reader = open_reader(office.path);
  std::string text;
  const auto last = "\n" + std::to_string(count - 1) + padding + "\n";
  while (!text.ends_with(last)) {
    text += read_all(reader);
    office.io.run_for(std::chrono::milliseconds{1});
    office.io.restart();
  }
  CHECK(text.starts_with("0x"));
  CHECK(office.book.lines.size() == 2);
}

TEST_CASE("what is not a FIFO of ours is left alone") {
  Office office;
  const base::UniqueFd file{open(office.path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)};
  {
    auto fifo = office.make();
    fifo.write("line");
  }
  CHECK(std::filesystem::file_size(office.path) == 0);
  CHECK(office.book.lines.size() == 1);
}

TEST_CASE("the script of a FIFO that goes at once is ended as soon as it has begun") {
  int status = 0;
  while (waitpid(-1, &status, __WALL | WNOHANG) > 0) continue;  // what other tests have left
  {
    Office office;
    auto settings = office.settings();
    settings.reader = base::Command{"/bin/sh", {"sh", "-c", "exec sleep 10"}, geteuid(), getegid()};
    const NotifyFifo fifo{office.io, base::Log{office.book}, office.starter, settings};
  }
  bool ended = false;
  while (!ended && waitpid(-1, &status, __WALL) > 0) ended = WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
  CHECK(ended);
}
