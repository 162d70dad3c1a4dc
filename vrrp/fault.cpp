#include "vrrp/fault.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <iterator>

namespace sempervivum::vrrp {
namespace {

/// One row per FaultReason.
constexpr std::array<std::string_view, 10> fault_words{
    "interface missing", "interface down", "no source address", "tracked interface down", "tracked script failed",
    "no unicast peer",   "no multicast",   "tracked file",      "tracked process",        "tracked BFD session down",
};

}  // namespace

std::string_view to_words(FaultReason reason) { return fault_words[static_cast<std::size_t>(reason)]; }

std::string describe(const FaultSet &faults) {
  std::string text;
  for (const auto &fault : faults) {
    const auto separator = text.empty() ? "" : ", ";
    fmt::format_to(std::back_inserter(text), "{}{}", separator, to_words(fault.reason));
    if (!fault.subject.empty()) fmt::format_to(std::back_inserter(text), " ({})", fault.subject);
  }
  return text;
}

}  // namespace sempervivum::vrrp
