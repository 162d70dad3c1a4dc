#include "checkers/watchdog.hpp"

#include <boost/asio/io_context.hpp>

namespace sempervivum::checkers {

WatchdogPack &Watchdog::pack_of(boost::asio::execution_context &context) {
  return boost::asio::use_service<WatchdogPack>(context);
}

void Watchdog::allow(base::Duration step) {
  deadline_ = std::min(base::Clock::now() + step, end_);
  if (is_linked() && looked_at_ <= deadline_) return;
  if (is_linked()) unlink();
  looked_at_ = deadline_;
  pack_.watch(*this);
}

void Watchdog::bite() {
  bitten_ = true;
  close_(socket_);
}

WatchdogPack::WatchdogPack(boost::asio::execution_context &context)
    : boost::asio::execution_context::service{context},
      timer_{std::in_place, static_cast<boost::asio::io_context &>(context)} {}

void WatchdogPack::watch(Watchdog &one) {
  all_.insert(one);
  if (!awaited_ || one.looked_at_ < *awaited_) await(one.looked_at_);
}

void WatchdogPack::await(base::Instant when) {
  awaited_ = when;
  timer_->expires_at(when);
  timer_->async_wait([this](const boost::system::error_code &error) {
    if (!error) look();
  });
}

void WatchdogPack::look() {
  awaited_.reset();
  const auto now = base::Clock::now();
  while (!all_.empty() && all_.begin()->looked_at_ <= now) {
    auto &one = *all_.begin();
    one.unlink();
    if (one.deadline_ <= now) {
      one.bite();
    } else {
      one.looked_at_ = one.deadline_;
      all_.insert(one);
    }
  }
  if (!all_.empty()) await(all_.begin()->looked_at_);
}

}  // namespace sempervivum::checkers
