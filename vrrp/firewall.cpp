#include "vrrp/firewall.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <system_error>
#include <utility>

#include "vrrp/messages.hpp"
#include "vrrp/nft.hpp"

namespace sempervivum::vrrp {

Firewall::Firewall(boost::asio::io_context &io, const netlink::Monitor &monitor, base::Log log)
    : io_{io}, monitor_{monitor}, log_{log} {}

Firewall::~Firewall() {
  if (!worker_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wanted_.notify_one();
  worker_.join();
}

void Firewall::want(FirewallPlan plan) {
  if (plan.empty()) return release();
  former_ = commands_.empty() || plan.table == plan_.table ? std::string{} : nft_removal(plan_.table);
  plan_ = std::move(plan);
  apply();
}

void Firewall::release() {
  if (!commands_.empty()) order(nft_removal(plan_.table));
  commands_.clear();
  plan_ = {};
}

// Several links that come together are one change.
void Firewall::note(const netlink::Change &change) {
  const auto *added = std::get_if<netlink::LinkAdded>(&change);
  if (added == nullptr || plan_.empty()) return;
  const auto named = plan_.interfaces();
  if (std::ranges::find(named, added->link.name) == named.end() || std::exchange(apply_posted_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) {
      (*self)->apply_posted_ = false;
      (*self)->commands_.clear();
      (*self)->apply();
    }
  });
}

void Firewall::apply() {
  if (plan_.empty()) return;
  auto commands =
      former_ + nft_commands(plan_, [this](const std::string &name) { return monitor_.link(name) != nullptr; });
  if (commands == commands_) return;
  commands_ = commands;
  order(std::move(commands));
}

void Firewall::order(std::string commands) {
  {
    const std::lock_guard lock{mutex_};
    order_ = std::move(commands);
  }
  if (!worker_.joinable()) begin_work();
  wanted_.notify_one();
}

/// Without a thread the order waits for the next one.
void Firewall::begin_work() try {
  worker_ = std::thread{[this] { work(); }};
} catch (const std::system_error &error) {
  report(error.code().message());
}

void Firewall::work() {
  for (;;) {
    std::unique_lock lock{mutex_};
    wanted_.wait(lock, [this] { return order_ || ending_; });
    if (!order_) return;
    const auto commands = *std::exchange(order_, std::nullopt);
    lock.unlock();
    const auto done = run_nft(commands);
    if (done) continue;
    boost::asio::post(io_, [weak = std::weak_ptr{self_}, error = done.error()] {
      if (const auto self = weak.lock()) (*self)->report(error);
    });
  }
}

void Firewall::report(const std::string &error) { log_.error(messages::firewall_failed, error); }

}  // namespace sempervivum::vrrp
