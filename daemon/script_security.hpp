/// May this command be run, as whom, and where is it? keepalived's rules (K1 to
/// K7 of the behaviour file), as a function of what a SystemView says.
///
/// The program is found first (by PATH if its name has no slash) and its links
/// are resolved; the resolved path is what is checked and what will be executed,
/// so that a path through /bin on a merged-/usr system is as good as any. With
/// use_symlink_paths the path as it is written is checked and executed, and what
/// its links lead to is checked too. A
/// program that would run as root must not be replaceable by anybody else:
/// every component of its path belongs to root and is writable neither by others
/// nor by a group other than root's (sticky directories excepted).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/script.hpp"
#include "daemon/system_view.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

enum class ScriptProblem : std::uint8_t {
  none,
  /// The user or group does not exist.
  no_identity,
  not_found,
  /// Somebody else could change it; disabled only under enable_script_security.
  insecure,
  not_executable,
};

struct CheckedScript {
  /// Set if it may run.
  std::optional<base::Command> command;
  ScriptProblem problem = ScriptProblem::none;
  /// The problem in few words: "/opt/x is writable by everybody (o+w)".
  std::string reason;
  /// What there is to say about it, in order.
  std::vector<std::string> lines;
};

class ScriptSecurity {
 public:
  /// Both must outlive it.
  ScriptSecurity(const SystemView &system, const parser::GlobalDefs &global) : system_{system}, global_{global} {}

  /// `user` is the script's own keyword; a user on the command line outweighs it.
  CheckedScript check(const parser::Command &command, const std::optional<parser::Identity> &user);
  /// The identity named, else that of scripts without one of their own; nothing if
  /// it does not exist.
  std::optional<UserFacts> user(const std::optional<parser::Identity> &identity);

 private:
  std::optional<UserFacts> identity(const parser::Command &command, const std::optional<parser::Identity> &user,
                                    CheckedScript &result);
  std::optional<UserFacts> default_identity(CheckedScript &result);
  std::optional<UserFacts> find_default(CheckedScript &result) const;
  std::optional<UserFacts> look_up(const parser::Identity &identity) const;
  std::optional<std::string> find(const std::string &name, const UserFacts &user, CheckedScript &result) const;
  std::optional<std::string> find_in_path(const std::string &name, const UserFacts &user, CheckedScript &result) const;
  base::Expected<std::string, int> reachable(const std::string &path, const UserFacts &user) const;
  bool may_run(const base::Command &command, const FileFacts &file, const UserFacts &user, CheckedScript &result) const;
  /// Of the file at the end of all links.
  std::optional<FileFacts> facts_behind(const std::string &path) const;
  bool is_program(const std::string &path, const UserFacts &user) const;

  const SystemView &system_;
  const parser::GlobalDefs &global_;
  /// Asked for at most once.
  std::optional<std::optional<UserFacts>> default_;
};

/// Which component of `path` (absolute), or of where links on it lead, lets somebody other than
/// root change the program, and by which bit; empty: none does.
std::string unsafe_component(const SystemView &system, const std::string &path);

}  // namespace sempervivum::daemon
