/// base::Messenger over the FIFOs and the mail server of the configuration.
///
/// A reload leaves alone what stays the same: its readers see no end of file.
///
/// Thread: one. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/messenger.hpp"
#include "daemon/child.hpp"
#include "daemon/configuration.hpp"
#include "daemon/mailer.hpp"
#include "daemon/notify_fifo.hpp"

namespace sempervivum::daemon {

struct MessengerSettings {
  std::vector<FifoSettings> fifos;
  std::optional<MailSettings> mail;
};

/// What the process of that kind tells: everything to notify_fifo, and its own part
/// to its own FIFO. `reads_global`: the script of notify_fifo is this process's to run.
MessengerSettings messenger_settings(const Configuration &configuration, const parser::NotifyFifo &own,
                                     bool reads_global);

class Messenger final : public base::Messenger {
 public:
  /// `starter` is for the FIFOs' scripts.
  Messenger(boost::asio::io_context &io, base::Log log, ScriptStarter &starter)
      : io_{io}, log_{log}, starter_{starter} {}

  void configure(const MessengerSettings &settings);

  void write_line(std::string_view line) override;
  void send(base::Mail mail) override;

 private:
  std::unique_ptr<NotifyFifo> take(const FifoSettings &settings);

  boost::asio::io_context &io_;
  base::Log log_;
  ScriptStarter &starter_;
  std::vector<std::unique_ptr<NotifyFifo>> fifos_;
  std::unique_ptr<Mailer> mailer_;
};

}  // namespace sempervivum::daemon
