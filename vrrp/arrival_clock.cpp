#include "vrrp/arrival_clock.hpp"

#include <cstring>
#include <ctime>

namespace sempervivum::vrrp {

base::Instant ArrivalClock::arrival(std::chrono::nanoseconds stamp) const {
  constexpr std::chrono::milliseconds oldest{10};
  const auto age = wall - stamp;
  return age.count() < 0 || age > oldest ? present : present - age;
}

ArrivalClock ArrivalClock::read() { return {base::Clock::now(), std::chrono::system_clock::now().time_since_epoch()}; }

std::optional<std::chrono::nanoseconds> kernel_stamp(msghdr &header) {
  for (auto *beside = CMSG_FIRSTHDR(&header); beside != nullptr; beside = CMSG_NXTHDR(&header, beside)) {
    if (beside->cmsg_level != SOL_SOCKET || beside->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(beside), sizeof time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
  }
  return std::nullopt;
}

}  // namespace sempervivum::vrrp
