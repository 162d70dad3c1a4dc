/// What only name services know, found out once by the parent: the owners of the
/// notify FIFOs, the mail server's address, our own name.
///
/// Asking may block (users over LDAP, hosts over DNS); child processes only look
/// up what is written here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "daemon/script_security.hpp"
#include "daemon/system_view.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

struct NameBook {
  /// By the path of the FIFO.
  std::map<std::string, UserFacts> fifo_owners;
  std::optional<base::IpAddress> mail_server;
  /// With its domain where the resolver knows it, if mails need it.
  std::string host;
  /// Whose name stands before @host in mails by default.
  std::string user;
  /// Who scripts without a user of their own run as.
  UserFacts script_user;

  std::string serialise() const;
  /// Nothing if the bytes are damaged.
  static std::optional<NameBook> deserialise(std::string_view bytes);
};

/// Looks everything up; `lines` gets what there is to log.
NameBook survey_names(const parser::Config &config, const SystemView &system, std::vector<std::string> &lines);

}  // namespace sempervivum::daemon
