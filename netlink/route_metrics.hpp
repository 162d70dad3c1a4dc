/// What a route fixes for the connections over it (RTA_METRICS; the options of
/// ip-route(8) from "mtu" to "fastopen_no_cookie").
#pragma once

#include <linux/rtnetlink.h>

#include <array>
#include <cstdint>
#include <string>

#include "netlink/batch.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

enum class Metric : std::uint8_t {
  mtu = RTAX_MTU,        // bytes
  window = RTAX_WINDOW,  // bytes
  rtt = RTAX_RTT,        // eighths of a millisecond
  rttvar = RTAX_RTTVAR,  // quarters of a millisecond
  ssthresh = RTAX_SSTHRESH,
  cwnd = RTAX_CWND,      // packets; without a lock the kernel ignores it
  advmss = RTAX_ADVMSS,  // bytes
  reordering = RTAX_REORDERING,
  hoplimit = RTAX_HOPLIMIT,                      // 1..255
  initcwnd = RTAX_INITCWND,                      // packets
  features = RTAX_FEATURES,                      // RTAX_FEATURE_ECN
  rto_min = RTAX_RTO_MIN,                        // milliseconds
  initrwnd = RTAX_INITRWND,                      // packets
  quickack = RTAX_QUICKACK,                      // 0 or 1
  fastopen_no_cookie = RTAX_FASTOPEN_NO_COOKIE,  // 0 or 1
};

class Metrics {
 public:
  /// 0 is as good as never set. A locked value is not adjusted by what the
  /// kernel learns of the path.
  void set(Metric metric, std::uint32_t value, bool locked = false);
  std::uint32_t get(Metric metric) const { return values_[static_cast<std::size_t>(metric)]; }
  bool is_locked(Metric metric) const { return (locks_ & lock_of(static_cast<std::uint16_t>(metric))) != 0; }

  /// "reno", "bbr" …; the kernel refuses one that it does not have (EINVAL).
  void set_congestion_control(std::string name, bool locked = false);
  const std::string &congestion_control() const { return congestion_control_; }

  bool empty() const { return *this == Metrics{}; }
  bool operator==(const Metrics &) const = default;

  /// As the RTA_METRICS of the request opened last; nothing if empty.
  void put(Batch &batch) const;
  /// Reads the value of RTA_METRICS. Metrics of the future are left out.
  static Parsed<Metrics> parse(Bytes value);

 private:
  static constexpr std::uint32_t lock_of(std::uint16_t number) { return std::uint32_t{1} << number; }
  Parsed<void> read_attribute(const Attribute &attribute);
  void lock(std::uint16_t number, bool locked);

  std::array<std::uint32_t, RTAX_MAX + 1> values_{};
  std::uint32_t locks_ = 0;
  std::string congestion_control_;
};

}  // namespace sempervivum::netlink
