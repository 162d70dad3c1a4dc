#include "vrrp/engine.hpp"

namespace sempervivum::vrrp {
namespace {

// Scripts and FIFOs have heard it from the predecessor; who looks on is new.
void introduce(const Instance &instance, Audience &audience) {
  const auto &router = instance.router();
  if (const auto event = event_of(router.state()))
    audience.note({{Subject::Kind::instance, instance.plan().name}, *event, router.priority()}, &instance);
}

}  // namespace

Estate Engine::bequeath() {
  errands_.finish();
  for (const auto &instance : instances_) instance->reassure();
  sockets_.flush();
  Estate estate;
  estate.scripts = scripts_.verdicts();
  estate.settings = surroundings_.settings().originals();
  for (const auto &instance : instances_)
    if (instance->router().state() != State::init) estate.instances.push_back(instance->remembered());
  for (const auto &group : groups_.all()) estate.groups.emplace(group->plan().name, group->state());
  surroundings_.settings().forget();
  return estate;
}

void Engine::take_over(const Estate &estate, base::Instant now) {
  surroundings_.settings().inherit(estate.settings);
  groups_.recall(estate.groups);
  for (const auto &instance : instances_) {
    const auto *before = estate.find(instance->plan().name, instance->plan().router.vrid);
    if (before == nullptr) continue;
    instance->resume(*before, now);
    introduce(*instance, options_.audience);
  }
}

}  // namespace sempervivum::vrrp
