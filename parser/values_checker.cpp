#include "parser/values_checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "parser/atoms.hpp"
#include "parser/values.hpp"

namespace sempervivum::parser {

namespace {

using Quality = Number::Quality;

const Word *next(Arguments &arguments, Reading &reading, std::string_view what) {
  const auto *word = arguments.take();
  if (!word)
    reading.complain(reading.missing(), arguments.end_span(),
                     fmt::format("`{}` needs {}", reading.keyword->name, what));
  return word;
}

bool wrong(const Word &word, Reading &reading, std::string_view expected) {
  reading.complain(FindingId::bad_value, word.span, fmt::format("`{}` is not {}", word.text, expected));
  return false;
}

std::optional<std::int64_t> bounded(std::string_view text, std::int64_t min, std::int64_t max) {
  const auto number = read_integer(text);
  if (number.quality != Quality::good || number.value < min || number.value > max) return std::nullopt;
  return number.value;
}

bool read_port(Arguments &arguments, Reading &reading, std::optional<std::uint16_t> &port) {
  const auto *word = arguments.take();
  if (!word) return true;
  const auto number = bounded(word->text, 0, 65535);
  if (!number) return wrong(*word, reading, "a port, 0 to 65535");
  port = static_cast<std::uint16_t>(*number);
  return true;
}

bool read_mark(Arguments &arguments, Reading &reading, std::uint32_t &mark) {
  const auto *word = next(arguments, reading, "a firewall mark");
  if (!word) return false;
  const auto number = bounded(word->text, 0, 4294967295);
  if (!number) return wrong(*word, reading, "a firewall mark, 0 to 4294967295");
  mark = static_cast<std::uint32_t>(*number);
  return true;
}

/// The address with its last byte (IPv4) or last two bytes (IPv6) replaced.
base::IpAddress with_tail(const base::IpAddress &address, std::int64_t tail) {
  std::array<std::byte, 16> bytes{};
  std::ranges::copy(address.bytes(), bytes.begin());
  const auto size = address.bytes().size();
  bytes[size - 1] = static_cast<std::byte>(tail & 0xff);
  if (address.family() == base::Family::ipv6) bytes[size - 2] = static_cast<std::byte>(tail >> 8U & 0xff);
  return {address.family(), std::span{bytes}.first(size)};
}

/// The last address of a prefix.
base::IpAddress last_of(const base::IpAddress &address, unsigned length) {
  std::array<std::byte, 16> bytes{};
  std::ranges::copy(address.bytes(), bytes.begin());
  const auto size = address.bytes().size();
  for (unsigned bit = length; bit < size * 8; ++bit) bytes[bit / 8] |= std::byte{0x80} >> (bit % 8);
  return {address.family(), std::span{bytes}.first(size)};
}

bool has_host_bits(const base::IpAddress &address, unsigned length) {
  for (unsigned bit = length; bit < address.bytes().size() * 8; ++bit)
    if ((address.bytes()[bit / 8] & std::byte{0x80} >> (bit % 8)) != std::byte{}) return true;
  return false;
}

std::optional<base::IpAddress> range_end(const base::IpAddress &first, std::string_view text) {
  if (const auto address = base::IpAddress::parse(text)) return address;
  const bool ipv6 = first.family() == base::Family::ipv6;
  std::int64_t tail = 0;
  if (ipv6) {
    const auto number = read_c_integer(fmt::format("0x{}", text));
    if (number.quality != Quality::good || number.value > 0xffff) return std::nullopt;
    tail = number.value;
  } else {
    const auto number = bounded(text, 0, 255);
    if (!number) return std::nullopt;
    tail = *number;
  }
  return with_tail(first, tail);
}

bool read_span(std::string_view text, GroupEntry &entry) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) {
    const auto prefix = read_prefix(text);
    if (!prefix.address || prefix.bad_length) return false;
    if (prefix.length && has_host_bits(*prefix.address, *prefix.length)) return false;
    entry.first = *prefix.address;
    entry.last = prefix.length ? last_of(entry.first, *prefix.length) : entry.first;
    return true;
  }
  const auto first = base::IpAddress::parse(text.substr(0, dash));
  const auto last = first ? range_end(*first, text.substr(dash + 1)) : std::nullopt;
  if (!last || last->family() != first->family() || *last < *first) return false;
  entry.first = *first;
  entry.last = *last;
  return true;
}

/// Blanks within quotes may group the digits.
bool is_blank_digit(char c) { return c == ' ' || c == '\t'; }

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

}  // namespace

bool read_service(Arguments &arguments, Reading &reading, Service &service, bool address_only) {
  const auto *word = next(arguments, reading, "an address");
  if (!word) return false;
  if (!address_only && word->text == "fwmark") {
    service.kind = Service::Kind::fwmark;
    return read_mark(arguments, reading, service.fwmark);
  }
  if (!address_only && word->text == "group") {
    service.kind = Service::Kind::group;
    const auto *name = next(arguments, reading, "the name of a virtual_server_group");
    if (name) service.group = name->text;
    return name != nullptr;
  }
  const auto address = read_address(*word, reading);
  if (!address) return false;
  service.address = *address;
  return read_port(arguments, reading, service.port);
}

void write_service(const Service &service, std::string &out) {
  switch (service.kind) {
    case Service::Kind::fwmark: out += fmt::format("fwmark {}", service.fwmark); break;
    case Service::Kind::group: out += "group " + service.group; break;
    case Service::Kind::address:
      out += service.address.to_string();
      if (service.port) out += fmt::format(" {}", *service.port);
  }
}

bool read_value(Arguments &arguments, Reading &reading, GroupEntry &entry) {
  const auto *word = next(arguments, reading, "an address or fwmark");
  if (!word) return false;
  entry.text = word->text;
  if (word->text == "fwmark") {
    entry.kind = Service::Kind::fwmark;
    if (!read_mark(arguments, reading, entry.fwmark)) return false;
    entry.text = fmt::format("fwmark {}", entry.fwmark);
    const auto *family = arguments.take();
    if (!family) return true;
    if (family->text != "inet" && family->text != "inet6") return wrong(*family, reading, "inet or inet6");
    entry.family = family->text == "inet" ? base::Family::ipv4 : base::Family::ipv6;
    entry.text += fmt::format(" {}", family->text);
    return true;
  }
  if (!read_span(word->text, entry)) return wrong(*word, reading, "an address, a range or a prefix");
  if (!read_port(arguments, reading, entry.port)) return false;
  if (entry.port) entry.text += fmt::format(" {}", *entry.port);
  return true;
}

bool read_bytes(Arguments &arguments, Reading &reading, BytePattern &pattern, bool wildcards) {
  int high = -1;
  int high_mask = 0;
  const auto *word = next(arguments, reading, "hexadecimal digits");
  for (; word; word = arguments.take()) {
    for (const char c : word->text) {
      if (is_blank_digit(c)) continue;
      const bool wild = wildcards && (c == 'x' || c == 'X');
      const auto digit = wild ? std::optional<int>{0} : hex_digit(c);
      if (!digit) return wrong(*word, reading, "a string of hexadecimal digits");
      const int mask = wild ? 0 : 0xf;
      if (high >= 0) {
        pattern.bytes.push_back(static_cast<char>(high << 4 | *digit));
        pattern.mask.push_back(static_cast<char>(high_mask << 4 | mask));
      }
      high = high >= 0 ? -1 : *digit;
      high_mask = mask;
    }
  }
  return !pattern.bytes.empty();
}

void write_bytes(const BytePattern &pattern, std::string &out) {
  for (std::size_t i = 0; i < pattern.bytes.size(); ++i)
    for (const unsigned shift : {4U, 0U}) {
      const auto mask = unsigned{static_cast<unsigned char>(pattern.mask[i])} >> shift & 0xfU;
      const auto digit = unsigned{static_cast<unsigned char>(pattern.bytes[i])} >> shift & 0xfU;
      out += mask == 0 ? std::string{"x"} : fmt::format("{:x}", digit);
    }
}

bool read_codes(Arguments &arguments, Reading &reading, std::vector<StatusRange> &codes) {
  const auto *word = arguments.take();
  if (!word) reading.complain(FindingId::ignored_value, arguments.end_span(), "`status_code` needs a status code");
  for (; word; word = arguments.take()) {
    const auto dash = std::min(word->text.find('-'), word->text.size());
    const auto first = bounded(word->text.substr(0, dash), 100, 599);
    const auto last = dash == word->text.size() ? first : bounded(word->text.substr(dash + 1), 100, 599);
    if (!first || !last || *last < *first) return wrong(*word, reading, "a status code or a range of them, 100 to 599");
    codes.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
  }
  return !codes.empty();
}

}  // namespace sempervivum::parser
