#include "netlink/ipvs_reader.hpp"

#include <linux/netlink.h>

#include <cerrno>

#include "netlink/generic.hpp"
#include "netlink/inquiry.hpp"

namespace sempervivum::netlink {
namespace {

constexpr int receive_buffer = 1 << 20;

base::SystemResult<std::uint16_t> find_family(Channel &channel) {
  Batch request;
  request_family(request, ipvs_family_name);
  std::uint16_t id = 0;
  const auto asked = inquire(channel, std::move(request), [&id](const Message &message) {
    if (const auto family = parse_family(message)) id = family->id;
  });
  if (!asked) return base::unexpected(base::SystemError{asked.error().code, "find IPVS in the kernel"});
  if (id == 0) return base::unexpected(base::SystemError{ENOENT, "find IPVS in the kernel"});
  return id;
}

/// What `parse` makes of each message of the answer; those it cannot read are left out.
template <class Report>
base::SystemResult<std::vector<Report>> collect(Channel &channel, Batch request, std::uint16_t family,
                                                Parsed<Report> (*parse)(const Message &, std::uint16_t)) {
  std::vector<Report> reports;
  const auto asked = inquire(channel, std::move(request), [&](const Message &message) {
    if (auto report = parse(message, family)) reports.push_back(std::move(*report));
  });
  if (!asked) return base::unexpected(asked.error());
  return reports;
}

}  // namespace

base::SystemResult<IpvsReader> IpvsReader::open() {
  auto channel = Channel::open(NETLINK_GENERIC, receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  const auto family = find_family(*channel);
  if (!family) return base::unexpected(family.error());
  return IpvsReader{std::move(*channel), *family};
}

base::SystemResult<std::vector<IpvsServiceReport>> IpvsReader::services() {
  Batch request;
  IpvsRequests{request, family_}.dump_services();
  return collect(channel_, std::move(request), family_, parse_ipvs_service);
}

base::SystemResult<std::vector<IpvsDestinationReport>> IpvsReader::destinations(const IpvsServiceKey &service) {
  Batch request;
  IpvsRequests{request, family_}.dump_destinations(service);
  return collect(channel_, std::move(request), family_, parse_ipvs_destination);
}

}  // namespace sempervivum::netlink
