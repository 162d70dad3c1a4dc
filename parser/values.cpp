#include "parser/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "parser/atoms.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

using Kind = Argument::Kind;

/// The next word, or a complaint that there is none.
const Word *require(Arguments &arguments, const Reading &reading) {
  const auto *word = arguments.take();
  if (!word) {
    const auto &keyword = *reading.keyword;
    reading.complain(reading.missing(), arguments.end_span(),
                     fmt::format("`{}` needs {}", keyword.name, describe(keyword.takes)));
  }
  return word;
}

/// Whether a number that is not quite one may be used.
bool acceptable(const Number &number, const Word &word, const Reading &reading) {
  using Quality = Number::Quality;
  const auto &takes = reading.keyword->takes;
  if (number.quality == Quality::good) return true;
  if (number.quality == Quality::too_many_places) {
    reading.complain(FindingId::too_many_places, word.span,
                     fmt::format("`{}` is rounded to {}", word.text, write_decimal(number.value, takes.places)),
                     fmt::format("at most {} decimal places", takes.places));
    return true;
  }
  const bool in_range = number.value >= takes.min && number.value <= takes.max;
  if (number.quality == Quality::trailing_text && in_range && !reading.testing && takes.kind == Kind::decimal) {
    reading.complain(FindingId::lenient_number, word.span,
                     fmt::format("`{}` is taken as {}", word.text, write_decimal(number.value, takes.places)),
                     "numbers have no unit; `-t` refuses this");
    return true;
  }
  reading.complain(FindingId::bad_number, word.span,
                   fmt::format("`{}` is not a number `{}` can take", word.text, reading.keyword->name),
                   value_advice(word.text, fmt::format("expected {}", describe(takes))));
  return false;
}

std::optional<std::int64_t> read_bounded(const Word &word, const Number &number, const Reading &reading) {
  const auto &takes = reading.keyword->takes;
  if (!acceptable(number, word, reading)) return std::nullopt;
  if (number.value >= takes.min && number.value <= takes.max) return number.value;
  reading.complain(
      FindingId::out_of_range, word.span,
      fmt::format("`{}` must be within {}, not {}", reading.keyword->name, describe_range(takes), word.text),
      number.value < takes.min ? fmt::format("at least {}", write_decimal(takes.min, takes.places))
                               : fmt::format("at most {}", write_decimal(takes.max, takes.places)));
  return std::nullopt;
}

std::chrono::nanoseconds unit_of(unsigned places) {
  std::int64_t nanoseconds = 1'000'000'000;
  for (unsigned i = 0; i < places; ++i) nanoseconds /= 10;
  return std::chrono::nanoseconds{nanoseconds};
}

bool fits(const Word &word, const Reading &reading) {
  const auto &takes = reading.keyword->takes;
  const bool limited = takes.kind == Kind::word || takes.kind == Kind::interface;
  if (takes.kind == Kind::path && word.text.empty()) {
    reading.complain(FindingId::bad_value, word.span, fmt::format("`{}` needs a path", reading.keyword->name));
    return false;
  }
  if (!limited || word.text.size() <= static_cast<std::size_t>(takes.max)) return true;
  reading.complain(FindingId::too_long, word.span,
                   fmt::format("`{}` is longer than {} characters", word.text, takes.max));
  return false;
}

bool same_but_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::vector<std::string_view> words_of(std::span<const Choice> choices) {
  std::vector<std::string_view> all;
  for (const auto &choice : choices)
    if (!choice.word.empty()) all.push_back(choice.word);
  return all;
}

std::optional<Identity> read_identity(Arguments &arguments) {
  const auto *user = arguments.take();
  if (!user) return std::nullopt;
  Identity identity{std::string{user->text}, std::nullopt};
  if (const auto *group = arguments.take()) identity.group = std::string{group->text};
  return identity;
}

void append_identity(const Identity &identity, std::string &out) {
  out += quote_word(identity.user);
  if (!identity.group) return;
  out += ' ';
  out += quote_word(*identity.group);
}

}  // namespace

SourceSpan Arguments::last_span() const {
  if (words_.empty()) return {line_, 0, static_cast<std::uint32_t>(statement_.size())};
  return words_[at_ == 0 ? 0 : at_ - 1].span;
}

SourceSpan Arguments::end_span() const {
  const auto size = static_cast<std::uint32_t>(statement_.size());
  return {line_, 0, size};
}

std::optional<std::int64_t> read_number(Arguments &arguments, Reading &reading) {
  const auto *word = require(arguments, reading);
  if (!word) return std::nullopt;
  const auto &takes = reading.keyword->takes;
  for (const auto &choice : takes.choices)
    if (choice.word == word->text) return choice.value;
  if (takes.kind == Kind::decimal) return read_bounded(*word, read_decimal(word->text, takes.places), reading);
  if (takes.kind == Kind::c_integer) return read_bounded(*word, read_c_integer(word->text), reading);
  return read_bounded(*word, read_integer(word->text), reading);
}

std::optional<std::int64_t> read_choice(Arguments &arguments, Reading &reading) {
  const auto &takes = reading.keyword->takes;
  const std::string_view given = takes.optional && arguments.empty() ? std::string_view{} : std::string_view{"?"};
  const auto *word = given.empty() ? nullptr : require(arguments, reading);
  if (!word && !given.empty()) return std::nullopt;
  const auto text = word ? word->text : std::string_view{};
  for (const auto &choice : takes.choices)
    if (choice.word == text || (takes.any_case && same_but_case(choice.word, text))) return choice.value;
  if (!word) return std::nullopt;
  const auto all = words_of(takes.choices);
  auto help = did_you_mean(text, all);
  if (help.empty()) help = value_advice(text, fmt::format("expected {}", joined(all, " or ")));
  reading.complain(FindingId::bad_word, word->span, fmt::format("`{}` does not know `{}`", reading.keyword->name, text),
                   std::move(help));
  return std::nullopt;
}

bool read_value(Arguments &arguments, Reading &reading, bool &value) {
  const auto kind = reading.keyword->takes.kind;
  if (kind == Kind::choice) {
    const auto chosen = read_choice(arguments, reading);
    if (chosen) value = *chosen != 0;
    return chosen.has_value();
  }
  if (kind == Kind::none || arguments.empty()) return value = true;
  const auto *word = arguments.take();
  const auto read = read_boolean(word->text);
  if (read) value = *read;
  if (!read)
    reading.complain(FindingId::bad_boolean, word->span,
                     fmt::format("`{}` takes true or false, not `{}`", reading.keyword->name, word->text),
                     "true, on, yes; false, off, no (in lower case)");
  return read.has_value();
}

bool read_value(Arguments &arguments, Reading &reading, base::Duration &value) {
  const auto number = read_number(arguments, reading);
  if (number) value = *number * unit_of(reading.keyword->takes.places);
  return number.has_value();
}

bool read_value(Arguments &arguments, Reading &reading, std::string &value) {
  if (arguments.empty() && reading.keyword->takes.optional) return value.clear(), true;
  const auto *word = require(arguments, reading);
  if (!word || !fits(*word, reading)) return false;
  value = word->text;
  return true;
}

bool read_value(Arguments &arguments, Reading &reading, std::vector<std::string> &value) {
  if (arguments.empty() && reading.keyword->takes.optional) return value.clear(), true;
  const auto *word = require(arguments, reading);
  if (!word) return false;
  value.clear();
  for (; word; word = arguments.take()) value.emplace_back(word->text);
  return true;
}

std::optional<base::IpAddress> read_address(const Word &word, const Reading &reading) {
  const auto end =
      reading.keyword->takes.exact ? word.text.size() : std::min(word.text.find_first_of("/-"), word.text.size());
  const auto address = base::IpAddress::parse(word.text.substr(0, end));
  if (!address)
    reading.complain(FindingId::bad_address, word.span, fmt::format("`{}` is not an IP address", word.text),
                     value_advice(word.text, "a numeric address such as 192.0.2.1 or 2001:db8::1"));
  else if (end < word.text.size())
    reading.complain(
        FindingId::superfluous_word, word.span,
        fmt::format("`{}` takes an address only; `{}` is ignored", reading.keyword->name, word.text.substr(end)));
  return address;
}

bool read_value(Arguments &arguments, Reading &reading, base::IpAddress &value) {
  const auto *word = require(arguments, reading);
  const auto address = word ? read_address(*word, reading) : std::nullopt;
  if (address) value = *address;
  return address.has_value();
}

bool read_value(Arguments &arguments, Reading &reading, base::HardwareAddress &value) {
  const auto *word = require(arguments, reading);
  if (!word) return false;
  const auto address = read_hardware_address(word->text);
  if (address) value = *address;
  if (!address)
    reading.complain(FindingId::bad_address, word->span, fmt::format("`{}` is not a hardware address", word->text),
                     "hexadecimal octets such as 00:00:5e:00:01:33");
  return address.has_value();
}

bool read_value(Arguments &arguments, Reading &reading, Prefix &value) {
  const auto *word = require(arguments, reading);
  if (!word) return false;
  const auto prefix = read_prefix(word->text);
  if (!prefix.address) {
    reading.complain(FindingId::bad_address, word->span, fmt::format("`{}` is not an IP address", word->text),
                     value_advice(word->text, "an address such as 192.0.2.1/24 or 2001:db8::1/64"));
    return false;
  }
  value = {*prefix.address, prefix.length};
  if (!prefix.bad_length) return true;
  value.length = base::full_prefix(prefix.address->family());
  reading.complain(FindingId::bad_address, word->span,
                   fmt::format("`{}` has a bad prefix length; {} is used", word->text, *value.length),
                   value_advice(word->text, fmt::format("at most {}", *value.length)));
  return true;
}

bool read_value(Arguments &arguments, Reading &reading, Broadcast &value) {
  const auto *word = arguments.peek();
  if (word && (word->text == "+" || word->text == "-")) {
    arguments.take();
    value.kind = word->text == "+" ? Broadcast::Kind::host_bits_set : Broadcast::Kind::host_bits_clear;
    return true;
  }
  value.kind = Broadcast::Kind::given;
  return read_value(arguments, reading, value.address);
}

bool read_value(Arguments &arguments, Reading &reading, Weight &value) {
  const auto number = read_number(arguments, reading);
  if (!number) return false;
  value = {static_cast<int>(*number), false};
  const auto *word = arguments.peek();
  if (!word) return true;
  if (word->text == "reverse" || word->text == "noreverse")
    value.reverse = word->text == "reverse";
  else
    reading.complain(FindingId::unknown_option, word->span, fmt::format("a weight knows no `{}`", word->text),
                     "`reverse` may follow");
  arguments.take();
  return true;
}

bool read_value(Arguments &arguments, Reading &reading, Identity &value) {
  const bool given = !arguments.empty() || require(arguments, reading);
  if (given) value = *read_identity(arguments);
  return given;
}

bool read_value(Arguments &arguments, Reading &reading, Command &value) {
  Words words;
  split_quoted_words(arguments.statement(), arguments.line(), words);
  Arguments quoted{words.words, arguments.statement(), arguments.line()};
  quoted.take();
  arguments.take_all();
  if (words.unterminated) {
    reading.complain(FindingId::bad_command, {arguments.line(), *words.unterminated, 1},
                     "this quote is never closed; the statement is ignored", "close it on the same line");
    return false;
  }
  const auto *word = require(quoted, reading);
  if (!word) return false;
  const auto argv = split_command(word->text);
  if (!argv || argv->empty()) {
    reading.complain(FindingId::bad_command, word->span,
                     argv ? "the command is empty" : "a quote inside this command is never closed");
    return false;
  }
  value = {*argv, read_identity(quoted), word->span};
  return true;
}

void write_number(std::int64_t value, const Argument &argument, std::string &out) {
  if (write_choice(value, argument, out)) return;
  out += argument.kind == Kind::decimal ? write_decimal(value, argument.places) : std::to_string(value);
}

bool write_choice(std::int64_t value, const Argument &argument, std::string &out) {
  for (const auto &choice : argument.choices) {
    if (choice.value != value) continue;
    out += choice.word;
    return true;
  }
  return false;
}

bool write_value(bool value, const Argument &argument, std::string &out) {
  if (argument.kind == Kind::none) return value;
  if (argument.kind == Kind::choice) return write_choice(value, argument, out);
  out += value ? "true" : "false";
  return true;
}

bool write_value(const base::Duration &value, const Argument &argument, std::string &out) {
  out += write_decimal(value / unit_of(argument.places), argument.places);
  return true;
}

bool write_value(const std::string &value, const Argument &argument, std::string &out) {
  if (value.empty() && argument.optional) return true;
  out += quote_word(value);
  return true;
}

bool write_value(const std::vector<std::string> &value, const Argument &argument, std::string &out) {
  for (const auto &one : value) {
    if (&one != value.data()) out += ' ';
    out += quote_word(one);
  }
  return !value.empty() || argument.optional;
}

bool write_value(const base::IpAddress &value, const Argument &, std::string &out) {
  out += value.to_string();
  return true;
}

bool write_value(const base::HardwareAddress &value, const Argument &, std::string &out) {
  out += value.to_string();
  return true;
}

bool write_value(const Prefix &value, const Argument &, std::string &out) {
  out += value.address.to_string();
  if (value.length) out += fmt::format("/{}", *value.length);
  return true;
}

bool write_value(const Broadcast &value, const Argument &, std::string &out) {
  if (value.kind == Broadcast::Kind::given)
    out += value.address.to_string();
  else
    out += value.kind == Broadcast::Kind::host_bits_set ? '+' : '-';
  return true;
}

bool write_value(const Weight &value, const Argument &, std::string &out) {
  out += std::to_string(value.value);
  if (value.reverse) out += " reverse";
  return true;
}

bool write_value(const Identity &value, const Argument &, std::string &out) {
  append_identity(value, out);
  return true;
}

bool write_value(const Command &value, const Argument &, std::string &out) {
  out += quote_command(value.argv);
  if (!value.run_as) return true;
  out += ' ';
  append_identity(*value.run_as, out);
  return true;
}

}  // namespace sempervivum::parser
