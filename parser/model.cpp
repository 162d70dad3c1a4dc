#include "parser/model.hpp"

#include <algorithm>

namespace sempervivum::parser {

namespace {

template <class Object>
const Object *find_named(const std::vector<Object> &objects, std::string_view name) {
  const auto found = std::ranges::find(objects, name, &Object::name);
  return found == objects.end() ? nullptr : &*found;
}

}  // namespace

const Script *find_script(const Config &config, std::string_view name) { return find_named(config.scripts, name); }

const VrrpInstance *find_instance(const Config &config, std::string_view name) {
  return find_named(config.instances, name);
}

}  // namespace sempervivum::parser
