#include "checkers/deadline.hpp"

#include <boost/asio/post.hpp>

namespace sempervivum::checkers {
namespace {

/// How many pass before others have their turn.
constexpr unsigned most_in_a_turn = 16;

}  // namespace

Deadline::Deadline(boost::asio::execution_context &loop) : pack_{boost::asio::use_service<DeadlinePack>(loop)} {}

void Deadline::set(base::Instant when) {
  unlink();
  when_ = when;
  pack_.watch(*this);
}

DeadlinePack::DeadlinePack(boost::asio::execution_context &context)
    : boost::asio::execution_context::service{context},
      loop_{static_cast<boost::asio::io_context &>(context)},
      timer_{std::in_place, loop_} {}

void DeadlinePack::watch(Deadline &one) {
  all_.insert(one);
  if (!awaited_ || one.when_ < *awaited_) await_first();
}

void DeadlinePack::await_first() {
  if (all_.empty() || !timer_) return;
  awaited_ = all_.begin()->when_;
  timer_->expires_at(*awaited_);
  timer_->async_wait([this](const boost::system::error_code &error) {
    if (!error) look();
  });
}

void DeadlinePack::look() {
  awaited_ = base::Instant::min();
  const auto now = base::Clock::now();
  for (unsigned turn = 0; turn < most_in_a_turn; ++turn) {
    if (all_.empty() || all_.begin()->when_ > now) {
      awaited_.reset();
      return await_first();
    }
    auto &first = *all_.begin();
    first.unlink();
    first.pass(now);
  }
  boost::asio::post(loop_, [this] { look(); });
}

}  // namespace sempervivum::checkers
