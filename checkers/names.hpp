/// How services and servers are called in logs, FIFOs and mails: keepalived's way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/address.hpp"
#include "parser/model_checker.hpp"

namespace sempervivum::checkers {

/// "tcp", "udp", "sctp"; "none" where there is no protocol.
std::string_view protocol_word(std::optional<parser::Protocol> protocol);

/// "[192.0.2.1]:tcp:80"
std::string address_name(const base::IpAddress &address, std::optional<parser::Protocol> protocol, std::uint16_t port);

/// The name of a virtual server; `protocol` is nothing for firewall marks.
std::string service_name(const parser::Service &service, std::optional<parser::Protocol> protocol);

}  // namespace sempervivum::checkers
