// SMTP_CHECK: greeting, HELO, QUIT (M9).
#include <fmt/format.h>

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "checkers/endpoint.hpp"
#include "checkers/smtp_reply.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int greeting_code = 220;
constexpr int helo_code = 250;

class Dialogue {
 public:
  Dialogue(asio::ip::tcp::socket &socket, base::Duration timeout, Watchdog &watchdog)
      : socket_{socket}, timeout_{timeout}, watchdog_{watchdog} {}

  /// Nothing: the command is out.
  asio::awaitable<std::optional<Outcome>> say(std::string line) {
    error_code error;
    watchdog_.allow(timeout_);
    co_await asio::async_write(socket_, asio::buffer(line), asio::redirect_error(asio::use_awaitable, error));
    if (watchdog_.bitten()) co_return bad("Write timeout to server");
    if (error) co_return bad("Write failure to server");
    co_return std::nullopt;
  }

  /// Nothing: a reply with that code has come; 0 is any.
  asio::awaitable<std::optional<Outcome>> expect(int code, std::string_view what) {
    SmtpReply reply;
    auto state = SmtpReply::State::incomplete;
    while (state == SmtpReply::State::incomplete) {
      std::array<char, 512> room{};
      error_code error;
      watchdog_.allow(timeout_);
      const auto size =
          co_await socket_.async_read_some(asio::buffer(room), asio::redirect_error(asio::use_awaitable, error));
      if (watchdog_.bitten()) co_return bad("Read timeout from server");
      if (error) co_return bad("Read failure from server");
      state = reply.feed({room.data(), size});
    }
    if (state == SmtpReply::State::wrong) co_return bad(fmt::format("Endless {} from server", what));
    if (code != 0 && reply.code() != code) co_return bad(fmt::format("Bad {} from server", what));
    co_return std::nullopt;
  }

 private:
  asio::ip::tcp::socket &socket_;
  base::Duration timeout_;
  Watchdog &watchdog_;
};

}  // namespace

Probing probe(const SmtpProbe &plan, ProbeTools tools, base::Instant end) {
  asio::ip::tcp::socket socket{tools.loop};
  Watchdog watchdog{socket, end};
  if (auto failed = co_await connect(socket, plan.target, watchdog)) co_return *failed;
  Dialogue dialogue{socket, plan.target.timeout, watchdog};
  if (auto failed = co_await dialogue.expect(greeting_code, "greeting banner")) co_return *failed;
  if (auto failed = co_await dialogue.say("HELO " + plan.helo_name + "\r\n")) co_return *failed;
  if (auto failed = co_await dialogue.expect(helo_code, "HELO response")) co_return *failed;
  if (auto failed = co_await dialogue.say("QUIT\r\n")) co_return *failed;
  if (auto failed = co_await dialogue.expect(0, "QUIT response")) co_return *failed;
  co_return good();
}

}  // namespace sempervivum::checkers
