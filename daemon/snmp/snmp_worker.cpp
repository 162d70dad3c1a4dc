#include "daemon/snmp/snmp_worker.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <syslog.h>

#include <algorithm>
#include <boost/algorithm/string/trim.hpp>
#include <mutex>
#include <utility>

#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

constexpr auto application = "keepalived";
/// How often a master agent that is not there is tried, and one that is there asked whether it lives.
constexpr int ping_seconds = 5;
constexpr std::chrono::seconds page_lasts{1};
constexpr std::chrono::milliseconds page_patience{2000};
/// So that net-snmp's own timers run.
constexpr timeval longest_wait{1, 0};

const Oid trap_oid{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};

struct Bytes {
  u_char type;
  const void *data;
  std::size_t size;
};

u_char asn_type(SnmpType type) {
  switch (type) {
    case SnmpType::integer: return ASN_INTEGER;
    case SnmpType::gauge: return ASN_GAUGE;
    case SnmpType::counter32: return ASN_COUNTER;
    case SnmpType::counter64: return ASN_COUNTER64;
    case SnmpType::ticks: return ASN_TIMETICKS;
    case SnmpType::octets: return ASN_OCTET_STR;
    case SnmpType::address: return ASN_IPADDRESS;
    case SnmpType::object: break;
  }
  return ASN_OBJECT_ID;
}

/// net-snmp's forms of a number, for as long as it takes to copy one.
class NumberForms {
 public:
  NumberForms(SnmpType type, std::int64_t number)
      : type_{type},
        number_{static_cast<long>(type == SnmpType::integer ? number : number & 0xffffffff)},
        wide_{static_cast<u_long>(static_cast<std::uint64_t>(number) >> 32), static_cast<u_long>(number & 0xffffffff)} {
  }

  Bytes bytes() const {
    if (type_ == SnmpType::counter64) return {ASN_COUNTER64, &wide_, sizeof wide_};
    return {asn_type(type_), &number_, sizeof number_};
  }

 private:
  SnmpType type_;
  long number_;
  counter64 wide_;
};

std::vector<::oid> library_oid(const Oid &name) { return {name.begin(), name.end()}; }
Oid own_oid(const ::oid *name, std::size_t length) { return {name, name + length}; }

/// Calls use(Bytes) with the value as net-snmp wants it.
template <class Use>
void with_bytes(const SnmpValue &value, Use use) {
  if (const auto *text = std::get_if<std::string>(&value.value))
    return use(Bytes{asn_type(value.type), text->data(), text->size()});
  const NumberForms forms{value.type, std::get<std::int64_t>(value.value)};
  use(forms.bytes());
}

}  // namespace

// net-snmp is one to a process: a predecessor, from before a reload, ends first.
void serve_snmp(SnmpDesk &desk) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock{one_at_a_time};
  const SnmpLibrary library;
  if (!library.file.complete())
    return desk.say(base::Severity::error, fmt::format(messages::snmp_library_missing, SnmpLibrary::file_name));
  SnmpWorker{library, desk}.run();
}

SnmpWorker::SnmpWorker(const SnmpLibrary &library, SnmpDesk &desk)
    : library_{library}, desk_{desk}, pages_{desk.settings.tree.tables} {
  library_.large_fd_set_init(&descriptors_, FD_SETSIZE);
}

SnmpWorker::~SnmpWorker() { library_.large_fd_set_cleanup(&descriptors_); }

void SnmpWorker::run() {
  begin();
  while (!closing_) serve();
  // The library frees what callbacks that it still has were registered with.
  library_.unregister_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, this, 1);
  library_.snmp_shutdown(application);
}

void SnmpWorker::begin() {
  take_log();
  library_.ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE, 1);
  library_.ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, desk_.settings.socket.c_str());
  library_.ds_set_int(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, ping_seconds);
  library_.ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_ALARM_DONT_USE_SIG, 1);
  library_.ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  library_.ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_MIBDIRS, "");
  deaf_ = true;
  library_.init_mib();
  deaf_ = false;
  library_.init_agent(application);
  register_trees();
  library_.init_snmp(application);
}

// Without a handler of its own net-snmp writes to standard error.
void SnmpWorker::take_log() {
  library_.disable_log();
  library_.register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, this);
  library_.enable_calllog();
}

int SnmpWorker::on_log(int, int, void *message, void *worker) {
  const auto &told = *static_cast<const snmp_log_message *>(message);
  static_cast<SnmpWorker *>(worker)->say(told.priority, told.msg);
  return SNMP_ERR_NOERROR;
}

void SnmpWorker::say(int priority, std::string line) {
  boost::algorithm::trim_right(line);
  if (deaf_ || line == said_) return;
  const auto severity = priority <= LOG_ERR       ? base::Severity::error
                        : priority == LOG_WARNING ? base::Severity::warning
                                                  : base::Severity::info;
  desk_.say(severity, line);
  said_ = std::move(line);
}

void SnmpWorker::register_trees() {
  const int access = desk_.settings.tree.writable.empty() ? HANDLER_CAN_RONLY : HANDLER_CAN_RWRITE;
  for (const auto &root : desk_.settings.tree.roots) {
    const auto name = library_oid(root);
    auto *registration =
        library_.create_handler_registration(application, on_request, name.data(), name.size(), access);
    if (registration == nullptr) continue;
    registration->my_reg_void = this;
    library_.register_handler(registration);
  }
}

void SnmpWorker::serve() {
  int count = 0;
  int block = 0;
  timeval left = longest_wait;
  library_.large_fd_set_cleanup(&descriptors_);
  library_.large_fd_set_init(&descriptors_, FD_SETSIZE);
  library_.snmp_select_info2(&count, &descriptors_, &left, &block);
  const int inbox = desk_.inbox.descriptor().number();
  library_.large_fd_setfd(inbox, &descriptors_);
  count = std::max(count, inbox + 1);
  if (library_.large_fd_set_select(count, &descriptors_, nullptr, nullptr, &left) > 0)
    library_.snmp_read2(&descriptors_);
  else
    library_.snmp_timeout();
  library_.run_alarms();
  library_.check_outstanding_agent_requests();
  take_news();
}

// News.

void SnmpWorker::take_news() {
  for (auto &news : desk_.inbox.take()) std::visit([this](auto &one) { take(std::move(one)); }, news);
}

void SnmpWorker::take(SnmpPage page) {
  pages_.turn(std::move(page));
  turned_ = base::Clock::now();
}

void SnmpWorker::take(const SnmpTraps &traps) {
  turned_ = {};
  for (const auto &trap : traps()) send(trap);
}

void SnmpWorker::send(const SnmpTrap &trap) {
  netsnmp_variable_list *list = nullptr;
  const auto add = [&](const Oid &at, const Bytes &bytes) {
    const auto name = library_oid(at);
    library_.snmp_varlist_add_variable(&list, name.data(), name.size(), bytes.type, bytes.data, bytes.size);
  };
  const auto kind = library_oid(trap.kind);
  add(trap_oid, {ASN_OBJECT_ID, kind.data(), kind.size() * sizeof(::oid)});
  for (const auto &[at, value] : trap.values)
    with_bytes(value, [&, &where = at](const Bytes &bytes) { add(where, bytes); });
  library_.send_v2trap(list);
  library_.snmp_free_varbind(list);
}

// Requests.

void SnmpWorker::refresh() {
  if (base::Clock::now() - turned_ < page_lasts) return;
  const auto before = turned_;
  desk_.ask_page();
  const auto end = base::Clock::now() + page_patience;
  while (turned_ == before && !closing_ && base::Clock::now() < end) wait_for_page();
}

void SnmpWorker::wait_for_page() {
  pollfd source{desk_.inbox.descriptor().number(), POLLIN, 0};
  poll(&source, 1, static_cast<int>(page_patience.count()));
  take_news();
}

int SnmpWorker::on_request(netsnmp_mib_handler *, netsnmp_handler_registration *registration,
                           netsnmp_agent_request_info *about, netsnmp_request_info *requests) {
  auto &worker = *static_cast<SnmpWorker *>(registration->my_reg_void);
  const bool sets = MODE_IS_SET(about->mode);
  if (!sets || about->mode == MODE_SET_RESERVE1) worker.refresh();
  const auto root = own_oid(registration->rootoid, registration->rootoid_len);
  for (auto *request = requests; request != nullptr; request = request->next) {
    if (request->processed != 0) continue;
    if (!sets) {
      worker.answer(about, request, root);
    } else if (const int error = worker.step(about->mode, request); error != SNMP_ERR_NOERROR) {
      worker.library_.set_request_error(about, request, error);
    }
  }
  return SNMP_ERR_NOERROR;
}

// Checked first, all of a request; then done, which cannot fail.
int SnmpWorker::step(int mode, netsnmp_request_info *request) {
  const auto &variable = *request->requestvb;
  if (mode == MODE_SET_RESERVE1) return check(variable);
  if (mode != MODE_SET_COMMIT) return SNMP_ERR_NOERROR;
  desk_.set(own_oid(variable.name, variable.name_length), static_cast<std::int32_t>(*variable.val.integer));
  turned_ = {};
  return SNMP_ERR_NOERROR;
}

int SnmpWorker::check(const netsnmp_variable_list &variable) {
  const auto name = own_oid(variable.name, variable.name_length);
  const bool writable =
      std::ranges::any_of(desk_.settings.tree.writable, [&](const Oid &column) { return is_below(name, column); });
  if (!writable || pages_.find(name) == nullptr) return SNMP_ERR_NOTWRITABLE;
  if (variable.type != ASN_INTEGER) return SNMP_ERR_WRONGTYPE;
  return *variable.val.integer < 0 ? SNMP_ERR_WRONGVALUE : SNMP_ERR_NOERROR;
}

void SnmpWorker::answer(netsnmp_agent_request_info *about, netsnmp_request_info *request, const Oid &root) {
  auto *variable = request->requestvb;
  const auto name = own_oid(variable->name, variable->name_length);
  const bool exact = about->mode == MODE_GET;
  auto found = exact || request->inclusive != 0 ? pages_.find(name) : nullptr;
  if (!exact && found == nullptr) found = pages_.next(name, root);
  if (found != nullptr) {
    const auto at = library_oid(found->first);
    library_.snmp_set_var_objid(variable, at.data(), at.size());
    return set_value(variable, found->second);
  }
  if (exact) library_.set_request_error(about, request, SNMP_NOSUCHINSTANCE);
}

void SnmpWorker::set_value(netsnmp_variable_list *variable, const SnmpValue &value) const {
  with_bytes(value, [&](const Bytes &bytes) {
    library_.snmp_set_var_typed_value(variable, bytes.type, bytes.data, bytes.size);
  });
}

}  // namespace sempervivum::daemon
