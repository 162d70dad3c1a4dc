/// What has to happen at a time: in thousands, at the cost of one timer.
///
/// All deadlines of a loop are in one order, and one timer of Asio is set to the
/// first of them. One that goes away, or is set anew, is not heard of for the time
/// before. Many that pass at once get their turns between the loop's other work.
///
/// Thread: that of the io_context.
#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/set.hpp>
#include <optional>

#include "base/clock.hpp"

namespace sempervivum::checkers {

class DeadlinePack;

class Deadline : public boost::intrusive::set_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>,
                                                        boost::intrusive::optimize_size<true>> {
 public:
  explicit Deadline(boost::asio::execution_context &loop);
  Deadline(const Deadline &) = delete;
  Deadline &operator=(const Deadline &) = delete;

  friend bool operator<(const Deadline &left, const Deadline &right) { return left.when_ < right.when_; }

 protected:
  virtual ~Deadline() = default;

  void set(base::Instant when);
  void cancel() { unlink(); }
  bool is_set() const { return is_linked(); }
  base::Instant when() const { return when_; }

 private:
  friend class DeadlinePack;

  /// It is no longer set when this is called.
  virtual void pass(base::Instant now) = 0;

  DeadlinePack &pack_;
  base::Instant when_{};
};

/// All deadlines of a loop.
class DeadlinePack : public boost::asio::execution_context::service {
 public:
  using key_type = DeadlinePack;
  static inline boost::asio::execution_context::id id;

  explicit DeadlinePack(boost::asio::execution_context &context);
  void watch(Deadline &one);

 private:
  void shutdown() override { timer_.reset(); }
  void await_first();
  void look();

  boost::intrusive::multiset<Deadline, boost::intrusive::constant_time_size<false>> all_;
  boost::asio::io_context &loop_;
  std::optional<boost::asio::steady_timer> timer_;
  /// By when look() is called at the latest, so that nothing has to be done for what
  /// passes later; nothing: not at all.
  std::optional<base::Instant> awaited_;
};

}  // namespace sempervivum::checkers
