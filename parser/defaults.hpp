/// From what is written to what is meant: the last part of loading.
#pragma once

#include "parser/model.hpp"

namespace sempervivum::parser {

/// The family of an instance: of its first virtual address, else of its peers
/// and source addresses.
base::Family deduced_family(const VrrpInstance &instance);

/// version as written, 3 for IPv6, else the global one.
VrrpVersion deduced_version(const Config &config, const VrrpInstance &instance);

/// advert_int in the steps the version has: whole seconds 1..255, or hundredths up to 40.95 s.
base::Duration rounded_interval(base::Duration interval, VrrpVersion version);

/// Whether an instance is in strict mode.
bool is_strict(const Config &config, const VrrpInstance &instance);

/// Removes what cannot be used (scripts without a command, trackers of things
/// that do not exist, addresses of the wrong family) and sets everything that
/// model.hpp calls "set by load()". The checks have reported it before.
void resolve_defaults(Config &config);

}  // namespace sempervivum::parser
