#include "daemon/dbus/bus_worker.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "base/clock.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

constexpr int retry_after_ms = 5000;

struct Request {
  std::string_view method;
  BusRequest request;
};
constexpr std::array requests{
    Request{"PrintData", BusRequest::print_data},
    Request{"PrintStats", BusRequest::print_statistics},
    Request{"PrintStatsClear", BusRequest::print_statistics_and_clear},
    Request{"ReloadConfig", BusRequest::reload},
};

std::string reason(int result) { return std::generic_category().message(-result); }

}  // namespace

void serve_bus(BusDesk &desk) {
  const BusLibrary library;
  if (!library.file.complete()) return desk.complain(fmt::format(messages::bus_library_missing, BusLibrary::file_name));
  BusWorker{library, desk}.run();
}

void BusWorker::run() {
  while (!closing_) {
    if (!bus_) connect();
    wait();
    if (bus_) talk();
    for (auto &news : desk_.inbox.take()) std::visit([this](auto &one) { take(std::move(one)); }, news);
  }
  emit(bus_names::stopped);
  disconnect();
}

// The connection.

void BusWorker::connect() {
  sd_bus *bus = nullptr;
  int result = library_.open_system(&bus);
  bus_.reset(bus);
  if (result >= 0) result = library_.request_name(bus, desk_.settings.service.c_str(), 0);
  if (result >= 0) result = publish_all();
  if (result >= 0) return emit(bus_names::started);
  disconnect();
  if (!std::exchange(complained_, true))
    desk_.complain(fmt::format(messages::bus_failed, desk_.settings.service, reason(result)));
}

void BusWorker::disconnect() {
  general_.slot.reset();
  for (auto &[path, object] : instances_) object.slot.reset();
  bus_.reset();
}

int BusWorker::publish_all() {
  int result = publish_general();
  for (auto &[path, object] : instances_)
    if (result >= 0) result = publish(path, object);
  return result;
}

int BusWorker::publish_general() {
  sd_bus_slot *slot = nullptr;
  const int result = library_.add_object(bus_.get(), &slot, general_path(desk_.settings.place).c_str(),
                                         bus_names::general_interface, general_table_.data(), &general_);
  general_.slot.reset(slot);
  return result;
}

int BusWorker::publish(const std::string &path, Object &object) {
  sd_bus_slot *slot = nullptr;
  const int result = library_.add_object(bus_.get(), &slot, path.c_str(), bus_names::instance_interface,
                                         instance_table_.data(), &object);
  object.slot.reset(slot);
  return result;
}

void BusWorker::wait() {
  std::array<pollfd, 2> sources{pollfd{desk_.inbox.descriptor().number(), POLLIN, 0}, pollfd{-1, 0, 0}};
  if (bus_) sources[1] = {library_.descriptor(bus_.get()), static_cast<short>(library_.events(bus_.get())), 0};
  poll(sources.data(), sources.size(), time_left());
}

/// In milliseconds, as poll(2) has it.
int BusWorker::time_left() const {
  std::uint64_t deadline = std::numeric_limits<std::uint64_t>::max();
  if (!bus_) return retry_after_ms;
  if (library_.timeout(bus_.get(), &deadline) < 0 || deadline == std::numeric_limits<std::uint64_t>::max()) return -1;
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(base::Clock::now().time_since_epoch());
  const auto left = static_cast<std::int64_t>(deadline) - now.count();
  return static_cast<int>(std::clamp<std::int64_t>((left + 999) / 1000, 0, retry_after_ms));
}

void BusWorker::talk() {
  int result = 0;
  do {
    result = library_.process(bus_.get(), nullptr);
  } while (result > 0);
  if (result >= 0) return;
  desk_.complain(fmt::format(messages::bus_lost, reason(result)));
  disconnect();
}

void BusWorker::emit(const char *signal) {
  if (bus_)
    library_.emit(bus_.get(), general_path(desk_.settings.place).c_str(), bus_names::general_interface, signal, "");
}

// News.

void BusWorker::take(bus_news::Instances news) {
  auto before = std::exchange(instances_, {});
  for (auto &one : news.all) {
    if (auto kept = before.extract(one.path)) {
      kept.mapped().instance = std::move(one.name);
      instances_.insert(std::move(kept));
      continue;
    }
    const auto [at, fresh] = instances_.try_emplace(one.path, this, std::move(one.name), 0U, no_slot());
    if (fresh && bus_) publish(at->first, at->second);
  }
  by_name_.clear();
  for (auto &entry : instances_) by_name_[entry.second.instance] = &entry;
}

void BusWorker::take(const bus_news::StatusChange &news) {
  const auto at = by_name_.find(news.instance);
  if (at == by_name_.end()) return;
  auto &[path, object] = *at->second;
  object.status = news.status;
  if (bus_)
    library_.emit(bus_.get(), path.c_str(), bus_names::instance_interface, bus_names::status_changed, "u", news.status);
}

// What clients ask.

int BusWorker::on_request(sd_bus_message *message, void *object, sd_bus_error *) {
  const auto &worker = *static_cast<Object *>(object)->worker;
  const std::string_view method = worker.library_.member(message);
  for (const auto &row : requests)
    if (row.method == method) worker.desk_.request(row.request);
  return worker.library_.reply(message, "");
}

int BusWorker::on_announce(sd_bus_message *message, void *object, sd_bus_error *) {
  const auto &subject = *static_cast<Object *>(object);
  subject.worker->desk_.announce(subject.instance);
  return subject.worker->library_.reply(message, "");
}

int BusWorker::get_name(sd_bus *, const char *, const char *, const char *, sd_bus_message *reply, void *object,
                        sd_bus_error *) {
  const auto &subject = *static_cast<Object *>(object);
  return subject.worker->library_.append(reply, "(s)", subject.instance.c_str());
}

int BusWorker::get_state(sd_bus *, const char *, const char *, const char *, sd_bus_message *reply, void *object,
                         sd_bus_error *) {
  const auto &subject = *static_cast<Object *>(object);
  return subject.worker->library_.append(reply, "(us)", subject.status, bus_words(subject.status));
}

}  // namespace sempervivum::daemon
