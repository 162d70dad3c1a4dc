#include "vrrp/statistics.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <iterator>

namespace sempervivum::vrrp {
namespace {

using Value = std::uint64_t (*)(const Counters &);

template <auto Member>
constexpr Value plain = [](const Counters &counters) { return counters.*Member; };

template <RejectReason... Reasons>
constexpr Value rejected = [](const Counters &counters) { return (counters.of(Reasons) + ...); };

struct Row {
  std::string_view key;
  Value value;
};

using enum RejectReason;

/// In JSON's order.
constexpr std::array rows{
    Row{"advert_rcvd", plain<&Counters::adverts_received>},
    Row{"advert_sent", plain<&Counters::adverts_sent>},
    Row{"become_master", plain<&Counters::became_master>},
    Row{"release_master", plain<&Counters::released_master>},
    Row{"packet_len_err", rejected<truncated, length>},
    Row{"advert_interval_err", rejected<interval>},
    Row{"ip_ttl_err", rejected<ttl>},
    Row{"invalid_type_rcvd", rejected<type>},
    Row{"addr_list_err", rejected<address_count, address_list>},
    Row{"invalid_authtype", rejected<auth_type_unknown>},
    Row{"authtype_mismatch", rejected<auth_type_mismatch>},
    Row{"auth_failure", rejected<auth_failure, auth_sequence>},
    Row{"pri_zero_rcvd", plain<&Counters::zero_priority_received>},
    Row{"pri_zero_sent", plain<&Counters::zero_priority_sent>},
};

/// A line of the text; one without a key is a heading.
struct Line {
  std::string_view label;
  std::string_view key = {};
};

constexpr std::array layout{
    Line{"  Advertisements:"},
    Line{"    Received", "advert_rcvd"},
    Line{"    Sent", "advert_sent"},
    Line{"  Became master", "become_master"},
    Line{"  Released master", "release_master"},
    Line{"  Packet Errors:"},
    Line{"    Length", "packet_len_err"},
    Line{"    TTL", "ip_ttl_err"},
    Line{"    Invalid Type", "invalid_type_rcvd"},
    Line{"    Advertisement Interval", "advert_interval_err"},
    Line{"    Address List", "addr_list_err"},
    Line{"  Authentication Errors:"},
    Line{"    Invalid Type", "invalid_authtype"},
    Line{"    Type Mismatch", "authtype_mismatch"},
    Line{"    Failure", "auth_failure"},
    Line{"  Priority Zero:"},
    Line{"    Received", "pri_zero_rcvd"},
    Line{"    Sent", "pri_zero_sent"},
};

constexpr const Row *find(std::string_view key) {
  for (const auto &row : rows)
    if (row.key == key) return &row;
  return nullptr;
}

constexpr bool layout_is_complete() {
  std::size_t found = 0;
  for (const auto &line : layout) found += find(line.key) != nullptr;
  return found == rows.size();
}
static_assert(layout_is_complete());

}  // namespace

std::string statistics_text(std::string_view instance, const Counters &counters) {
  auto text = fmt::format("VRRP Instance: {}\n", instance);
  for (const auto &line : layout) {
    const auto *row = find(line.key);
    if (row == nullptr)
      fmt::format_to(std::back_inserter(text), "{}\n", line.label);
    else
      fmt::format_to(std::back_inserter(text), "{}: {}\n", line.label, row->value(counters));
  }
  return text;
}

void write_statistics(parser::JsonWriter &json, const Counters &counters) {
  json.begin_object();
  for (const auto &row : rows) json.member(row.key, static_cast<std::int64_t>(row.value(counters)));
  json.end_object();
}

}  // namespace sempervivum::vrrp
