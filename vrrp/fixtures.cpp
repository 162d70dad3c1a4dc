#include "vrrp/fixtures.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// Names them in the log.
const std::string owner = "static";

}  // namespace

Fixtures::Fixture::Fixture(Keeper &keeper, Timers &timers, FixturePlan its_plan)
    : plan{std::move(its_plan)},
      again{timers, [this](base::Instant) { claim.complete(); }},
      claim{keeper, [this](base::Instant now) { again.arm(now + RestoreLimit::window); }, Claim::Kind::fixture} {}

void Fixtures::want(std::vector<FixturePlan> plans) {
  auto before = std::exchange(fixtures_, {});
  for (auto &plan : plans) {
    const auto same = [&](const auto &fixture) { return fixture && fixture->plan.group == plan.group; };
    const auto at = std::ranges::find_if(before, same);
    if (at == before.end())
      fixtures_.push_back(std::make_unique<Fixture>(keeper_, timers_, std::move(plan)));
    else
      fixtures_.push_back(std::move(*at));
    if (at != before.end()) fixtures_.back()->plan = std::move(plan);
  }
  for (const auto &gone : before)
    if (gone) gone->claim.release(gone->plan.possessions, owner);
  renew();
}

void Fixtures::renew() {
  for (const auto &fixture : fixtures_) fixture->claim.hold(fixture->plan.possessions, owner);
}

void Fixtures::look(const std::function<bool(const std::string &instance)> &is_faulted) {
  for (const auto &fixture : fixtures_)
    if (!fixture->plan.members.empty())
      fixture->claim.set_insistent(!std::ranges::all_of(fixture->plan.members, is_faulted));
}

void Fixtures::release() {
  for (const auto &fixture : std::exchange(fixtures_, {})) fixture->claim.release(fixture->plan.possessions, owner);
}

}  // namespace sempervivum::vrrp
