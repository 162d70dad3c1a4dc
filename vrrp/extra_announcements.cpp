#include "vrrp/extra_announcements.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace sempervivum::vrrp {

Announcer::Addresses first_on_each(const std::vector<Announcement> &all, const std::vector<std::string> &interfaces,
                                   const netlink::Picture &picture) {
  std::vector<Announcement> found;
  for (const auto &interface : interfaces) {
    const auto *link = picture.link(interface);
    if (link == nullptr) continue;
    const auto first = std::ranges::find(all, link->index, &Announcement::link);
    if (first != all.end()) found.push_back(*first);
  }
  return std::make_shared<const std::vector<Announcement>>(std::move(found));
}

ExtraAnnouncements::ExtraAnnouncements(Timers &timers, Pacer &pacer, base::Duration interval, Source source)
    : pacer_{pacer},
      interval_{interval},
      source_{std::move(source)},
      next_{timers, [this](base::Instant now) { announce(now); }} {
  next_.arm(base::Clock::now() + interval_);
}

void ExtraAnnouncements::announce(base::Instant now) {
  burst_ = pacer_.announce(source_(), 1);
  next_.arm(now + interval_);
}

}  // namespace sempervivum::vrrp
