#include "checkers/probe_name.hpp"

#include <array>

namespace sempervivum::checkers {
namespace {

/// In the order of Probe's alternatives.
constexpr auto names = std::to_array<ProbeName>({
    {"TCP_CHECK", "TCP CHECK"},
    {"ICMP CHECK", "ICMP CHECK"},
    {"UDP_CHECK", "UDP CHECK"},
    {"SMTP_CHECK", "CHECK"},
    {"DNS_CHECK", "DNS_CHECK:"},
    {"HTTP_CHECK", "CHECK"},
    {"MISC_CHECK", "MISC CHECK"},
    {"FILE_CHECK", "FILE CHECK"},
    {"BFD_CHECK", "BFD CHECK"},
});
static_assert(names.size() == std::variant_size_v<Probe>);

}  // namespace

ProbeName probe_name(const Probe &probe) { return names[probe.index()]; }

}  // namespace sempervivum::checkers
