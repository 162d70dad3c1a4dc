/// How many instances are in which state, for whoever shows one line about us.
///
/// Changes of one turn of the loop are reported together: a take-over of a thousand
/// instances is one line. An instance that has not started or has stopped does not count.
/// Whoever follows single instances is told of each change as it happens.
///
/// Thread: the protocol thread only.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "vrrp/effect.hpp"

namespace sempervivum::vrrp {

/// By State.
using StateCounts = std::array<unsigned, state_count>;

/// "1 MASTER, 2 BACKUP"; "no instance" if there is none.
std::string to_words(const StateCounts &counts);

class StateBoard {
 public:
  using Report = std::function<void(const std::string &line)>;
  using Follower = std::function<void(std::string_view instance, State state)>;

  /// Without a report nothing is ever posted.
  StateBoard(boost::asio::io_context &io, Report report, Follower follower = {});
  StateBoard(const StateBoard &) = delete;
  StateBoard &operator=(const StateBoard &) = delete;

  void move(std::string_view instance, State from, State to);

 private:
  void report();

  boost::asio::io_context &io_;
  Report report_;
  Follower follower_;
  StateCounts counts_{};
  bool due_ = false;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<StateBoard *> self_ = std::make_shared<StateBoard *>(this);
};

}  // namespace sempervivum::vrrp
