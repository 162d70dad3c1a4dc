/// Parameters: `$NAME=TEXT` definitions, the built-ins, and their substitution.
/// (language.md section 6)
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "parser/diagnostics.hpp"
#include "parser/fragment.hpp"

namespace sempervivum::parser {

/// Where the values of built-in parameters come from.
struct BuiltIns {
  std::string config_id;                                                      // ${_INSTANCE}
  std::function<std::optional<std::string>(std::string_view)> environment{};  // ${_ENV NAME}
  std::uint32_t random_seed = 1;                                              // ${_RANDOM}
};

/// A statement after substitution; `rest` are the further lines of a
/// multi-line parameter at its end.
struct Substituted {
  Fragment line;
  std::vector<Fragment> rest;
  bool changed = false;
};

class Parameters {
 public:
  /// No text grows beyond this by substitution.
  static constexpr std::size_t max_line = 1UL << 20U;
  /// A parameter that needs more passes than this refers to itself.
  static constexpr unsigned max_passes = 64;

  Parameters(BuiltIns built_ins, Source &source, Diagnostics &diagnostics);

  /// The name in `$NAME=TEXT` and what stands behind the `=`, if that is what the line is.
  struct Definition {
    std::string_view name;
    Fragment text;
  };
  static std::optional<Definition> definition(const Fragment &line);

  void define(std::string_view name, std::vector<Fragment> lines);
  /// The directory `${_PWD}` stands for.
  void set_directory(std::string directory) { directory_ = std::move(directory); }

  /// Replaces all known parameters; nothing when the result would be too large
  /// or endless, which is reported.
  std::optional<Substituted> substitute(const Fragment &line);

 private:
  struct Use;
  std::optional<Use> use_at(std::string_view text, std::size_t dollar) const;
  std::optional<std::string> built_in(std::string_view name, std::string_view argument);
  bool replace(const Fragment &line, std::size_t begin, const Use &use, FragmentBuilder &out,
               std::vector<Fragment> &rest);
  std::optional<Substituted> one_pass(const Fragment &line);
  Fragment placed(const Fragment &part, std::uint32_t expansion) const;
  void report(FindingId id, const Fragment &line, std::string message) const;

  BuiltIns built_ins_;
  std::minstd_rand random_;
  std::string directory_;
  std::map<std::string, std::vector<Fragment>, std::less<>> values_;
  Source &source_;
  Diagnostics &diagnostics_;
};

/// Reports about text that becomes no logical line: it gets a hidden one.
Finding &report_at(FindingId id, const Fragment &where, std::string message, Source &source, Diagnostics &diagnostics);

}  // namespace sempervivum::parser
