/// One check of one real server, again and again.
///
/// The first time it runs after start()'s delay; then as its Verdict says: counted
/// from when the probe was due, so that there is no drift, or from its end if it
/// took long. Checks begin in slots (slot.hpp). Each probe is reported, with what the
/// verdict made of it; one that was under way when the check was suspended or
/// destroyed is not heard.
///
/// Thread: that of the io_context.
#pragma once

#include <cstdint>
#include <memory>

#include "checkers/check_id.hpp"
#include "checkers/deadline.hpp"
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

  /// Nobody has to know.
  bool is_more_of_the_same() const {
    return outcome.kind == Outcome::Kind::good && !changed && !first && !outcome.contribution;
  }
};

class CheckListener {
 public:
  virtual void hear(CheckId id, const ProbeReport &report) = 0;

 protected:
  ~CheckListener() = default;
};

class Checker final : private Asker, private Deadline {
 public:
  /// `weight` is the server's configured one; `id` is for the listener. Both `tools` and
  /// the listener have to outlive it.
  Checker(const ProbeTools &tools, std::shared_ptr<const CheckPlan> plan, std::int32_t weight, CheckListener &listener,
          CheckId id);

  void start(base::Duration delay);
  void suspend();
  bool running() const { return running_; }

  /// A reload: the same check with other times.
  void reconfigure(std::shared_ptr<const CheckPlan> plan, std::int32_t weight, CheckListener &listener, CheckId id);
  const CheckPlan &plan() const { return *plan_; }
  CheckId id() const { return {server_, check_}; }

 private:
  base::Instant next_due(base::Duration delay) const;
  void pass(base::Instant now) override;
  void hear(Outcome outcome) override;
  void finish(const Outcome &outcome);

  void take(CheckId id);

  // There are thousands: in an order that leaves no holes.
  const ProbeTools &tools_;
  std::shared_ptr<const CheckPlan> plan_;
  CheckListener *listener_;
  std::unique_ptr<Underway> underway_;
  std::int32_t weight_;
  std::uint32_t server_ = 0;
  std::uint32_t check_ = 0;
  Verdict verdict_;
  bool running_ = false;
};

}  // namespace sempervivum::checkers
