/// Values of global_defs that no other block has.
#pragma once

#include <string>

#include "parser/arguments.hpp"
#include "parser/fields.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::parser {

/// umask: a number in C notation up to 0777, or names of bits with bars between
/// them: "IRUSR|IWUSR". Both take a GlobalDefs.
bool read_mask(void *object, Arguments &arguments, Reading &reading);
bool write_mask(const void *object, const Keyword &keyword, std::string &out);

/// include_check: words it does not know are reported and left out.
bool read_include_checks(void *object, Arguments &arguments, Reading &reading);

/// Reports a setting of iptables, in whose place nftables is used.
void report_iptables(const Arguments &arguments, Reading &reading);

/// A setting of iptables: reported, and read into that member of FirewallSettings.
template <auto Member>
inline constexpr Binding by_nftables{[](void *object, Arguments &arguments, Reading &reading) {
                                       report_iptables(arguments, reading);
                                       return member<&GlobalDefs::firewall, Member>.read(object, arguments, reading);
                                     },
                                     member<&GlobalDefs::firewall, Member>.write};

}  // namespace sempervivum::parser
