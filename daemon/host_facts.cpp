#include "daemon/host_facts.hpp"

#include <grp.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string_view>

#include "daemon/iproute_directories.hpp"
#include "daemon/script_security.hpp"
#include "daemon/visited_namespace.hpp"

namespace sempervivum::daemon {
namespace {

using Verdict = parser::ScriptFacts::Verdict;

Verdict verdict_of(ScriptProblem problem) {
  switch (problem) {
    case ScriptProblem::none: return Verdict::fine;
    case ScriptProblem::no_identity: return Verdict::unknown_user;
    case ScriptProblem::not_found: return Verdict::not_found;
    case ScriptProblem::insecure: return Verdict::unsafe;
    case ScriptProblem::not_executable: break;
  }
  return Verdict::not_executable;
}

netlink::IprouteNames::Kind names_kind(parser::RoutingWord kind) {
  using Kind = netlink::IprouteNames::Kind;
  using enum parser::RoutingWord;
  switch (kind) {
    case protocol: return Kind::protocol;
    case scope: return Kind::scope;
    case realm: return Kind::realm;
    case dsfield: return Kind::dsfield;
    case group: return Kind::group;
    case table:
    case ip_protocol: break;
  }
  return Kind::table;
}

std::set<base::IpAddress> own_addresses() {
  std::set<base::IpAddress> addresses;
  ifaddrs *list = nullptr;
  if (getifaddrs(&list) != 0) return addresses;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> guard{list, &freeifaddrs};
  for (const auto *one = list; one != nullptr; one = one->ifa_next) {
    std::array<char, NI_MAXHOST> text{};
    if (one->ifa_addr == nullptr) continue;
    const auto family = one->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    const auto size = static_cast<socklen_t>(family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    if (getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    const std::string_view name{text.data()};
    if (const auto address = base::IpAddress::parse(name.substr(0, name.find('%')))) addresses.insert(*address);
  }
  return addresses;
}

}  // namespace

ThisHost::ThisHost() : socket_{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {}

bool ThisHost::group_exists(const std::string &name) const { return getgrnam(name.c_str()) != nullptr; }

bool ThisHost::routing_name_exists(const parser::FileSettings &files, parser::RoutingWord kind,
                                   std::string_view text) const {
  if (kind == parser::RoutingWord::ip_protocol) return getprotobyname(std::string{text}.c_str()) != nullptr;
  if (!names_) names_ = netlink::IprouteNames::read(iproute_directories(files));
  return names_->find(names_kind(kind), text).has_value();
}

bool ThisHost::user_exists(const std::string &name) const { return getpwnam(name.c_str()) != nullptr; }

bool ThisHost::namespace_exists(const std::string &name) const {
  return access(("/run/netns/" + name).c_str(), F_OK) == 0 || access(("/var/run/netns/" + name).c_str(), F_OK) == 0;
}

const parser::HostFacts *ThisHost::within(const std::string &net_namespace) const {
  const auto visit = VisitedNamespace::enter(net_namespace);
  if (!visit) return nullptr;
  within_ = std::make_unique<ThisHost>();
  within_->addresses_ = own_addresses();
  return within_.get();
}

bool ThisHost::interface_exists(const std::string &name) const {
  ifreq request{};
  if (name.size() >= sizeof(request.ifr_name)) return false;
  name.copy(request.ifr_name, name.size());
  return ioctl(socket_.number(), SIOCGIFINDEX, &request) == 0;
}

bool ThisHost::has_address(const base::IpAddress &address) const {
  if (!addresses_) addresses_ = own_addresses();
  return addresses_->contains(address);
}

parser::ScriptFacts ThisHost::script(const parser::Command &command, const parser::Identity *run_as,
                                     const parser::GlobalDefs &global) const {
  const auto user = run_as != nullptr ? std::optional{*run_as} : std::nullopt;
  const auto checked = ScriptSecurity{system_, global}.check(command, user);
  return {verdict_of(checked.problem), checked.reason};
}

}  // namespace sempervivum::daemon
