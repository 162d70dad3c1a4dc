#include "vrrp/dump_words.hpp"

#include <fmt/format.h>

#include <chrono>

namespace sempervivum::vrrp {
namespace {

using netlink::AddressFlag;

std::string scope_words(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_UNIVERSE: return "global";
    case RT_SCOPE_SITE: return "site";
    case RT_SCOPE_LINK: return "link";
    case RT_SCOPE_HOST: return "host";
    case RT_SCOPE_NOWHERE: return "nowhere";
    default: return std::to_string(scope);
  }
}

std::string lifetime_words(const netlink::Address &address) {
  if (address.address.family() == base::Family::ipv4) return {};
  if (address.preferred == netlink::forever) return " preferred_lft forever";
  return fmt::format(" preferred_lft {}", address.preferred);
}

std::string flag_words(const netlink::Address &address) {
  std::string words;
  if (address.has(AddressFlag::home)) words += " home";
  if (address.has(AddressFlag::mngtmpaddr)) words += " mngtmpaddr";
  if (address.has(AddressFlag::noprefixroute)) words += " noprefixroute";
  if (address.has(AddressFlag::autojoin)) words += " autojoin";
  return words;
}

std::string without_first_word(std::string words) { return words.substr(words.find(' ') + 1); }

}  // namespace

std::string dump_words(const PlannedAddress &planned, bool held) {
  const auto &address = planned.address;
  auto words = fmt::format("{}/{}", address.address.to_string(), address.prefix_length);
  if (address.broadcast) words += fmt::format(" brd {}", address.broadcast->to_string());
  words += fmt::format(" dev {} scope {}", planned.interface, scope_words(address.scope));
  if (!address.label.empty()) words += fmt::format(" label {}", address.label);
  if (address.peer) words += fmt::format(" peer {}/{}", address.peer->to_string(), address.prefix_length);
  return words + flag_words(address) + lifetime_words(address) + (held ? " set" : "");
}

std::string dump_words(const PlannedRoute &planned) { return without_first_word(describe(planned)); }
std::string dump_words(const PlannedRule &planned) { return without_first_word(describe(planned)); }

std::string dump_words(const base::Command &command) {
  std::string words;
  for (const auto &word : command.argv) words += fmt::format("{}'{}'", words.empty() ? "" : " ", word);
  return words;
}

std::string seconds_in_words(base::Duration duration) {
  return fmt::format("{}", std::chrono::duration<double>(duration).count());
}

}  // namespace sempervivum::vrrp
