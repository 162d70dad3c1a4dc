/// The names iproute2's files give to numbers: routing tables, protocols, scopes,
/// realms, values of the DS field, groups of interfaces (ip-route(8), FILES).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sempervivum::netlink {

class IprouteNames {
 public:
  enum class Kind : std::uint8_t { table, protocol, scope, realm, dsfield, group };

  /// Knows what needs no file: main, default, local; global, site, link, host,
  /// nowhere; kernel, boot, static; default of groups; cosmos.
  IprouteNames();

  /// Reads what there is of the files in `directories`; later ones outweigh.
  static IprouteNames read(const std::vector<std::string> &directories);

  /// Lines of "NUMBER NAME"; # begins a comment. What is no such line is passed over.
  void learn(Kind kind, std::string_view text);

  /// A number (0x for hexadecimal; of the DS field always) or a name.
  std::optional<std::uint32_t> find(Kind kind, std::string_view text) const;

 private:
  std::map<std::pair<Kind, std::string>, std::uint32_t> numbers_;
};

}  // namespace sempervivum::netlink
