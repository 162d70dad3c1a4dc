/// Writing JSON, for the machine-readable outputs: a stream of objects, arrays and values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sempervivum::parser {

/// Keeps commas and indentation right; the caller keeps begins and ends right.
/// Strings are escaped, and bytes that are not UTF-8 become U+FFFD.
class JsonWriter {
 public:
  JsonWriter &begin_object() { return open('{'); }
  JsonWriter &end_object() { return close('}'); }
  JsonWriter &begin_array() { return open('['); }
  JsonWriter &end_array() { return close(']'); }
  JsonWriter &key(std::string_view name);
  JsonWriter &string(std::string_view value);
  JsonWriter &number(std::int64_t value) { return raw(std::to_string(value)); }
  JsonWriter &boolean(bool value) { return raw(value ? "true" : "false"); }
  /// Text that is JSON already, such as a decimal.
  JsonWriter &raw(std::string_view value);

  /// key() and string() in one.
  JsonWriter &member(std::string_view name, std::string_view value) { return key(name).string(value); }
  JsonWriter &member(std::string_view name, std::int64_t value) { return key(name).number(value); }

  std::string take();

 private:
  JsonWriter &open(char bracket);
  JsonWriter &close(char bracket);
  /// What stands before a value or key: comma, line end, indentation.
  void separate();

  std::string out_;
  /// Whether each open object or array has something in it.
  std::vector<bool> filled_;
  bool after_key_ = false;
};

}  // namespace sempervivum::parser
