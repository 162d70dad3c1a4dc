/// Reading and writing the values of members: the type of a member chooses the
/// grammar, its row's Argument the limits. A failed read has been reported and
/// leaves the member alone.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/strong.hpp"
#include "parser/arguments.hpp"
#include "parser/model_common.hpp"

namespace sempervivum::parser {

// Reading. Each takes its words and returns whether there is a value.

/// Within the row's limits.
std::optional<std::int64_t> read_number(Arguments &arguments, Reading &reading);
std::optional<std::int64_t> read_choice(Arguments &arguments, Reading &reading);

/// A numeric address; unless the row wants it exact, "/LENGTH" or "-LAST" behind
/// it is ignored with a warning, as the incumbent does silently.
std::optional<base::IpAddress> read_address(const Word &word, const Reading &reading);

bool read_value(Arguments &arguments, Reading &reading, bool &value);
bool read_value(Arguments &arguments, Reading &reading, base::Duration &value);
bool read_value(Arguments &arguments, Reading &reading, std::string &value);
bool read_value(Arguments &arguments, Reading &reading, std::vector<std::string> &value);
bool read_value(Arguments &arguments, Reading &reading, base::IpAddress &value);
bool read_value(Arguments &arguments, Reading &reading, base::HardwareAddress &value);
bool read_value(Arguments &arguments, Reading &reading, Prefix &value);
bool read_value(Arguments &arguments, Reading &reading, Broadcast &value);
bool read_value(Arguments &arguments, Reading &reading, Weight &value);
bool read_value(Arguments &arguments, Reading &reading, Identity &value);
bool read_value(Arguments &arguments, Reading &reading, Command &value);

template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
bool read_value(Arguments &arguments, Reading &reading, T &value) {
  const bool chosen = reading.keyword->takes.kind == Argument::Kind::choice;
  const auto number = chosen ? read_choice(arguments, reading) : read_number(arguments, reading);
  if (number) value = static_cast<T>(*number);
  return number.has_value();
}

template <class Tag, class T>
bool read_value(Arguments &arguments, Reading &reading, base::Strong<Tag, T> &value) {
  const auto number = read_number(arguments, reading);
  if (number) value = base::Strong<Tag, T>{static_cast<T>(*number)};
  return number.has_value();
}

template <class T>
bool read_value(Arguments &arguments, Reading &reading, std::optional<T> &value) {
  T read{};
  if (!read_value(arguments, reading, read)) return false;
  value = std::move(read);
  return true;
}

template <class T>
bool read_value(Arguments &arguments, Reading &reading, base::Rare<T> &value) {
  T read{};
  if (!read_value(arguments, reading, read)) return false;
  value = std::move(read);
  return true;
}

// Writing: the value as configuration text. False when there is nothing to write.

void write_number(std::int64_t value, const Argument &argument, std::string &out);
bool write_choice(std::int64_t value, const Argument &argument, std::string &out);

bool write_value(bool value, const Argument &argument, std::string &out);
bool write_value(const base::Duration &value, const Argument &argument, std::string &out);
bool write_value(const std::string &value, const Argument &argument, std::string &out);
bool write_value(const std::vector<std::string> &value, const Argument &argument, std::string &out);
bool write_value(const base::IpAddress &value, const Argument &argument, std::string &out);
bool write_value(const base::HardwareAddress &value, const Argument &argument, std::string &out);
bool write_value(const Prefix &value, const Argument &argument, std::string &out);
bool write_value(const Broadcast &value, const Argument &argument, std::string &out);
bool write_value(const Weight &value, const Argument &argument, std::string &out);
bool write_value(const Identity &value, const Argument &argument, std::string &out);
bool write_value(const Command &value, const Argument &argument, std::string &out);

template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
bool write_value(const T &value, const Argument &argument, std::string &out) {
  const auto number = static_cast<std::int64_t>(value);
  if (argument.kind == Argument::Kind::choice) return write_choice(number, argument, out);
  write_number(number, argument, out);
  return true;
}

template <class Tag, class T>
bool write_value(const base::Strong<Tag, T> &value, const Argument &argument, std::string &out) {
  write_number(static_cast<std::int64_t>(value.value()), argument, out);
  return true;
}

template <class T>
bool write_value(const std::optional<T> &value, const Argument &argument, std::string &out) {
  return value && write_value(*value, argument, out);
}

template <class T>
bool write_value(const base::Rare<T> &value, const Argument &argument, std::string &out) {
  return value && write_value(*value, argument, out);
}

}  // namespace sempervivum::parser
