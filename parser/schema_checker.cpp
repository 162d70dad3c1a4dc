// The checks of a real server.
#include "parser/schema_checker.hpp"

#include <fmt/format.h>

#include <array>

#include "parser/schema_tables.hpp"
#include "parser/values_checker.hpp"

namespace sempervivum::parser {

namespace {

constexpr std::int64_t port_limit = 65535;
using K = Connection;
using T = CheckTiming;
using H = HttpCheck;
using U = HttpUrl;

constexpr auto protocols = std::to_array<Choice>({{"1.0", int(HttpProtocol::http_1_0)},
                                                  {"1.1", int(HttpProtocol::http_1_1)},
                                                  {"1.0C", int(HttpProtocol::http_1_0c)},
                                                  {"1.0c", int(HttpProtocol::http_1_0c)}});

/// The rows of a Connection reached by `To` from the check's object.
template <auto... To>
constexpr auto connection_rows = std::to_array<Keyword>({
    {.name = "connect_ip",
     .takes = address(),
     .fills = member<To..., &K::connect_ip>,
     .help = "Address to connect to.",
     .otherwise = "(the real server's)"},
    {.name = "connect_port",
     .takes = integer(1, port_limit, "PORT"),
     .fills = member<To..., &K::connect_port>,
     .help = "Port to connect to.",
     .otherwise = "(the real server's)"},
    {.name = "bindto", .takes = address(), .fills = member<To..., &K::bindto>, .help = "Source address."},
    {.name = "bind_port",
     .takes = integer(1, port_limit, "PORT"),
     .fills = member<To..., &K::bind_port>,
     .help = "Source port."},
    {.name = "bind_if",
     .takes = interface_name(),
     .fills = member<To..., &K::bind_if>,
     .help = "Interface to connect from; needed for link-local addresses."},
    {.name = "connect_timeout",
     .takes = seconds(1, timer_limit_micro),
     .fills = member<To..., &K::timing, &T::connect_timeout>,
     .help = "How long a connection may take.",
     .otherwise = "(the real server's)"},
    {.name = "fwmark",
     .takes = integer(0, uint32_limit, "MARK"),
     .fills = member<To..., &K::fwmark>,
     .help = "Firewall mark of the check's packets."},
    {.name = "retry",
     .takes = integer(0, uint32_limit),
     .fills = member<To..., &K::timing, &T::retry>,
     .help = "Failures in a row, less one, until the check fails.",
     .otherwise = "(the real server's)"},
    {.name = "delay_before_retry",
     .takes = seconds(0, delay_limit_micro),
     .fills = member<To..., &K::timing, &T::delay_before_retry>,
     .help = "Time to a retry.",
     .otherwise = "(the real server's)"},
    {.name = "warmup",
     .takes = seconds(0, delay_limit_micro),
     .fills = member<To..., &K::timing, &T::warmup>,
     .help = "The first check comes at random within this time.",
     .otherwise = "(delay_loop)"},
    {.name = "delay_loop",
     .takes = seconds(1, delay_limit_micro),
     .fills = member<To..., &K::timing, &T::delay_loop>,
     .help = "Time between checks.",
     .otherwise = "(the real server's)"},
    {.name = "alpha",
     .takes = boolean(),
     .fills = member<To..., &K::alpha>,
     .help = "Counts as failed until the first success."},
    {.name = "log_all_failures",
     .takes = boolean(),
     .fills = member<To..., &K::log_all_failures>,
     .help = "Logs every failure, not only changes."},
});

template <std::size_t Left, std::size_t Right>
constexpr std::array<Keyword, Left + Right> operator+(const std::array<Keyword, Left> &left,
                                                      const std::array<Keyword, Right> &right) {
  std::array<Keyword, Left + Right> all{};
  std::copy(left.begin(), left.end(), all.begin());
  std::copy(right.begin(), right.end(), all.begin() + Left);
  return all;
}

template <auto Member, bool Wildcards>
constexpr Binding bytes{[](void *object, Arguments &arguments, Reading &reading) {
                          BytePattern pattern;
                          const bool good = read_bytes(arguments, reading, pattern, Wildcards);
                          if (good) static_cast<UdpCheck *>(object)->*Member = std::move(pattern);
                          return good;
                        },
                        [](const void *object, const Keyword &, std::string &out) {
                          const auto &pattern = static_cast<const UdpCheck *>(object)->*Member;
                          if (pattern) write_bytes(*pattern, out);
                          return pattern.has_value();
                        }};

constexpr Binding reply{[](void *object, Arguments &arguments, Reading &reading) {
                          auto &check = *static_cast<UdpCheck *>(object);
                          check.require_reply = true;
                          return arguments.empty() || bytes<&UdpCheck::reply, true>.read(object, arguments, reading);
                        },
                        [](const void *object, const Keyword &keyword, std::string &out) {
                          bytes<&UdpCheck::reply, true>.write(object, keyword, out);
                          return static_cast<const UdpCheck *>(object)->require_reply;
                        }};

constexpr auto tcp_rows = connection_rows<&TcpCheck::connection>;
constexpr auto ping_rows = connection_rows<&PingCheck::connection>;

constexpr auto udp_rows = connection_rows<&UdpCheck::connection> +
                          std::to_array<Keyword>({
                              mild({.name = "payload",
                                    .takes = special("HEX ..."),
                                    .fills = bytes<&UdpCheck::payload, false>,
                                    .help = "The bytes sent."}),
                              {.name = "require_reply",
                               .takes = special("[HEX ...]", true),
                               .fills = reply,
                               .help = "An answer must come, which begins with these bytes; x is any digit."},
                              {.name = "min_reply_length",
                               .takes = integer(0, 65535, "BYTES"),
                               .fills = member<&UdpCheck::min_reply_length>,
                               .help = "The shortest answer that counts.",
                               .otherwise = "0"},
                              {.name = "max_reply_length",
                               .takes = integer(0, 65535, "BYTES"),
                               .fills = member<&UdpCheck::max_reply_length>,
                               .help = "The longest answer that counts.",
                               .otherwise = "255"},
                          });

constexpr auto misc_rows = connection_rows<&MiscCheck::connection> +
                           std::to_array<Keyword>({
                               mild({.name = "misc_path",
                                     .takes = command(),
                                     .fills = member<&MiscCheck::misc_path>,
                                     .help = "The command line of the check; in quotes when it has arguments."}),
                               {.name = "misc_timeout",
                                .takes = whole_seconds(0, timer_limit),
                                .fills = member<&MiscCheck::misc_timeout>,
                                .help = "How long it may take; 0: delay_loop.",
                                .otherwise = "(delay_loop)"},
                               flag("misc_dynamic", member<&MiscCheck::misc_dynamic>,
                                    "Exit statuses from 2 to 255 succeed and set the weight to the status less 2."),
                               mild({.name = "user",
                                     .takes = identity(),
                                     .fills = member<&MiscCheck::user>,
                                     .help = "User and group it runs as.",
                                     .otherwise = "(script_user)"}),
                           });

constexpr auto host_rows = connection_rows<>;
constexpr Place host_place{"virtual_server/real_server/SMTP_CHECK/host", host_rows, "host"};

constexpr auto smtp_rows = std::to_array<Keyword>({
                               mild({.name = "helo_name",
                                     .takes = word("NAME"),
                                     .fills = member<&SmtpCheck::helo_name>,
                                     .help = "The name in HELO.",
                                     .otherwise = "smtpchecker.keepalived.org"}),
                           }) +
                           connection_rows<&SmtpCheck::connection> +
                           std::to_array<Keyword>({
                               {.name = "host",
                                .shape = Shape::block,
                                .opens = object<&SmtpCheck::hosts>,
                                .inside = &host_place,
                                .help = "One of several addresses checked; better write several checks.",
                                .discouraged = true},
                           });

constexpr Binding codes{[](void *object, Arguments &arguments, Reading &reading) {
                          return read_codes(arguments, reading, static_cast<U *>(object)->status_code);
                        },
                        [](const void *object, const Keyword &, std::string &out) {
                          const auto &ranges = static_cast<const U *>(object)->status_code;
                          for (const auto &range : ranges) {
                            if (!out.empty()) out += ' ';
                            out += std::to_string(range.first);
                            if (range.last == range.first) continue;
                            out += '-';
                            out += std::to_string(range.last);
                          }
                          return !ranges.empty();
                        }};

/// A pattern is unescaped as a command is, and is one word.
constexpr Binding pattern{[](void *object, Arguments &arguments, Reading &reading) {
                            Command command;
                            if (!read_value(arguments, reading, command)) return false;
                            static_cast<U *>(object)->regex = command.argv.front();
                            return true;
                          },
                          [](const void *object, const Keyword &, std::string &out) {
                            const auto &regex = static_cast<const U *>(object)->regex;
                            if (regex) out += quote_command({*regex});
                            return regex.has_value();
                          }};

constexpr auto stack_rows = std::to_array<Keyword>({
    {.name = "START",
     .takes = integer(0, uint32_limit, "BYTES"),
     .fills = member<&U::regex_stack_start>,
     .help = "Its size at first.",
     .positional = true,
     .silent = true},
    {.name = "MAX",
     .takes = integer(0, uint32_limit, "BYTES"),
     .fills = member<&U::regex_stack_max>,
     .help = "Its largest size.",
     .positional = true,
     .silent = true},
});
constexpr Place stack_line{"virtual_server/real_server/HTTP_GET/url/regex_stack (line)", stack_rows, "regex_stack"};

constexpr auto url_rows = std::to_array<Keyword>({
    {.name = "path", .takes = path(), .fills = member<&U::path>, .help = "The path asked for; required."},
    {.name = "digest",
     .takes = word("MD5", 32),
     .fills = member<&U::digest>,
     .help = "MD5 of the answer in 32 hexadecimal digits, as keepalived --genhash computes it."},
    {.name = "status_code",
     .takes = special("CODE|CODE-CODE ..."),
     .fills = codes,
     .help = "Status codes that succeed.",
     .otherwise = "200-299"},
    mild({.name = "virtualhost", .takes = word("HOST"), .fills = member<&U::virtualhost>, .help = "The Host header."}),
    silent({.name = "regex", .takes = command(), .fills = pattern, .help = "A PCRE2 pattern the answer must match."}),
    flag("regex_no_match", member<&U::regex_no_match>, "The answer must not match."),
    silent({.name = "regex_options",
            .takes = words("OPTION ..."),
            .fills = member<&U::regex_options>,
            .help = "Options of the pattern, such as caseless, dotall, multiline, ungreedy, utf."}),
    silent({.name = "regex_min_offset",
            .takes = integer(0, uint32_limit, "BYTES"),
            .fills = member<&U::regex_min_offset>,
            .help = "The match must not begin before."}),
    silent({.name = "regex_max_offset",
            .takes = integer(0, uint32_limit, "BYTES"),
            .fills = member<&U::regex_max_offset>,
            .help = "The match must not begin behind."}),
    {.name = "regex_stack",
     .shape = Shape::options,
     .opens = itself,
     .inside = &stack_line,
     .help = "Stack of the pattern matcher, in bytes.",
     .silent = true,
     .needless = "patterns are matched without a stack of their own, within fixed limits"},
});
constexpr auto ssl_url_rows = url_rows + std::to_array<Keyword>({
                                             {.name = "tls_compliant",
                                              .takes = boolean(),
                                              .fills = member<&U::tls_compliant>,
                                              .help = "A connection closed without close_notify fails.",
                                              .since = "2.2.8"},
                                             {.name = "sni_name",
                                              .takes = word("HOST"),
                                              .fills = member<&U::sni_name>,
                                              .help = "Sent in TLS as the host name.",
                                              .otherwise = "(the check's)",
                                              .since = "2.4.4"},
                                         });
constexpr Place url_place{"virtual_server/real_server/HTTP_GET/url", url_rows, "url"};
constexpr Place ssl_url_place{"virtual_server/real_server/SSL_GET/url", ssl_url_rows, "url"};

constexpr auto common_http_rows =
    connection_rows<&H::connection> + std::to_array<Keyword>({
                                          {.name = "nb_get_retry",
                                           .takes = integer(0, uint32_limit),
                                           .fills = member<&H::connection, &K::timing, &T::retry>,
                                           .help = "The same as retry.",
                                           .alias_of = "retry",
                                           .deprecated = true},
                                          mild({.name = "virtualhost",
                                                .takes = word("HOST"),
                                                .fills = member<&H::virtualhost>,
                                                .help = "The Host header.",
                                                .otherwise = "(the real server's)"}),
                                          mild({.name = "http_protocol",
                                                .takes = choice(protocols),
                                                .fills = member<&H::http_protocol>,
                                                .help = "Version of the request; 1.0C adds Connection: close.",
                                                .otherwise = "1.0"}),
                                          {.name = "enable_sni",
                                           .takes = boolean(),
                                           .fills = member<&H::enable_sni>,
                                           .help = "Sends the host name in TLS."},
                                          {.name = "fast_recovery",
                                           .takes = boolean(),
                                           .fills = member<&H::fast_recovery>,
                                           .help = "A failed server is checked again without its retries."},
                                      });

constexpr Keyword url_row(const Place &place) {
  return {.name = "url",
          .shape = Shape::block,
          .opens = object<&H::url>,
          .inside = &place,
          .help = "What is asked for, and what must be answered."};
}
constexpr auto http_rows = common_http_rows + std::to_array<Keyword>({url_row(url_place)});
constexpr auto ssl_rows = common_http_rows + std::to_array<Keyword>({
                                                 {.name = "tls_compliant",
                                                  .takes = boolean(),
                                                  .fills = member<&H::tls_compliant>,
                                                  .help = "A connection closed without close_notify fails.",
                                                  .since = "2.2.8"},
                                                 {.name = "sni_name",
                                                  .takes = word("HOST"),
                                                  .fills = member<&H::sni_name>,
                                                  .help = "Sent in TLS as the host name.",
                                                  .otherwise = "(the virtualhost with enable_sni)",
                                                  .since = "2.4.4"},
                                                 url_row(ssl_url_place),
                                             });

constexpr auto dns_types = std::to_array<Choice>({{"A", 1},
                                                  {"NS", 2},
                                                  {"CNAME", 5},
                                                  {"SOA", 6},
                                                  {"MX", 15},
                                                  {"TXT", 16},
                                                  {"AAAA", 28},
                                                  {"RRSIG", 46},
                                                  {"DNSKEY", 48}});
/// No label of a name is empty; the root is ".".
constexpr Binding domain{
    [](void *object, Arguments &arguments, Reading &reading) {
      const auto *word = arguments.peek();
      std::string name;
      if (!read_value(arguments, reading, name)) return false;
      const bool good = name == "." || (!name.starts_with('.') && name.find("..") == std::string::npos);
      if (good) static_cast<DnsCheck *>(object)->name = std::move(name);
      if (!good) reading.complain(FindingId::bad_value, word->span, fmt::format("`{}` has an empty label", word->text));
      return good;
    },
    member<&DnsCheck::name>.write};
constexpr auto dns_rows =
    connection_rows<&DnsCheck::connection> +
    std::to_array<Keyword>({
        {.name = "type",
         .takes = any_case(dns_types),
         .fills = member<&DnsCheck::type>,
         .help = "The record asked for.",
         .otherwise = "SOA"},
        {.name = "name", .takes = word("DOMAIN"), .fills = domain, .help = "The name asked for.", .otherwise = "."},
    });

constexpr auto file_rows = std::to_array<Keyword>({
    {.name = "track_file",
     .takes = word("NAME"),
     .fills = member<&FileCheck::track_file>,
     .help = "The track_file whose number decides; required."},
    mild({.name = "weight",
          .takes = weight(int32_limit),
          .fills = member<&FileCheck::weight>,
          .help = "The number times this is added to the weight.",
          .otherwise = "(the track_file's)"}),
});

constexpr auto bfd_rows = std::to_array<Keyword>({
    mild({.name = "name",
          .takes = word("NAME", 31),
          .fills = member<&BfdCheck::name>,
          .help = "The bfd_instance whose state decides; required."}),
    {.name = "alpha",
     .takes = boolean(),
     .fills = member<&BfdCheck::alpha>,
     .help = "Counts as failed until the first success."},
});

}  // namespace

constexpr Place misc_place{"virtual_server/real_server/MISC_CHECK", misc_rows, "MISC_CHECK"};
constexpr Place smtp_place{"virtual_server/real_server/SMTP_CHECK", smtp_rows, "SMTP_CHECK"};
constexpr Place tcp_place{"virtual_server/real_server/TCP_CHECK", tcp_rows, "TCP_CHECK"};
constexpr Place ping_place{"virtual_server/real_server/PING_CHECK", ping_rows, "PING_CHECK"};
constexpr Place udp_place{"virtual_server/real_server/UDP_CHECK", udp_rows, "UDP_CHECK"};
constexpr Place http_place{"virtual_server/real_server/HTTP_GET", http_rows, "HTTP_GET"};
constexpr Place ssl_get_place{"virtual_server/real_server/SSL_GET", ssl_rows, "SSL_GET"};
constexpr Place dns_place{"virtual_server/real_server/DNS_CHECK", dns_rows, "DNS_CHECK"};
constexpr Place file_place{"virtual_server/real_server/FILE_CHECK", file_rows, "FILE_CHECK"};
constexpr Place bfd_check_place{"virtual_server/real_server/BFD_CHECK", bfd_rows, "BFD_CHECK"};

}  // namespace sempervivum::parser
