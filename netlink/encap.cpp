#include "netlink/encap.hpp"

#include <endian.h>
#include <linux/ila.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/rtnetlink.h>

#include <array>
#include <span>

namespace sempervivum::netlink {
namespace {

// Both IP tunnels number their attributes alike.
static_assert(LWTUNNEL_IP_ID == int{LWTUNNEL_IP6_ID} && LWTUNNEL_IP_DST == int{LWTUNNEL_IP6_DST} &&
              LWTUNNEL_IP_SRC == int{LWTUNNEL_IP6_SRC} && LWTUNNEL_IP_TTL == int{LWTUNNEL_IP6_HOPLIMIT} &&
              LWTUNNEL_IP_TOS == int{LWTUNNEL_IP6_TC} && LWTUNNEL_IP_FLAGS == int{LWTUNNEL_IP6_FLAGS});

// An MPLS label stack entry: label, traffic class, bottom of stack, TTL.
constexpr unsigned label_shift = 12;
constexpr std::uint32_t bottom_of_stack = 1U << 8;

std::uint16_t type_of(const IpEncap &encap) {
  return encap.family == base::Family::ipv4 ? LWTUNNEL_ENCAP_IP : LWTUNNEL_ENCAP_IP6;
}
std::uint16_t type_of(const MplsEncap &) { return LWTUNNEL_ENCAP_MPLS; }
std::uint16_t type_of(const IlaEncap &) { return LWTUNNEL_ENCAP_ILA; }

void put_content(Batch &batch, const IpEncap &encap) {
  if (encap.id != 0) batch.put(LWTUNNEL_IP_ID, htobe64(encap.id));
  if (encap.destination) batch.put(LWTUNNEL_IP_DST, encap.destination->bytes());
  if (encap.source) batch.put(LWTUNNEL_IP_SRC, encap.source->bytes());
  if (encap.tos != 0) batch.put(LWTUNNEL_IP_TOS, encap.tos);
  if (encap.ttl != 0) batch.put(LWTUNNEL_IP_TTL, encap.ttl);
  if (encap.flags != 0) batch.put(LWTUNNEL_IP_FLAGS, htobe16(encap.flags));
}

void put_content(Batch &batch, const MplsEncap &encap) {
  std::vector<std::uint32_t> stack;
  for (const auto label : encap.labels) stack.push_back(htobe32(label << label_shift));
  if (!stack.empty()) stack.back() |= htobe32(bottom_of_stack);
  batch.put(MPLS_IPTUNNEL_DST, std::as_bytes(std::span{stack}));
  if (encap.ttl != 0) batch.put(MPLS_IPTUNNEL_TTL, encap.ttl);
}

void put_content(Batch &batch, const IlaEncap &encap) { batch.put(ILA_ATTR_LOCATOR, htobe64(encap.locator)); }

struct Put {
  Batch &batch;

  void operator()(std::monostate) const {}
  template <class Tunnel>
  void operator()(const Tunnel &tunnel) const {
    {
      const auto nest = batch.nest_unmarked(RTA_ENCAP);
      put_content(batch, tunnel);
    }
    batch.put(RTA_ENCAP_TYPE, type_of(tunnel));
  }
};

Parsed<void> read_big_endian(Bytes value, std::uint64_t &target) {
  const auto read_value = read_into(value, target);
  target = be64toh(target);
  return read_value;
}

Parsed<void> read_endpoint(base::Family family, Bytes value, std::optional<base::IpAddress> &target) {
  const auto assigned = assign(read_address(family, value), target);
  if (target && target->is_any()) target.reset();
  return assigned;
}

Parsed<void> read_flags(Bytes value, std::uint16_t &target) {
  const auto read_value = read_into(value, target);
  target = be16toh(target);
  return read_value;
}

Parsed<void> read_attribute(const Attribute &attribute, IpEncap &encap) {
  switch (attribute.type) {
    case LWTUNNEL_IP_ID: return read_big_endian(attribute.value, encap.id);
    case LWTUNNEL_IP_DST: return read_endpoint(encap.family, attribute.value, encap.destination);
    case LWTUNNEL_IP_SRC: return read_endpoint(encap.family, attribute.value, encap.source);
    case LWTUNNEL_IP_TOS: return read_into(attribute.value, encap.tos);
    case LWTUNNEL_IP_TTL: return read_into(attribute.value, encap.ttl);
    case LWTUNNEL_IP_FLAGS: return read_flags(attribute.value, encap.flags);
    default: return {};
  }
}

Parsed<void> read_stack(Bytes stack, std::vector<std::uint32_t> &labels) {
  while (!stack.empty()) {
    const auto entry = take<std::uint32_t>(stack);
    if (!entry) return base::unexpected(ParseError::bad_value);
    labels.push_back(be32toh(*entry) >> label_shift);
  }
  return {};
}

Parsed<void> read_attribute(const Attribute &attribute, MplsEncap &encap) {
  switch (attribute.type) {
    case MPLS_IPTUNNEL_DST: return read_stack(attribute.value, encap.labels);
    case MPLS_IPTUNNEL_TTL: return read_into(attribute.value, encap.ttl);
    default: return {};
  }
}

Parsed<void> read_attribute(const Attribute &attribute, IlaEncap &encap) {
  return attribute.type == ILA_ATTR_LOCATOR ? read_big_endian(attribute.value, encap.locator) : Parsed<void>{};
}

template <class Tunnel>
Parsed<Encap> parse_content(Bytes value, Tunnel tunnel) {
  const auto walked =
      for_each_attribute(value, [&tunnel](const Attribute &attribute) { return read_attribute(attribute, tunnel); });
  if (!walked) return base::unexpected(walked.error());
  return tunnel;
}

}  // namespace

void put_encap(Batch &batch, const Encap &encap) { std::visit(Put{batch}, encap); }

Parsed<Encap> parse_encap(std::uint16_t type, Bytes value) {
  switch (type) {
    case LWTUNNEL_ENCAP_IP: return parse_content(value, IpEncap{});
    case LWTUNNEL_ENCAP_IP6: return parse_content(value, IpEncap{.family = base::Family::ipv6});
    case LWTUNNEL_ENCAP_MPLS: return parse_content(value, MplsEncap{});
    case LWTUNNEL_ENCAP_ILA: return parse_content(value, IlaEncap{});
    default: return Encap{};
  }
}

}  // namespace sempervivum::netlink
