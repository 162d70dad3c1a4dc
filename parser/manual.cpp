#include "parser/manual.hpp"

#include <fmt/format.h>

#include <string_view>

#include "parser/atoms.hpp"
#include "parser/diagnostics.hpp"
#include "parser/json.hpp"
#include "parser/schema.hpp"

namespace sempervivum::parser {

namespace {

constexpr std::string_view shape_name(Shape shape) {
  switch (shape) {
    case Shape::options: return "options";
    case Shape::block: return "block";
    case Shape::items: return "items";
    case Shape::words: return "words";
    case Shape::value: break;
  }
  return "value";
}

void write_limits(JsonWriter &json, const Argument &takes) {
  if (!describe_range(takes).empty()) {
    json.key("min").raw(write_decimal(takes.min, takes.places));
    json.key("max").raw(write_decimal(takes.max, takes.places));
  }
  if (takes.choices.empty()) return;
  json.key("choices").begin_array();
  for (const auto &choice : takes.choices)
    if (!choice.word.empty()) json.string(choice.word);
  json.end_array();
}

void write_keyword(JsonWriter &json, const Keyword &row) {
  json.begin_object().member("name", row.name).member("shape", shape_name(row.shape));
  json.member("value", describe(row.takes));
  write_limits(json, row.takes);
  if (!row.otherwise.empty()) json.member("default", row.otherwise);
  json.member("since", row.since);
  if (!row.alias_of.empty()) json.member("alias_of", row.alias_of);
  if (row.deprecated || row.discouraged) json.key("deprecated").boolean(true);
  if (row.positional || row.fallback) json.key("positional").boolean(true);
  if (row.dormant) json.key("not_supported_yet").boolean(true);
  if (row.inside) json.member("inside", row.inside->path);
  json.member("help", row.help).end_object();
}

/// Text for man(7): no line begins a request, nothing is an escape.
std::string troff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

constexpr std::string_view introduction = R"(.SH DESCRIPTION
The configuration of
.BR keepalived (8).
A statement is a keyword and its value on one line; a block is a keyword, perhaps
a name, and statements between braces. Braces may stand anywhere; nothing else
separates two statements on one line.
.SS Comments and quotes
.B !
and
.B #
begin a comment, except within double quotes or behind a backslash.
Double quotes make one word of several.
A command with arguments stands in double quotes as a whole; within them single
quotes group, and
.BR \ex HH ,
.BI \e OOO\fR,
.BI \ec X
and
.B \ea \eb \eE \ef \en \er \et \ev
are escapes.
.SS Values
Numbers are decimal and have no unit. Seconds may have a fraction where a range
says so. A truth value is one of true, on, yes, false, off, no; the keyword alone
means true.
.SS Files
.B include
.I PATTERN
reads the files that match, relative to the including one, in sorted order.
.B includer
makes an unreadable file an error,
.B includem
a missing one as well,
.B includew
no match of a wildcard too,
.B includeb
a brace expression without a match, and
.B includea
all of these.
.SS Conditions
A line that begins with
.BI @ ID
is for the configuration id
.I ID
only, with
.BI @^ ID
for all others. The id is that of the option
.B \-i
or else the host name up to its first dot.
.SS Parameters
.BI $ NAME = TEXT
defines a parameter; a backslash at the end continues it on the next line.
.BI $ NAME
in front of a blank, a comma, a closing parenthesis or the end of the line, and
.BI ${ NAME }
anywhere, stand for its text. Built in are
.BR ${_PWD} ,
.BR ${_INSTANCE} ,
.BR "${_RANDOM MIN MAX}" ,
.BR ${_HASH} ,
.B ${_BANG}
and
.BR "${_ENV NAME}" .
.SS Repetition
.BI ~SEQ( VAR ", START, STEP, END) TEXT"
repeats a line for each number; start and step may be left out.
.B ~SEQx
gives hexadecimal numbers.
.BI ~LST( VAR ", VALUE, ...) TEXT"
repeats a line for each value.
)";

constexpr std::string_view findings_introduction = R"(.SH FINDINGS
What
.B keepalived \-\-check
may say of a configuration, by the name that stands in brackets behind each line.
The names stay what they are.
An error means that the daemon does not start or leaves something out;
a warning is hardly what was meant;
a note is worth knowing.
)";

class Manual {
 public:
  explicit Manual(const std::string &version) {
    put(".\\\" Generated from the tables of parser/; do not edit.\n.TH KEEPALIVED.CONF 5 2026-11-23 \"Sempervivum "
        "{}\" "
        "\"File Formats\"\n.SH NAME\nkeepalived.conf \\- configuration of keepalived(8)\n.SH SYNOPSIS\n.B "
        "/etc/keepalived/keepalived.conf\n",
        troff(version));
    out_ += introduction;
    for (const auto *place : all_places()) section(*place);
    findings();
    out_ += ".SH SEE ALSO\n.BR keepalived (8)\n";
  }

  std::string take() { return std::move(out_); }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args &&...args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  /// What --check may say, by the names that stand in brackets behind each line.
  void findings() {
    out_ += findings_introduction;
    for (const auto &kind : all_finding_kinds())
      put(".TP\n.BR {} \" ({})\"\n{}\n", troff(kind.name), to_words(kind.severity), troff(kind.meaning));
  }

  void section(const Place &place) {
    if (place.path.empty())
      out_ += ".SH KEYWORDS OUTSIDE ANY BLOCK\n";
    else
      put(".SH {}\n", troff(place.path));
    for (const auto &row : place.rows) keyword(row);
  }

  void keyword(const Keyword &row) {
    out_ += ".TP\n";
    if (row.positional || row.fallback)
      put(".I {}\n", troff(row.name));
    else
      put(".BR {} {}\n", troff(row.name), argument(row));
    put("{}\n", troff(row.help));
    if (!row.otherwise.empty()) put("Default: {}.\n", troff(default_text(row.otherwise)));
    if (!row.alias_of.empty()) put("The same as\n.BR {} .\n", troff(row.alias_of));
    if (row.deprecated || row.discouraged) out_ += "Deprecated.\n";
    if (row.since.empty()) put("keepalived has no such keyword.\n");
    if (!row.since.empty() && row.since != "2.2.7") put("Since keepalived {}.\n", row.since);
    if (row.dormant) out_ += "This version does not act on it.\n";
    if (!row.needless.empty()) put("Nothing is to be done for it: {}.\n", troff(row.needless));
    if (row.inside) put("See\n.B {}\nbelow.\n", troff(row.inside->path));
  }

  static std::string_view default_text(std::string_view text) {
    const bool described = text.starts_with('(') && text.ends_with(')');
    return described ? text.substr(1, text.size() - 2) : text;
  }

  /// In quotes, since it is one argument of a macro.
  static std::string argument(const Keyword &row) {
    if (row.shape == Shape::block || row.shape == Shape::items || row.shape == Shape::words) return "\" { ... }\"";
    const auto text = row.shape == Shape::options ? std::string{"..."} : describe(row.takes);
    if (text.empty()) return {};
    const auto shown = troff(text);
    return row.takes.optional && !text.starts_with('[') ? fmt::format("\" [{}]\"", shown)
                                                        : fmt::format("\" {}\"", shown);
  }

  std::string out_;
};

}  // namespace

std::string schema_json() {
  JsonWriter json;
  json.begin_object().member("version", schema_version).key("places").begin_array();
  for (const auto *place : all_places()) {
    json.begin_object().member("path", place->path).member("title", place->title).key("keywords").begin_array();
    for (const auto &row : place->rows) write_keyword(json, row);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string manual_page(const std::string &version) { return Manual{version}.take(); }

}  // namespace sempervivum::parser
