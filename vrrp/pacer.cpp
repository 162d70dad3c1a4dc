#include "vrrp/pacer.hpp"

#include <algorithm>

namespace sempervivum::vrrp {

/// The part of a burst that goes by one lane.
struct Pacer::Job {
  Announcer::Addresses addresses;
  /// Which of them.
  std::vector<std::size_t> mine;
  unsigned rounds = 0;
  std::size_t next = 0;
};

class Pacer::Lane {
 public:
  Lane(Timers &timers, Announcer &announcer, base::Duration spacing)
      : announcer_{announcer}, spacing_{spacing}, turn_{timers, [this](base::Instant now) { serve(now); }} {}

  void add(const std::shared_ptr<Job> &job, base::Instant now) {
    queue_.push_back(job);
    serve(now);
  }

 private:
  /// Sends one if its time has come, and waits for the next one's.
  void serve(base::Instant now) {
    if (now >= free_at_ && send_one()) free_at_ = now + spacing_;
    if (!queue_.empty()) turn_.arm(free_at_);
  }

  bool send_one() {
    while (!queue_.empty() && queue_.front().expired()) queue_.pop_front();
    if (queue_.empty()) return false;
    const auto job = queue_.front().lock();
    one_->front() = (*job->addresses)[job->mine[job->next]];
    sent_ = announcer_.announce(one_, 1);
    if (++job->next < job->mine.size()) return true;
    queue_.pop_front();
    job->next = 0;
    if (--job->rounds > 0) queue_.push_back(job);
    return true;
  }

  Announcer &announcer_;
  base::Duration spacing_;
  base::Instant free_at_{};
  std::deque<std::weak_ptr<Job>> queue_;
  /// Whatever is sent, so that nothing is allocated for it.
  std::shared_ptr<std::vector<Announcement>> one_ = std::make_shared<std::vector<Announcement>>(1);
  Announcer::Burst sent_;
  Alarm turn_;
};

Pacer::Pacer(Timers &timers, Announcer &announcer, const netlink::Picture &picture)
    : timers_{timers}, announcer_{announcer}, picture_{picture} {}

Pacer::~Pacer() = default;

void Pacer::set(std::vector<Pace> paces) {
  if (paces == paces_) return;
  paces_ = std::move(paces);
  lanes_.clear();
}

/// The one that names the interface, or else the one for all others.
const Pace *Pacer::pace_of(const std::string &interface) const {
  const auto names = [&](const Pace &pace) {
    return std::ranges::find(pace.interfaces, interface) != pace.interfaces.end();
  };
  auto found = std::ranges::find_if(paces_, names);
  if (found == paces_.end())
    found = std::ranges::find_if(paces_, [](const Pace &pace) { return pace.interfaces.empty(); });
  return found == paces_.end() ? nullptr : &*found;
}

Pacer::Lane *Pacer::lane_of(const Announcement &announcement) {
  const auto *link = picture_.link(announcement.link);
  const auto *pace = link == nullptr ? nullptr : pace_of(link->name);
  if (pace == nullptr) return nullptr;
  const auto family = announcement.address.family();
  const auto spacing = family == base::Family::ipv4 ? pace->ipv4 : pace->ipv6;
  if (spacing.count() == 0) return nullptr;
  const auto place = static_cast<std::size_t>(pace - paces_.data());
  auto &lane = lanes_[{place, pace->interfaces.empty() ? link->name : std::string{}, family}];
  if (!lane) lane = std::make_unique<Lane>(timers_, announcer_, spacing);
  return lane.get();
}

Pacer::Burst Pacer::announce(const Announcer::Addresses &addresses, unsigned rounds) {
  if (paces_.empty() || !addresses || rounds == 0) return {.now = announcer_.announce(addresses, rounds), .later = {}};
  std::map<Lane *, std::vector<std::size_t>> by_lane;
  for (std::size_t at = 0; at < addresses->size(); ++at) by_lane[lane_of((*addresses)[at])].push_back(at);
  auto unpaced = std::make_shared<std::vector<Announcement>>();
  for (const auto at : by_lane[nullptr]) unpaced->push_back((*addresses)[at]);
  Burst burst{.now = announcer_.announce(std::move(unpaced), rounds), .later = {}};
  by_lane.erase(nullptr);
  const auto now = base::Clock::now();
  for (auto &[lane, mine] : by_lane) {
    const auto job = std::make_shared<Job>(Job{addresses, std::move(mine), rounds, 0});
    burst.later.push_back(job);
    lane->add(job, now);
  }
  return burst;
}

}  // namespace sempervivum::vrrp
