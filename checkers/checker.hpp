/// One check of one real server, again and again.
///
/// The first time it runs after start()'s delay; then as its Verdict says: counted
/// from when the probe was due, so that there is no drift, or from its end if it
/// took long. Each probe is reported, with what the verdict made
/// of it. A probe that was under way when the check was suspended or destroyed goes
/// on to its own end and is not heard.
///
/// Thread: that of the io_context.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "base/lifeline.hpp"
#include "checkers/plan.hpp"
#include "checkers/probe.hpp"
#include "checkers/verdict.hpp"

namespace sempervivum::checkers {

/// What one probe led to.
struct ProbeReport {
  Outcome outcome;
  bool changed = false;
  bool up = true;
  /// Whether it was the first that said anything of the server.
  bool first = false;
};

class Checker {
 public:
  using Listener = std::function<void(const ProbeReport &)>;

  /// `weight` is the server's configured one.
  Checker(ProbeTools tools, std::shared_ptr<const CheckPlan> plan, std::int32_t weight, Listener listener);

  void start(base::Duration delay);
  void suspend();
  bool running() const { return running_; }

  /// A reload: the same check with other times.
  void reconfigure(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, Listener listener);
  const CheckPlan &plan() const { return *plan_; }

 private:
  void wait_until(base::Instant due);
  base::Instant next_due(base::Duration delay) const;
  void run();
  void finish(const Outcome &outcome, std::uint64_t turn);

  ProbeTools tools_;
  std::shared_ptr<const CheckPlan> plan_;
  std::int32_t weight_;
  Listener listener_;
  Verdict verdict_;
  bool heard_ = false;
  bool running_ = false;
  /// Tells a probe that was overtaken by a suspension.
  std::uint64_t turn_ = 0;
  base::Instant due_{};
  boost::asio::steady_timer timer_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::checkers
