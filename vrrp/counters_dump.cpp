#include "vrrp/counters_dump.hpp"

#include <array>
#include <chrono>
#include <cstdint>

#include "vrrp/counters.hpp"
#include "vrrp/instance.hpp"

namespace sempervivum::vrrp {
namespace {

struct Row {
  std::string_view words;
  std::uint64_t Counters::*value;
};

constexpr std::array rows{
    Row{"Adverts sent", &Counters::adverts_sent},
    Row{"Adverts received", &Counters::adverts_received},
    Row{"Send errors", &Counters::send_errors},
    Row{"Transitions", &Counters::transitions},
    Row{"Near failovers", &Counters::near_failovers},
    Row{"Second masters", &Counters::second_masters},
    Row{"Adverts of second masters", &Counters::second_master_adverts},
};

void write_one(DumpPage &page, const Counters &counters) {
  for (const auto &row : rows) page.line("   {} = {}", row.words, counters.*row.value);
  const auto lag = std::chrono::duration_cast<std::chrono::microseconds>(counters.worst_lag);
  page.line("   Worst lag = {} usecs", lag.count());
  page.line("   Adverts dropped or remarked on :");
  for (std::size_t at = 0; at < reject_reason_count; ++at)
    page.line("     {} = {}", describe(static_cast<RejectReason>(at)).words,
              counters.of(static_cast<RejectReason>(at)));
}

}  // namespace

void write_counters(DumpPage &page, const DumpView &view) {
  if (view.instances.empty()) return;
  page.section("VRRP Counters");
  for (const auto &instance : view.instances) {
    page.line(" VRRP Instance {}", instance->plan().name);
    write_one(page, instance->counters());
  }
}

}  // namespace sempervivum::vrrp
