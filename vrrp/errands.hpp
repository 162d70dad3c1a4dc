/// What follows a decision and takes time: addresses, announcements, log lines,
/// notifications.
///
/// A virtual router's word to its peers, its adverts and timers, is given at once.
/// Everything else its decisions ask for waits here until all that is due in the
/// loop's turn has been decided and the adverts have left; it is then done in the
/// order in which it was asked for, whoever asked, a few milliseconds a turn. So of a
/// thousand routers that become master together the last has said so before the
/// first one's address is set, and nobody's advert waits for anybody's addresses.
///
/// Thread: the protocol thread only. Nothing is allocated per errand of a few hundred
/// that wait; the room for more is given back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/strong.hpp"
#include "vrrp/effect.hpp"

namespace sempervivum::vrrp {

class Errands {
 public:
  /// Who asks, and does it when its turn comes. forget() comes before its end.
  class Doer {
   public:
    Doer() = default;
    Doer(const Doer &) = delete;
    Doer &operator=(const Doer &) = delete;
    virtual ~Doer() = default;

    /// `priority` is what it was when the errand was given.
    virtual void run_errand(const Effect &effect, base::Priority priority) = 0;
    /// What can be worked out before it is needed.
    virtual void prepare() {}
  };

  /// `before` is called before the first errand of each turn: adverts leave first.
  Errands(boost::asio::io_context &io, std::function<void()> before);
  Errands(const Errands &) = delete;
  Errands &operator=(const Errands &) = delete;

  void give(Doer &doer, const Effect &effect, base::Priority priority);
  void give_preparation(Doer &doer);

  /// Does what waits for as long as a turn may take; the rest in further turns.
  void run();
  /// Does all that waits now.
  void finish();
  /// What this one has given is not done any more.
  void forget(const Doer &doer);
  /// Calls `done` when nothing waits any more, at once if nothing does.
  void then(std::function<void()> done);
  /// Called each time so many had to wait that the room for them is given back.
  void when_relieved(std::function<void()> relieved) { relieved_ = std::move(relieved); }

 private:
  struct Errand {
    Doer *doer;
    Effect effect;
    base::Priority priority;
    bool preparation;
  };
  static constexpr base::Duration budget = std::chrono::milliseconds{2};
  static constexpr std::size_t most_kept = 512;

  void add(const Errand &errand);
  bool idle() const { return next_ == waiting_.size(); }
  void run_until(base::Instant end);
  void run_later();

  boost::asio::io_context &io_;
  std::function<void()> before_;
  std::vector<Errand> waiting_;
  /// The first that is not yet done.
  std::size_t next_ = 0;
  bool running_ = false;
  bool posted_ = false;
  std::function<void()> done_;
  std::function<void()> relieved_;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<Errands *> self_ = std::make_shared<Errands *>(this);
};

}  // namespace sempervivum::vrrp
