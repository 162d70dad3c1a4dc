#include "daemon/snmp/snmp_pages.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::daemon {

bool is_below(const Oid &name, const Oid &root) {
  return name.size() >= root.size() && std::equal(root.begin(), root.end(), name.begin());
}

void SnmpPages::turn(SnmpPage page) {
  page_ = std::move(page);
  for (auto &rows : rows_) rows.reset();
}

const SnmpRows &SnmpPages::rows(std::size_t table) {
  auto &rows = rows_[table];
  if (!rows) {
    rows.emplace();
    if (page_) page_(table, *rows);
  }
  return *rows;
}

SnmpPages::Found SnmpPages::find(const Oid &name) {
  for (std::size_t at = 0; at < tables_.size(); ++at) {
    if (!is_below(name, tables_[at])) continue;
    const auto found = rows(at).find(name);
    return found == rows(at).end() ? nullptr : &*found;
  }
  return nullptr;
}

SnmpPages::Found SnmpPages::next(const Oid &name, const Oid &root) {
  for (std::size_t at = 0; at < tables_.size(); ++at) {
    const bool is_past = tables_[at] < name && !is_below(name, tables_[at]);
    if (is_past || !is_below(tables_[at], root)) continue;
    const auto found = rows(at).upper_bound(name);
    if (found != rows(at).end()) return &*found;
  }
  return nullptr;
}

}  // namespace sempervivum::daemon
