#include "daemon/name_book.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <span>

#include "daemon/byte_stream.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

using Answer = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Answer ask(const std::string &name, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo *found = nullptr;
  if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) found = nullptr;
  return {found, &freeaddrinfo};
}

std::optional<base::IpAddress> address_in(const addrinfo &entry) {
  if (entry.ai_family == AF_INET) {
    const auto &address = reinterpret_cast<const sockaddr_in *>(entry.ai_addr)->sin_addr;
    return base::IpAddress{base::Family::ipv4, std::as_bytes(std::span{&address, 1})};
  }
  if (entry.ai_family != AF_INET6) return std::nullopt;
  const auto &address = reinterpret_cast<const sockaddr_in6 *>(entry.ai_addr)->sin6_addr;
  return base::IpAddress{base::Family::ipv6, std::as_bytes(std::span{&address, 1})};
}

std::optional<base::IpAddress> look_up(const std::string &host) {
  if (const auto numeric = base::IpAddress::parse(host)) return numeric;
  const auto answer = ask(host, AI_ADDRCONFIG);
  for (const auto *entry = answer.get(); entry != nullptr; entry = entry->ai_next)
    if (const auto address = address_in(*entry)) return address;
  return std::nullopt;
}

std::string node_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string full_name(const std::string &node) {
  const auto answer = ask(node, AI_CANONNAME);
  return answer && answer->ai_canonname != nullptr ? answer->ai_canonname : node;
}

std::string own_user() {
  const auto *entry = getpwuid(geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(geteuid());
}

bool needs_own_name(const parser::GlobalDefs &global) {
  return global.smtp_server && (!global.router_id || !global.smtp_helo_name || !global.notification_email_from);
}

}  // namespace

NameBook survey_names(const parser::Config &config, const SystemView &system, std::vector<std::string> &lines) {
  const auto &global = config.global;
  NameBook book;
  ScriptSecurity security{system, global};
  for (const auto *fifo : {&global.notify_fifo, &global.vrrp_notify_fifo, &global.lvs_notify_fifo}) {
    if (!fifo->path) continue;
    if (const auto owner = security.user(fifo->owner))
      book.fifo_owners[*fifo->path] = *owner;
    else
      lines.push_back(fmt::format(messages::fifo_owner_unknown, *fifo->path));
  }
  if (global.smtp_server) book.mail_server = look_up(*global.smtp_server);
  if (global.smtp_server && !book.mail_server)
    lines.push_back(fmt::format(messages::mail_server_unknown, *global.smtp_server));
  book.host = node_name();
  if (needs_own_name(global)) book.host = full_name(book.host);
  book.user = own_user();
  book.script_user = security.user(std::nullopt).value_or(system.self());
  return book;
}

std::string NameBook::serialise() const {
  ByteWriter out;
  out.text(host);
  out.text(user);
  out.text(mail_server ? mail_server->to_string() : "");
  out.number(script_user.user);
  out.number(script_user.group);
  for (const auto &[path, owner] : fifo_owners) {
    out.text(path);
    out.number(owner.user);
    out.number(owner.group);
  }
  return out.take();
}

std::optional<NameBook> NameBook::deserialise(std::string_view bytes) {
  ByteReader in{bytes};
  const auto host = in.text();
  const auto user = in.text();
  const auto server = in.text();
  const auto script_user = in.number();
  const auto script_group = in.number();
  if (!host || !user || !server || !script_user || !script_group) return std::nullopt;
  NameBook book{.fifo_owners = {},
                .mail_server = base::IpAddress::parse(*server),
                .host = std::string{*host},
                .user = std::string{*user},
                .script_user = {*script_user, *script_group}};
  while (!in.at_end()) {
    const auto path = in.text();
    const auto owner = in.number();
    const auto group = in.number();
    if (!path || !owner || !group) return std::nullopt;
    book.fifo_owners[std::string{*path}] = {*owner, *group};
  }
  return book;
}

}  // namespace sempervivum::daemon
