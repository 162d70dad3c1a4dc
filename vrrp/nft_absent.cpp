#include "vrrp/nft.hpp"

namespace sempervivum::vrrp {

base::Expected<void, std::string> run_nft(const std::string &) {
  return base::unexpected(std::string{"built without libnftables"});
}

}  // namespace sempervivum::vrrp
