#include "vrrp/errands.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace sempervivum::vrrp {

Errands::Errands(boost::asio::io_context &io, std::function<void()> before) : io_{io}, before_{std::move(before)} {}

void Errands::give(Doer &doer, const Effect &effect, base::Priority priority) { add({&doer, effect, priority, false}); }

void Errands::give_preparation(Doer &doer) { add({&doer, CancelTimer{}, {}, true}); }

void Errands::add(const Errand &errand) {
  waiting_.push_back(errand);
  run_later();
}

void Errands::run_later() {
  if (std::exchange(posted_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->posted_ = false;
    (*self)->run();
  });
}

void Errands::run() { run_until(base::Clock::now() + budget); }

void Errands::finish() { run_until(base::Instant::max()); }

/// One errand may give others, and finish() may be called by one.
void Errands::run_until(base::Instant end) {
  if (idle() || running_) return;
  running_ = true;
  before_();
  do {
    const auto errand = waiting_[next_++];
    if (errand.doer != nullptr)
      errand.preparation ? errand.doer->prepare() : errand.doer->run_errand(errand.effect, errand.priority);
  } while (!idle() && base::Clock::now() < end);
  running_ = false;
  if (!idle()) return run_later();
  waiting_.clear();
  next_ = 0;
  if (waiting_.capacity() > most_kept) {
    waiting_.shrink_to_fit();
    if (relieved_) relieved_();
  }
  if (done_) std::exchange(done_, nullptr)();
}

void Errands::forget(const Doer &doer) {
  for (auto &errand : waiting_)
    if (errand.doer == &doer) errand.doer = nullptr;
}

void Errands::then(std::function<void()> done) {
  done_ = std::move(done);
  if (idle() && !running_) std::exchange(done_, nullptr)();
}

}  // namespace sempervivum::vrrp
