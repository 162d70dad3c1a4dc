#include "base/messenger.hpp"

namespace sempervivum::base {
namespace {

class NullMessenger final : public Messenger {
 public:
  void write_line(std::string_view) override {}
  void send(Mail) override {}
};

}  // namespace

Messenger::~Messenger() = default;

Messenger &null_messenger() noexcept {
  static NullMessenger messenger;
  return messenger;
}

}  // namespace sempervivum::base
