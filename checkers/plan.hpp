/// What is to run: every default filled in, groups expanded, names made. Pure.
///
/// make_plan() turns the parser's model into plain values in keepalived's ways
/// (behaviour facts M1-M15, N1-N6): what a check does not say comes from its real
/// server, what that does not say from its virtual server. What cannot be run
/// (a check without its command, a server of another address family, one that is
/// there twice) is left out; the parser has told of it. Equality of two plans'
/// parts is what a reload goes by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/rare.hpp"
#include "base/script.hpp"
#include "checkers/verdict.hpp"
#include "netlink/ipvs.hpp"
#include "parser/model.hpp"

namespace sempervivum::checkers {

/// What a check sends from; few say.
struct Source {
  std::optional<base::IpAddress> address;
  std::uint16_t port = 0;
  /// Empty: any.
  std::string interface;
  /// SO_MARK; 0: none.
  std::uint32_t mark = 0;

  bool operator==(const Source &) const = default;
};

/// Where a check connects to, from where, and how long each step may take.
struct Target {
  base::IpAddress address;
  std::uint16_t port = 0;
  base::Rare<Source> source;
  base::Duration timeout = std::chrono::seconds{5};

  bool operator==(const Target &) const = default;
};

struct TcpProbe {
  Target target;
  bool operator==(const TcpProbe &) const = default;
};

struct PingProbe {
  Target target;
  bool operator==(const PingProbe &) const = default;
};

struct UdpProbe {
  Target target;
  /// Nothing: words of our own.
  base::Rare<std::string> payload;
  /// What a reply has to begin with, where the mask has bits.
  base::Rare<parser::BytePattern> reply;
  std::uint16_t shortest = 0;
  std::uint16_t longest = 255;
  bool require_reply = false;

  bool operator==(const UdpProbe &) const = default;
};

struct SmtpProbe {
  Target target;
  std::string helo_name;

  bool operator==(const SmtpProbe &) const = default;
};

struct DnsProbe {
  Target target;
  parser::DnsType type = parser::DnsType::soa;
  /// Nothing: the root.
  base::Rare<std::string> name;

  bool operator==(const DnsProbe &) const = default;
};

/// What a page's text has to match, or must not.
struct PagePattern {
  std::string text;
  bool no_match = false;
  std::vector<std::string> options;
  std::size_t min_offset = 0;
  std::optional<std::size_t> max_offset;

  bool operator==(const PagePattern &) const = default;
};

/// One page of an HTTP check and what it has to be.
struct HttpPage {
  std::string path;
  /// As it goes into the Host header.
  std::string host;
  /// What SNI says; empty: nothing.
  std::string sni;
  std::vector<parser::StatusRange> statuses;
  /// MD5 in lower-case hexadecimal; empty: not looked at.
  std::string digest;
  base::Rare<PagePattern> regex;
  bool tls_compliant = false;

  bool operator==(const HttpPage &) const = default;
};

struct HttpProbe {
  Target target;
  bool tls = false;
  bool fast_recovery = false;
  parser::HttpProtocol protocol = parser::HttpProtocol::http_1_0;
  std::vector<HttpPage> pages;

  bool operator==(const HttpProbe &) const = default;
};

struct MiscProbe {
  /// Always there.
  base::Rare<base::Command> command;
  base::Duration timeout{0};
  /// The exit status sets the weight.
  bool dynamic = false;

  bool operator==(const MiscProbe &) const = default;
};

struct FileProbe {
  std::string name;
  std::string path;
  parser::Weight weight;

  bool operator==(const FileProbe &) const = default;
};

struct BfdProbe {
  std::string name;
  bool operator==(const BfdProbe &) const = default;
};

/// There are thousands: what makes one kind larger than the others takes a pointer.
using Probe =
    std::variant<TcpProbe, PingProbe, UdpProbe, SmtpProbe, DnsProbe, HttpProbe, MiscProbe, FileProbe, BfdProbe>;

struct CheckPlan {
  Probe probe;
  VerdictConfig verdict;
  /// The first check comes at random within this time.
  base::Duration warmup{0};
  bool log_all_failures = false;

  bool operator==(const CheckPlan &) const = default;
};

/// There are thousands.
struct ServerPlan {
  /// Which of the virtual_server's real_server blocks it is.
  std::uint32_t given = 0;
  /// Its port is 0 where it is the service's.
  netlink::IpvsDestination destination;
  /// Of its service; nothing for firewall marks.
  std::optional<parser::Protocol> protocol;
  bool inhibit = false;
  bool smtp_alert = true;
  base::Rare<base::Command> notify_up;
  base::Rare<base::Command> notify_down;
  std::vector<CheckPlan> checks;

  std::int32_t weight() const { return static_cast<std::int32_t>(destination.weight); }
  /// "[192.0.2.10]:tcp:80", in logs and FIFOs.
  std::string name() const;
  bool operator==(const ServerPlan &) const = default;
};

struct SorryPlan {
  std::string name;
  netlink::IpvsDestination destination;
  bool inhibit = false;

  bool operator==(const SorryPlan &) const = default;
};

struct ServicePlan {
  /// Which of the configuration's virtual_server blocks it is.
  std::size_t given = 0;
  /// "[192.0.2.1]:tcp:80", "FWM 7" or "[GROUP]:80".
  std::string name;
  /// What the kernel gets: one for an address or mark, as many as a group has.
  std::vector<netlink::IpvsService> entries;
  std::uint32_t quorum = 1;
  std::uint32_t hysteresis = 0;
  bool alpha = false;
  bool omega = false;
  bool ha_suspend = false;
  bool smtp_alert = false;
  bool is_group = false;
  /// How long a server that a reload removes keeps its connections.
  base::Duration drain{0};
  base::Rare<base::Command> quorum_up;
  base::Rare<base::Command> quorum_down;
  std::optional<SorryPlan> sorry;
  std::vector<ServerPlan> servers;

  bool operator==(const ServicePlan &) const = default;
};

struct Plan {
  std::vector<ServicePlan> services;
  bool flush_at_start = false;
  parser::FlushOnStop flush_on_stop = parser::FlushOnStop::no;
  std::optional<netlink::IpvsTimeouts> timeouts;
  /// notify_up and notify_down also for what a start finds.
  bool notify_at_start = false;
  /// One mail for a server's change, none for each of its checks.
  bool no_checker_mails = false;
  std::optional<parser::SslSettings> tls;

  bool operator==(const Plan &) const = default;
};

/// The command that may be run for a configured one, if any.
using ResolveCommand = std::function<std::optional<base::Command>(const parser::Command &command,
                                                                  const std::optional<parser::Identity> &user)>;

Plan make_plan(const parser::Config &config, const ResolveCommand &resolve);

/// The method as IPVS knows it.
void set_forwarding(netlink::IpvsDestination &destination, const parser::ForwardingMethod &method);

/// The destination as the entry's table has it: for NAT its own port or else the
/// entry's, for the others the entry's; marks have none.
netlink::IpvsDestination destination_for(const netlink::IpvsDestination &destination,
                                         const netlink::IpvsServiceKey &entry);

}  // namespace sempervivum::checkers
