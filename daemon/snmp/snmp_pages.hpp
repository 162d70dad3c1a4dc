/// The tree as it was a moment ago, filled table by table as it is read. Pure.
#pragma once

#include <optional>
#include <vector>

#include "daemon/snmp/snmp_agent.hpp"

namespace sempervivum::daemon {

class SnmpPages {
 public:
  explicit SnmpPages(std::vector<Oid> tables) : tables_{std::move(tables)}, rows_(tables_.size()) {}

  /// Replaces what was there.
  void turn(SnmpPage page);

  using Found = const SnmpRows::value_type *;
  /// Null if there is none.
  Found find(const Oid &name);
  /// The first behind `name`, below `root`.
  Found next(const Oid &name, const Oid &root);

 private:
  const SnmpRows &rows(std::size_t table);

  std::vector<Oid> tables_;
  SnmpPage page_;
  /// What has been read of the page.
  std::vector<std::optional<SnmpRows>> rows_;
};

/// Whether `name` is `root` or below it.
bool is_below(const Oid &name, const Oid &root);

}  // namespace sempervivum::daemon
