#include "daemon/snapshot.hpp"

#include "daemon/compression.hpp"

namespace sempervivum::daemon {

Snapshot Snapshot::fresh(std::string contents) {
  Snapshot snapshot{std::move(contents)};
  snapshot.fresh_ = true;
  return snapshot;
}

std::string Snapshot::bytes() const { return fresh_ ? compress(held_) : held_; }

void Snapshot::pack() {
  if (std::exchange(fresh_, false)) held_ = compress(held_);
}

std::optional<std::string> Snapshot::contents() const { return fresh_ ? held_ : decompress(held_); }

}  // namespace sempervivum::daemon
