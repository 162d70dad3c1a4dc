/// What a track_file's content means for a real server. Pure (M11, F4).
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/model_common.hpp"

namespace sempervivum::checkers {

/// The number a file begins with, as strtol(3) reads it in any base; 0 if there is none.
std::int64_t file_number(std::string_view content);

struct FileEffect {
  bool up = true;
  std::int64_t contribution = 0;

  bool operator==(const FileEffect &) const = default;
};
/// Weight 0: any other number than 0 is down (reverse: 0 is). Else value times
/// weight is added to the server's; at the lowest there is, it is down.
FileEffect file_effect(std::int64_t number, const parser::Weight &weight);

}  // namespace sempervivum::checkers
