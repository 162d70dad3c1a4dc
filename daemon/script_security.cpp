#include "daemon/script_security.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

constexpr const char *default_user = "keepalived_script";

/// The execute bit that applies to this user, as the kernel looks for it.
bool may_execute(const FileFacts &file, const UserFacts &user) {
  if (user.user == 0) return S_ISDIR(file.mode) || (file.mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
  if (user.user == file.owner) return (file.mode & S_IXUSR) != 0;
  if (user.group == file.group) return (file.mode & S_IXGRP) != 0;
  return (file.mode & S_IXOTH) != 0;
}

/// Every directory on the way to `path`, "/" first, and then the path itself.
std::vector<std::string> components(const std::string &path) {
  std::vector<std::string> list{"/"};
  for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    list.push_back(path.substr(0, slash));
  if (path != "/") list.push_back(path);
  return list;
}

/// Why somebody other than root may change what is here; empty: nobody may.
std::string weakness(const FileFacts &file) {
  if (file.owner != 0) return fmt::format("belongs to uid {}, not to root", file.owner);
  if (S_ISDIR(file.mode) && (file.mode & S_ISVTX) != 0) return {};
  if ((file.mode & S_IWOTH) != 0) return "is writable by everybody (o+w)";
  if ((file.mode & S_IWGRP) != 0 && file.group != 0) return fmt::format("is writable by group {} (g+w)", file.group);
  return {};
}

/// Where a link leads to, not further resolved; nothing for what is no link.
std::optional<std::string> behind_link(const SystemView &system, const std::string &path) {
  auto target = system.link_target(path);
  if (!target || target->starts_with('/')) return target;
  return path.substr(0, path.rfind('/') + 1) + *target;
}

/// `links` may still be followed.
std::string unsafe_on_way(const SystemView &system, const std::string &path, unsigned links) {
  for (const auto &component : components(path)) {
    const auto file = system.facts(component);
    if (!file) return component + " cannot be read";
    const auto target = S_ISLNK(file->mode) ? behind_link(system, component) : std::nullopt;
    // Everybody may write a link, says its mode; its folder's is what counts.
    const auto reason = weakness(target ? FileFacts{file->owner, file->group, S_IFLNK} : *file);
    if (!reason.empty()) return fmt::format("{} {}", component, reason);
    if (target && links == 0) return component + " is one link of too many";
    if (!target) continue;
    if (auto beyond = unsafe_on_way(system, *target, links - 1); !beyond.empty()) return beyond;
  }
  return {};
}

bool runs_as_root(const FileFacts &file, const UserFacts &user) {
  if (user.user == 0 || user.group == 0) return true;
  return (file.owner == 0 && (file.mode & S_ISUID) != 0) || (file.group == 0 && (file.mode & S_ISGID) != 0);
}

/// `< FILE` and `> FILE` test whether a file can be opened; the shell does it.
bool is_redirection(const std::string &word) { return word.front() == '<' || word.front() == '>'; }

base::Command redirection(const parser::Command &command, const UserFacts &user) {
  std::string line = ":";
  for (const auto &word : command.argv) line.append(" ").append(word);
  return {"/bin/sh", {"sh", "-c", std::move(line)}, user.user, user.group};
}

void fail(CheckedScript &result, ScriptProblem problem, std::string reason, std::string line) {
  result.problem = problem;
  result.reason = std::move(reason);
  result.lines.push_back(std::move(line));
}

std::string disabled_if(bool disabled, const std::string &name) {
  return disabled ? fmt::format(messages::script_unsafe_disabled, name) : fmt::format(messages::script_unsafe, name);
}

}  // namespace

std::string unsafe_component(const SystemView &system, const std::string &path) {
  constexpr unsigned most_links = 8;
  return unsafe_on_way(system, path, most_links);
}

CheckedScript ScriptSecurity::check(const parser::Command &command, const std::optional<parser::Identity> &user) {
  CheckedScript result;
  const auto &name = command.argv.front();
  const auto run_as = identity(command, user, result);
  if (!run_as) return result;
  if (!name.empty() && is_redirection(name)) {
    result.command = redirection(command, *run_as);
    return result;
  }
  const auto path = find(name, *run_as, result);
  if (!path) return result;
  const auto file = facts_behind(*path);
  if (!file) {
    result.problem = ScriptProblem::not_found;
    return result;
  }
  base::Command found{*path, command.argv, run_as->user, run_as->group};
  if (may_run(found, *file, *run_as, result)) result.command = std::move(found);
  return result;
}

/// The verdict on a program that was found.
bool ScriptSecurity::may_run(const base::Command &command, const FileFacts &file, const UserFacts &user,
                             CheckedScript &result) const {
  const auto &name = command.argv.front();
  const auto unsafe = runs_as_root(file, user) ? unsafe_component(system_, command.path) : std::string{};
  if (!unsafe.empty()) {
    fail(result, ScriptProblem::insecure, unsafe, disabled_if(global_.enable_script_security, name));
    result.lines.push_back(fmt::format(messages::script_unsafe_where, name, unsafe));
  }
  if (!S_ISREG(file.mode) || !may_execute(file, user)) {
    fail(result, ScriptProblem::not_executable, "it is not executable for its user",
         fmt::format(messages::script_not_executable, name, user.user, user.group));
    return false;
  }
  return unsafe.empty() || !global_.enable_script_security;
}

std::optional<UserFacts> ScriptSecurity::identity(const parser::Command &command,
                                                  const std::optional<parser::Identity> &user, CheckedScript &result) {
  const auto &own = command.run_as ? command.run_as : user;
  if (!own) return default_identity(result);
  const auto found = look_up(*own);
  if (!found)
    fail(result, ScriptProblem::no_identity, "its user or group does not exist",
         fmt::format(messages::script_identity_unknown, command.argv.front()));
  return found;
}

std::optional<UserFacts> ScriptSecurity::user(const std::optional<parser::Identity> &identity) {
  CheckedScript unused;
  return identity ? look_up(*identity) : default_identity(unused);
}

std::optional<UserFacts> ScriptSecurity::default_identity(CheckedScript &result) {
  if (!default_) default_ = find_default(result);
  if (*default_) return *default_;
  fail(result, ScriptProblem::no_identity, "there is no user to run it",
       std::string{global_.script_user ? messages::script_user_unknown : messages::default_user_refused});
  return std::nullopt;
}

std::optional<UserFacts> ScriptSecurity::find_default(CheckedScript &result) const {
  if (global_.script_user) return look_up(*global_.script_user);
  if (const auto user = system_.user(default_user)) return user;
  if (global_.enable_script_security) return std::nullopt;
  result.lines.emplace_back(messages::default_user_missing);
  return system_.self();
}

std::optional<UserFacts> ScriptSecurity::look_up(const parser::Identity &identity) const {
  auto user = system_.user(identity.user);
  if (!user || !identity.group) return user;
  const auto group = system_.group(*identity.group);
  if (!group) return std::nullopt;
  user->group = *group;
  return user;
}

std::optional<std::string> ScriptSecurity::find(const std::string &name, const UserFacts &user,
                                                CheckedScript &result) const {
  if (name.find('/') == std::string::npos) return find_in_path(name, user, result);
  auto path = reachable(name, user);
  if (path) return std::move(*path);
  const auto why = std::generic_category().message(path.error());
  fail(result, ScriptProblem::not_found, why, fmt::format(messages::script_inaccessible, name, why));
  return std::nullopt;
}

std::optional<std::string> ScriptSecurity::find_in_path(const std::string &name, const UserFacts &user,
                                                        CheckedScript &result) const {
  for (const auto &directory : system_.search_path()) {
    const auto path = reachable(fmt::format("{}/{}", directory, name), user);
    if (!path || !is_program(*path, user)) continue;
    result.lines.push_back(fmt::format(messages::script_by_path, name, *path));
    return *path;
  }
  fail(result, ScriptProblem::not_found, "it is not in PATH", fmt::format(messages::script_not_in_path, name));
  return std::nullopt;
}

/// The path without links (but see use_symlink_paths), if the user may search every directory on the way.
base::Expected<std::string, int> ScriptSecurity::reachable(const std::string &path, const UserFacts &user) const {
  auto resolved = system_.real_path(path);
  if (!resolved) return resolved;
  auto way = components(*resolved);
  way.pop_back();
  const bool open = std::ranges::all_of(way, [&](const auto &directory) {
    const auto facts = system_.facts(directory);
    return facts && may_execute(*facts, user);
  });
  if (!open) return base::unexpected(int{EACCES});
  if (global_.use_symlink_paths && path.starts_with('/')) return path;
  return resolved;
}

std::optional<FileFacts> ScriptSecurity::facts_behind(const std::string &path) const {
  const auto resolved = system_.real_path(path);
  return resolved ? system_.facts(*resolved) : std::nullopt;
}

bool ScriptSecurity::is_program(const std::string &path, const UserFacts &user) const {
  const auto facts = facts_behind(path);
  return facts && S_ISREG(facts->mode) && may_execute(*facts, user);
}

}  // namespace sempervivum::daemon
