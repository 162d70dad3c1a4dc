#include "netlink/route_metrics.hpp"

#include <span>
#include <utility>

namespace sempervivum::netlink {

void Metrics::lock(std::uint16_t number, bool locked) {
  locks_ = locked ? locks_ | lock_of(number) : locks_ & ~lock_of(number);
}

void Metrics::set(Metric metric, std::uint32_t value, bool locked) {
  values_[static_cast<std::size_t>(metric)] = value;
  lock(static_cast<std::uint16_t>(metric), locked);
}

void Metrics::set_congestion_control(std::string name, bool locked) {
  congestion_control_ = std::move(name);
  lock(RTAX_CC_ALGO, locked);
}

void Metrics::put(Batch &batch) const {
  if (empty()) return;
  const auto nest = batch.nest_unmarked(RTA_METRICS);
  if (!congestion_control_.empty()) batch.put(RTAX_CC_ALGO, std::as_bytes(std::span{congestion_control_}));
  for (std::uint16_t number = 0; number < values_.size(); ++number)
    if (values_[number] != 0) batch.put(number, values_[number]);
  if (locks_ != 0) batch.put(RTAX_LOCK, locks_);
}

Parsed<void> Metrics::read_attribute(const Attribute &attribute) {
  switch (attribute.type) {
    case RTAX_LOCK: return read_into(attribute.value, locks_);
    case RTAX_CC_ALGO: congestion_control_ = read_text(attribute.value); return {};
    default: break;
  }
  if (attribute.type >= values_.size()) return {};
  return read_into(attribute.value, values_[attribute.type]);
}

Parsed<Metrics> Metrics::parse(Bytes value) {
  Metrics metrics;
  const auto walked =
      for_each_attribute(value, [&metrics](const Attribute &attribute) { return metrics.read_attribute(attribute); });
  if (!walked) return base::unexpected(walked.error());
  return metrics;
}

}  // namespace sempervivum::netlink
