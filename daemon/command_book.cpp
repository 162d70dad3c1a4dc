#include "daemon/command_book.hpp"

#include <utility>
#include <vector>

#include "daemon/byte_stream.hpp"

namespace sempervivum::daemon {
namespace {

std::string key_of(const parser::Command &command, const std::optional<parser::Identity> &user) {
  ByteWriter key;
  const auto &identity = command.run_as ? command.run_as : user;
  key.text(identity ? identity->user : "");
  key.text(identity && identity->group ? *identity->group : "");
  for (const auto &word : command.argv) key.text(word);
  return key.take();
}

void write(ByteWriter &out, const base::Command &command) {
  out.number(command.user);
  out.number(command.group);
  out.text(command.path);
  for (const auto &word : command.argv) out.text(word);
}

std::optional<base::Command> read(std::string_view bytes) {
  ByteReader in{bytes};
  const auto user = in.number();
  const auto group = in.number();
  const auto path = in.text();
  if (!user || !group || !path) return std::nullopt;
  base::Command command{std::string{*path}, {}, *user, *group};
  while (!in.at_end()) {
    const auto word = in.text();
    if (!word) return std::nullopt;
    command.argv.emplace_back(*word);
  }
  return command;
}

}  // namespace

void CommandBook::add(const parser::Command &command, const std::optional<parser::Identity> &user,
                      std::optional<base::Command> resolved) {
  entries_[key_of(command, user)] = std::move(resolved);
}

std::optional<base::Command> CommandBook::find(const parser::Command &command,
                                               const std::optional<parser::Identity> &user) const {
  const auto found = entries_.find(key_of(command, user));
  return found != entries_.end() ? found->second : std::nullopt;
}

// An entry is two texts: its key, and its command (empty: must not run).
std::string CommandBook::serialise() const {
  ByteWriter out;
  for (const auto &[key, command] : entries_) {
    ByteWriter value;
    if (command) write(value, *command);
    out.text(key);
    out.text(value.take());
  }
  return out.take();
}

base::Expected<CommandBook, std::string> CommandBook::deserialise(std::string_view bytes) {
  CommandBook book;
  ByteReader in{bytes};
  while (!in.at_end()) {
    const auto key = in.text();
    const auto value = in.text();
    auto command = value ? read(*value) : std::nullopt;
    if (!key || !value || (!value->empty() && !command))
      return base::unexpected(std::string{"a damaged list of commands"});
    book.entries_[std::string{*key}] = std::move(command);
  }
  return book;
}

}  // namespace sempervivum::daemon
