#include "daemon/dbus/bus_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sempervivum::daemon {
namespace {

constexpr std::string_view root = "/org/keepalived/Vrrp1";

struct Status {
  std::uint32_t number;
  const char *words;
};
constexpr std::array statuses{Status{0, "Init"},  Status{1, "Backup"},   Status{2, "Master"},
                              Status{3, "Fault"}, Status{97, "Deleted"}, Status{98, "Stop"}};

bool is_allowed(char sign) {
  return (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') || sign == '_';
}

/// "/NAME", or nothing.
std::string element(std::string_view name) {
  if (name.empty()) return {};
  std::string text{"/"};
  text += name;
  std::replace_if(
      text.begin() + 1, text.end(), [](char sign) { return !is_allowed(sign); }, '_');
  return text;
}

std::string home(const BusPlace &place) {
  return fmt::format("{}{}{}", root, element(place.net_namespace), element(place.instance));
}

}  // namespace

std::string general_path(const BusPlace &place) { return home(place) + "/Vrrp"; }

std::string instance_path(const BusPlace &place, std::string_view interface, base::Vrid vrid, base::Family family) {
  return fmt::format("{}/Instance{}/{}/{}", home(place), element(interface.empty() ? place.no_interface : interface),
                     vrid.value(), family == base::Family::ipv4 ? "IPv4" : "IPv6");
}

const char *bus_words(std::uint32_t status) {
  const auto *row = std::ranges::find(statuses, status, &Status::number);
  return row == statuses.end() ? "Unknown" : row->words;
}

}  // namespace sempervivum::daemon
