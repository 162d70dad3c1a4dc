#include "checkers/plain_fetch.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "checkers/endpoint.hpp"
#include "checkers/http_request.hpp"

namespace sempervivum::checkers {
namespace {

constexpr std::size_t room = 4 * 1024;
constexpr unsigned reads_in_a_turn = 16;

std::string words(int code) { return std::generic_category().message(code); }

}  // namespace

PlainFetch::PlainFetch(boost::asio::io_context &loop, const HttpProbe &plan, const HttpPage &page, HttpReply &reply,
                       base::Instant end, Done done)
    : Waiter{loop}, plan_{plan}, page_{page}, reply_{reply}, done_{std::move(done)}, watchdog_{loop, *this, end} {}

std::optional<Outcome> PlainFetch::begin(base::Instant now) {
  auto attempt = request_connection(plan_.target, FirstWord::ours);
  if (attempt.ended && attempt.ended->kind != Outcome::Kind::good) return std::move(attempt.ended);
  socket_ = std::move(attempt.fd);
  request_ = http_request(page_, plan_.protocol);
  return ask(now);
}

// A connection still under way says EAGAIN, one that has failed why.
std::optional<Outcome> PlainFetch::ask(base::Instant now) {
  const auto sent = ::send(socket_.number(), request_.data(), request_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return await(step_, now);
  if (sent < 0 && step_ == Step::connect) return bad(words(errno));
  if (sent < 0) return bad("Cannot send get request: " + words(errno));
  request_.erase(0, static_cast<std::size_t>(sent));
  if (request_.empty()) request_.shrink_to_fit();
  return await(request_.empty() ? Step::hear : Step::ask, now);
}

std::optional<Outcome> PlainFetch::await(Step step, base::Instant now) {
  const bool first = step_ == Step::connect;
  const bool other = first || step != step_;
  step_ = step;
  watchdog_.allow(plan_.target.timeout, now);
  if (!other) return std::nullopt;
  const auto watched = watch(socket_.borrow(), step == Step::hear ? EPOLLIN : EPOLLOUT);
  if (!watched) return untried(watched.error().message());
  return std::nullopt;
}

// The room is on the stack of this call: there are as many fetches as there are
// servers that let us wait. An endless page gets one turn.
std::optional<Outcome> PlainFetch::hear() {
  std::array<char, room> bytes;
  for (unsigned reads = 0; reads < reads_in_a_turn && !complete_; ++reads) {
    const auto size = ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) break;
    if (size < 0) return bad("Read error: " + words(errno));
    complete_ = size == 0 || reply_.feed({bytes.data(), static_cast<std::size_t>(size)}) != HttpReply::State::more;
  }
  if (complete_) return std::nullopt;
  // What always has something to read would never let a timer have its turn.
  const auto now = base::Clock::now();
  if (now >= watchdog_.end()) return bad("Timeout WEB read");
  return await(Step::hear, now);
}

void PlainFetch::ready() {
  std::optional<Outcome> failed;
  try {
    failed = step_ == Step::hear ? hear() : ask(base::Clock::now());
  } catch (const std::exception &error) {
    // Memory gone is not the server's fault.
    failed = untried(error.what());
  }
  if (failed || complete_) end(std::move(failed));
}

void PlainFetch::give_up() {
  switch (step_) {
    case Step::connect: return end(bad("connection timeout"));
    case Step::ask: return end(bad("Timeout WEB write"));
    case Step::hear: return end(bad("Timeout WEB read"));
  }
}

void PlainFetch::end(std::optional<Outcome> failed) {
  unwatch();
  socket_.close();
  const auto done = std::move(done_);
  done(std::move(failed));
}

}  // namespace sempervivum::checkers
