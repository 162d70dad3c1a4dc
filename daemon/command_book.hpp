/// Every command of a configuration as it may be run, found out once by the parent.
///
/// Resolving asks the file system and the user database, which may take their
/// time; the protocol thread only looks up what is written here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/script.hpp"
#include "parser/model_common.hpp"

namespace sempervivum::daemon {

class CommandBook {
 public:
  /// `user` is the script's own keyword. Nothing: it must not run.
  void add(const parser::Command &command, const std::optional<parser::Identity> &user,
           std::optional<base::Command> resolved);

  /// Nothing also for a command that was never added.
  std::optional<base::Command> find(const parser::Command &command, const std::optional<parser::Identity> &user) const;

  std::string serialise() const;
  static base::Expected<CommandBook, std::string> deserialise(std::string_view bytes);

  bool operator==(const CommandBook &) const = default;

 private:
  std::map<std::string, std::optional<base::Command>> entries_;
};

}  // namespace sempervivum::daemon
