#include "checkers/group.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sempervivum::checkers {
namespace {

using netlink::IpvsServiceKey;
using parser::Service;

base::IpAddress next(const base::IpAddress &address) {
  std::array<std::byte, 16> octets{};
  const auto bytes = address.bytes();
  std::ranges::copy(bytes, octets.begin());
  for (auto index = bytes.size(); index-- > 0;) {
    octets[index] = static_cast<std::byte>(std::to_integer<unsigned>(octets[index]) + 1);
    if (octets[index] != std::byte{0}) break;
  }
  return {address.family(), octets};
}

IpvsServiceKey key_of(const base::IpAddress &address, std::uint16_t port) {
  IpvsServiceKey key;
  key.family = address.family();
  key.address = address;
  key.port = port;
  return key;
}

IpvsServiceKey key_of(std::uint32_t fwmark, base::Family family) {
  IpvsServiceKey key;
  key.family = family;
  key.fwmark = fwmark;
  return key;
}

/// A mark's family follows its servers', for those that are not reached by a tunnel.
base::Family mark_family(const parser::VirtualServer &server) {
  if (server.ip_family) return *server.ip_family;
  return server.real_server.empty() ? base::Family::ipv4 : server.real_server.front().service.address.family();
}

void add_range(const parser::GroupEntry &entry, std::vector<IpvsServiceKey> &keys) {
  auto address = entry.first;
  for (std::size_t count = 0; count < longest_range && address <= entry.last; ++count) {
    keys.push_back(key_of(address, entry.port.value_or(0)));
    if (address == entry.last) return;
    address = next(address);
  }
}

std::vector<IpvsServiceKey> group_keys(const parser::VirtualServerGroup &group, const parser::VirtualServer &server) {
  std::vector<IpvsServiceKey> keys;
  for (const auto &entry : group.entries) {
    if (entry.kind == Service::Kind::fwmark)
      keys.push_back(key_of(entry.fwmark, entry.family.value_or(mark_family(server))));
    else
      add_range(entry, keys);
  }
  return keys;
}

}  // namespace

std::vector<IpvsServiceKey> service_keys(const parser::Config &config, const parser::VirtualServer &server) {
  const auto &service = server.service;
  if (service.kind == Service::Kind::address) return {key_of(service.address, service.port.value_or(0))};
  if (service.kind == Service::Kind::fwmark) return {key_of(service.fwmark, mark_family(server))};
  const auto &groups = config.virtual_server_groups;
  const auto found = std::ranges::find(groups, service.group, &parser::VirtualServerGroup::name);
  if (found == groups.end()) return {};
  return group_keys(*found, server);
}

}  // namespace sempervivum::checkers
