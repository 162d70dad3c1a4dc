/// genhash(1): prints the digest of a page, as HTTP_GET's `digest` wants it.
///
/// The program is genhash when it is called by that name or with --genhash (-T) first;
/// options and output are keepalived's. -v adds the response time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/plan.hpp"

namespace sempervivum::daemon {

bool is_genhash(std::span<char *const> argv);

struct GenhashOptions {
  checkers::HttpProbe probe;
  bool verbose = false;
};
struct ParsedGenhash {
  /// Nothing: print `lines` and the usage, and end with status 1.
  std::optional<GenhashOptions> options;
  std::vector<std::string> lines;
};
/// `argv` begins with the program's name. Pure.
ParsedGenhash parse_genhash(std::span<char *const> argv);

std::string genhash_usage(const std::string &program);

struct GenhashRow {
  char letter;
  const char *name;
  bool argument;
  std::string_view help;
};
/// Every option, in the order of the usage.
std::span<const GenhashRow> genhash_table();

/// Returns the exit status: 0, also where the page could not be had (as keepalived's).
int run_genhash(std::span<char *const> argv);

}  // namespace sempervivum::daemon
