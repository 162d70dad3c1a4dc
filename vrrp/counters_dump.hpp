/// The part of the data dump that keepalived's has not: what each instance has counted.
#pragma once

#include "vrrp/dump_page.hpp"
#include "vrrp/dump_view.hpp"

namespace sempervivum::vrrp {

/// A section at the end, so that whoever reads keepalived's dumps need not know of it.
void write_counters(DumpPage &page, const DumpView &view);

}  // namespace sempervivum::vrrp
