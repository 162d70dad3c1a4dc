#include "daemon/mailer.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <ctime>
#include <functional>
#include <utility>

#include "base/lifeline.hpp"
#include "daemon/messages.hpp"
#include "daemon/smtp_dialog.hpp"

namespace sempervivum::daemon {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

/// Longer lines are no SMTP.
constexpr std::size_t longest_line = 4096;

tcp::endpoint endpoint_of(const MailSettings &settings) {
  return {boost::asio::ip::make_address(settings.server.to_string()), settings.port};
}

std::string date_now() {
  const auto now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:%a, %d %b %Y %H:%M:%S %z}", local);
}

Letter letter_of(const MailSettings &settings) {
  return {.host = settings.host, .from = settings.from, .to = settings.to, .message = {}};
}

}  // namespace

/// One connection, from connect to QUIT. `done` is called once, from the loop.
class Mailer::Delivery {
 public:
  Delivery(boost::asio::io_context &io, base::Log log, const MailSettings &settings, Letter letter,
           std::function<void()> done)
      : io_{io},
        log_{log},
        server_{endpoint_of(settings)},
        timeout_{settings.timeout},
        dialog_{std::move(letter)},
        done_{std::move(done)},
        socket_{io},
        limit_{io} {
    expect_within_limit();
    socket_.async_connect(server_, lifeline_.guard([this](const Error &error) { connected(error); }));
  }

 private:
  void connected(const Error &error) {
    if (error) return finish(error.message());
    log_.detail(messages::mail_connected, server_.address().to_string(), server_.port());
    listen();
  }

  void listen() {
    expect_within_limit();
    boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(heard_, longest_line), '\n',
                                  lifeline_.guard([this](const Error &error, std::size_t size) {
                                    if (error) return finish(error.message());
                                    hear(size);
                                  }));
  }

  void hear(std::size_t size) {
    said_ = dialog_.hear(std::string_view{heard_}.substr(0, size - 1));
    heard_.erase(0, size);
    if (said_.empty()) return listen();
    expect_within_limit();
    boost::asio::async_write(socket_, boost::asio::buffer(said_),
                             lifeline_.guard([this](const Error &error, std::size_t) { spoken(error); }));
  }

  void spoken(const Error &error) {
    switch (dialog_.outcome()) {
      case SmtpDialog::Outcome::open: return error ? finish(error.message()) : listen();
      case SmtpDialog::Outcome::sent: log_.detail(messages::mail_sent); return finish({});
      case SmtpDialog::Outcome::failed: return finish(dialog_.reason());
    }
  }

  void expect_within_limit() {
    limit_.expires_after(timeout_);
    limit_.async_wait(lifeline_.guard([this](const Error &error) {
      if (!error) finish("no answer in time");
    }));
  }

  void finish(const std::string &failure) {
    if (!done_) return;
    if (!failure.empty()) log_.warning(messages::mail_failed, server_.address().to_string(), server_.port(), failure);
    boost::asio::post(io_, lifeline_.guard(std::exchange(done_, nullptr)));
  }

  boost::asio::io_context &io_;
  base::Log log_;
  tcp::endpoint server_;
  base::Duration timeout_;
  SmtpDialog dialog_;
  std::function<void()> done_;
  std::string heard_;
  std::string said_;
  tcp::socket socket_;
  boost::asio::steady_timer limit_;
  base::Lifeline lifeline_;
};

Mailer::Mailer(boost::asio::io_context &io, base::Log log, MailSettings settings)
    : io_{io}, log_{log}, settings_{std::move(settings)} {}

Mailer::~Mailer() = default;

void Mailer::send(const base::Mail &mail) {
  const auto subject = fmt::format("[{}] {}", settings_.router, mail.subject);
  queue_.push_back({subject, compose(letter_of(settings_), date_now(), subject, mail.body)});
  if (queue_.size() > most_waiting) {
    queue_.erase(queue_.begin() + 1);  // the first one is on its way
    if (lost_++ == 0) log_.warning(messages::mail_queue_full, most_waiting);
  }
  if (!delivery_) deliver_next();
}

void Mailer::deliver_next() {
  auto letter = letter_of(settings_);
  letter.message = queue_.front().message;
  delivery_ = std::make_unique<Delivery>(io_, log_, settings_, std::move(letter), [this] { delivered(); });
}

void Mailer::delivered() {
  queue_.pop_front();
  delivery_.reset();
  if (!queue_.empty()) return deliver_next();
  if (lost_ > 0) log_.warning(messages::mails_lost, std::exchange(lost_, 0));
}

}  // namespace sempervivum::daemon
