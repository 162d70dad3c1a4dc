/// The bytes a configuration can be made of again: what parent and children exchange,
/// compressed. Compressing takes a while, and a start does not wait for it.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace sempervivum::daemon {

class Snapshot {
 public:
  /// Empty.
  Snapshot() = default;
  /// Of bytes() of another.
  explicit Snapshot(std::string bytes) : held_{std::move(bytes)} {}
  /// Not compressed yet.
  static Snapshot fresh(std::string contents);

  /// Compressed; quick after pack().
  std::string bytes() const;
  void pack();
  /// What was compressed; nothing if it is damaged.
  std::optional<std::string> contents() const;

 private:
  std::string held_;
  bool fresh_ = false;
};

}  // namespace sempervivum::daemon
