#include "vrrp/estate.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace sempervivum::vrrp {
namespace {

constexpr std::string_view version = "sempervivum estate 1";
constexpr std::string_view instance_mark = "instance";
constexpr std::string_view group_mark = "group";
constexpr std::string_view script_mark = "script";
constexpr std::string_view setting_mark = "setting";
constexpr std::string_view end_mark = "end";

class Writer {
 public:
  Writer &text(std::string_view field) {
    text_.append(field).push_back(0);
    return *this;
  }
  Writer &number(std::int64_t value) { return text(std::to_string(value)); }
  Writer &time(base::Duration value) { return number(value.count()); }
  Writer &time(base::Instant value) { return time(value.time_since_epoch()); }
  /// Empty: none.
  Writer &time(const std::optional<base::Instant> &value) { return value ? time(*value) : text(""); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// Once a field is missing or not what it should be, everything is zero and good() false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool good() const { return good_; }

  std::string_view text() {
    const auto end = rest_.find('\0');
    if (end == std::string_view::npos) return fail(), std::string_view{};
    const auto field = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return field;
  }

  std::int64_t number(std::int64_t lowest = std::numeric_limits<std::int64_t>::min(),
                      std::int64_t highest = std::numeric_limits<std::int64_t>::max()) {
    return parse(text(), lowest, highest);
  }
  template <class Enum>
  Enum one_of(Enum last) {
    return static_cast<Enum>(number(0, static_cast<std::int64_t>(last)));
  }
  base::Duration duration() { return base::Duration{number()}; }
  base::Instant instant() { return base::Instant{duration()}; }
  std::optional<base::Instant> optional_instant() {
    const auto field = text();
    if (field.empty()) return std::nullopt;
    return base::Instant{base::Duration{
        parse(field, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())}};
  }
  std::optional<base::IpAddress> address() {
    const auto field = text();
    if (field.empty()) return std::nullopt;
    const auto found = base::IpAddress::parse(field);
    if (!found) fail();
    return found;
  }

 private:
  void fail() { good_ = false; }

  std::int64_t parse(std::string_view field, std::int64_t lowest, std::int64_t highest) {
    std::int64_t value = 0;
    const auto *end = field.data() + field.size();
    const auto done = std::from_chars(field.data(), end, value);
    const bool whole = done.ec == std::errc{} && done.ptr == end && value >= lowest && value <= highest;
    if (!whole) fail();
    return whole ? value : 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

void write(Writer &out, const RouterMemory &memory) {
  out.number(static_cast<int>(memory.state)).time(memory.master_interval).time(memory.patience_ends);
  out.number(memory.resigned ? 1 : 0).number(memory.may_preempt ? 1 : 0);
  for (const auto &deadline : memory.deadlines) out.time(deadline);
  out.text(memory.master ? memory.master->sender.to_string() : "");
  if (memory.master) out.number(memory.master->priority.value()).time(memory.master->interval);
}

RouterMemory read_memory(Reader &in) {
  RouterMemory memory;
  memory.state = in.one_of(State::fault);
  memory.master_interval = in.duration();
  memory.patience_ends = in.instant();
  memory.resigned = in.number(0, 1) == 1;
  memory.may_preempt = in.number(0, 1) == 1;
  for (auto &deadline : memory.deadlines) deadline = in.optional_instant();
  if (const auto sender = in.address()) {
    const base::Priority priority{static_cast<std::uint8_t>(in.number(0, 255))};
    memory.master = HeardAdvert{*sender, priority, in.duration()};
  }
  return memory;
}

Estate::Instance read_instance(Reader &in) {
  Estate::Instance instance;
  instance.name = in.text();
  instance.vrid = base::Vrid{static_cast<std::uint8_t>(in.number(1, 255))};
  instance.sequence = static_cast<std::uint32_t>(in.number(0, std::numeric_limits<std::uint32_t>::max()));
  instance.memory = read_memory(in);
  return instance;
}

/// One record; false at the end, or where there is none.
bool read_record(Reader &in, Estate &estate) {
  const auto mark = in.text();
  if (mark == instance_mark) return estate.instances.push_back(read_instance(in)), in.good();
  const bool known = mark == group_mark || mark == script_mark || mark == setting_mark;
  if (!known) return false;
  const std::string name{in.text()};
  if (mark == group_mark) estate.groups[name] = in.one_of(State::fault);
  if (mark == script_mark) estate.scripts[name] = in.one_of(Verdict::bad);
  if (mark == setting_mark) estate.settings[name] = in.number();
  return in.good();
}

bool ends_well(std::string_view text) {
  using namespace std::string_view_literals;
  return text.ends_with("\0end\0"sv);
}

}  // namespace

const Estate::Instance *Estate::find(std::string_view name, base::Vrid vrid) const {
  const auto found =
      std::ranges::find_if(instances, [&](const Instance &one) { return one.name == name && one.vrid == vrid; });
  return found == instances.end() ? nullptr : &*found;
}

std::string encode(const Estate &estate) {
  Writer out;
  out.text(version);
  for (const auto &instance : estate.instances) {
    out.text(instance_mark).text(instance.name).number(instance.vrid.value()).number(instance.sequence);
    write(out, instance.memory);
  }
  for (const auto &[name, state] : estate.groups) out.text(group_mark).text(name).number(static_cast<int>(state));
  for (const auto &[name, verdict] : estate.scripts) out.text(script_mark).text(name).number(static_cast<int>(verdict));
  for (const auto &[path, value] : estate.settings) out.text(setting_mark).text(path).number(value);
  return out.text(end_mark).take();
}

std::optional<Estate> decode_estate(std::string_view text) {
  Reader in{text};
  if (in.text() != version || !ends_well(text)) return std::nullopt;
  Estate estate;
  while (read_record(in, estate)) continue;
  return in.good() ? std::optional{std::move(estate)} : std::nullopt;
}

}  // namespace sempervivum::vrrp
