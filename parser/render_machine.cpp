#include "parser/render_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "parser/json.hpp"

namespace sempervivum::parser {

namespace {

class JsonFindings {
 public:
  explicit JsonFindings(const Source &source) : source_{source} {}

  std::string render(const Diagnostics &diagnostics) {
    json_.begin_object().member("version", findings_version);
    summary(diagnostics);
    json_.key("findings").begin_array();
    for (const auto &finding : diagnostics.findings())
      if (!finding.implied) one(finding);
    json_.end_array().end_object();
    return json_.take();
  }

 private:
  void summary(const Diagnostics &diagnostics) {
    json_.key("summary").begin_object();
    json_.member("errors", static_cast<std::int64_t>(diagnostics.count(Severity::error)));
    json_.member("warnings", static_cast<std::int64_t>(diagnostics.count(Severity::warning)));
    json_.member("notes", static_cast<std::int64_t>(diagnostics.count(Severity::note)));
    json_.member("not_shown", static_cast<std::int64_t>(diagnostics.dropped()));
    json_.end_object();
  }

  void position(const Position &position) {
    json_.member("file", source_.files()[position.file].name);
    json_.member("line", position.line).member("column", position.column);
  }

  void one(const Finding &finding) {
    const auto trace = source_.trace(finding.span);
    json_.begin_object().member("id", finding.kind().name).member("severity", to_words(finding.kind().severity));
    if (!trace.empty()) {
      position(trace.front().position);
      json_.member("length", finding.span.length);
    }
    json_.member("message", finding.message);
    if (!finding.help.empty()) json_.member("help", finding.help);
    if (!finding.meant.empty()) json_.member("suggestion", finding.meant);
    related(finding);
    way(trace);
    json_.end_object();
  }

  void related(const Finding &finding) {
    if (finding.related.empty()) return;
    json_.key("related").begin_array();
    for (const auto &other : finding.related) {
      json_.begin_object();
      const auto trace = source_.trace(other.span);
      if (!trace.empty()) position(trace.front().position);
      json_.member("message", other.message).end_object();
    }
    json_.end_array();
  }

  void way(const std::vector<TraceStep> &trace) {
    if (trace.size() < 2) return;
    json_.key("trace").begin_array();
    for (std::size_t i = 1; i < trace.size(); ++i) {
      const bool expanded = trace[i].kind == TraceStep::Kind::expanded_from;
      json_.begin_object().member("kind", expanded ? "expanded_from" : "included_from");
      position(trace[i].position);
      if (expanded) json_.member("name", trace[i].name);
      json_.end_object();
    }
    json_.end_array();
  }

  const Source &source_;
  JsonWriter json_;
};

/// UTF-8 continuation bytes belong to the character before.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// RFC 3986: what is neither unreserved nor a slash is written in hexadecimal.
std::string uri(std::string_view name) {
  constexpr std::string_view plain = "/-._~";
  std::string out{name.starts_with('/') ? "file://" : ""};
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

class Sarif {
 public:
  explicit Sarif(const Source &source) : source_{source} {}

  std::string render(const Diagnostics &diagnostics, std::string_view program_version) {
    json_.begin_object();
    json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
    json_.key("runs").begin_array().begin_object();
    driver(program_version);
    json_.member("columnKind", "unicodeCodePoints");
    json_.key("results").begin_array();
    for (const auto &finding : diagnostics.findings())
      if (!finding.implied) result(finding);
    json_.end_array().end_object().end_array().end_object();
    return json_.take();
  }

 private:
  void driver(std::string_view program_version) {
    json_.key("tool").begin_object().key("driver").begin_object();
    json_.member("name", "sempervivum").member("version", program_version);
    json_.key("rules").begin_array();
    for (const auto &kind : all_finding_kinds()) rule(kind);
    json_.end_array().end_object().end_object();
  }

  void rule(const FindingKind &kind) {
    json_.begin_object().member("id", kind.name);
    text("shortDescription", kind.meaning);
    json_.key("defaultConfiguration").begin_object().member("level", to_words(kind.severity)).end_object();
    json_.end_object();
  }

  void text(std::string_view key, std::string_view value) {
    json_.key(key).begin_object().member("text", value).end_object();
  }

  void location(const Position &position, std::uint32_t length, std::string_view message) {
    const auto line = source_.file_line(position);
    const auto before = line.substr(0, std::min<std::size_t>(position.column - 1, line.size()));
    const auto column = static_cast<std::int64_t>(characters(before)) + 1;
    json_.begin_object().key("physicalLocation").begin_object();
    json_.key("artifactLocation").begin_object().member("uri", uri(source_.files()[position.file].name)).end_object();
    json_.key("region").begin_object().member("startLine", position.line).member("startColumn", column);
    const auto shown = static_cast<std::int64_t>(characters(line.substr(before.size(), length)));
    if (shown > 0) json_.member("endColumn", column + shown);
    json_.end_object().end_object();
    if (!message.empty()) text("message", message);
    json_.end_object();
  }

  void result(const Finding &finding) {
    json_.begin_object().member("ruleId", finding.kind().name).member("level", to_words(finding.kind().severity));
    text("message", finding.help.empty() ? finding.message : finding.message + "; " + finding.help);
    const auto trace = source_.trace(finding.span);
    if (!trace.empty()) {
      json_.key("locations").begin_array();
      location(trace.front().position, finding.span.length, {});
      json_.end_array();
    }
    related(finding, trace);
    json_.end_object();
  }

  void related(const Finding &finding, const std::vector<TraceStep> &trace) {
    if (finding.related.empty() && trace.size() < 2) return;
    json_.key("relatedLocations").begin_array();
    for (const auto &other : finding.related) {
      const auto place = source_.trace(other.span);
      if (!place.empty()) location(place.front().position, other.span.length, other.message);
    }
    for (std::size_t i = 1; i < trace.size(); ++i) {
      const bool expanded = trace[i].kind == TraceStep::Kind::expanded_from;
      location(trace[i].position, 0, expanded ? "expanded from " + trace[i].name : std::string{"included from here"});
    }
    json_.end_array();
  }

  const Source &source_;
  JsonWriter json_;
};

}  // namespace

std::string render_json(const Diagnostics &diagnostics, const Source &source) {
  return JsonFindings{source}.render(diagnostics);
}

std::string render_sarif(const Diagnostics &diagnostics, const Source &source, std::string_view program_version) {
  return Sarif{source}.render(diagnostics, program_version);
}

}  // namespace sempervivum::parser
