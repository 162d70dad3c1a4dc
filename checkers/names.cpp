#include "checkers/names.hpp"

#include <fmt/format.h>

namespace sempervivum::checkers {

std::string_view protocol_word(std::optional<parser::Protocol> protocol) {
  if (!protocol) return "none";
  switch (*protocol) {
    case parser::Protocol::tcp: return "tcp";
    case parser::Protocol::udp: return "udp";
    case parser::Protocol::sctp: return "sctp";
  }
  return "none";
}

std::string address_name(const base::IpAddress &address, std::optional<parser::Protocol> protocol, std::uint16_t port) {
  return fmt::format("[{}]:{}:{}", address.to_string(), protocol_word(protocol), port);
}

std::string service_name(const parser::Service &service, std::optional<parser::Protocol> protocol) {
  switch (service.kind) {
    case parser::Service::Kind::fwmark: return fmt::format("FWM {}", service.fwmark);
    case parser::Service::Kind::group: return fmt::format("[{}]:{}", service.group, service.port.value_or(0));
    case parser::Service::Kind::address: break;
  }
  return address_name(service.address, protocol, service.port.value_or(0));
}

}  // namespace sempervivum::checkers
