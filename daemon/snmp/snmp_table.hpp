/// Tables of a MIB as declarations: column, type, getter.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "daemon/snmp/snmp_value.hpp"

namespace sempervivum::daemon {

template <class Row>
struct Column {
  std::uint32_t number;
  SnmpType type;
  Cell (*get)(const Row &row);
};

/// Writes a row, which is at ENTRY.COLUMN.INDEX.
template <class Row, std::size_t Count>
void put_row(SnmpRows &rows, const Oid &entry, const std::array<Column<Row>, Count> &columns, const Oid &index,
             const Row &row) {
  for (const auto &column : columns)
    if (auto cell = column.get(row)) rows[entry + Oid{column.number} + index] = {column.type, std::move(*cell)};
}

/// A part of the tree, which fills itself from what there is to show.
template <class View>
struct SnmpTable {
  Oid root;
  void (*fill)(const View &view, const Oid &root, SnmpRows &rows);
};

}  // namespace sempervivum::daemon
