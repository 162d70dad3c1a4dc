#include "vrrp/outgoing.hpp"

#include <cstring>

namespace sempervivum::vrrp {
namespace {

using Bytes = std::span<const std::byte>;

iovec view_of(Bytes bytes) { return {const_cast<std::byte *>(bytes.data()), bytes.size()}; }

template <class Raw>
Raw to_raw(const base::IpAddress &address) {
  Raw raw{};
  std::memcpy(&raw, address.bytes().data(), sizeof raw);
  return raw;
}

}  // namespace

void OutgoingPacket::make_ipv4(Bytes message, const Arrival &way, std::uint16_t identification, AhAuth *seal) {
  const auto protocol = seal == nullptr ? ip_protocol : ah_protocol;
  const auto size = message.size() + (seal == nullptr ? 0 : ah_header_size);
  ip_ = build_ipv4_header(way.source, way.destination, way.ttl, identification, size, protocol);
  std::size_t parts = 0;
  parts_[parts++] = view_of(ip_);
  if (seal != nullptr) {
    authentication_ = seal->seal(ip_, message);
    parts_[parts++] = view_of(authentication_);
  }
  parts_[parts++] = view_of(message);
  ipv4_ = {};
  ipv4_.sin_family = AF_INET;
  ipv4_.sin_addr = to_raw<in_addr>(way.destination);
  point_at(sizeof ipv4_, parts);
}

void OutgoingPacket::make_ipv6(Bytes message, const Arrival &way, base::InterfaceIndex link) {
  parts_[0] = view_of(message);
  ipv6_ = {};
  ipv6_.sin6_family = AF_INET6;
  ipv6_.sin6_addr = to_raw<in6_addr>(way.destination);
  ipv6_.sin6_scope_id = link.value();
  point_at(sizeof ipv6_, 1);
  header_.msg_control = control_.data();
  append_control(IPV6_PKTINFO, in6_pktinfo{to_raw<in6_addr>(way.source), link.value()});
  append_control(IPV6_HOPLIMIT, int{way.ttl});
}

void OutgoingPacket::point_at(socklen_t target_size, std::size_t parts) {
  header_ = {};
  header_.msg_name = &ipv4_;
  header_.msg_namelen = target_size;
  header_.msg_iov = parts_.data();
  header_.msg_iovlen = parts;
}

template <class T>
void OutgoingPacket::append_control(int type, const T &value) {
  auto *beside = control_.data() + header_.msg_controllen;
  const cmsghdr head{CMSG_LEN(sizeof value), IPPROTO_IPV6, type};
  std::memcpy(beside, &head, sizeof head);
  std::memcpy(beside + CMSG_LEN(0), &value, sizeof value);
  header_.msg_controllen += CMSG_SPACE(sizeof value);
}

}  // namespace sempervivum::vrrp
