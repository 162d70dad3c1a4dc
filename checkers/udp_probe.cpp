// UDP_CHECK: a datagram that nobody rejects, and an answer if one is wanted (M9).
#include "checkers/datagram.hpp"
#include "checkers/udp_verdict.hpp"

namespace sempervivum::checkers {
namespace {

/// What is sent where no payload is configured.
constexpr std::string_view default_payload = "keepalived check";

std::span<const std::byte> payload_of(const UdpProbe &plan) {
  const std::string_view text = plan.payload ? std::string_view{*plan.payload} : default_payload;
  return std::as_bytes(std::span{text.data(), text.size()});
}

}  // namespace

Probing probe(const UdpProbe &plan, ProbeTools tools, base::Instant end) {
  Datagrams line{tools, plan.target, end, std::size_t{plan.longest} + 1};
  if (auto failed = line.send(payload_of(plan))) co_return *failed;
  const auto reply = co_await line.receive();
  if (reply.timed_out) co_return plan.require_reply ? bad("no reply") : good();
  if (reply.failed) co_return *reply.failed;
  co_return plan.require_reply ? judge_reply(plan, reply.bytes) : good();
}

}  // namespace sempervivum::checkers
