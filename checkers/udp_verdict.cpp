#include "checkers/udp_verdict.hpp"

namespace sempervivum::checkers {

Outcome judge_reply(const UdpProbe &plan, std::span<const std::byte> reply) {
  if (reply.size() < plan.shortest || reply.size() > plan.longest) return bad("reply of the wrong length");
  if (!plan.reply) return good();
  const auto &[bytes, mask] = *plan.reply;
  if (reply.size() < bytes.size()) return bad("reply data mismatch");
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    const auto wanted = static_cast<std::byte>(bytes[index]);
    const auto bits = index < mask.size() ? static_cast<std::byte>(mask[index]) : std::byte{0xff};
    if (((reply[index] ^ wanted) & bits) != std::byte{0}) return bad("reply data mismatch");
  }
  return good();
}

}  // namespace sempervivum::checkers
