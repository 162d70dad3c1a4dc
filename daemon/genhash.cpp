#include "daemon/genhash.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "checkers/http_fetch.hpp"
#include "checkers/tls.hpp"

namespace sempervivum::daemon {
namespace {

using checkers::HttpPage;
using checkers::HttpProbe;
using checkers::Outcome;

constexpr std::string_view own_name = "genhash";
constexpr std::chrono::seconds default_timeout{5};

/// -h and -v stand at the end of the list, as the original shows them.
constexpr std::array rows{
    GenhashRow{'S', "use-ssl", false, "Use an SSL connection to the remote server."},
    GenhashRow{'I', "use-sni", false, "Use SNI in the SSL handshake (the virtualhost; see -V)."},
    GenhashRow{'s', "server", true, "The address of the remote server."},
    GenhashRow{'p', "port", true, "The port of the remote server."},
    GenhashRow{'u', "url", true, "The url to ask the remote server for."},
    GenhashRow{'V', "use-virtualhost", true, "The virtualhost in the request."},
    GenhashRow{'v', "verbose", false, "Tell more."},
    GenhashRow{'h', "help", false, "Show this help."},
    GenhashRow{'m', "fwmark", true, "The firewall mark of the packets."},
    GenhashRow{'P', "protocol", true, "The HTTP protocol: 1.0, 1.0c (with 'Connection: close') or 1.1."},
    GenhashRow{'t', "timeout", true, "Timeout in seconds."},
};

template <class Number>
std::optional<Number> number(std::string_view text, Number least) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least) return std::nullopt;
  return value;
}

std::optional<parser::HttpProtocol> protocol(std::string_view word) {
  if (word == "1.0") return parser::HttpProtocol::http_1_0;
  if (word == "1.0c" || word == "1.0C") return parser::HttpProtocol::http_1_0c;
  if (word == "1.1") return parser::HttpProtocol::http_1_1;
  return std::nullopt;
}

/// Reads one option after the other into the probe.
class Reader {
 public:
  Reader() {
    probe_.target.timeout = default_timeout;
    probe_.pages.emplace_back();
  }

  void take(int letter, std::string_view value) {
    switch (letter) {
      case 'S': probe_.tls = true; return;
      case 'I': sni_ = true; return;
      case 'v': verbose_ = true; return;
      case 'h': help_ = true; return;
      case 's': return server(value);
      case 'u': page().path = value; return;
      case 'V': virtual_host_ = value; return;
      case 'p': return set(probe_.target.port, number<std::uint16_t>(value, 1), "port number", value);
      case 'm': return set(probe_.target.source.made().mark, number<std::uint32_t>(value, 0), "fwmark", value);
      case 'P': return set(probe_.protocol, protocol(value), "HTTP protocol version", value);
      case 't': return timeout(value);
      default: lines_.push_back(fmt::format("Unknown option -{}", static_cast<char>(optopt)));
    }
  }

  ParsedGenhash result() {
    const bool whole = has_server_ && probe_.target.port != 0 && !page().path.empty();
    if (help_ || !lines_.empty() || !whole) return {std::nullopt, std::move(lines_)};
    const auto address = probe_.target.address.to_string();
    const bool long_one = probe_.target.address.family() == base::Family::ipv6;
    if (sni_) page().sni = virtual_host_;
    page().host = !virtual_host_.empty()
                      ? virtual_host_
                      : fmt::format(fmt::runtime(long_one ? "[{}]:{}" : "{}:{}"), address, probe_.target.port);
    return {GenhashOptions{std::move(probe_), verbose_}, {}};
  }

 private:
  HttpPage &page() { return probe_.pages.front(); }

  void server(std::string_view word) {
    const auto address = base::IpAddress::parse(word);
    if (!address) return lines_.push_back(fmt::format("server should be an IP, not {}", word));
    probe_.target.address = *address;
    has_server_ = true;
  }

  template <class To, class From>
  void set(To &target, const std::optional<From> &value, std::string_view what, std::string_view word) {
    if (!value) return lines_.push_back(fmt::format("invalid {} '{}'", what, word));
    target = *value;
  }

  void timeout(std::string_view word) {
    const auto seconds = number<unsigned>(word, 1);
    if (!seconds) return lines_.push_back(fmt::format("invalid timeout '{}'", word));
    probe_.target.timeout = std::chrono::seconds{*seconds};
  }

  HttpProbe probe_;
  std::string virtual_host_;
  bool sni_ = false;
  bool has_server_ = false;
  bool verbose_ = false;
  bool help_ = false;
  std::vector<std::string> lines_;
};

/// A page is fetched without scripts.
class NoRunner final : public base::ScriptRunner {
 public:
  void run(const base::Command &, base::Duration, Done) override {}
};

int fetch(const GenhashOptions &options) {
  boost::asio::io_context loop{1};
  NoRunner runner;
  checkers::TlsContext tls;
  const auto &page = options.probe.pages.front();
  checkers::HttpReply reply{page, true};
  std::optional<Outcome> failed;
  const auto begin = base::Clock::now();
  boost::asio::co_spawn(loop,
                        checkers::fetch_page(options.probe, page, reply, {loop, runner, tls}, base::Instant::max()),
                        [&](const std::exception_ptr &thrown, std::optional<Outcome> outcome) {
                          if (thrown) std::rethrow_exception(thrown);
                          failed = std::move(outcome);
                          loop.stop();
                        });
  loop.run();
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(base::Clock::now() - begin);
  if (failed) {
    std::fputs(("Connection failed: " + failed->why + "\n").c_str(), stderr);
    return 0;
  }
  std::puts(reply.digest().c_str());
  if (options.verbose)
    std::puts(fmt::format("\nGlobal response time for [{}] = {} usecs", page.path, taken.count()).c_str());
  return 0;
}

}  // namespace

bool is_genhash(std::span<char *const> argv) {
  if (argv.empty()) return false;
  if (std::filesystem::path{argv.front()}.filename() == own_name) return true;
  if (argv.size() < 2) return false;
  const std::string_view first{argv[1]};
  return first == "--genhash" || first == "-T";
}

ParsedGenhash parse_genhash(std::span<char *const> argv) {
  std::string letters{":"};
  std::vector<option> names;
  for (const auto &row : rows) {
    letters += row.letter;
    if (row.argument) letters += ':';
    names.push_back({row.name, row.argument ? required_argument : no_argument, nullptr, row.letter});
  }
  names.push_back({});
  std::vector<char *> words{argv.begin(), argv.end()};
  words.push_back(nullptr);
  optind = 0;
  opterr = 0;
  Reader reader;
  const auto next = [&] {
    return getopt_long(static_cast<int>(argv.size()), words.data(), letters.c_str(), names.data(), nullptr);
  };
  for (int letter = next(); letter != -1; letter = next()) reader.take(letter, optarg != nullptr ? optarg : "");
  return reader.result();
}

std::span<const GenhashRow> genhash_table() { return rows; }

std::string genhash_usage(const std::string &program) {
  auto text = fmt::format("Usage: {} COMMAND [OPTIONS]\nCommands:\n", program);
  text += "   -s server-address -p port -u url\n   -S -s server-address -p port -u url\n   -h\n\nOptions:\n";
  for (const auto &row : rows) text += fmt::format("   --{:<15} -{}       {}\n", row.name, row.letter, row.help);
  return text;
}

int run_genhash(std::span<char *const> argv) {
  const bool by_name = std::filesystem::path{argv.front()}.filename() == own_name;
  const auto parsed = parse_genhash(by_name ? argv : argv.subspan(1));
  if (parsed.options) return fetch(*parsed.options);
  for (const auto &line : parsed.lines) std::fputs((line + "\n").c_str(), stderr);
  std::fputs(genhash_usage(by_name ? argv.front() : fmt::format("{} --genhash", argv.front())).c_str(), stderr);
  return 1;
}

}  // namespace sempervivum::daemon
