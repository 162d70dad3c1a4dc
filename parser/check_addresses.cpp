// Virtual addresses and passwords of each vrrp_instance.
#include <fmt/format.h>

#include <set>

#include "parser/checks.hpp"
#include "parser/defaults.hpp"

namespace sempervivum::parser {

namespace {

void check_family(const VrrpInstance &instance, Diagnostics &diagnostics) {
  const auto family = deduced_family(instance);
  for (const auto &address : instance.virtual_ipaddress)
    if (address.prefix.address.family() != family)
      diagnostics.add(FindingId::address_family, address.span,
                      fmt::format("{} is of another family than the first virtual address and is left out",
                                  address.prefix.address.to_string()),
                      "move it to `virtual_ipaddress_excluded` or to an instance of its own");
  for (const auto &peer : instance.unicast_peer)
    if (peer.address.family() != family)
      diagnostics.add(
          FindingId::address_family, peer.span,
          fmt::format("the peer {} is of another family than the instance and is left out", peer.address.to_string()));
}

void check_presence(const Config &config, const VrrpInstance &instance, Diagnostics &diagnostics) {
  if (!instance.virtual_ipaddress.empty() || instance.no_virtual_ipaddress) return;
  const bool needed = deduced_version(config, instance) == VrrpVersion::v3 || is_strict(config, instance);
  const bool implied = is_explained(config, instance, "virtual_ipaddress", diagnostics);
  diagnostics
      .add(needed ? FindingId::no_address_v3 : FindingId::no_virtual_address, instance.span,
           fmt::format("({}) there is no virtual address", instance.name),
           "add a `virtual_ipaddress` block, or `no_virtual_ipaddress` if that is meant")
      .implied = implied;
}

void check_prefixes(const VrrpInstance &instance, Diagnostics &diagnostics) {
  for (const auto *addresses : {&instance.virtual_ipaddress, &instance.virtual_ipaddress_excluded})
    for (const auto &address : *addresses)
      if (!address.prefix.length && !address.peer)
        diagnostics.add(
            FindingId::no_prefix_length, address.span,
            fmt::format("{} has no prefix length and becomes a host address", address.prefix.address.to_string()),
            fmt::format("write {}/{} if that is meant", address.prefix.address.to_string(),
                        base::full_prefix(address.prefix.address.family())));
}

void check_line(const VirtualAddress &address, Diagnostics &diagnostics) {
  const bool ipv6 = address.prefix.address.family() == base::Family::ipv6;
  if (ipv6 && (address.brd || address.label))
    diagnostics.add(FindingId::address_family, address.span,
                    fmt::format("{}: brd and label are for IPv4 addresses", address.prefix.address.to_string()));
  const bool other_broadcast = address.brd && address.brd->kind == Broadcast::Kind::given &&
                               address.brd->address.family() != address.prefix.address.family();
  if (!ipv6 && other_broadcast)
    diagnostics.add(FindingId::address_family, address.span, "the broadcast address is of another family");
  if (address.peer && address.prefix.length)
    diagnostics.add(FindingId::ignored_setting, address.span, "an address with a peer has no prefix length");
  if (address.peer && address.peer->address.family() != address.prefix.address.family())
    diagnostics.add(FindingId::address_family, address.span, "the peer is of another family than the address");
}

/// The length of a key as its bytes; a file's is known when it is read.
std::optional<std::size_t> key_bytes(std::string_view value) {
  constexpr std::string_view hexadecimal = "hex:";
  if (value.starts_with("file:")) return std::nullopt;
  return value.starts_with(hexadecimal) ? (value.size() - hexadecimal.size()) / 2 : value.size();
}

void check_keys(const VrrpInstance &instance, const AuthHmac &hmac, Diagnostics &diagnostics) {
  constexpr std::size_t shortest_key = 32;
  constexpr std::size_t longest_key = 64;
  std::set<unsigned> ids;
  for (const auto &key : hmac.key) {
    if (!ids.insert(key.id).second)
      diagnostics.add(FindingId::hmac_key, key.span, fmt::format("there is a key {} already", key.id));
    const auto size = key_bytes(key.value);
    if (size && (*size < shortest_key || *size > longest_key))
      diagnostics.add(FindingId::hmac_key, key.span,
                      fmt::format("key {} has {} bytes; a key has {} to {}", key.id, *size, shortest_key, longest_key));
  }
  if (hmac.active_key && !ids.contains(*hmac.active_key))
    diagnostics.add(FindingId::hmac_key, instance.span,
                    fmt::format("({}) active_key {} is none of the keys", instance.name, *hmac.active_key));
}

}  // namespace

void check_addresses(const Config &config, Diagnostics &diagnostics) {
  for (const auto &instance : config.instances) {
    check_family(instance, diagnostics);
    check_presence(config, instance, diagnostics);
    check_prefixes(instance, diagnostics);
    for (const auto &address : instance.virtual_ipaddress) check_line(address, diagnostics);
    for (const auto &address : instance.virtual_ipaddress_excluded) check_line(address, diagnostics);
  }
  for (const auto &address : config.static_addresses) check_line(address, diagnostics);
}

void check_authentication(const Config &config, Diagnostics &diagnostics) {
  for (const auto &instance : config.instances) {
    if (instance.auth_hmac) check_keys(instance, *instance.auth_hmac, diagnostics);
    const auto &authentication = instance.authentication;
    if (!authentication || is_strict(config, instance)) continue;
    const auto add = [&](FindingId id, std::string_view message) -> Finding & {
      return diagnostics.add(id, instance.span, fmt::format("({}) {}", instance.name, message));
    };
    if (authentication->password.size() > 8)
      diagnostics.add(FindingId::long_password, authentication->password_span,
                      fmt::format("({}) only the first 8 characters of auth_pass count", instance.name),
                      "use at most 8 characters, the same on all routers");
    if (deduced_version(config, instance) == VrrpVersion::v3)
      add(FindingId::password_v3, "VRRP version 3 has no authentication; it is ignored");
    else if (authentication->type && authentication->password.empty())
      add(FindingId::authentication_incomplete, "there is no auth_pass; authentication is ignored").implied =
          is_explained(config, instance, "auth_pass", diagnostics);
    else if (!authentication->type)
      add(FindingId::no_auth_type, "there is no auth_type; authentication is ignored");
  }
}

}  // namespace sempervivum::parser
