#include "daemon/messenger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sempervivum::daemon {
namespace {

constexpr std::uint16_t standard_port = 25;
constexpr std::chrono::seconds standard_timeout{30};

void add_fifo(std::vector<FifoSettings> &fifos, const parser::NotifyFifo &fifo, bool read,
              const Configuration &configuration) {
  const auto &owners = configuration.names.fifo_owners;
  if (!fifo.path || std::ranges::find(fifos, *fifo.path, &FifoSettings::path) != fifos.end()) return;
  const auto owner = owners.find(*fifo.path);
  if (owner == owners.end()) return;
  const auto reader = read && fifo.script ? configuration.commands.find(*fifo.script, std::nullopt) : std::nullopt;
  fifos.push_back({*fifo.path, owner->second, reader});
}

std::optional<MailSettings> mail_settings(const Configuration &configuration) {
  const auto &global = configuration.config.global;
  const auto &names = configuration.names;
  if (!names.mail_server || global.notification_email.empty()) return std::nullopt;
  return MailSettings{
      .server = *names.mail_server,
      .port = global.smtp_server_port.value_or(standard_port),
      .timeout =
          std::max<base::Duration>(global.smtp_connect_timeout.value_or(standard_timeout), std::chrono::seconds{1}),
      .router = global.router_id.value_or(names.host),
      .host = global.smtp_helo_name.value_or(names.host),
      .from = global.notification_email_from.value_or(fmt::format("{}@{}", names.user, names.host)),
      .to = global.notification_email,
  };
}

}  // namespace

MessengerSettings messenger_settings(const Configuration &configuration, const parser::NotifyFifo &own,
                                     bool reads_global) {
  MessengerSettings settings;
  add_fifo(settings.fifos, configuration.config.global.notify_fifo, reads_global, configuration);
  add_fifo(settings.fifos, own, true, configuration);
  settings.mail = mail_settings(configuration);
  return settings;
}

void Messenger::configure(const MessengerSettings &settings) {
  std::vector<std::unique_ptr<NotifyFifo>> kept;
  for (const auto &fifo : settings.fifos) kept.push_back(take(fifo));
  // What is no longer there goes before anything of the same path comes.
  fifos_ = std::move(kept);
  for (std::size_t at = 0; at < fifos_.size(); ++at)
    fifos_[at] ? fifos_[at]->revive()
               : void(fifos_[at] = std::make_unique<NotifyFifo>(io_, log_, starter_, settings.fifos[at]));
  if (!settings.mail) return mailer_.reset();
  if (!mailer_ || mailer_->settings() != *settings.mail) mailer_ = std::make_unique<Mailer>(io_, log_, *settings.mail);
}

/// The one there is with these settings; else null.
std::unique_ptr<NotifyFifo> Messenger::take(const FifoSettings &settings) {
  const auto same = [&](const auto &fifo) { return fifo && fifo->settings() == settings; };
  const auto at = std::ranges::find_if(fifos_, same);
  return at == fifos_.end() ? nullptr : std::move(*at);
}

void Messenger::write_line(std::string_view line) {
  for (const auto &fifo : fifos_) fifo->write(line);
}

void Messenger::send(base::Mail mail) {
  if (mailer_) mailer_->send(mail);
}

}  // namespace sempervivum::daemon
