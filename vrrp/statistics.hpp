/// An instance's counters under keepalived's names and in keepalived's orders
/// (SIGUSR2's keepalived.stats, and the stats of keepalived.json; behaviour P3).
#pragma once

#include <string>
#include <string_view>

#include "parser/json.hpp"
#include "vrrp/counters.hpp"

namespace sempervivum::vrrp {

/// The lines of one instance, its headline first.
std::string statistics_text(std::string_view instance, const Counters &counters);

/// The same as an object.
void write_statistics(parser::JsonWriter &json, const Counters &counters);

}  // namespace sempervivum::vrrp
