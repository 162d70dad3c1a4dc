#include "daemon/options_manual.hpp"

#include <fmt/format.h>

#include <array>

#include "daemon/exit_code.hpp"
#include "daemon/genhash.hpp"
#include "daemon/options.hpp"
#include "daemon/privileges.hpp"

namespace sempervivum::daemon {
namespace {

struct SignalRow {
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array signal_rows{
    SignalRow{"TERM, INT", "stop: resign, remove what was set, run the stop scripts"},
    SignalRow{"HUP", "read the configuration again and apply what differs; with errors in it nothing changes"},
    SignalRow{"USR1", "write the state to keepalived.data"},
    SignalRow{"USR2", "write the counters to keepalived.stats"},
};

struct ExitRow {
  int status;
  std::string_view meaning;
};

constexpr std::array exit_rows{
    ExitRow{exit_ok, "ended as asked; --check: the configuration will run; -t: nothing to say about it"},
    ExitRow{exit_fatal, "could not go on, or a wrong option; --check: the configuration has errors"},
    ExitRow{exit_config, "the configuration cannot be run; --check: wrong usage"},
    ExitRow{exit_permission, "capabilities are missing; -t: only missing files, unknown interfaces or the like"},
    ExitRow{exit_test_config, "-t: the configuration has errors or warnings"},
    ExitRow{exit_no_config, "no configuration could be read; -t: scripts that may not run as they are"},
};

/// The source is for people too: no line of it over 80 characters.
std::string wrapped(std::string_view text) {
  constexpr std::size_t width = 78;
  std::string lines;
  while (text.size() > width) {
    const auto end = text.rfind(' ', width);
    if (end == std::string_view::npos) break;
    lines += fmt::format("{}\n", text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines += text;
}

/// roff takes a bare hyphen for one that may be broken at.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char one : text) {
    if (one == '-' || one == '\\') escaped += '\\';
    escaped += one;
  }
  return escaped;
}

std::string argument_text(const OptionRow &row) {
  if (row.argument == Argument::required) return fmt::format("=\\fI{}\\fR", roff(row.argument_name));
  if (row.argument == Argument::optional) return fmt::format("[=\\fI{}\\fR]", roff(row.argument_name));
  return {};
}

std::string manual_entry(const OptionRow &row) {
  const auto letter = row.letter != 0 ? fmt::format("\\fB\\-{}\\fR, ", row.letter) : std::string{};
  return fmt::format(".TP\n{}\\fB\\-\\-{}\\fR{}\n{}.\n", letter, roff(row.name), argument_text(row),
                     wrapped(roff(row.help)));
}

/// For a shell's single quotes.
std::string quoted(std::string_view text) {
  std::string safe;
  for (const char one : text) safe += one == '\'' ? std::string{"’"} : std::string{one};
  return safe;
}

bool takes_file(const OptionRow &row) { return row.argument_name == "FILE"; }

std::string zsh_argument(const OptionRow &row) {
  if (row.argument == Argument::none) return {};
  const auto action = takes_file(row) ? "_files" : "";
  return fmt::format("{}:{}:{}", row.argument == Argument::optional ? ":" : "", row.argument_name, action);
}

std::string zsh_entry(std::string_view option, std::string_view tie, const OptionRow &row) {
  std::string help;
  for (const char one : quoted(row.help)) help += one == ':' || one == '[' || one == ']' ? ' ' : one;
  return fmt::format("  '{}{}[{}]{}' \\\n", option, tie, help, zsh_argument(row));
}

std::string privileges_section() {
  std::string text =
      ".SH PRIVILEGES\nIt starts as root, or with CAP_NET_ADMIN and CAP_NET_RAW at least. After\n"
      "the start each process keeps these capabilities, if it has them:\n";
  for (const auto &child : child_table) {
    text += fmt::format(".SS {} process\n", child.name);
    for (const auto &privilege : privileges(child.kind))
      text += fmt::format(".TP\n.B {}\n{}.\n", privilege.name, wrapped(roff(privilege.what_for)));
  }
  return text;
}

/// What parser/render_machine.hpp promises.
constexpr std::string_view machine_section = R"(.SH "OUTPUT FOR MACHINES"
.B \-\-check=json
prints one object with
.I version
(1),
.I summary
(the numbers of
.IR errors ,
.IR warnings ,
.I notes
and of those
.IR not_shown )
and
.IR findings .
Each finding has
.I id
and
.I severity
(error, warning or note),
.I message
and, where there is any,
.IR file ,
.IR line ,
.I column
and
.IR length ,
.IR help ,
.I suggestion
(the word that was probably meant),
.I related
(further places, each with a message) and
.I trace
(what brought the text there: each
.I kind
is expanded_from, with the
.I name
of the parameter, or included_from).
Lines and columns count from 1, columns in bytes.
Keys may be added within a version, never renamed or removed.
.PP
.B \-\-check=sarif
prints SARIF 2.1.0, whose rules are the same ids; columns count characters.
.PP
The ids are listed in
.BR keepalived.conf (5).
.PP
.B \-\-dump\-config
prints a configuration with every default filled in,
which reads back as the same one;
.B \-\-dump\-config=json
the same for machines.
.B \-\-dump\-schema
prints every keyword there is, its values, limits, default and help.
)";

}  // namespace

std::string manual_page(std::string_view version, std::string_view config_file) {
  auto page = fmt::format(
      ".TH KEEPALIVED 8 2026-11-23 \"Sempervivum {}\" \"System Administration\"\n"
      ".SH NAME\nkeepalived \\- virtual addresses and load balancing that survive a machine\n"
      ".SH SYNOPSIS\n.B keepalived\n[\\fIOPTION\\fR...]\n"
      ".SH DESCRIPTION\n"
      "Holds virtual addresses together with other machines (VRRP) and keeps the\n"
      "kernel's load balancer (IPVS) free of servers that do not answer, as the file\n.I {}\nsays;\n"
      "see\n.BR keepalived.conf (5).\n"
      "Without options it goes to the background and logs to syslog.\n.SH OPTIONS\n",
      version, roff(config_file));
  for (const auto &row : option_table()) page += manual_entry(row);
  page += ".SH SIGNALS\n";
  for (const auto &[name, meaning] : signal_rows) page += fmt::format(".TP\n.B {}\n{}.\n", name, wrapped(meaning));
  page += privileges_section();
  page += ".SH \"EXIT STATUS\"\n";
  for (const auto &[status, meaning] : exit_rows)
    page += fmt::format(".TP\n.B {}\n{}.\n", status, wrapped(roff(meaning)));
  page += machine_section;
  page += ".SH \"SEE ALSO\"\n.BR genhash (1),\n.BR keepalived.conf (5),\n.BR ip (8),\n.BR ipvsadm (8)\n";
  return page;
}

std::string genhash_page(std::string_view version) {
  auto page = fmt::format(
      ".TH GENHASH 1 2026-11-23 \"Sempervivum {}\" \"User Commands\"\n"
      ".SH NAME\ngenhash \\- digest of a web page for keepalived's health checks\n"
      ".SH SYNOPSIS\n.B genhash\n[\\fIOPTION\\fR...]\n"
      ".SH DESCRIPTION\n"
      "Asks a web server for a page and prints the digest that\n.B digest\nof an HTTP_GET or SSL_GET in\n"
      ".BR keepalived.conf (5)\nwants.\n.SH OPTIONS\n",
      version);
  for (const auto &row : genhash_table()) {
    const auto argument = row.argument ? " \\fIVALUE\\fR" : "";
    page += fmt::format(".TP\n\\fB\\-{}\\fR, \\fB\\-\\-{}\\fR{}\n{}\n", row.letter, roff(row.name), argument,
                        wrapped(roff(row.help)));
  }
  return page += ".SH \"SEE ALSO\"\n.BR keepalived (8),\n.BR keepalived.conf (5)\n";
}

std::string bash_completion() {
  std::string words;
  std::string files;
  for (const auto &row : option_table()) {
    words += fmt::format(" --{}", row.name);
    if (!takes_file(row)) continue;
    if (row.letter != 0) files += fmt::format("-{}|", row.letter);
    files += fmt::format("--{}|", row.name);
  }
  files.pop_back();
  return fmt::format(
      "_keepalived() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  [ \"$word\" = = ] && word= || {{ [ \"$before\" = = ] && before=${{COMP_WORDS[COMP_CWORD-2]}}; }}\n"
      "  case $before in\n"
      "    {}) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "    --check) COMPREPLY=($(compgen -W 'strict json sarif' -- \"$word\")) ;;\n"
      "    --signum) COMPREPLY=($(compgen -W 'STOP RELOAD DATA STATS STATS_CLEAR JSON' -- \"$word\")) ;;\n"
      "    *) COMPREPLY=($(compgen -W '{}' -- \"$word\")) ;;\n"
      "  esac\n"
      "}}\n"
      "complete -F _keepalived keepalived\n",
      files, words.substr(1));
}

std::string zsh_completion() {
  std::string text = "#compdef keepalived\n_arguments -s \\\n";
  for (const auto &row : option_table()) {
    const auto long_tie = row.argument == Argument::required ? "=" : row.argument == Argument::optional ? "=-" : "";
    const auto short_tie = row.argument == Argument::required ? "+" : row.argument == Argument::optional ? "-" : "";
    if (row.letter != 0) text += zsh_entry(fmt::format("-{}", row.letter), short_tie, row);
    text += zsh_entry(fmt::format("--{}", row.name), long_tie, row);
  }
  return text.substr(0, text.rfind(" \\")) + "\n";
}

std::string fish_completion() {
  std::string text;
  for (const auto &row : option_table()) {
    const auto letter = row.letter != 0 ? fmt::format(" -s {}", row.letter) : std::string{};
    const auto argument = row.argument == Argument::none ? " -f" : takes_file(row) ? " -r" : " -x";
    text += fmt::format("complete -c keepalived{} -l {}{} -d '{}'\n", letter, row.name, argument, quoted(row.help));
  }
  return text;
}

}  // namespace sempervivum::daemon
