/// What the script checks ask of the machine: files, users, groups.
///
/// An interface, so that the checks are tested on machines that do not exist.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/expected.hpp"

namespace sempervivum::daemon {

struct FileFacts {
  uid_t owner = 0;
  gid_t group = 0;
  /// As in stat: type and permission bits.
  mode_t mode = 0;
};

struct UserFacts {
  uid_t user = 0;
  gid_t group = 0;

  bool operator==(const UserFacts &) const = default;
};

class SystemView {
 public:
  SystemView() = default;
  SystemView(const SystemView &) = delete;
  SystemView &operator=(const SystemView &) = delete;
  virtual ~SystemView() = default;

  /// Of what is at `path`, links not followed.
  virtual std::optional<FileFacts> facts(const std::string &path) const = 0;
  /// The absolute path without links, "." and ".."; or an errno.
  virtual base::Expected<std::string, int> real_path(const std::string &path) const = 0;
  /// What the link at `path` says; nothing if it is none.
  virtual std::optional<std::string> link_target(const std::string &path) const = 0;
  /// By name or number; the group is the user's primary one.
  virtual std::optional<UserFacts> user(const std::string &name) const = 0;
  virtual std::optional<gid_t> group(const std::string &name) const = 0;
  /// The directories where a name without a slash is looked for.
  virtual std::vector<std::string> search_path() const = 0;
  /// Who we are.
  virtual UserFacts self() const = 0;
};

/// The machine we run on. User and group databases may block.
class ThisSystem final : public SystemView {
 public:
  std::optional<FileFacts> facts(const std::string &path) const override;
  base::Expected<std::string, int> real_path(const std::string &path) const override;
  std::optional<std::string> link_target(const std::string &path) const override;
  std::optional<UserFacts> user(const std::string &name) const override;
  std::optional<gid_t> group(const std::string &name) const override;
  std::vector<std::string> search_path() const override;
  UserFacts self() const override;
};

}  // namespace sempervivum::daemon
