/// Announcements now and then for interfaces that send no adverts, so that switches
/// remember where their hardware addresses are (keyword garp_extra_if).
///
/// What counts is any interface with virtual addresses that is not the instance's own,
/// but without the word `all` only virtual MACs; one address of each is enough.
///
/// Thread: the protocol thread only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "netlink/picture.hpp"
#include "vrrp/pacer.hpp"
#include "vrrp/timers.hpp"

namespace sempervivum::vrrp {

/// Of all that could be announced, the first of each of `interfaces`.
Announcer::Addresses first_on_each(const std::vector<Announcement> &all, const std::vector<std::string> &interfaces,
                                   const netlink::Picture &picture);

/// Announces once after each `interval` as long as it lives.
class ExtraAnnouncements {
 public:
  /// Asked each time anew.
  using Source = std::function<Announcer::Addresses()>;

  ExtraAnnouncements(Timers &timers, Pacer &pacer, base::Duration interval, Source source);
  ExtraAnnouncements(const ExtraAnnouncements &) = delete;
  ExtraAnnouncements &operator=(const ExtraAnnouncements &) = delete;

 private:
  void announce(base::Instant now);

  Pacer &pacer_;
  base::Duration interval_;
  Source source_;
  Pacer::Burst burst_;
  Alarm next_;
};

}  // namespace sempervivum::vrrp
