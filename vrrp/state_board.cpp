#include "vrrp/state_board.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

namespace sempervivum::vrrp {
namespace {

constexpr std::array shown{State::master, State::backup, State::fault};

}  // namespace

std::string to_words(const StateCounts &counts) {
  std::string line;
  for (const auto state : shown) {
    const auto count = counts[static_cast<std::size_t>(state)];
    if (count > 0) line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, to_words(state));
  }
  return line.empty() ? "no instance" : line;
}

StateBoard::StateBoard(boost::asio::io_context &io, Report report, Follower follower)
    : io_{io}, report_{std::move(report)}, follower_{std::move(follower)} {}

void StateBoard::move(std::string_view instance, State from, State to) {
  if (from == to) return;
  if (follower_) follower_(instance, to);
  auto &left = counts_[static_cast<std::size_t>(from)];
  if (left > 0) --left;
  ++counts_[static_cast<std::size_t>(to)];
  if (!report_ || std::exchange(due_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) (*self)->report();
  });
}

void StateBoard::report() {
  due_ = false;
  report_(to_words(counts_));
}

}  // namespace sempervivum::vrrp
