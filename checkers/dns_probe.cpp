// DNS_CHECK: a question over UDP that is answered without an error (M9).
#include <fmt/format.h>

#include <random>

#include "checkers/datagram.hpp"
#include "checkers/dns_message.hpp"

namespace sempervivum::checkers {
namespace {

/// More than the header is not looked at.
constexpr std::size_t longest_answer = 512;

constexpr std::string_view root = ".";

/// Not to be guessed by whoever would like to answer in the server's place.
std::uint16_t random_id() {
  thread_local std::random_device device;
  return static_cast<std::uint16_t>(device());
}

}  // namespace

Probing probe(const DnsProbe &plan, ProbeTools tools, base::Instant end) {
  const auto id = random_id();
  const auto question = encode_question(id, plan.name ? *plan.name : root, static_cast<std::uint16_t>(plan.type));
  if (!question) co_return bad("a name that cannot be asked for");
  Datagrams line{tools, plan.target, end, longest_answer};
  if (auto failed = line.send(*question)) co_return *failed;
  for (;;) {
    const auto reply = co_await line.receive();
    if (reply.timed_out) co_return bad("read timeout from socket.");
    if (reply.failed) co_return bad(fmt::format("failed to read socket; errno {} ({})", reply.code, reply.failed->why));
    const auto answer = judge_answer(reply.bytes, id);
    if (answer.kind == DnsAnswer::Kind::good) co_return good();
    if (answer.kind == DnsAnswer::Kind::refused)
      co_return bad(fmt::format("read error occurred. (rcode = {})", answer.code));
  }
}

}  // namespace sempervivum::checkers
