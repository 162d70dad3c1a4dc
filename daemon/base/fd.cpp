#include "base/fd.hpp"

#include <unistd.h>

namespace sempervivum::base {

UniqueFd &UniqueFd::operator=(UniqueFd &&other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

void UniqueFd::close() noexcept {
  if (is_open()) ::close(release());
}

}  // namespace sempervivum::base
