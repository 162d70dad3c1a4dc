#include "vrrp/estate.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace vrrp;
using namespace std::chrono_literals;

namespace {

RouterConfig config() {
  RouterConfig made;
  made.version = Version::v3;
  made.vrid = base::Vrid{51};
  made.priority = base::Priority{150};
  made.advert_interval = 10ms;
  return made;
}

const base::IpAddress own = *base::IpAddress::parse("10.0.0.1");
const base::IpAddress other = *base::IpAddress::parse("10.0.0.2");
const base::Instant start{1h};

Estate estate() {
  Estate made;
  RouterMemory memory;
  memory.state = State::backup;
  memory.master_interval = 10ms;
  memory.master = HeardAdvert{other, base::Priority{200}, 20ms};
  memory.deadlines[1] = start + 33ms;
  memory.may_preempt = true;
  made.instances.push_back({"VI 1", base::Vrid{51}, memory, 77});
  made.instances.push_back({"other", base::Vrid{52}, {}, 0});
  made.groups["G"] = State::backup;
  made.scripts["chk"] = Verdict::good;
  made.settings["ipv4/conf/eth0/rp_filter"] = -1;
  return made;
}

/// What a router does with an input, in words that can be compared.
std::vector<std::string> told(const Effects &effects) {
  std::vector<std::string> words;
  for (const auto &effect : effects) {
    words.push_back("effect " + std::to_string(effect.index()));
    if (const auto *why = std::get_if<Explain>(&effect)) words.push_back(to_words(*why));
  }
  return words;
}

}  // namespace

TEST_CASE("an estate is read as it was written") {
  const auto read = decode_estate(encode(estate()));
  REQUIRE(read);
  REQUIRE(read->instances.size() == 2);
  const auto *instance = read->find("VI 1", base::Vrid{51});
  REQUIRE(instance != nullptr);
  CHECK(instance->sequence == 77);
  CHECK(instance->memory.state == State::backup);
  CHECK(instance->memory.master_interval == 10ms);
  CHECK(instance->memory.master->sender == other);
  CHECK(instance->memory.master->interval == 20ms);
  CHECK(instance->memory.deadlines[1] == start + 33ms);
  CHECK_FALSE(instance->memory.deadlines[0]);
  CHECK(instance->memory.may_preempt);
  CHECK(read->groups == estate().groups);
  CHECK(read->scripts == estate().scripts);
  CHECK(read->settings == estate().settings);
  CHECK(read->find("VI 1", base::Vrid{1}) == nullptr);
}

TEST_CASE("an estate of which anything is missing is none") {
  const auto whole = encode(estate());
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(decode_estate(whole.substr(0, size)));
}

TEST_CASE("an estate with an impossible state is none") {
  auto text = encode(estate());
  const auto at = text.find(std::string{"77\0", 3}) + 3;
  text[at] = '9';
  CHECK_FALSE(decode_estate(text));
}

TEST_CASE("a router that resumes does what the one before would have done") {
  const HeardAdvert lower{other, base::Priority{100}, 10ms};
  const HeardAdvert higher{other, base::Priority{200}, 10ms};
  for (const bool is_master : {false, true}) {
    Router before{config(), own};
    Effects effects;
    before.start(true, false, start, effects);
    auto now = start + before.master_down_interval();
    if (is_master) before.expire(Timer::master_down, now, effects);
    Router after{config(), own};
    effects.clear();
    after.resume(before.memory(), now, effects);
    CHECK(after.state() == before.state());
    const auto step = [&](auto input) {
      Effects first;
      Effects second;
      now += 1ms;
      input(before, first);
      input(after, second);
      CHECK(told(first) == told(second));
      CHECK(after.state() == before.state());
    };
    step([&](Router &router, Effects &out) { router.expire(Timer::advert, now, out); });
    step([&](Router &router, Effects &out) { router.hear(lower, now, out); });
    step([&](Router &router, Effects &out) { router.hear(higher, now, out); });
    step([&](Router &router, Effects &out) { router.set_fault(true, now, out); });
    step([&](Router &router, Effects &out) { router.set_fault(false, now, out); });
    step([&](Router &router, Effects &out) { router.stop(Event::stop, now, out); });
  }
}
