#include "vrrp/planned_auth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>
#include <utility>

namespace sempervivum::vrrp {
namespace {

constexpr std::size_t shortest_key = 32;
constexpr std::size_t longest_key = 64;
constexpr std::string_view hex_mark = "hex:";
constexpr std::string_view file_mark = "file:";

using Bytes = std::vector<std::byte>;
template <class T>
using OrProblem = base::Expected<T, std::string>;

AuthType type_of(const parser::VrrpInstance &instance) {
  if (!instance.authentication || !instance.authentication->type) return AuthType::none;
  switch (*instance.authentication->type) {
    case parser::AuthType::pass: return AuthType::pass;
    case parser::AuthType::ah: return AuthType::ah;
    case parser::AuthType::none: break;
  }
  return AuthType::none;
}

AuthData password_of(const parser::VrrpInstance &instance) {
  AuthData data{};
  if (type_of(instance) == AuthType::none) return data;
  const auto password = std::as_bytes(std::span{instance.authentication->password});
  std::copy_n(password.begin(), std::min(password.size(), data.size()), data.begin());
  return data;
}

Bytes bytes_of(std::string_view text) {
  const auto raw = std::as_bytes(std::span{text});
  return {raw.begin(), raw.end()};
}

OrProblem<Bytes> from_hex(std::string_view digits) {
  Bytes bytes;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
    if (error != std::errc{} || end != digits.data() + 2) break;
    bytes.push_back(static_cast<std::byte>(value));
  }
  if (!digits.empty()) return base::unexpected(std::string{"not pairs of hexadecimal digits"});
  return bytes;
}

OrProblem<Bytes> from_file(const std::string &path, const KeyReader &read) {
  auto content = read(path);
  if (!content) return base::unexpected(std::move(content.error()));
  if (content->ends_with('\n')) content->pop_back();
  return bytes_of(*content);
}

OrProblem<Bytes> secret_of(std::string_view value, const KeyReader &read) {
  if (value.starts_with(hex_mark)) return from_hex(value.substr(hex_mark.size()));
  if (value.starts_with(file_mark)) return from_file(std::string{value.substr(file_mark.size())}, read);
  return bytes_of(value);
}

OrProblem<std::vector<HmacKey>> keys_of(const parser::AuthHmac &hmac, const KeyReader &read) {
  std::vector<HmacKey> keys;
  for (const auto &key : hmac.key) {
    auto secret = secret_of(key.value, read);
    if (!secret) return base::unexpected(fmt::format("key {}: {}", key.id, secret.error()));
    if (secret->size() < shortest_key || secret->size() > longest_key)
      return base::unexpected(
          fmt::format("key {} has {} bytes, not {} to {}", key.id, secret->size(), shortest_key, longest_key));
    if (std::ranges::find(keys, key.id, &HmacKey::id) != keys.end())
      return base::unexpected(fmt::format("key {} is there twice", key.id));
    keys.push_back({key.id, std::move(*secret)});
  }
  return keys;
}

HmacMode mode_of(parser::AuthHmac::Mode mode) {
  switch (mode) {
    case parser::AuthHmac::Mode::permissive: return HmacMode::permissive;
    case parser::AuthHmac::Mode::receive_only: return HmacMode::receive_only;
    case parser::AuthHmac::Mode::enforce: break;
  }
  return HmacMode::enforce;
}

std::chrono::seconds window_of(const parser::VrrpInstance &instance) {
  using std::chrono::seconds;
  if (instance.auth_hmac->time_window) return std::chrono::floor<seconds>(*instance.auth_hmac->time_window);
  return std::clamp(std::chrono::ceil<seconds>(3 * instance.advert_int.value()), seconds{5}, seconds{300});
}

OrProblem<HmacConfig> hmac_of(const parser::VrrpInstance &instance, const KeyReader &read) {
  const auto &hmac = *instance.auth_hmac;
  auto keys = keys_of(hmac, read);
  if (!keys) return base::unexpected(std::move(keys.error()));
  const auto active = hmac.active_key.value_or(0);
  if (std::ranges::find(*keys, active, &HmacKey::id) == keys->end())
    return base::unexpected(std::string{"active_key names no key"});
  const bool monotonic = hmac.anti_replay == parser::AuthHmac::AntiReplay::monotonic;
  return HmacConfig{.keys = std::move(*keys),
                    .active_key = active,
                    .mode = *instance.strict_mode ? HmacMode::enforce : mode_of(hmac.mode),
                    .anti_replay = monotonic ? AntiReplay::monotonic : AntiReplay::time,
                    .time_window = window_of(instance)};
}

}  // namespace

PlannedAuth planned_auth(const parser::VrrpInstance &instance, const KeyReader &read) {
  PlannedAuth planned;
  if (!instance.auth_hmac) {
    planned.type = type_of(instance);
    planned.password = password_of(instance);
    return planned;
  }
  auto hmac = hmac_of(instance, read);
  if (hmac)
    planned.hmac = std::move(*hmac);
  else
    planned.problem = fmt::format("auth_hmac of {}: {}", instance.name, hmac.error());
  return planned;
}

}  // namespace sempervivum::vrrp
