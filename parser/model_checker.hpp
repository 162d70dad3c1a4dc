/// Virtual servers, real servers and their checks.
#pragma once

#include "parser/model_common.hpp"

namespace sempervivum::parser {

/// What a virtual server, or a real one, is: an address with a port, a firewall mark, or a group.
struct Service {
  enum class Kind : std::uint8_t { address, fwmark, group };
  Kind kind = Kind::address;
  base::IpAddress address;
  std::optional<std::uint16_t> port;  // not set or 0: all ports (real server: the virtual server's)
  std::uint32_t fwmark = 0;
  std::string group;

  bool operator==(const Service &) const = default;
};

/// One line of a virtual_server_group: first..last with a port, or a firewall mark.
struct GroupEntry {
  Service::Kind kind = Service::Kind::address;
  base::IpAddress first;
  base::IpAddress last;
  std::optional<std::uint16_t> port;
  std::uint32_t fwmark = 0;
  std::optional<base::Family> family;  // of a mark: inet, inet6
  /// As written, for dumps.
  std::string text;
  SourceSpan span;

  bool operator==(const GroupEntry &) const = default;
};

struct VirtualServerGroup {
  std::string name;
  std::vector<GroupEntry> entries;
  SourceSpan span;

  bool operator==(const VirtualServerGroup &) const = default;
};

/// How packets get to a real server.
struct ForwardingMethod {
  enum class Kind : std::uint8_t { nat, dr, tun };
  enum class Tunnel : std::uint8_t { ipip, gue, gre };
  enum class Checksum : std::uint8_t { nocsum, csum, remcsum };
  Kind kind = Kind::nat;
  std::optional<Tunnel> type;
  std::optional<std::uint16_t> port;
  std::optional<Checksum> checksum;

  bool operator==(const ForwardingMethod &) const = default;
};

enum class Scheduler : std::uint8_t { rr, wrr, lc, wlc, lblc, sh, mh, dh, fo, ovf, lblcr, sed, nq, twos };
enum class Protocol : std::uint8_t { tcp, udp, sctp };

/// Timing and retries of checks; a check takes what is not set from its real
/// server, that from its virtual server.
struct CheckTiming {
  std::optional<std::uint32_t> retry;
  std::optional<base::Duration> delay_before_retry;
  std::optional<base::Duration> warmup;
  std::optional<base::Duration> connect_timeout;
  std::optional<base::Duration> delay_loop;

  bool operator==(const CheckTiming &) const = default;
};

/// What every check that connects has.
struct Connection {
  std::optional<base::IpAddress> connect_ip;
  std::optional<std::uint16_t> connect_port;
  std::optional<base::IpAddress> bindto;
  std::optional<std::uint16_t> bind_port;
  std::optional<std::string> bind_if;
  std::optional<std::uint32_t> fwmark;
  CheckTiming timing;
  std::optional<bool> alpha;
  std::optional<bool> log_all_failures;

  bool operator==(const Connection &) const = default;
};

struct TcpCheck {
  Connection connection;
  SourceSpan span;

  bool operator==(const TcpCheck &) const = default;
};

struct PingCheck {
  Connection connection;
  SourceSpan span;

  bool operator==(const PingCheck &) const = default;
};

/// A pattern of bytes; a nibble whose mask is 0 matches anything.
struct BytePattern {
  std::string bytes;
  std::string mask;

  bool operator==(const BytePattern &) const = default;
};

struct UdpCheck {
  Connection connection;
  std::optional<BytePattern> payload;
  bool require_reply = false;
  std::optional<BytePattern> reply;
  std::optional<std::uint16_t> min_reply_length;
  std::optional<std::uint16_t> max_reply_length;
  SourceSpan span;

  bool operator==(const UdpCheck &) const = default;
};

struct MiscCheck {
  Connection connection;
  OptionalCommand misc_path;
  std::optional<base::Duration> misc_timeout;  // not set or 0: delay_loop
  bool misc_dynamic = false;
  std::optional<Identity> user;
  SourceSpan span;

  bool operator==(const MiscCheck &) const = default;
};

struct SmtpCheck {
  Connection connection;
  std::optional<std::string> helo_name;
  std::vector<Connection> hosts;  // host blocks, deprecated
  SourceSpan span;

  bool operator==(const SmtpCheck &) const = default;
};

/// Inclusive range of HTTP status codes.
struct StatusRange {
  std::uint16_t first = 200;
  std::uint16_t last = 299;

  bool operator==(const StatusRange &) const = default;
};

struct HttpUrl {
  std::optional<std::string> path;
  std::optional<std::string> digest;  // MD5, 32 hex digits
  std::vector<StatusRange> status_code;
  std::optional<std::string> virtualhost;
  std::optional<std::string> regex;
  bool regex_no_match = false;
  std::vector<std::string> regex_options;
  std::optional<std::uint32_t> regex_min_offset;
  std::optional<std::uint32_t> regex_max_offset;
  std::optional<std::uint32_t> regex_stack_start;
  std::optional<std::uint32_t> regex_stack_max;
  std::optional<bool> tls_compliant;
  std::optional<std::string> sni_name;
  SourceSpan span;

  bool operator==(const HttpUrl &) const = default;
};

enum class HttpProtocol : std::uint8_t { http_1_0, http_1_1, http_1_0c };

/// HTTP_GET and SSL_GET.
struct HttpCheck {
  Connection connection;
  std::optional<std::string> virtualhost;
  HttpProtocol http_protocol = HttpProtocol::http_1_0;
  bool enable_sni = false;
  bool fast_recovery = false;
  bool tls_compliant = false;
  std::optional<std::string> sni_name;
  std::vector<HttpUrl> url;
  SourceSpan span;

  bool operator==(const HttpCheck &) const = default;
};

enum class DnsType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  mx = 15,
  txt = 16,
  aaaa = 28,
  rrsig = 46,
  dnskey = 48,
};

struct DnsCheck {
  Connection connection;
  DnsType type = DnsType::soa;
  std::optional<std::string> name;
  SourceSpan span;

  bool operator==(const DnsCheck &) const = default;
};

struct FileCheck {
  std::optional<std::string> track_file;
  std::optional<Weight> weight;
  SourceSpan span;

  bool operator==(const FileCheck &) const = default;
};

struct BfdCheck {
  std::optional<std::string> name;
  std::optional<bool> alpha;
  SourceSpan span;

  bool operator==(const BfdCheck &) const = default;
};

struct RealServer {
  Service service;
  std::optional<std::int32_t> weight;
  std::optional<ForwardingMethod> lvs_method;
  std::optional<std::uint32_t> uthreshold;
  std::optional<std::uint32_t> lthreshold;
  std::optional<bool> inhibit_on_failure;
  OptionalCommand notify_up;
  OptionalCommand notify_down;
  std::optional<bool> alpha;
  CheckTiming timing;
  std::optional<bool> smtp_alert;
  std::optional<std::string> virtualhost;
  std::optional<std::string> snmp_name;
  std::vector<MiscCheck> misc_check;
  std::vector<SmtpCheck> smtp_check;
  std::vector<TcpCheck> tcp_check;
  std::vector<PingCheck> ping_check;
  std::vector<UdpCheck> udp_check;
  std::vector<HttpCheck> http_get;
  std::vector<HttpCheck> ssl_get;
  std::vector<DnsCheck> dns_check;
  std::vector<FileCheck> file_check;
  std::vector<BfdCheck> bfd_check;
  SourceSpan span;

  bool operator==(const RealServer &) const = default;
};

/// The fixed flags of a scheduler; flag-1 to flag-3 under their common names.
struct SchedulerFlags {
  bool hashed = false;
  bool ops = false;
  bool flag_1 = false;
  bool flag_2 = false;
  bool flag_3 = false;
  bool sh_port = false;
  bool sh_fallback = false;
  bool mh_port = false;
  bool mh_fallback = false;

  bool operator==(const SchedulerFlags &) const = default;
};

struct VirtualServer {
  Service service;
  std::optional<base::Family> ip_family;
  CheckTiming timing;
  bool inhibit_on_failure = false;
  std::optional<Scheduler> lb_algo;  // not set: wlc
  SchedulerFlags flags;
  std::optional<ForwardingMethod> lb_kind;  // not set: NAT
  std::optional<std::string> persistence_engine;
  std::optional<std::uint32_t> persistence_timeout;  // seconds; set: persistent
  std::optional<std::string> persistence_granularity;
  std::optional<Protocol> protocol;  // not set: UDP
  bool ha_suspend = false;
  std::optional<bool> smtp_alert;
  std::optional<std::string> virtualhost;
  std::optional<std::string> snmp_name;
  bool alpha = false;
  bool omega = false;
  OptionalCommand quorum_up;
  OptionalCommand quorum_down;
  std::optional<std::uint32_t> quorum;      // not set: 1
  std::optional<std::uint32_t> hysteresis;  // not set: 0
  std::optional<std::int32_t> weight;       // not set: 1
  std::optional<Service> sorry_server;
  bool sorry_server_inhibit = false;
  std::optional<ForwardingMethod> sorry_server_lvs_method;
  std::optional<base::Duration> drain_timeout;  // not set: 0, removed servers go at once
  std::vector<RealServer> real_server;
  SourceSpan span;

  bool operator==(const VirtualServer &) const = default;
};

/// SSL: the keys of SSL_GET checks.
struct SslSettings {
  std::optional<std::string> password;
  std::optional<std::string> ca;
  std::optional<std::string> certificate;
  std::optional<std::string> key;

  bool operator==(const SslSettings &) const = default;
};

}  // namespace sempervivum::parser
