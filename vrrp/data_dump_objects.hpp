/// The parts of keepalived.data that are not instances: groups, trackers, interfaces.
#pragma once

#include "vrrp/dump_page.hpp"
#include "vrrp/dump_view.hpp"
#include "vrrp/notify_plan.hpp"

namespace sempervivum::vrrp {

void write_objects(DumpPage &page, const DumpView &view);

/// The lines of all notify scripts there are.
void write_scripts(DumpPage &page, const NotifyPlan &notify);

}  // namespace sempervivum::vrrp
